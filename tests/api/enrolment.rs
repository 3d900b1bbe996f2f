//! 专升本注册: a student claims their own record by phone; 学信网 says whether it is theirs; then passwords as everywhere.

use crate::api::journey::verify;
use crate::support::{Answer, Client, Student, System, UPGRADE, students, text};
use serde_json::{Value, json};

const CLAIMS: &str = "/api/account/claims";
const LOGIN: &str = "Tide7harbor";
const SAVE: &str = "Maple4lantern";

/// The code that a phone gets for a document.
fn code(system: &System, student: &Student, phone: &str) -> String {
    let asked = json!({ "exam": UPGRADE, "document": student.0.document, "phone": phone });
    system.nobody().post("/api/account/claims/code", &asked).expect(202);
    system.last_message(phone).chars().filter(char::is_ascii_digit).take(6).collect()
}

fn claim(client: &Client, student: &Student, phone: &str, code: &str) -> Answer {
    let claimed = json!({
        "exam": UPGRADE, "name": student.0.name, "document": student.0.document, "phone": phone, "code": code,
    });
    client.post(CLAIMS, &claimed)
}

/// Asks for a code and claims with it.
fn register(system: &System, student: &Student, phone: &str) -> (Client, Answer) {
    let client = system.nobody();
    let code = code(system, student, phone);
    let answer = claim(&client, student, phone, &code);
    (client, answer)
}

/// Nobody waits a minute in a test: each attempt has a phone of its own.
fn phone(number: usize) -> String {
    format!("139{number:08}")
}

fn imported(system: &System, people: &[Student]) -> Client {
    system.set_up_upgrade();
    let college = system.college("c90001");
    college.call("POST", "/api/student/imports?file=x.csv").file(students(people)).send().expect(201);
    college
}

fn step<'a>(steps: &'a Value, code: &str) -> &'a Value {
    steps["steps"].as_array().unwrap().iter().find(|step| step["code"] == code).unwrap()
}

