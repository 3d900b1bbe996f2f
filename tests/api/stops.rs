//! Who stops whom: no one account keeps the others out.

use super::staff::{act, create, machine_now, row, told};
use crate::support::{Client, SIGN_IN, STAFF_PASSWORD, System, text};
use serde_json::{Value, json};
use store::candidate;
use store::db::Db;

pub(super) fn because() -> Value {
    json!({ "reason": "测试需要" })
}

/// Agrees to what was seen.
pub(super) fn agree_to(seen: &str) -> Value {
    json!({ "approve": true, "status": seen })
}

pub(super) fn decline() -> Value {
    json!({ "approve": false, "status": "proposed", "reason": "没有接到申请" })
}

fn set(enabled: bool) -> Value {
    json!({ "enabled": enabled, "reason": "被盗" })
}

fn away() -> Value {
    json!({ "organisation": "4301", "role": "office", "reason": "调动" })
}

/// An account made on the machine, of a line of its own.
fn founder(system: &System, username: &str) -> Client {
    let (_, password) = told(&system.staff_command(&["create", username, "--name", "示例员"])).unwrap();
    system.first_sign_in(username, &password).0
}

/// Who has been handed one account stops one other, until somebody independent has looked; two people are always left.
#[test]
fn nobody_of_the_province_stops_the_others_alone() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let stop = |by: &Client, account: &Value| act(by, account, "status", set(false));
    for (account, what) in [("deputy", "password"), ("deputy", "factor")] {
        act(&province, &row(&province, account), what, because()).problem(409, "wrong_state");
    }
    stop(&province, &row(&province, "deputy")).problem(409, "wrong_state");

    // Of three, the one who would be left could do nothing against the other.
    let third = founder(&system, "third-one");
    stop(&province, &row(&province, "deputy")).problem(409, "wrong_state");
    let finance = row(&province, "finance");
    stop(&third, &finance).expect(204);
    stop(&province, &row(&province, "third-one")).problem(409, "wrong_state");
    act(&third, &finance, "status", set(true)).expect(204);
    act(&province, &finance, "decision", agree_to("proposed")).expect(204);
    let puppet = create(&province, "puppet", "43");
    act(&third, &puppet, "decision", agree_to("proposed")).expect(204);
    let (puppet, _) = system.first_sign_in("puppet", &text(&puppet["initial_password"]));
    let stopped = row(&province, "deputy");
    stop(&province, &stopped).expect(204);
    deputy.get("/api/admin/windows").problem(401, "session_expired");
    let told = system.nobody().post(SIGN_IN, &json!({ "username": "deputy", "password": STAFF_PASSWORD }));
    let why = text(&told.problem(409, "wrong_state")["detail"]);
    assert!(why.contains(&text(&row(&province, "province")["name"])) && why.contains("被盗"), "{why}");

    // Neither the same person, nor one whose account they made, stops a second one, in whichever way.
    let others = row(&province, "third-one");
    for by in [&province, &puppet] {
        stop(by, &finance).problem(409, "wrong_state");
        act(by, &finance, "password", because()).problem(409, "wrong_state");
        act(by, &others, "factor", because()).problem(409, "wrong_state");
        act(by, &others, "move", away()).problem(409, "wrong_state");
        assert_eq!(row(by, "deputy")["may_agree"], false);
        act(by, &stopped, "decision", agree_to("disabled")).problem(409, "conflict");
    }
    assert_eq!(row(&third, "deputy")["may_agree"], true);
    act(&third, &stopped, "decision", agree_to("disabled")).expect(204);
    let agreed = row(&third, "deputy");
    assert_eq!((&agreed["status"], &agreed["may_agree"]), (&json!("disabled"), &json!(false)));
    // It has been looked at: the next one may be stopped, and this one comes back by two people.
    stop(&province, &finance).expect(204);
    act(&third, &stopped, "status", set(true)).expect(204);
    act(&province, &stopped, "decision", agree_to("proposed")).expect(204);
    assert_eq!(row(&third, "deputy")["status"], "active");
    system.stop_and_check();
}

