//! /api/admin

use crate::support::{Person, System, text};
use serde_json::{Value, json};

#[test]
fn a_county_sets_up_a_point_gives_it_numbers_and_the_point_binds_them_in_order() {
    let system = System::shared();
    let county = system.staff("430103");
    let point = county.post("/api/admin/points", &json!({ "county": "430103", "name": "测试报名点" })).expect(201);
    let code = text(&point["code"]);
    assert!(code.starts_with("430103") && code.len() == 9, "{code}");

    let free = county.get("/api/admin/segments?organisation=430103").expect(200)["free"].clone();
    let first: u32 = text(&free.as_array().unwrap().last().unwrap()["first"]).parse().unwrap();
    let segment =
        |first: u32, last: u32| json!({ "point": code, "first": format!("{first:08}"), "last": format!("{last:08}") });
    county.post("/api/admin/segments", &segment(first, first + 1)).expect(201);
    county.post("/api/admin/segments", &segment(first + 1, first + 9)).problem(409, "conflict");
    county.post("/api/admin/segments", &segment(first + 9, first + 2)).problem(422, "invalid");

    let reader = system.staff("430103");
    for expected in [first, first + 1] {
        let admitted = reader.post("/api/admin/candidates", &Person::new().admission(&code)).expect(201);
        assert_eq!(admitted["serial"], format!("{expected:08}"));
    }
    let none_left = reader.post("/api/admin/candidates", &Person::new().admission(&code));
    assert_eq!(none_left.status / 100, 4, "{}", none_left.text());
}

#[test]
fn somebody_who_came_before_is_told_their_number() {
    let system = System::shared();
    let point = system.staff("430102001");
    let person = Person::new();
    let admitted = point.post("/api/admin/candidates", &person.admission("430102001")).expect(201);
    let again = point.post("/api/admin/candidates", &person.admission("430102001"));
    let problem = again.problem(409, "conflict");
    assert!(text(&problem["detail"]).contains(admitted["serial"].as_str().unwrap()), "{problem}");
}

#[test]
fn a_card_that_disagrees_with_itself_is_not_taken() {
    let system = System::shared();
    let point = system.staff("430102001");
    let change = |pointer: &str, value: Value| {
        let mut admission = Person::new().admission("430102001");
        *admission.pointer_mut(pointer).unwrap() = value;
        let answer = point.post("/api/admin/candidates", &admission);
        answer.problem(422, "invalid");
        answer.fields()
    };
    for (pointer, value, field) in [
        ("/document/number", "430102200903150011", "document.number"),
        ("/document/birth", "2009-04-01", "document.birth"),
        ("/document/valid_until", "2020-01-01", "document.valid_until"),
        ("/document/name", "", "document.name"),
        ("/document/kind", "library_card", "document.kind"),
        ("/capture", "guessed", "capture"),
        ("/photo", "not base64", "photo"),
        ("/photo", "aGVsbG8=", "photo"),
    ] {
        let fields = change(pointer, json!(value));
        assert!(fields.iter().any(|named| named == field), "{pointer}: {fields:?}");
    }
}

#[test]
fn an_account_starts_with_a_random_password_that_is_shown_once() {
    let system = System::shared();
    let county = system.staff("430102");
    let new = json!({ "username": "test-furong-7", "name": "测试员", "organisation": "430102002" });
    let created = county.post("/api/admin/staff", &new).expect(201);
    let password = text(&created["initial_password"]);
    assert!(password.len() >= 16, "{password}");
    let list = county.post("/api/admin/staff/search", &json!({ "text": "Test-Furong" }));
    list.expect(200);
    assert!(list.text().contains("test-furong-7") && !list.text().contains(&password));
    let session = system.first_sign_in("TEST-furong-7", &password).0.get("/api/account/session").expect(200);
    assert_eq!((&session["role"], &session["staff"]["organisation"]), (&json!("point"), &json!("430102002")));
    assert_eq!(county.post("/api/admin/staff", &new).status, 409);
    let elsewhere = json!({ "username": "test-elsewhere", "name": "测试员", "organisation": "430103" });
    county.post("/api/admin/staff", &elsewhere).problem(403, "forbidden");
}
