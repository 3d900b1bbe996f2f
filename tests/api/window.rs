//! /api/admin/windows: one person proposes, another one decides, and whom it concerns sees it.

use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{Answer, Client, Person, System, WINDOWS, text};
use serde_json::{Value, json};

const BATCH: &str = "/api/volunteer/undergraduate";
const NAME: &str = "volunteer-undergraduate";

fn change(action: &str, organisations: &[&str], more: Value) -> Value {
    let mut change = json!({ "name": NAME, "action": action, "organisations": organisations, "reason": "全县停电" });
    change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    change
}

fn propose(client: &Client, change: &Value) -> Answer {
    client.call("POST", &format!("{WINDOWS}/proposals")).key(&key()).json(change).send()
}

fn decide(client: &Client, proposal: &Value, approve: bool) -> Answer {
    let body = json!({ "proposal": proposal, "approve": approve, "reason": "已经来电" });
    client.post(&format!("{WINDOWS}/proposals/{proposal}/decision"), &body)
}

fn submit(client: &Client, version: i64, choices: &[Value]) -> Answer {
    client.call("POST", SUBMISSIONS).key(&key()).json(&submission(version, choices)).send()
}

fn window_of(client: &Client) -> Value {
    client.get(BATCH).expect(200)["window"].clone()
}

#[test]
fn nobody_buries_what_others_propose() {
    let system = System::start();
    let county = system.staff("430103");
    let later = change("extend", &["430103"], json!({ "closes": "2027-07-25T18:00:00+08:00" }));
    let made = (0..40).take_while(|_| propose(&county, &later).status == 201).count();
    assert_eq!(made, 20);
    propose(&county, &later).problem(409, "conflict");
    let other = change("extend", &["430104"], json!({ "closes": "2027-07-25T18:00:00+08:00" }));
    propose(&system.staff("430104"), &other).expect(201);
    system.stop_and_check();
}

#[test]
fn two_people_give_two_counties_more_time_and_nobody_else() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let later = change("extend", &["430103", "430104"], json!({ "closes": "2027-07-25T18:00:00+08:00" }));
    let preview = province.post(&format!("{WINDOWS}/preview"), &later).expect(200);
    let (before, after) = ("07-25 17:00", "07-25 18:00");
    assert_eq!(preview["says"], json!([format!("本科批填报（天心区、岳麓区）：截止 {before} → {after}")]));
    assert_eq!(preview["warnings"], json!([]));
    let id = propose(&province, &later).expect(201)["id"].clone();
    let waiting = |client: &Client| client.get(&format!("{WINDOWS}/proposals")).expect(200)["rows"].clone();
    let seen = |client: &Client| {
        let first = waiting(client)[0].clone();
        (first["id"].clone(), first["mine"].clone(), first["may_agree"].clone())
    };
    assert_eq!(seen(&province), (id.clone(), json!(true), json!(false)));
    assert_eq!(seen(&deputy), (id.clone(), json!(false), json!(true)));
    assert_eq!(seen(&system.staff("430103")), (id.clone(), json!(false), json!(false)));
    assert_eq!(waiting(&system.staff("430102")), json!([]));
    decide(&province, &id, true).problem(409, "conflict");
    system
        .staff("430103")
        .post(&format!("{WINDOWS}/proposals/{id}/decision"), &json!({ "proposal": id, "approve": true }))
        .problem(403, "forbidden");
    let (outside, inside) = (system.chooser_of("430111"), system.chooser_of("430103"));
    let client = system.candidate(inside);
    let (wanted, others) = (choices(&client, 1), choices(&system.candidate(outside), 1));
    assert_eq!(window_of(&client)["note"], Value::Null, "nothing comes of a proposal");
    decide(&deputy, &id, true).expect(204);
    assert_eq!(window_of(&client)["note"], "天心区延长至 07-25 18:00：全县停电");
    let calendar = system.nobody().get("/api/catalog/calendar").expect(200).to_string();
    assert!(!calendar.contains("18:00"), "everybody's ends when it did");
    decide(&deputy, &id, false).problem(409, "proposal_changed");

    system.set_now("2027-07-25T17:30:00+08:00");
    submit(&system.candidate(inside), 0, &wanted).expect(201);
    let refused = submit(&system.candidate(outside), 0, &others).problem(409, "window_closed");
    assert!(text(&refused["detail"]).contains("17:00"), "{refused}");
    system.set_now("2027-07-25T18:00:00+08:00");
    let refused = submit(&system.candidate(inside), 1, &wanted).problem(409, "window_closed");
    assert!(text(&refused["detail"]).ends_with("天心区延长至 07-25 18:00：全县停电"), "{refused}");
    let history = system.staff("430103").get(&format!("{WINDOWS}/{NAME}/changes")).expect(200)["rows"].clone();
    let story: Vec<_> =
        history.as_array().unwrap().iter().map(|change| (&change["status"], &change["decided_by"])).collect();
    assert_eq!(story[0], (&json!("agreed"), &json!("示例复核员43")));
    assert_eq!(story.len(), 2, "and as it was set up");
    system.stop_and_check();
}