/// Moved away without anybody's agreement, an account takes two people wherever it is, whatever was said to the move.
#[test]
fn nobody_is_moved_away_and_let_in_there_by_one_person() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let province = system.staff("43");
    let (third, _fourth) = (founder(&system, "third-one"), founder(&system, "fourth-one"));
    for (account, what, body) in [("deputy", "status", set(false)), ("finance", "decision", decline())] {
        let moved = row(&province, account);
        act(&province, &moved, "move", away()).expect(204);
        act(&province, &moved, what, body).expect(204);
        assert_eq!(row(&province, account)["status"], "disabled");
        // Nor is it reset, or moved on or back, before it is let in.
        act(&province, &moved, "password", because()).problem(409, "wrong_state");
        act(&province, &moved, "factor", because()).problem(409, "wrong_state");
        act(&province, &moved, "move", away()).problem(409, "wrong_state");
        if account == "finance" {
            // That it stays out is not that it comes in elsewhere.
            act(&third, &moved, "decision", agree_to("disabled")).expect(204);
        }
        act(&province, &moved, "status", set(true)).expect(204);
        let waiting = row(&province, account);
        assert_eq!((&waiting["status"], &waiting["may_agree"]), (&json!("proposed"), &json!(false)));
        act(&province, &moved, "decision", agree_to("proposed")).problem(409, "conflict");
        if account == "deputy" {
            act(&province, &row(&province, "third-one"), "status", set(false)).problem(409, "wrong_state");
        }
        act(&third, &moved, "decision", agree_to("proposed")).expect(204);
        let there = row(&province, account);
        assert_eq!((&there["status"], &there["organisation"]), (&json!("active"), &json!("4301")));
        // Agreed to, it is an account of the city like any other.
        act(&province, &moved, "status", set(false)).expect(204);
        act(&province, &moved, "status", set(true)).expect(204);
        assert_eq!(row(&province, account)["status"], "active");
    }
    system.stop_and_check();
}

#[test]
fn who_agrees_says_to_what() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let province = system.staff("43");
    let (third, fourth) = (founder(&system, "third-one"), founder(&system, "fourth-one"));
    let deputy = row(&province, "deputy");
    act(&province, &deputy, "status", set(false)).expect(204);
    // What third sees, that it stays out, is overtaken by what fourth proposes.
    act(&fourth, &deputy, "status", set(true)).expect(204);
    act(&third, &deputy, "decision", agree_to("disabled")).problem(409, "conflict");
    let unsaid = json!({ "approve": true });
    assert_ne!(act(&third, &deputy, "decision", unsaid).status, 204);
    assert_eq!(row(&third, "deputy")["status"], "proposed");
    act(&province, &deputy, "decision", decline()).expect(204);
    act(&third, &deputy, "decision", agree_to("proposed")).problem(409, "conflict");
    act(&third, &deputy, "decision", decline()).problem(409, "conflict");
    act(&third, &deputy, "decision", agree_to("active")).problem(409, "conflict");
    assert_eq!(row(&third, "deputy")["status"], "disabled");
    act(&third, &deputy, "decision", agree_to("disabled")).expect(204);
    system.stop_and_check();
}

/// Of four, the two who are left stop the thief in turn, and let the first one in again.
#[test]
fn the_two_who_are_left_stop_the_thief() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let thief = system.staff("43");
    let (third, fourth) = (founder(&system, "third-one"), founder(&system, "fourth-one"));
    let (victim, stolen) = (row(&thief, "deputy"), row(&third, "province"));
    act(&thief, &victim, "status", set(false)).expect(204);
    act(&third, &row(&third, "fourth-one"), "status", set(false)).problem(409, "wrong_state");
    act(&third, &stolen, "status", set(false)).expect(204);
    thief.get("/api/admin/windows").problem(401, "session_expired");
    act(&fourth, &stolen, "decision", agree_to("disabled")).expect(204);
    act(&fourth, &victim, "status", set(true)).expect(204);
    act(&third, &victim, "decision", agree_to("proposed")).expect(204);
    assert_eq!(row(&third, "deputy")["status"], "active");
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
    let id = || pollster::block_on(candidate::find(&db, &system.next_chooser(), "")).unwrap().unwrap().id;
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
