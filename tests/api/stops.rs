//! Who stops whom: no one account keeps the others out.

use super::staff::{act, create, machine_now, row, told};
use crate::support::{Answer, Client, SIGN_IN, STAFF_PASSWORD, System, text};
use serde_json::{Value, json};
use store::candidate;
use store::db::Db;

pub(super) fn because() -> Value {
    json!({ "reason": "测试需要" })
}

/// Says yes or no to this proposal.
fn answer(by: &Client, account: &Value, proposal: &Value, approve: bool) -> Answer {
    let said = json!({ "proposal": proposal, "approve": approve, "reason": "没有接到申请" });
    act(by, account, "decision", said)
}

/// Says yes or no to what they see.
pub(super) fn decide(by: &Client, account: &Value, approve: bool) -> Answer {
    answer(by, account, &row(by, &text(&account["username"]))["proposal"], approve)
}

fn stop(by: &Client, account: &Value) -> Answer {
    act(by, account, "status", json!({ "enabled": false, "reason": "被盗" }))
}

fn let_in(by: &Client, account: &Value) -> Answer {
    act(by, account, "status", json!({ "enabled": true, "reason": "恢复" }))
}

fn away() -> Value {
    json!({ "organisation": "4301", "role": "office", "reason": "调动" })
}

/// An account made on the machine, of a line of its own.
fn founder(system: &System, username: &str) -> Client {
    let (_, password) = told(&system.staff_command(&["create", username, "--name", "示例员"])).unwrap();
    system.first_sign_in(username, &password).0
}

fn start() -> System {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    system
}

/// Whoever has stopped one account, and whoever they could be, stops no other one until somebody independent has looked.
#[test]
fn nobody_of_the_province_stops_the_others_alone() {
    let system = start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let third = founder(&system, "third-one");
    let puppet = create(&province, "puppet", "43");
    decide(&third, &puppet, true).expect(204);
    let (puppet, _) = system.first_sign_in("puppet", &text(&puppet["initial_password"]));
    let (stopped, others, finance) = (row(&province, "deputy"), row(&province, "third-one"), row(&province, "finance"));
    stop(&province, &stopped).expect(204);
    deputy.get("/api/admin/windows").problem(401, "session_expired");
    let sign_in = || system.nobody().post(SIGN_IN, &json!({ "username": "deputy", "password": STAFF_PASSWORD }));
    let why = text(&sign_in().problem(409, "wrong_state")["detail"]);
    assert!(why.contains(&text(&row(&province, "province")["name"])) && why.contains("被盗"), "{why}");

    // Neither the same person, nor one whose account they made, stops a second one, in whichever way, or decides about it.
    for by in [&province, &puppet] {
        stop(by, &finance).problem(409, "wrong_state");
        act(by, &finance, "password", because()).problem(409, "wrong_state");
        act(by, &others, "factor", because()).problem(409, "wrong_state");
        act(by, &others, "move", away()).problem(409, "wrong_state");
        assert_eq!(row(by, "deputy")["may_agree"], false);
        decide(by, &stopped, true).problem(409, "conflict");
        let_in(by, &stopped).problem(409, "wrong_state");
    }
    decide(&puppet, &stopped, false).problem(409, "conflict");
    let seen = row(&province, "deputy");
    assert_eq!((&seen["mine"], &seen["may_decline"]), (&json!(true), &json!(true)));
    assert_eq!((&seen["proposed"], &seen["proposed_for"]), (&json!("staff.disabled"), &json!("被盗")));
    // Who did so takes it back, and stops another one.
    decide(&province, &stopped, false).expect(204);
    assert_eq!(sign_in().expect(200)["staff"]["next"], "second_factor");
    stop(&province, &stopped).expect(204);
    assert_eq!((&row(&third, "deputy")["may_agree"], &row(&third, "deputy")["mine"]), (&json!(true), &json!(false)));
    decide(&third, &stopped, true).expect(204);
    let agreed = row(&third, "deputy");
    assert_eq!((&agreed["status"], &agreed["proposal"]), (&json!("disabled"), &Value::Null));
    // It has been looked at: this one comes back by two people only.
    let_in(&third, &stopped).expect(204);
    decide(&province, &stopped, true).expect(204);
    assert_eq!(row(&third, "deputy")["status"], "active");

    // Whoever is not agreed with stops nobody else than who said so on that day, nor does whom they could be.
    stop(&province, &finance).expect(204);
    decide(&third, &finance, false).expect(204);
    assert_eq!(row(&third, "finance")["status"], "active");
    stop(&province, &stopped).problem(409, "wrong_state");
    stop(&puppet, &stopped).problem(409, "wrong_state");
    system.set_now(&machine_now().plus(25 * 3_600_000).rfc3339());
    stop(&system.staff("43"), &finance).expect(204);
    system.stop_and_check();
}

