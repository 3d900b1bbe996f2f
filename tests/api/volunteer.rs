//! /api/volunteer

use crate::support::{Client, SAVE_PASSWORD, System, text};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

const BATCH: &str = "/api/volunteer/undergraduate";
pub(crate) const DRAFT: &str = "/api/volunteer/undergraduate/draft";
pub(crate) const SUBMISSIONS: &str = "/api/volunteer/undergraduate/submissions";

/// Where a candidate stands before a batch.
pub(crate) fn standing(client: &Client, batch: &str) -> Value {
    let overview = client.get("/api/volunteer").expect(200);
    overview["batches"].as_array().unwrap().iter().find(|of| of["batch"] == batch).unwrap().clone()
}

/// So many choices of 本科批 that this candidate's subjects allow.
pub(crate) fn choices(client: &Client, count: usize) -> Vec<Value> {
    choices_of(client, "undergraduate", count)
}

/// Likewise of another batch.
pub(crate) fn choices_of(client: &Client, batch: &str, count: usize) -> Vec<Value> {
    let form = client.get("/api/registration").expect(200)["form"].clone();
    let seconds: Vec<&str> = form["second_subjects"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let query = format!("track={}&subjects={}", text(&form["first_subject"]), seconds.join(","));
    let mut choices = Vec::new();
    for page in 1.. {
        let address = format!("/api/catalog/groups?batch={batch}&{query}&page={page}");
        let found = client.get(&address).expect(200)["groups"].as_array().unwrap().clone();
        for group in &found {
            let detail = client.get(&format!("/api/catalog/groups/{}", group["id"])).expect(200);
            let majors: Vec<&Value> = detail["majors"].as_array().unwrap().iter().map(|m| &m["code"]).take(3).collect();
            choices
                .push(json!({ "group": group["id"], "majors": majors, "accept_adjustment": choices.len() % 2 == 0 }));
            if choices.len() == count {
                return choices;
            }
        }
        assert!(!found.is_empty(), "only {} groups fit {query}", choices.len());
    }
    choices
}

pub(crate) fn key() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("tests-{:08}", COUNT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn submission(version: i64, choices: &[Value]) -> Value {
    json!({ "version": version, "choices": choices, "save_password": SAVE_PASSWORD })
}

/// A submission answers the core of its receipt: all that it says is in the receipt.
pub(crate) fn is_core(core: &Value, receipt: &Value) -> bool {
    let core = core.as_object().unwrap();
    !core.is_empty() && core.iter().all(|(name, value)| receipt[name] == *value)
}

#[test]
fn a_draft_is_saved_shown_and_left_behind_by_what_was_submitted() {
    let client = System::shared().chooser();
    let choices = choices(&client, 3);
    let draft = |version: i64, choices: &[Value]| client.put(DRAFT, &json!({ "version": version, "choices": choices }));
    assert_eq!(draft(0, &choices[..2]).expect(200)["version"], 1);
    assert_eq!(draft(1, &choices).expect(200)["version"], 2);
    let shown = client.get(BATCH).expect(200);
    assert_eq!(shown["draft"]["version"], 2);
    assert_eq!(groups(&shown["draft"]["choices"]), groups(&json!(choices)));
    assert_eq!(shown["submission"], Value::Null);

    let overview = || standing(&client, "undergraduate");
    assert_eq!((&overview()["differs"], &overview()["submission_version"]), (&json!(true), &json!(0)));
    client.call("POST", SUBMISSIONS).key(&key()).json(&submission(0, &choices)).send().expect(201);
    assert_eq!((&overview()["differs"], &overview()["submission_version"]), (&json!(false), &json!(1)));
    assert_eq!(draft(2, &choices[1..]).expect(200)["version"], 3);
    assert_eq!(overview()["differs"], true);
    assert_eq!(draft(3, &[]).expect(200)["version"], 4);
    assert_eq!(client.get(BATCH).expect(200)["draft"]["choices"], json!([]));
}

#[test]
fn the_receipt_shows_what_was_submitted_and_stays_the_same() {
    let client = System::shared().chooser();
    let choices = choices(&client, 4);
    let submit = |version: i64, choices: &[Value]| {
        client.call("POST", SUBMISSIONS).key(&key()).json(&submission(version, choices)).send()
    };
    let core = submit(0, &choices[..3]).expect(201);
    let first = client.get(&format!("{SUBMISSIONS}/1")).expect(200);
    assert_eq!(groups(&first["choices"]), groups(&json!(choices[..3])));
    assert!(is_core(&core, &first), "{core} {first}");
    assert_eq!(text(&first["hash"]).len(), 64);
    assert_eq!(text(&first["code"]).split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
    let core = submit(1, &choices).expect(201);
    let second = client.get(&format!("{SUBMISSIONS}/2")).expect(200);
    assert!(is_core(&core, &second), "{core} {second}");
    assert_ne!(first["hash"], second["hash"]);
    assert_eq!(client.get(&format!("{SUBMISSIONS}/1")).expect(200), first);
    assert_eq!(client.get(BATCH).expect(200)["submission"], second);
    let list = client.get(SUBMISSIONS).expect(200)["submissions"].clone();
    let brief: Vec<(i64, i64)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["version"].as_i64().unwrap(), s["count"].as_i64().unwrap()))
        .collect();
    assert_eq!(brief, [(2, 4), (1, 3)]);
    assert_eq!(list[0]["device"], "zhaokao-tests");
    assert_eq!(list[0]["ip"], "127.0.0.1");
}

#[test]
fn a_full_list_of_45_times_6_goes_through() {
    let client = System::shared().chooser();
    let choices = choices(&client, 45);
    client.call("POST", SUBMISSIONS).key(&key()).json(&submission(0, &choices)).send().expect(201);
    let receipt = client.get(&format!("{SUBMISSIONS}/1")).expect(200);
    assert_eq!(receipt["choices"].as_array().unwrap().len(), 45);
}

#[test]
fn each_wrong_choice_is_named_by_its_place() {
    let client = System::shared().chooser();
    let good = choices(&client, 2);
    let twice = vec![good[0].clone(), good[0].clone()];
    let with = |pointer: &str, value: Value| {
        let mut changed = json!(good);
        *changed.pointer_mut(pointer).unwrap() = value;
        changed.as_array().unwrap().clone()
    };
    let other_track = other_track(&client);
    for (what, choices, field) in [
        ("nothing chosen", vec![], "choices"),
        ("46 choices", vec![good[0].clone(); 46], "choices"),
        ("the same group twice", twice, "choices[1].group"),
        ("a group that does not exist", with("/1/group", json!(999_999_999)), "choices[1].group"),
        ("a group of the other track", with("/1/group", json!(other_track)), "choices[1].group"),
        ("a major of another group", with("/1/majors/0", json!("ZZ")), "choices[1].majors[0]"),
        ("no major", with("/0/majors", json!([])), "choices[0].majors"),
        ("seven majors", with("/0/majors", json!(["1", "2", "3", "4", "5", "6", "7"])), "choices[0].majors"),
    ] {
        let answer = client.call("POST", SUBMISSIONS).key(&key()).json(&submission(0, &choices)).send();
        answer.problem(422, "invalid");
        assert!(answer.fields().iter().any(|named| named == field), "{what}: {:?}", answer.fields());
    }
    assert_eq!(client.get(SUBMISSIONS).expect(200)["submissions"], json!([]));
}

#[test]
fn nobody_below_the_line_fills_the_batch() {
    let system = System::shared();
    let below = system.candidate(&system.demo.walk_through[7].serial);
    let shown = below.get(BATCH).expect(200);
    assert_eq!((&shown["eligible"], &shown["editable"]), (&json!(false), &json!(false)));
    below.put(DRAFT, &json!({ "version": 0, "choices": [] })).problem(409, "wrong_state");
    below.call("POST", SUBMISSIONS).key(&key()).json(&submission(0, &[])).send().problem(409, "wrong_state");
}

#[test]
fn favourites_are_kept_in_folders_and_let_go() {
    let client = System::shared().chooser();
    let group = choices(&client, 1)[0]["group"].clone();
    let address = format!("/api/volunteer/favourites/{group}");
    client.put(&address, &json!({ "folder": "冲" })).expect(204);
    client.put(&address, &json!({ "folder": "稳" })).expect(204);
    let kept = client.get("/api/volunteer/favourites").expect(200)["favourites"].clone();
    assert_eq!(
        (kept.as_array().unwrap().len(), &kept[0]["folder"], &kept[0]["group"]["id"]),
        (1, &json!("稳"), &group)
    );
    client.call("DELETE", &address).send().expect(204);
    assert_eq!(client.get("/api/volunteer/favourites").expect(200)["favourites"], json!([]));
    client.put("/api/volunteer/favourites/999999999", &json!({ "folder": "" })).problem(404, "not_found");
}

#[test]
fn the_save_password_is_not_the_login_password_and_guesses_are_slowed_down() {
    let client = System::shared().chooser();
    let mut body = submission(0, &choices(&client, 1));
    body["save_password"] = json!(crate::support::LOGIN_PASSWORD);
    let submit = || client.call("POST", SUBMISSIONS).key(&key()).json(&body).send();
    let wrong = submit().problem(403, "wrong_password");
    assert_eq!(wrong["tries_left"], 4, "{wrong}");
    assert!(text(&wrong["detail"]).contains("还可以连续试 4 次"), "{wrong}");
    let slowed = (0..20).map(|_| submit()).find(|answer| answer.status != 403).expect("never slowed down");
    slowed.problem(429, "too_many_requests");
    assert_ne!(slowed.header("retry-after"), "");
    assert_eq!(client.get(SUBMISSIONS).expect(200)["submissions"], json!([]));
}

#[test]
fn what_was_proved_in_a_session_is_believed_there_for_an_hour_and_guesses_are_slowed_down_all_the_same() {
    let system = System::start();
    let serial = system.next_chooser();
    let (client, other) = (system.candidate(&serial), system.candidate(&serial));
    let choices = choices(&client, 2);
    let submit = |client: &Client, version: i64, password: &str| {
        let mut body = submission(version, &choices);
        body["save_password"] = json!(password);
        client.call("POST", SUBMISSIONS).key(&key()).json(&body).send()
    };
    submit(&client, 0, SAVE_PASSWORD).expect(201);
    submit(&client, 1, SAVE_PASSWORD).expect(201);
    // A session that knows the password tells no more guesses than another; one that does not know it neither.
    for guesser in [&client, &other] {
        let refused: Vec<u16> = (0..7).map(|i| submit(guesser, 2, &format!("wrong7{i}")).status).collect();
        assert_eq!(refused, [403, 403, 403, 403, 403, 429, 429]);
        submit(guesser, 2, SAVE_PASSWORD).problem(429, "too_many_requests");
        system.minutes_later(if std::ptr::eq(guesser, &client) { 10 } else { 20 });
    }
    submit(&other, 2, SAVE_PASSWORD).expect(201);
    // In another session it was never proved: it is hashed, and right.
    submit(&client, 3, SAVE_PASSWORD).expect(201);
    for minutes in [45, 70, 95] {
        system.minutes_later(minutes);
        client.get("/api/account/session").expect(200);
    }
    submit(&client, 4, "wrong7x").problem(403, "wrong_password");
    submit(&client, 4, SAVE_PASSWORD).expect(201);
    client.post("/api/account/sign-out", &json!({})).expect(204);
    submit(&client, 5, SAVE_PASSWORD).problem(401, "not_signed_in");
    system.stop_and_check();
}

fn other_track(client: &Client) -> i64 {
    let own = client.get("/api/registration").expect(200)["form"]["first_subject"].clone();
    let other = if own == "physics" { "history" } else { "physics" };
    let found = client.get(&format!("/api/catalog/groups?batch=undergraduate&track={other}")).expect(200);
    found["groups"][0]["id"].as_i64().unwrap()
}

fn groups(choices: &Value) -> Vec<i64> {
    choices.as_array().unwrap().iter().map(|choice| choice["group"].as_i64().unwrap()).collect()
}