#[test]
fn a_student_claims_the_record_and_goes_on_as_everywhere() {
    let system = System::start();
    let people: Vec<Student> = (0..3).map(|_| Student::new()).collect();
    let college = imported(&system, &people);
    let (client, answer) = register(&system, &people[0], &phone(1));
    let session = answer.expect(200);
    let who = &session["candidate"];
    assert_eq!([&who["exam"], &who["point"], &who["serial"]], [&json!(UPGRADE), &json!("c90001"), &json!("00000001")]);
    assert_eq!((&session["factor"], &who["document_masked"]), (&json!("facts"), &json!("")));

    // A code to a phone is no password: before that there is nothing to be seen.
    client.get("/api/account/sessions").problem(401, "not_signed_in");
    verify(&system, &client);
    let passwords = json!({ "login_password": LOGIN, "save_password": SAVE });
    client.put("/api/account/passwords", &passwords).expect(200);
    let steps = client.get("/api/account/steps").expect(200);
    for (code, state) in [("identity", "done"), ("passwords", "done"), ("phone", "done"), ("pledge", "ready")] {
        assert_eq!(step(&steps, code)["state"], state, "{code}: {steps}");
    }
    let again = system.nobody();
    let signed_in = again.post("/api/account/sign-in", &json!({ "login": people[0].0.document, "password": LOGIN }));
    assert_eq!(signed_in.expect(200)["candidate"]["phone_masked"], "139******01");
    let version = again.get("/api/registration").expect(200)["pledge"]["version"].clone();
    again.post("/api/registration/pledge", &json!({ "version": version })).expect(200);
    let form = json!({
        "political_status": "13", "native_place": "湖南长沙", "category": "1", "phone": "13800000000",
        "address": { "region": "430102001", "detail": "示例街道 1 号", "postcode": "410000", "recipient": "测试" },
    });
    let save = json!({ "version": 0, "save_password": SAVE, "form": form });
    assert_eq!(again.put("/api/registration/form", &save).expect(200)["version"], 1);
    let fees = again.get("/api/payment/fees").expect(200)["fees"].clone();
    assert_eq!((fees.as_array().unwrap().len(), &fees[0]["amount"]), (1, &json!(13_000)), "{fees}");
    assert_eq!(step(&again.get("/api/account/steps").expect(200), "form")["state"], "done");

    // By their own phone or another one they come back to nothing but 实人认证; the phone stays.
    system.minutes_later(2);
    for number in [1, 2] {
        let (back, answer) = register(&system, &people[0], &phone(number));
        assert_eq!(answer.expect(200)["candidate"]["id"], who["id"]);
        back.get("/api/registration").problem(401, "not_signed_in");
    }
    assert_eq!(again.get("/api/account/session").expect(200)["candidate"]["phone_masked"], "139******01");
    // A phone is one candidate's. A classmate who comes first with their own keeps nobody out, nor the phone.
    system.minutes_later(4);
    register(&system, &people[1], &phone(1)).1.problem(409, "conflict");
    let claimed = register(&system, &people[1], &phone(5)).1.expect(200)["candidate"]["id"].clone();
    system.minutes_later(6);
    register(&system, &people[2], &phone(5)).1.problem(409, "conflict");
    assert_eq!(register(&system, &people[1], &phone(6)).1.expect(200)["candidate"]["id"], claimed);
    system.minutes_later(8);
    let freed = register(&system, &people[2], &phone(5)).1.expect(200);
    assert_ne!(freed["candidate"]["id"], claimed);
    // Nor are name and number, without a document that somebody has read, facts to sign in with.
    let facts = json!({ "number": people[0].0.document, "name": people[0].0.name, "valid_until": "" });
    system.nobody().post("/api/account/first-sign-in", &facts).problem(401, "wrong_credentials");

    // The college sees who has registered, and what they are called stays.
    let late = Student::new();
    college
        .call("POST", "/api/student/imports?file=x.csv")
        .file(students(std::slice::from_ref(&late)))
        .send()
        .expect(201);
    let unclaimed = college.post("/api/student/search", &json!({ "unclaimed": true })).expect(200);
    let rows = unclaimed["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["name"]), (1, &json!(late.0.name)));
    let found =
        college.post("/api/student/search", &json!({ "text": people[0].0.document })).expect(200)["rows"][0].clone();
    assert_eq!(found["claimed"], true);
    let address = format!("/api/student/students/{}", found["id"]);
    college.post(&format!("{address}/removal"), &json!({ "reason": "休学" })).problem(409, "wrong_state");
    let mut correction = json!({
        "name": people[0].0.name, "document_kind": "resident_card", "graduate": "1", "household": "2",
        "major": "510202", "major_name": "计算机网络技术", "reason": "专业有误",
    });
    college.put(&address, &correction).expect(204);
    correction["name"] = json!("别人");
    college.put(&address, &correction).problem(409, "wrong_state");
    system.stop_and_check();
}

#[test]
fn nobody_registers_as_who_they_are_not() {
    let system = System::start();
    let people: Vec<Student> = (0..3).map(|_| Student::new()).collect();
    imported(&system, &people[..2]);
    let one = &people[0];
    let mut other_name = one.clone();
    other_name.0.name = "别人".into();
    let told = |answer: Answer| text(&answer.problem(409, "wrong_state")["detail"]);
    let nowhere = told(register(&system, &people[2], &phone(11)).1);
    assert!(nowhere.contains("没有找到您的学籍"), "{nowhere}");
    assert_eq!(told(register(&system, &other_name, &phone(12)).1), nowhere, "nobody learns which of both it is");

    let right = code(&system, one, &phone(13));
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let nobody = system.nobody();
    assert_eq!(claim(&nobody, one, &phone(13), wrong).fields(), ["code"]);
    assert_eq!(claim(&nobody, one, &phone(14), &right).fields(), ["code"], "another phone's");
    assert_eq!(claim(&nobody, &people[1], &phone(13), &right).fields(), ["code"], "another's document");

    for (mood, said) in [("chsi-mismatch", "不一致"), ("chsi-unknown", "学信网没有")] {
        system.mood(mood, true);
        let detail = told(claim(&nobody, one, &phone(13), &right));
        assert!(detail.contains(said), "{mood}: {detail}");
        system.mood(mood, false);
    }
    system.mood("chsi-down", true);
    claim(&nobody, one, &phone(13), &right).problem(502, "provider_unavailable");
    system.mood("chsi-down", false);
    claim(&nobody, one, &phone(13), &right).expect(200);

    let list = format!("证件号,原因\n{},受记过及以上处分，没有解除\n", people[1].0.document);
    let province = system.staff("43").about(UPGRADE);
    province.call("POST", "/api/student/barred?file=x.csv").file(list).send().expect(201);
    let detail = text(&register(&system, &people[1], &phone(15)).1.problem(409, "conflict")["detail"]);
    assert!(detail.contains("受记过及以上处分"), "{detail}");
    system.stop_and_check();
}

#[test]
fn who_is_of_a_college_of_another_province_registers_without_one_that_hands_them_over() {
    let system = System::start();
    let people: Vec<Student> = (0..2).map(|_| Student::new()).collect();
    imported(&system, &people[..1]);
    let outsider = &people[1];
    let right = code(&system, outsider, &phone(31));
    let nobody = system.nobody();
    let claims = |household: &str| {
        let claimed = json!({
            "exam": UPGRADE, "name": outsider.0.name, "document": outsider.0.document, "phone": phone(31), "code": right,
            "outside": { "household": household, "major": "510201", "major_name": "计算机应用技术" },
        });
        nobody.post(CLAIMS, &claimed)
    };
    assert_eq!(claims("9").fields(), ["household"]);
    let inside = claims("1").problem(409, "wrong_state");
    assert!(text(&inside["detail"]).contains("就读的高校在本省"), "{inside}");
    system.mood("chsi-outside", true);
    let session = claims("1").expect(200);
    assert_eq!(session["candidate"]["point"], "employment");
    assert_eq!(claims("1").expect(200)["candidate"]["id"], session["candidate"]["id"]);
    let college = system.college("c90002");
    let file = students(std::slice::from_ref(outsider));
    let refused = college.call("POST", "/api/student/imports?file=x.csv").file(file).send().problem(422, "invalid");
    assert_eq!(refused["errors"][0]["message"], "已由其他高校导入，请与省教育考试院核对");
    system.stop_and_check();
}

#[test]
fn a_code_counts_for_ten_minutes_and_five_tries_and_phones_are_left_in_peace() {
    let system = System::start();
    let people: Vec<Student> = (0..2).map(|_| Student::new()).collect();
    imported(&system, &people);
    let right = code(&system, &people[0], &phone(21));
    let asked = json!({ "exam": UPGRADE, "document": people[1].0.document, "phone": phone(21) });
    system.nobody().post("/api/account/claims/code", &asked).problem(429, "too_many_requests");
    let nobody = system.nobody();
    for _ in 0..5 {
        assert_eq!(claim(&nobody, &people[0], &phone(21), "nothing").fields(), ["code"]);
    }
    assert_eq!(claim(&nobody, &people[0], &phone(21), &right).fields(), ["code"], "its tries are used up");
    let right = code(&system, &people[1], &phone(22));
    system.minutes_later(11);
    assert_eq!(claim(&nobody, &people[1], &phone(22), &right).fields(), ["code"], "too late");
    let wrong = json!({ "exam": UPGRADE, "document": "430102200803150015", "phone": "1" });
    assert_eq!(nobody.post("/api/account/claims/code", &wrong).fields(), ["document"]);
    system.stop_and_check();
}
