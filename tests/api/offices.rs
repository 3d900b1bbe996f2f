//! /api/admin: documents that somebody above decides about, cards that are read again, who is called, points that change,
//! what was collected.

use crate::support::{Person, System, text};
use serde_json::{Value, json};

fn passport(person: &Person, number: &str) -> Value {
    let mut admission = person.admission("430102001");
    admission["capture"] = json!("manual_other");
    admission["document"]["kind"] = json!("passport");
    admission["document"]["number"] = json!(number);
    admission
}

#[test]
fn the_city_decides_about_another_document_and_nobody_about_their_own() {
    let system = System::start();
    let (point, county, city) = (system.staff("430102001"), system.staff("430102"), system.staff("4301"));
    let body = passport(&Person::new(), "e-1234 5678");
    assert_eq!(point.post("/api/admin/candidates", &body).fields(), ["document.kind"], "not by the point");
    let made = point.post("/api/admin/applications", &body).expect(201);
    assert_eq!(made["ground"], "other_document");
    point.post("/api/admin/applications", &body).problem(409, "conflict");
    let decision = format!("/api/admin/applications/{}/decision", made["id"]);
    let agree = json!({ "proposal": made["id"], "approve": true });
    county.post(&decision, &agree).problem(403, "forbidden");
    system.staff("4302").post(&decision, &agree).problem(404, "not_found");
    assert_eq!(city.get("/api/admin/pending").expect(200)["waiting"][0]["what"], "application");
    city.post(&decision, &json!({ "proposal": made["id"], "approve": false })).problem(422, "invalid");
    city.post(&decision, &json!({ "proposal": 0, "approve": true })).problem(409, "proposal_changed");
    let later = json!({ "proposal": made["id"], "approve": true, "at": "2027-06-26T08:00:00+08:00" });
    assert_eq!(city.post(&decision, &later).fields(), ["at"], "it takes effect at once");
    city.post(&decision, &agree).expect(204);
    city.post(&decision, &agree).problem(409, "conflict");
    let agreed = point.get("/api/admin/applications?status=agreed").expect(200)["rows"][0].clone();
    assert_eq!(text(&agreed["document_masked"]), "E12****78");
    let found = point.post("/api/admin/candidates/search", &json!({ "text": "E1234 5678" })).expect(200);
    assert_eq!(found["rows"][0]["serial"], agreed["serial"], "found by the document, as it is printed");
    // The city's own is another one's to decide about.
    let own = city.post("/api/admin/applications", &passport(&Person::new(), "E87654321")).expect(201);
    let agree = json!({ "proposal": own["id"], "approve": true });
    city.post(&format!("/api/admin/applications/{}/decision", own["id"]), &agree).problem(409, "conflict");
    system.stop_and_check();
}

#[test]
fn a_card_of_another_province_stops_and_the_county_decides() {
    let system = System::start();
    let point = system.staff("430102001");
    let mut body = Person::new().admission("430102001");
    body["document"]["address"] = json!("广东省广州市示例路 1 号");
    assert_eq!(point.post("/api/admin/candidates", &body).fields(), ["document.address"]);
    let made = point.post("/api/admin/applications", &body).expect(201);
    let decision = format!("/api/admin/applications/{}/decision", made["id"]);
    system
        .staff("430102")
        .post(&decision, &json!({ "proposal": made["id"], "approve": false, "reason": "材料不全" }))
        .expect(204);
    let declined = point.get("/api/admin/applications?status=declined").expect(200)["rows"][0].clone();
    assert_eq!(declined["reason"], "材料不全");
    // With better papers, once more.
    point.post("/api/admin/applications", &body).expect(201);
    point.post("/api/admin/applications", &Person::new().admission("430102001")).problem(422, "invalid");
    // Nobody registers as a passport what is somebody's 身份证号; and a county is no point.
    let mut passport = passport(&Person::new(), "E12345678");
    passport["document"]["number"] = body["document"]["number"].clone();
    assert_eq!(point.post("/api/admin/applications", &passport).fields(), ["document.number"]);
    let mut of_county = body.clone();
    of_county["point"] = json!("430102");
    of_county["document"]["number"] = Person::new().admission("430102001")["document"]["number"].clone();
    system.staff("430102").post("/api/admin/applications", &of_county).problem(409, "conflict");
    // Who is captured by a corrected address after all, while that one waits, has their photo.
    body["document"]["address"] = json!("湖南省长沙市示例路 1 号");
    let admitted = point.post("/api/admin/candidates", &body).expect(201);
    assert_eq!(point.get(&format!("/api/admin/candidates/{}/photo", admitted["id"])).status, 200);
    // At a point that there is not nobody would see it.
    let mut nowhere = Person::new().admission("430102001999");
    nowhere["document"]["address"] = json!("广东省广州市示例路 1 号");
    point.post("/api/admin/applications", &nowhere).problem(403, "forbidden");
    system.stop_and_check();
}

