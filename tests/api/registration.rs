//! /api/registration

use crate::support::{Client, SAVE_PASSWORD, System, form, text};
use serde_json::{Value, json};
use store::db::Db;
use store::registration;

const FORM: &str = "/api/registration/form";

#[test]
fn a_form_is_saved_with_the_save_password_and_read_back_as_written() {
    let system = System::start();
    let client = system.candidate(&system.demo.walk_through[3].serial);
    client.put(FORM, &body(0, form())).problem(409, "wrong_state");
    let pledge = client.get("/api/registration").expect(200)["pledge"].clone();
    assert_eq!(pledge["accepted_at"], Value::Null);
    client.post("/api/registration/pledge", &json!({ "version": "1999-1" })).problem(422, "invalid");
    let accepted = client.post("/api/registration/pledge", &json!({ "version": pledge["version"] })).expect(200);
    assert!(accepted["pledge"]["accepted_at"].is_string());

    let mut wrong = body(0, form());
    wrong["save_password"] = json!("wrong7password");
    client.put(FORM, &wrong).problem(403, "wrong_password");
    assert_eq!(client.get("/api/registration").expect(200)["form"], Value::Null);
    assert_eq!(client.put(FORM, &body(0, form())).expect(200)["version"], 1);
    let mut changed = form();
    changed["address"]["detail"] = json!("示例街道 2 号");
    assert_eq!(client.put(FORM, &body(1, changed.clone())).expect(200)["version"], 2);
    let stale = client.put(FORM, &body(1, form())).problem(412, "stale_version");
    assert_eq!(stale["version"], 2);
    let shown = client.get("/api/registration").expect(200);
    assert_eq!((&shown["form"], &shown["version"], &shown["editable"]), (&changed, &json!(2), &json!(true)));
    system.stop_and_check();
}

#[test]
fn every_wrong_field_of_the_form_is_named_at_once() {
    let system = System::shared();
    let client = system.candidate(&system.demo.walk_through[5].serial);
    let version = client.get("/api/registration").expect(200)["version"].as_i64().unwrap();
    let mut wrong = form();
    wrong["class_name"] = json!("");
    for (pointer, value) in [
        ("/political_status", json!("99")),
        ("/second_subjects", json!(["biology", "biology"])),
        ("/graduation_year", json!(1900)),
        ("/household/region", json!("4301")),
        ("/address/postcode", json!("41000")),
        ("/address/recipient", json!("")),
        ("/phone", json!("12345678901")),
        ("/school_name", json!("长".repeat(61))),
        ("/family", json!([])),
        ("/resume/1/until", json!("2024-06")),
        ("/class_name", json!({ "nested": true })),
    ] {
        *wrong.pointer_mut(pointer).unwrap() = value;
    }
    let answer = client.put(FORM, &body(version, wrong));
    answer.problem(422, "invalid");
    let mut fields = answer.fields();
    fields.sort_unstable();
    let expected = [
        "form.address.postcode",
        "form.address.recipient",
        "form.class_name",
        "form.class_name.nested",
        "form.family",
        "form.graduation_year",
        "form.household.region",
        "form.phone",
        "form.political_status",
        "form.resume[1].until",
        "form.school_name",
        "form.second_subjects",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn what_is_asked_for_depends_on_what_was_answered() {
    let system = System::start();
    let client = system.candidate(&system.demo.walk_through[3].serial);
    let pledge = client.get("/api/registration").expect(200)["pledge"].clone();
    client.post("/api/registration/pledge", &json!({ "version": pledge["version"] })).expect(200);
    let mut matched = form();
    matched["registration_type"] = json!("matched");
    assert_eq!(client.put(FORM, &body(0, matched.clone())).fields(), ["form.vocational_class"]);
    matched["vocational_class"] = json!("5");
    // 户口类别 follows from the township's 城乡划分代码, whatever was answered.
    matched["household"]["category"] = json!("2");
    assert_eq!(client.put(FORM, &body(0, matched.clone())).expect(200)["version"], 1);
    let shown = client.get("/api/registration").expect(200);
    assert_eq!((&shown["form"]["household"]["category"], &shown["missing"]), (&json!("1"), &json!([])));
    for of_unified in ["first_subject", "second_subjects", "specialty"] {
        assert_eq!(shown["form"][of_unified], Value::Null, "{of_unified}");
    }
    let steps = client.get("/api/account/steps").expect(200)["steps"].clone();
    assert!(steps.as_array().unwrap().iter().any(|step| step["code"] == "form" && step["state"] == "done"), "{steps}");
    let db = Db::file(&system.database()).unwrap();
    let id = client.get("/api/account/session").expect(200)["candidate"]["id"].as_i64().unwrap();
    let current = pollster::block_on(registration::current(&db, id)).unwrap();
    let stored = serde_json::to_string(&current.form).unwrap();
    assert!(stored.contains("registration_type"), "{stored}");
    for secret in ["13900000000", "测试家长", "13800000000", "示例街道 1 号"] {
        assert!(!stored.contains(secret), "{secret} is stored in the clear");
    }
    system.stop_and_check();
}

#[test]
fn the_photo_is_the_one_that_the_point_took() {
    let system = System::shared();
    let client = system.candidate(&system.demo.walk_through[4].serial);
    let address = client.get("/api/registration").expect(200)["identity"]["photo_url"].as_str().unwrap().to_owned();
    let photo = client.get(&address);
    assert_eq!((photo.status, photo.header("content-type")), (200, "image/jpeg"));
    assert_eq!(domain::photo::clean(&photo.body, &domain::photo::Rule::default()).as_deref(), Ok(&photo.body[..]));
    system.nobody().get(&address).problem(401, "not_signed_in");
}

fn body(version: i64, form: Value) -> Value {
    json!({ "version": version, "save_password": SAVE_PASSWORD, "form": form })
}

#[test]
fn the_whole_number_is_shown_to_its_owner_and_not_without_end() {
    let system = System::shared();
    let owner = system.chooser();
    let ask = |who: &Client| who.call("POST", "/api/registration/document").send();
    let shown = ask(&owner);
    assert_eq!(shown.header("cache-control"), "no-store");
    let number = text(&shown.expect(200)["number"]);
    let masked = text(&owner.get("/api/registration").expect(200)["identity"]["document_masked"]);
    assert_eq!(number.len(), 18);
    assert!(number.ends_with(masked.trim_start_matches(|c: char| c != '*').trim_start_matches('*')), "{masked}");
    ask(&system.nobody()).problem(401, "not_signed_in");
    ask(&system.by_facts(4)).problem(401, "not_signed_in");
    let slowed = (0..20).map(|_| ask(&owner)).find(|answer| answer.status != 200).expect("never slowed down");
    slowed.problem(429, "too_many_requests");
}
