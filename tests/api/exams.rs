//! Several exams side by side, set up by folders: neither takes anything from the other.

use crate::support::{Answer, Client, Person, System, text};
use serde_json::{Value, json};
use web::api::OPERATIONS;

const OTHER: &str = "gaokao-2028";
const POINT: &str = "430104001";

/// The same province sets up another year.
fn set_up_another(system: &System) {
    let folder = system.demo_folder("gaokao-2027", |name, text| match name {
        "exam.toml" => {
            text.replace("gaokao-2027", OTHER).replace("2027年", "2028年").replace("year = 2027", "year = 2028")
        }
        "colleges.csv" => text.replace(",湖南大学,", ",湖南大学（新）,"),
        _ => text,
    });
    system.put_in_force(&folder);
}

fn about(client: &Client, exam: &str, method: &str, path: &str, body: &Value) -> Answer {
    client.call(method, path).header("x-exam", exam).json(body).send()
}

fn registered(client: &Client, exam: &str) -> i64 {
    let overview = client.call("GET", "/api/statistics/overview").header("x-exam", exam).send().expect(200);
    overview["totals"]["registered"].as_i64().unwrap()
}

fn by_facts(client: &Client, number: &str, person: &Person, exam: Option<&str>) -> Answer {
    let facts = json!({ "number": number, "name": person.name, "valid_until": Person::VALID_UNTIL, "exam": exam });
    client.post("/api/account/first-sign-in", &facts)
}

#[test]
fn two_exams_stand_side_by_side() {
    let system = System::start();
    set_up_another(&system);
    let (province, point) = (system.staff("43"), system.staff(POINT));
    let exams = province.get("/api/account/session").expect(200)["staff"]["exams"].clone();
    let ids: Vec<String> = exams.as_array().unwrap().iter().map(|exam| text(&exam["id"])).collect();
    assert_eq!(ids, [OTHER, "gaokao-2027"], "the newest first");
    let revisions = province.get("/api/publication/revisions").expect(200);
    let says = revisions["rows"][0]["says"].as_array().unwrap().last().unwrap();
    assert_eq!(says, "提醒：2027年湖南省普通高等学校招生考试 也会随之改变：院校 1 个（如 湖南大学）");

    // Nobody's request is about the newest one, only because it says nothing.
    let reads = OPERATIONS.iter().filter(|operation| operation.in_exam && operation.method == "GET");
    for operation in reads.filter(|operation| !operation.path.contains('{')) {
        province.get(&format!("{}?by=day&batch=undergraduate", operation.path)).problem(400, "exam_missing");
    }
    point.get("/api/catalog/codes").problem(400, "exam_missing");
    province.call("GET", "/api/statistics/overview").header("x-exam", "gaokao-1999").send().problem(404, "not_found");
    let before = ids.iter().map(|exam| registered(&province, exam)).collect::<Vec<_>>();

    // Somebody registers for both, and gets a number of each; somebody else only for the other one.
    let (both, one) = (Person::new(), Person::new());
    let admit = |exam: &str, person: &Person| {
        about(&point, exam, "POST", "/api/admin/candidates", &person.admission(POINT)).expect(201)
    };
    let this = admit("gaokao-2027", &both);
    let other = admit(OTHER, &one);
    let others = admit(OTHER, &both);
    about(&point, OTHER, "POST", "/api/admin/candidates", &both.admission(POINT)).problem(409, "conflict");
    assert_eq!(registered(&province, "gaokao-2027"), before[1] + 1);
    assert_eq!(registered(&province, OTHER), before[0] + 2);
    let found = |exam: &str| {
        let body = json!({ "text": both.document });
        text(&about(&point, exam, "POST", "/api/admin/candidates/search", &body).expect(200)["rows"][0]["serial"])
    };
    assert_eq!((found("gaokao-2027"), found(OTHER)), (text(&this["serial"]), text(&others["serial"])));

    // By the document, whoever takes part in both is asked which, once the facts are right; others are not.
    let client = system.nobody();
    by_facts(&client, &both.document, &one, None).problem(401, "wrong_credentials");
    let asked = by_facts(&client, &both.document, &both, None).problem(409, "which_exam");
    let offered: Vec<String> = asked["exams"].as_array().unwrap().iter().map(|exam| text(&exam["id"])).collect();
    assert_eq!(offered, [OTHER, "gaokao-2027"]);
    for exam in ["gaokao-2027", OTHER] {
        let session = by_facts(&client, &both.document, &both, Some(exam)).expect(200);
        assert_eq!(session["candidate"]["exam"], exam);
    }
    by_facts(&client, &one.document, &one, Some("gaokao-2027")).problem(401, "wrong_credentials");
    assert_eq!(by_facts(&client, &one.document, &one, None).expect(200)["candidate"]["exam"], OTHER);

    // The numbers of one year are given out again in another: each of two who have the same comes to their own.
    let theirs = system.chooser_of("430104");
    assert_eq!(other["serial"], theirs);
    assert_eq!(by_facts(&client, theirs, &one, None).expect(200)["candidate"]["exam"], OTHER);
    let session = system.candidate(theirs).get("/api/account/session").expect(200);
    assert_eq!(
        (&session["candidate"]["exam"], &session["candidate"]["serial"]),
        (&json!("gaokao-2027"), &json!(theirs))
    );

    // Whoever guesses at the one locks the other one out of nothing.
    let guess = json!({ "login": theirs, "password": "Wrong7guess", "exam": OTHER });
    while client.post("/api/account/sign-in", &guess).status != 429 {}
    system.candidate(theirs);
    // Nor does the name of an exam tell who is registered: the guesses are charged to the same account.
    let theirs = system.chooser_of("430103");
    let nowhere = json!({ "login": theirs, "password": "Wrong7guess", "exam": "nowhere" });
    while client.post("/api/account/sign-in", &nowhere).status != 429 {}
    let here = json!({ "login": theirs, "password": "Wrong7guess", "exam": "gaokao-2027" });
    client.post("/api/account/sign-in", &here).problem(429, "too_many_requests");

    // What waits in one exam is decided in that one.
    let mut passport = Person::new().admission(POINT);
    passport["capture"] = json!("manual_other");
    passport["document"]["kind"] = json!("passport");
    passport["document"]["number"] = json!("E55512345");
    let made = about(&point, "gaokao-2027", "POST", "/api/admin/applications", &passport).expect(201);
    let decision = format!("/api/admin/applications/{}/decision", made["id"]);
    let agree = json!({ "proposal": made["id"], "approve": true });
    let decide = |exam: &str| about(&system.staff("4301"), exam, "POST", &decision, &agree);
    decide(OTHER).problem(404, "not_found");
    decide("gaokao-2027").expect(204);

    // What an office does about somebody is in the journal of their exam, whichever it looks at.
    let id = other["id"].as_i64().unwrap();
    let sign_out = json!({ "reason": "手机丢失" });
    about(&point, "gaokao-2027", "POST", &format!("/api/admin/candidates/{id}/sign-out"), &sign_out).expect(204);
    client.get("/api/account/session").problem(401, "session_expired");
    system.stop_and_check();
}