#[test]
fn a_county_without_power_asks_for_itself() {
    let system = System::start();
    let (county, province) = (system.staff("430103"), system.staff("43"));
    let later = |codes: &[&str]| change("extend", codes, json!({ "closes": "2027-07-26T17:00:00+08:00" }));
    propose(&county, &later(&["430104"])).problem(403, "forbidden");
    propose(&county, &later(&["43"])).problem(403, "forbidden");
    propose(&system.staff("430103001"), &later(&["430103001"])).problem(403, "forbidden");
    let id = propose(&county, &later(&["430103"])).expect(201)["id"].clone();
    let withdraw = |client: &Client, id: &Value| client.post(&format!("{WINDOWS}/proposals/{id}/withdraw"), &json!({}));
    withdraw(&province, &id).problem(409, "conflict");
    withdraw(&county, &id).expect(204);
    decide(&province, &id, true).problem(409, "proposal_changed");
    let (first, second) = (propose(&county, &later(&["430103"])), propose(&county, &later(&["430103"])));
    let (first, second) = (first.expect(201)["id"].clone(), second.expect(201)["id"].clone());
    decide(&province, &first, true).expect(204);
    // What the second one changes was changed.
    decide(&province, &second, true).problem(409, "conflict");
    let waiting = province.get(&format!("{WINDOWS}/proposals")).expect(200)["rows"].clone();
    assert_eq!((&waiting[0]["id"], &waiting[0]["outdated"]), (&second, &json!(true)));
    decide(&province, &second, false).expect(204);
    let row = |client: &Client| {
        let rows = client.get(WINDOWS).expect(200)["windows"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["organisation"] == "430103" && row["name"] == NAME)
    };
    assert_eq!(row(&county).unwrap()["intervals"][0]["closes"], "2027-07-26T17:00:00+08:00");
    assert!(row(&system.staff("430104")).is_none(), "no concern of others");

    // Whoever has times of their own keeps them, and that is said.
    let all = change("extend", &["43"], json!({ "closes": "2027-07-27T17:00:00+08:00" }));
    let refused = propose(&province, &all).problem(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "confirmed");
    assert!(text(&refused["errors"][0]["message"]).starts_with("天心区有自己的设置"), "{refused}");
    let with = |more: Value| {
        let mut change = all.clone();
        change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        change
    };
    propose(&province, &with(json!({ "confirmed": ["narrower"] }))).expect(201);
    let says =
        province.post(&format!("{WINDOWS}/preview"), &with(json!({ "narrower": true }))).expect(200)["says"].clone();
    assert_eq!(says.as_array().unwrap().len(), 2, "{says}");
    system.stop_and_check();
}

#[test]
fn what_was_shortened_suspended_and_revoked_takes_nothing_in_and_nothing_back() {
    let system = System::start();
    let serial = system.chooser_of("430103");
    let client = system.candidate(serial);
    let wanted = choices(&client, 2);
    submit(&client, 0, &wanted[..1]).expect(201);

    system.change_window(change("suspend", &["43"], json!({})));
    let refused = submit(&client, 1, &wanted).problem(409, "window_closed");
    assert!(text(&refused["detail"]).ends_with("全省已暂停：全县停电"), "{refused}");
    let shown = window_of(&client);
    assert_eq!((&shown["open"], &shown["suspended"]), (&json!(false), &json!(true)));
    assert_eq!(
        client.get(SUBMISSIONS).expect(200)["submissions"].as_array().unwrap().len(),
        1,
        "what was received counts"
    );
    system.minutes_later(20);
    system.change_window(change("resume", &["43"], json!({})));
    submit(&client, 1, &wanted).expect(201);
    let closes = text(&window_of(&client)["closes"]);
    assert!(("2027-07-25T17:19:00"..="2027-07-25T17:22:00").contains(&&closes[..19]), "later by the pause: {closes}");

    system.change_window(change("shorten", &["430103"], json!({ "closes": "2027-06-25T18:00:00+08:00" })));
    system.set_now("2027-06-25T17:59:00+08:00");
    let client = system.candidate(serial);
    let minute = |version: i64| submit(&client, version, &wanted);
    minute(2).expect(201);
    system.set_now("2027-06-25T18:00:00+08:00");
    minute(3).problem(409, "window_closed");
    let note = text(&window_of(&client)["note"]);
    assert_eq!(note, "天心区截止改为 06-25 18:00：全县停电");
    system.change_window(change("revoke", &["430103"], json!({})));
    minute(3).expect(201);
    system.stop_and_check();
}

