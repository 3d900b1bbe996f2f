//! Who stops whom: no one account keeps the others out.

use super::staff::{act, because, create, machine_now, row, told};
use crate::support::{Client, SIGN_IN, STAFF_PASSWORD, System, text};
use serde_json::{Value, json};
use store::candidate;
use store::db::Db;

/// Who has been handed one account stops one other, until somebody independent has looked; two people are always left.
#[test]
fn nobody_of_the_province_stops_the_others_alone() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let stop = |by: &Client, account: &Value| act(by, account, "status", json!({ "enabled": false, "reason": "被盗" }));
    for (account, what) in [("deputy", "password"), ("deputy", "factor")] {
        act(&province, &row(&province, account), what, because()).problem(409, "wrong_state");
    }
    stop(&province, &row(&province, "deputy")).problem(409, "wrong_state");

    let (_, password) = told(&system.staff_command(&["create", "third-one", "--name", "示例员"])).unwrap();
    let (third, _) = system.first_sign_in("third-one", &password);
    let puppet = create(&province, "puppet", "43");
    act(&third, &puppet, "decision", json!({ "approve": true })).expect(204);
    let (puppet, _) = system.first_sign_in("puppet", &text(&puppet["initial_password"]));
    let stopped = row(&province, "deputy");
    stop(&province, &stopped).expect(204);
    deputy.get("/api/admin/windows").problem(401, "session_expired");
    let told = system.nobody().post(SIGN_IN, &json!({ "username": "deputy", "password": STAFF_PASSWORD }));
    let why = text(&told.problem(409, "wrong_state")["detail"]);
    assert!(why.contains(&text(&row(&province, "province")["name"])) && why.contains("被盗"), "{why}");

    // Neither the same person, nor one whose account they made, stops a second one, in whichever way.
    let (others, finance) = (row(&province, "third-one"), row(&province, "finance"));
    for by in [&province, &puppet] {
        stop(by, &finance).problem(409, "wrong_state");
        act(by, &finance, "password", because()).problem(409, "wrong_state");
        act(by, &others, "factor", because()).problem(409, "wrong_state");
        let away = json!({ "organisation": "4301", "role": "office", "reason": "调动" });
        act(by, &others, "move", away).problem(409, "wrong_state");
        assert_eq!(row(by, "deputy")["may_agree"], false);
        act(by, &stopped, "decision", json!({ "approve": true })).problem(409, "conflict");
    }
    assert_eq!(row(&third, "deputy")["may_agree"], true);
    act(&third, &stopped, "decision", json!({ "approve": true })).expect(204);
    let agreed = row(&third, "deputy");
    assert_eq!((&agreed["status"], &agreed["may_agree"]), (&json!("disabled"), &json!(false)));
    // It has been looked at: the next one may be stopped, and this one comes back by two people.
    stop(&province, &finance).expect(204);
    act(&third, &stopped, "status", json!({ "enabled": true, "reason": "恢复" })).expect(204);
    act(&province, &stopped, "decision", json!({ "approve": true })).expect(204);
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