/// Of three the thief stops one first; the other two stop the thief.
#[test]
fn of_three_one_gives_the_first_back_and_the_thief_is_out() {
    let system = start();
    let (thief, first, second) = (system.staff("43"), system.staff_named("deputy"), founder(&system, "third-one"));
    let (victim, stolen) = (row(&thief, "deputy"), row(&second, "province"));
    stop(&thief, &victim).expect(204);
    first.get("/api/admin/windows").problem(401, "session_expired");
    decide(&second, &victim, false).expect(204);
    let first = system.staff_named("deputy");
    stop(&thief, &victim).problem(409, "wrong_state");
    stop(&first, &stolen).expect(204);
    thief.get("/api/admin/windows").problem(401, "session_expired");
    decide(&second, &stolen, true).expect(204);
    assert_eq!(row(&first, "province")["status"], "disabled");
    system.stop_and_check();
}

/// Who has stopped the thief says nothing to what the thief did, before another one has looked: it could be the other way round.
#[test]
fn nobody_decides_about_whom_they_stopped() {
    let system = start();
    let thief = system.staff("43");
    let (third, fourth) = (founder(&system, "third-one"), founder(&system, "fourth-one"));
    let (victim, stolen) = (row(&thief, "deputy"), row(&third, "province"));
    stop(&thief, &victim).expect(204);
    // The slot of a third is in use, which doesn't shield the thief, who has stopped somebody.
    let finance = row(&third, "finance");
    stop(&third, &stolen).expect(204);
    stop(&third, &finance).problem(409, "wrong_state");
    thief.get("/api/admin/windows").problem(401, "session_expired");
    let seen = row(&third, "deputy");
    assert_eq!((&seen["may_agree"], &seen["may_decline"]), (&json!(false), &json!(false)));
    for approve in [true, false] {
        decide(&third, &victim, approve).problem(409, "conflict");
    }
    decide(&fourth, &stolen, true).expect(204);
    decide(&third, &victim, false).expect(204);
    assert_eq!(row(&third, "deputy")["status"], "active");
    system.stop_and_check();
}

/// What waits for a second person has ended the use of an account, and changed nothing else.
#[test]
fn what_waits_hands_nothing_over() {
    let system = start();
    let (province, third) = (system.staff("43"), founder(&system, "third-one"));
    let deputy = row(&province, "deputy");
    let made = |by: &Client| text(&act(by, &deputy, "password", because()).expect(201)["initial_password"]);
    let sign_in =
        |password: &str| system.nobody().post(SIGN_IN, &json!({ "username": "deputy", "password": password }));
    let known = made(&province);
    sign_in(STAFF_PASSWORD).problem(409, "wrong_state");
    sign_in(&known).problem(401, "wrong_credentials");
    // Nothing else happens to it meanwhile.
    for what in ["password", "factor"] {
        act(&third, &deputy, what, because()).problem(409, "wrong_state");
    }
    act(&third, &deputy, "move", away()).problem(409, "wrong_state");
    stop(&third, &deputy).problem(409, "wrong_state");
    decide(&province, &deputy, false).expect(204);
    sign_in(&known).problem(401, "wrong_credentials");
    system.staff_named("deputy").get("/api/admin/windows").expect(200);
    // Nor is anybody's line anybody else's by it: they still are two people.
    act(&third, &deputy, "factor", because()).expect(204);
    decide(&third, &deputy, false).expect(204);
    assert_eq!(row(&third, "deputy")["second_factor"], true);
    let deputy_again = system.staff_named("deputy");
    stop(&deputy_again, &row(&third, "finance")).expect(204);
    decide(&province, &row(&third, "finance"), true).expect(204);

    // Agreed to, it counts.
    let known = made(&province);
    decide(&third, &deputy, true).expect(204);
    sign_in(STAFF_PASSWORD).problem(401, "wrong_credentials");
    assert_eq!(sign_in(&known).expect(200)["staff"]["next"], "second_factor");
    act(&third, &deputy, "move", away()).expect(204);
    let waiting = row(&province, "deputy");
    assert_eq!((&waiting["organisation"], &waiting["proposed"]), (&json!("43"), &json!("staff.moved")));
    assert_eq!((&waiting["moves_to"], &waiting["moves_role"]), (&json!("长沙市"), &json!("市级管理员")));
    decide(&third, &deputy, true).problem(409, "conflict");
    decide(&province, &deputy, true).expect(204);
    let there = row(&province, "deputy");
    assert_eq!((&there["status"], &there["organisation"]), (&json!("active"), &json!("4301")));
    // It is an account of the city like any other.
    stop(&province, &deputy).expect(204);
    let_in(&province, &deputy).expect(204);
    assert_eq!(row(&province, "deputy")["status"], "active");
    system.stop_and_check();
}

#[test]
fn who_agrees_says_to_what() {
    let system = start();
    let (province, third) = (system.staff("43"), founder(&system, "third-one"));
    let deputy = row(&province, "deputy");
    stop(&province, &deputy).expect(204);
    let seen = row(&third, "deputy")["proposal"].clone();
    decide(&province, &deputy, false).expect(204);
    act(&province, &deputy, "password", because()).expect(201);
    for approve in [true, false] {
        answer(&third, &deputy, &seen, approve).problem(409, "proposal_changed");
    }
    assert_ne!(act(&third, &deputy, "decision", json!({ "approve": true })).status, 204);
    let waiting = row(&third, "deputy");
    assert_eq!((&waiting["status"], &waiting["proposed"]), (&json!("proposed"), &json!("staff.password_reset")));
    decide(&third, &deputy, false).expect(204);
    answer(&third, &deputy, &waiting["proposal"], true).problem(409, "proposal_changed");
    assert_eq!(row(&third, "deputy")["status"], "active");
    system.stop_and_check();
}