#[test]
fn a_window_that_was_open_again_for_some_lets_only_them_in() {
    let system = System::start();
    let (one, other) = (system.next_chooser(), system.next_chooser());
    let wanted = choices(&system.candidate(&one), 1);
    let others = choices(&system.candidate(&other), 1);
    system.set_now("2027-07-26T09:00:00+08:00");
    let only = json!({ "candidates": [one], "intervals": [
        { "opens": "2027-07-26T08:00:00+08:00", "closes": "2027-07-26T12:00:00+08:00" } ] });
    let again = change("reopen", &[], only);
    system.change_window(again);
    let client = system.candidate(&one);
    assert_eq!(window_of(&client)["note"], "为您单独开放至 07-26 12:00：全县停电");
    submit(&client, 0, &wanted).expect(201);
    submit(&system.candidate(&other), 0, &others).problem(409, "window_closed");
    let targeted = system.staff("43").get(WINDOWS).expect(200)["targeted"].clone();
    assert_eq!((&targeted[0]["candidates"], &targeted[1]), (&json!(1), &Value::Null));
    let unknown = change(
        "reopen",
        &[],
        json!({ "candidates": ["99999999"], "intervals": [
        { "opens": "2027-07-26T08:00:00+08:00", "closes": "2027-07-26T12:00:00+08:00" } ] }),
    );
    let refused = propose(&system.staff("43"), &unknown).problem(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "candidates", "{refused}");
    system.set_now("2027-07-26T12:00:00+08:00");
    submit(&system.candidate(&one), 1, &wanted).problem(409, "window_closed");
    system.stop_and_check();
}

#[test]
fn what_is_wrong_is_named_and_what_is_improbable_is_asked() {
    let system = System::shared();
    let province = system.staff("43");
    let until = |closes: &str| change("extend", &["43"], json!({ "closes": closes }));
    let fields = |change: &Value| propose(&province, change).fields();
    assert_eq!(fields(&until("2027-07-20T17:00:00+08:00")), ["closes"]);
    assert_eq!(fields(&until("2028-07-28T17:00:00+08:00")), ["confirmed"], "a wrong year");
    assert_eq!(fields(&until("2027-07-28T05:00:00+08:00")), ["confirmed"], "at night");
    assert_eq!(
        fields(&change("extend", &["439"], json!({ "closes": "2027-07-28T17:00:00+08:00" }))),
        ["organisations"]
    );
    assert_eq!(fields(&change("set", &["43"], json!({}))), ["intervals"]);
    assert_eq!(fields(&change("resume", &["43"], json!({}))), ["organisations"]);
    assert_eq!(fields(&change("revoke", &["43"], json!({}))), ["organisations"]);
    let mut nothing = until("2027-07-28T17:00:00+08:00");
    nothing["name"] = json!("nothing");
    propose(&province, &nothing).problem(404, "not_found");
    let mut silent = until("2027-07-28T17:00:00+08:00");
    silent["reason"] = json!(" ");
    assert_eq!(fields(&silent), ["reason"]);
    let fee = json!({ "name": "exam-fee", "action": "shorten", "organisations": ["43"], "reason": "财务结账",
        "closes": "2027-07-01T17:00:00+08:00" });
    let warned = province.post(&format!("{WINDOWS}/preview"), &fee).expect(200)["warnings"].clone();
    assert_eq!(warned[0]["code"], "fee", "who registers last could not pay: {warned}");
}

#[test]
fn a_candidate_is_admitted_while_their_county_takes_them_in() {
    let system = System::start();
    system.change_window(
        json!({ "name": "registration", "action": "extend", "organisations": ["430103"], "reason": "网络故障",
        "closes": "2027-09-01T08:00:00+08:00" }),
    );
    system.set_now("2027-08-15T10:00:00+08:00");
    let admit = |point: &str| system.staff(point).post("/api/admin/candidates", &Person::new().admission(point));
    admit("430103001").expect(201);
    admit("430104001").problem(409, "window_closed");
    system.stop_and_check();
}