#[test]
fn who_was_typed_in_by_hand_has_a_task_until_the_very_card_is_read() {
    let system = System::start();
    let point = system.staff("430102001");
    let person = Person::new();
    let mut body = person.admission("430102001");
    body["capture"] = json!("manual_absent");
    let id = point.post("/api/admin/candidates", &body).expect(201)["id"].clone();
    let tasks = || {
        let found = point.post("/api/admin/candidates/search", &json!({ "to_read": true })).expect(200);
        found["rows"].as_array().unwrap().iter().any(|row| row["id"] == id)
    };
    assert!(tasks());
    let document = format!("/api/admin/candidates/{id}/document");
    let read = |of: &Person| json!({ "document": of.admission("430102001")["document"], "capture": "reader" });
    point.call("PUT", &document).json(&read(&Person::new())).send().problem(409, "conflict");
    point.call("PUT", &document).json(&read(&person)).send().expect(204);
    assert!(!tasks());
    let journal = point.get(&format!("/api/admin/candidates/{id}/journal")).expect(200);
    let said = journal["rows"][1]["facts"].to_string();
    assert_eq!(journal["rows"][1]["title"], "重新采集证件");
    assert!(said.contains("读卡器读取") && !said.contains("photo"), "{said}");
    // Read once, the point makes nobody else of them; the county, which is asked then, can.
    let mut other = read(&person);
    other["document"]["name"] = json!("李替身");
    point.call("PUT", &document).json(&other).send().problem(409, "conflict");
    system.staff("430102").call("PUT", &document).json(&other).send().expect(204);
    assert_eq!(point.get(&format!("/api/admin/candidates/{id}/photo")).status, 200);
    // Another photo is said to be one; once nobody is captured any more, it is the county's to take.
    other["photo"] = Person::new().admission("430102001")["photo"].clone();
    point.call("PUT", &document).json(&other).send().expect(204);
    let facts = || {
        text(&point.get(&format!("/api/admin/candidates/{id}/journal")).expect(200)["rows"].to_string().into())
            .to_owned()
    };
    assert!(facts().contains("换了照片"), "{}", facts());
    system.minutes_later(60 * 24 * 60);
    let (point, county) = (system.staff("430102001"), system.staff("430102"));
    point.call("PUT", &document).json(&other).send().problem(409, "conflict");
    county.call("PUT", &document).json(&other).send().expect(204);
    system.stop_and_check();
}

#[test]
fn who_is_called_leaves_the_list_of_those_to_be_called_and_a_look_at_a_phone_is_kept() {
    let system = System::start();
    let county = system.staff("430102");
    let list = |query: &str| county.get(&format!("/api/statistics/not-submitted?{query}")).expect(200);
    let everybody = list("");
    let one = everybody["rows"][0].clone();
    assert!(text(&one["city_name"]).ends_with('市') && !text(&one["class_name"]).is_empty(), "{one}");
    let id = one["candidate"].clone();
    let call = format!("/api/admin/candidates/{id}/call");
    let reason = json!({ "batch": "undergraduate", "outcome": "repeats", "note": "本人答复" });
    county.post(&call, &reason).expect(204);
    system.staff("430103").post(&call, &reason).problem(404, "not_found");
    assert_eq!(list("unchased=true")["total"], everybody["total"].as_i64().unwrap() - 1);
    assert_eq!(list("")["rows"][0]["outcome"], "repeats");
    for row in list("draft=true")["rows"].as_array().unwrap() {
        assert_eq!(row["draft"], true);
    }
    // Few of a county have bound one.
    let county = system.staff("43");
    let province = county.get("/api/statistics/not-submitted").expect(200);
    let with_phone = province["rows"].as_array().unwrap().iter().find(|row| !row["phone_masked"].is_null());
    let who = with_phone.unwrap()["candidate"].clone();
    let phone = format!("/api/admin/candidates/{who}/phone");
    county.post(&phone, &json!({ "purpose": "" })).problem(422, "invalid");
    let shown = county.post(&phone, &json!({ "purpose": "通知提交志愿" })).expect(200);
    assert_eq!(text(&shown["phone"]).len(), 11);
    let journal = county.get(&format!("/api/admin/candidates/{who}/journal")).expect(200);
    let last = journal["rows"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["title"], &last["facts"][0]["value"]), (&json!("查看完整手机号"), &json!("通知提交志愿")));
    let record = county.get(&format!("/api/admin/candidates/{who}/record")).expect(200);
    let everything = record.to_string();
    let form = &record["form"];
    assert!(form["answers"]["school_name"].is_string() && record["score"]["total"].is_i64(), "{everything}");
    let home = text(&form["answers"]["household"]["region"]);
    assert!(text(&form["regions"][home]).starts_with("湖南省"), "{everything}");
    for secret in ["detail", "recipient", "student_number", "employer"] {
        assert!(!everything.contains(&format!("\"{secret}\"")), "{secret}: {everything}");
    }
    assert!(!everything.contains("choices") && !everything.contains("k1:"), "{everything}");
    system.stop_and_check();
}