/// An account that is to become one of the province's is still one of the county until that is agreed to.
#[test]
fn the_province_decides_who_comes_there() {
    let system = start();
    let (province, county, third) = (system.staff("43"), system.staff("430102"), founder(&system, "third-one"));
    let moving = create(&province, "moving-one", "430102");
    act(&province, &moving, "move", json!({ "organisation": "43", "role": "office", "reason": "调动" })).expect(204);
    let seen = row(&county, "moving-one");
    assert_eq!((&seen["may_agree"], &seen["may_decline"]), (&json!(false), &json!(false)));
    for approve in [true, false] {
        let why = text(&decide(&county, &moving, approve).problem(409, "wrong_state")["detail"]);
        assert!(why.contains("省级"), "{why}");
    }
    // The county's no bars nobody.
    stop(&province, &row(&province, "finance")).problem(409, "wrong_state");
    decide(&third, &moving, true).expect(204);
    stop(&province, &row(&province, "finance")).expect(204);
    let there = row(&province, "moving-one");
    assert_eq!((&there["organisation"], &there["status"]), (&json!("43"), &json!("active")));
    system.stop_and_check();
}

/// Below the province one person decides, and not about dozens in minutes: neither alone, nor with accounts made for it.
#[test]
fn one_account_stops_few_of_those_below() {
    let system = System::start();
    let (province, city) = (system.staff("43"), system.staff("4301"));
    let accounts: Vec<Value> = (0..26).map(|n| create(&city, &format!("worker-{n}"), "430102001")).collect();
    let puppets: Vec<Client> = (0..3)
        .map(|n| {
            let name = format!("city-puppet-{n}");
            let made = create(&city, &name, "4301");
            system.first_sign_in(&name, &text(&made["initial_password"])).0
        })
        .collect();
    // What is refused takes nothing.
    for _ in 0..3 {
        act(&city, &accounts[0], "move", json!({ "organisation": "430102001", "role": "finance", "reason": "调动" }))
            .problem(422, "invalid");
    }
    act(&city, &accounts[1], "password", because()).expect(201);
    act(&city, &accounts[2], "factor", because()).expect(204);
    act(&city, &accounts[3], "move", json!({ "organisation": "430102002", "role": "office", "reason": "调动" }))
        .expect(204);
    for account in [&accounts[0], &accounts[4], &accounts[5], &accounts[6], &accounts[7]] {
        stop(&city, account).expect(204);
    }
    // Fresh accounts have as much as two people have, all together.
    for (n, account) in accounts[9..25].iter().enumerate() {
        stop(&puppets[n / 8], account).expect(204);
    }
    for by in puppets.iter().chain([&city]) {
        stop(by, &accounts[8]).problem(429, "too_many_requests");
        act(by, &accounts[8], "password", because()).problem(429, "too_many_requests");
        act(by, &accounts[8], "factor", because()).problem(429, "too_many_requests");
        act(by, &accounts[8], "move", away()).problem(429, "too_many_requests");
    }
    // Letting in has no limit, and a colleague one of their own.
    for account in &accounts[4..8] {
        let_in(&city, account).expect(204);
    }
    stop(&province, &accounts[8]).expect(204);
    system.minutes_later(35);
    let city = system.staff("4301");
    stop(&city, &accounts[25]).expect(204);
    stop(&city, &accounts[7]).problem(429, "too_many_requests");
    system.stop_and_check();
}

#[test]
fn an_office_signs_few_candidates_out() {
    let system = System::start();
    let (first, second) = (system.staff("43"), system.staff_named("deputy"));
    let sign_out = |by: &Client, id: i64| {
        by.post(&format!("/api/admin/candidates/{id}/sign-out"), &json!({ "reason": "手机丢失" }))
    };
    let db = Db::file(&system.database()).unwrap();
    let id = || pollster::block_on(candidate::find(&db, None, &system.next_chooser(), "")).unwrap().remove(0).id;
    // One of them three times, whoever asks.
    let one = id();
    for by in [&first, &first, &second] {
        sign_out(by, one).expect(204);
    }
    sign_out(&first, one).problem(429, "too_many_requests");
    sign_out(&second, one).problem(429, "too_many_requests");
    // Twenty candidates by one member of staff, and their colleague others.
    let statuses: Vec<u16> = (0..22).map(|_| sign_out(&first, id()).status).collect();
    let done = statuses.iter().take_while(|status| **status == 204).count();
    assert!((16..=18).contains(&done), "{statuses:?}");
    assert!(statuses[done..].iter().all(|status| *status == 429), "{statuses:?}");
    sign_out(&second, id()).expect(204);
}
