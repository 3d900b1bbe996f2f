//! Too early, too late, too long ago.

use crate::api::errors::check;
use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{SAVE_PASSWORD, System, form, text};
use chrono::{DateTime, Duration, FixedOffset};
use serde_json::{Value, json};

const DRAFT: &str = "/api/volunteer/undergraduate/draft";
const FORM: &str = "/api/registration/form";

#[test]
fn outside_its_window_nothing_is_taken_and_the_times_are_told() {
    let system = System::start();
    let serial = system.next_chooser();
    let client = system.candidate(&serial);
    let choices = choices(&client, 1);
    let version = client.get("/api/registration").json()["version"].clone();
    let window = client.get("/api/volunteer/undergraduate").expect(200)["window"].clone();
    let closes: DateTime<FixedOffset> = text(&window["closes"]).parse().unwrap();

    // So late that the session has to be begun anew, and a minute before the end.
    system.set_now(&(closes - Duration::minutes(1)).to_rfc3339());
    let client = system.candidate(&serial);
    let draft = |version: i64| client.call("PUT", DRAFT).json(&json!({ "version": version, "choices": choices }));
    let submit = || client.call("POST", SUBMISSIONS).key(&key()).json(&submission(0, &choices));
    let save = json!({ "version": version, "save_password": SAVE_PASSWORD, "form": form() });
    draft(0).send().expect(200);
    system.set_now(&closes.to_rfc3339());
    check(vec![
        ("a draft", draft(1), 409, "window_closed"),
        ("a submission", submit(), 409, "window_closed"),
        ("the form", client.call("PUT", FORM).json(&save), 409, "window_closed"),
    ]);
    let problem = submit().send().problem(409, "window_closed");
    assert_eq!((&problem["opens"], &problem["closes"]), (&window["opens"], &window["closes"]));
    let shown = client.get("/api/volunteer/undergraduate").expect(200);
    assert_eq!((&shown["editable"], &shown["window"]["open"]), (&json!(false), &json!(false)));
    assert_eq!((&shown["draft"]["version"], &shown["submission"]), (&json!(1), &Value::Null));
}

#[test]
fn a_session_ends_by_itself_after_half_an_hour_without_use_and_after_twelve_hours_at_most() {
    let system = System::start();
    let (idle, busy) = (system.chooser(), system.chooser());
    for minutes in (20..12 * 60).step_by(20) {
        system.minutes_later(minutes);
        busy.get("/api/account/session").expect(200);
        if minutes == 20 {
            idle.get("/api/account/session").expect(200);
        }
    }
    idle.get("/api/account/session").problem(401, "session_expired");
    system.minutes_later(12 * 60 + 1);
    busy.get("/api/account/session").problem(401, "session_expired");
    let draft = busy.put(DRAFT, &json!({ "version": 0, "choices": [] }));
    draft.problem(401, "session_expired");
}

#[test]
fn a_cookie_that_was_made_up_is_no_session() {
    let nobody = System::shared().nobody();
    let with = |cookie: &str| nobody.call("GET", "/api/account/session").header("cookie", cookie).send();
    with("zhaokao=abc").problem(401, "session_expired");
    with(&format!("zhaokao={}", "0".repeat(64))).problem(401, "session_expired");
    with("zhaokao=").problem(401, "not_signed_in");
    with("other=1; zhaokao2=x").problem(401, "not_signed_in");
}