#[test]
fn a_point_is_renamed_and_closed_and_gives_back_what_nobody_has() {
    let system = System::start();
    let county = system.staff("430103");
    let point = county.post("/api/admin/points", &json!({ "county": "430103", "name": "示例报名点" })).expect(201);
    let code = text(&point["code"]).to_owned();
    let free = || county.get("/api/admin/segments?organisation=430103").expect(200)["free"].clone();
    let before = free();
    let first: u32 = text(&before.as_array().unwrap().last().unwrap()["first"]).parse().unwrap();
    let number = |number: u32| format!("{number:08}");
    let allotted = json!({ "point": code, "first": number(first), "last": number(first + 9) });
    let segment = county.post("/api/admin/segments", &allotted).expect(201);
    county.post("/api/admin/candidates", &Person::new().admission(&code)).expect(201);
    let give_back = format!("/api/admin/segments/{}/return", segment["id"]);
    county.post(&give_back, &json!({ "first": number(first) })).problem(422, "invalid");
    system.staff("430102").post(&give_back, &json!({ "first": number(first + 5) })).problem(403, "forbidden");
    county.post(&give_back, &json!({ "first": number(first + 5) })).expect(204);
    county.post(&give_back, &json!({ "first": number(first + 5) })).problem(422, "invalid");
    let left = free().as_array().unwrap().last().unwrap()["first"].clone();
    assert_eq!(left, number(first + 5));
    county.post(&give_back, &json!({ "first": number(first + 1) })).expect(204);

    county.post(&format!("/api/admin/points/{code}/name"), &json!({ "name": "示例新名" })).expect(204);
    let listed = county.get("/api/admin/points?organisation=430103&text=新名").expect(200)["rows"][0].clone();
    assert_eq!((&listed["code"], listed["segments"][0]["used"].as_i64()), (&json!(code), Some(1)));
    let status = format!("/api/admin/points/{code}/status");
    county.post(&status, &json!({ "closed": true, "reason": "停办" })).expect(204);
    county.post(&status, &json!({ "closed": true, "reason": "停办" })).problem(409, "conflict");
    let again = json!({ "point": code, "first": number(first + 1), "last": number(first + 9) });
    county.post("/api/admin/segments", &again).problem(409, "conflict");
    let refused = county.post("/api/admin/candidates", &Person::new().admission(&code)).problem(409, "conflict");
    assert!(text(&refused["detail"]).contains("停用"), "{refused}");
    county.post(&status, &json!({ "closed": false, "reason": "误停" })).expect(204);
    county.post("/api/admin/segments", &again).expect(201);
    system.stop_and_check();
}

#[test]
fn what_was_collected_is_the_same_however_it_is_summed_and_a_day_without_a_statement_is_missing() {
    let system = System::start();
    let province = system.staff("43");
    let sums = |by: &str| province.get(&format!("/api/admin/payments/collections?by={by}")).expect(200);
    let total = sums("day")["total"].clone();
    assert!(total["payments"].as_i64().unwrap() > 100, "{total}");
    for by in ["provider", "item", "county"] {
        assert_eq!(sums(by)["total"], total, "{by}");
    }
    province.get("/api/admin/payments/collections?by=weather").problem(422, "invalid");
    let county = system.staff("430102");
    let own = county.get("/api/admin/payments/collections?by=county").expect(200);
    assert_eq!(own["rows"].as_array().unwrap().len(), 1);
    let paid = county.post("/api/admin/payments/search", &json!({ "status": "paid" })).expect(200);
    assert!(paid["rows"].as_array().unwrap().iter().all(|order| order["status"] == "paid"));
    let order = text(&paid["rows"][0]["order_no"]).to_owned();
    let found = county.post("/api/admin/payments/search", &json!({ "text": &order[..12] })).expect(200);
    assert_eq!(found["rows"][0]["order_no"], order, "by the beginning of its number");
    let days = province.get("/api/admin/payments/days").expect(200);
    let known = days["days"].as_array().unwrap();
    assert!(known.iter().all(|day| day["statement"].is_null()) && !known.is_empty(), "{days}");
    for list in ["candidates", "orders", "collections", "overview"] {
        let file = province.get(&format!("/api/statistics/{list}.xlsx"));
        assert!(file.status == 200 && file.text().starts_with("PK"), "{list}: {}", file.status);
    }
    system.stop_and_check();
}
