//! One candidate's whole journey, from the segment of numbers to the list of those who did not submit.

use crate::api::payment::order;
use crate::api::statistics::overview;
use crate::api::volunteer::{SUBMISSIONS, choices, is_core, key, standing, submission};
use crate::support::{Client, Person, SCORES, System, form, text};
use serde_json::{Value, json};

const LOGIN: &str = "Tide7harbor";
const SAVE: &str = "Maple4lantern";
const FORM: &str = "/api/registration/form";
const POINT: &str = "430102001";
const LEVELS: [&str; 4] = ["43", "4301", "430102", POINT];

#[test]
fn a_candidate_goes_from_the_registration_point_to_the_receipt() {
    let system = System::start();
    let (person, idle) = (Person::new(), Person::new());
    let before = counters(&system);

    // 号段, 采集
    let serial = allot_and_admit(&system, &person);
    let idle_serial = admit(&system, &idle);

    // 首次登录, 缴费, 实人认证, 密码, 承诺书, 报名信息
    let client = register(&system, &person, &serial);
    register(&system, &idle, &idle_serial);
    edit_until_the_window_closes(&system, client, &serial);

    // 成绩, 志愿
    publish_scores(&system, &[&serial, &idle_serial]);
    let receipt = fill_volunteers(&system, &serial);

    // 统计, 名单, 操作记录
    let after = counters(&system);
    for ((code, before), (_, after)) in before.iter().zip(&after) {
        let risen = |counter: &str| after[counter].as_i64().unwrap() - before[counter].as_i64().unwrap();
        for counter in ["registered", "paid", "verified", "active", "filled"] {
            assert_eq!(risen(counter), 2, "{code} {counter}");
        }
        assert_eq!(risen("submitted"), 1, "{code}");
    }
    the_list_names_who_did_not_submit(&system, &person, &idle);
    the_journal_has_every_step(&system, &serial, &receipt);
    others_see_nothing_of_it(&system, &serial);
    system.stop_and_check();
}

/// The county gives the point another segment, and the point binds its first number.
fn allot_and_admit(system: &System, person: &Person) -> String {
    let county = system.staff("430102");
    let shown = county.get("/api/admin/segments?organisation=430102").expect(200);
    let free: u32 = text(&shown["free"].as_array().unwrap().last().unwrap()["first"]).parse().unwrap();
    let segment = json!({ "point": POINT, "first": format!("{free:08}"), "last": format!("{:08}", free + 49) });
    let allotted = county.post("/api/admin/segments", &segment).expect(201);
    assert_eq!((&allotted["used"], &allotted["next"]), (&json!(0), &json!(format!("{free:08}"))));
    let serial = admit(system, person);
    assert!(serial.starts_with("0102"), "{serial}");
    serial
}

fn admit(system: &System, person: &Person) -> String {
    let admitted = system.staff("430102001").post("/api/admin/candidates", &person.admission(POINT)).expect(201);
    text(&admitted["serial"])
}

fn register(system: &System, person: &Person, serial: &str) -> Client {
    let client = system.nobody();
    let facts = |name: &str, valid_until: &str| json!({ "number": serial, "name": name, "valid_until": valid_until });
    let sign_in = |body: &Value| client.post("/api/account/first-sign-in", body);
    sign_in(&facts("别人", Person::VALID_UNTIL)).problem(401, "wrong_credentials");
    sign_in(&facts(&person.name, "2031-08-30")).problem(401, "wrong_credentials");
    assert_eq!(sign_in(&facts(&person.name, Person::VALID_UNTIL)).expect(200)["candidate"]["stage"], "numbered");

    let order = order(&client);
    let page = text(&order["pay_page"]).replace("/pay/", "/api/payment/pages/");
    assert_eq!(system.nobody().get(&page).expect(200)["status"], "open");
    assert_eq!(system.pay(&order["order_no"], 1), [204]);
    assert_eq!(system.nobody().get(&page).expect(200)["status"], "paid");

    verify(system, &client);
    let passwords = json!({ "login_password": LOGIN, "save_password": SAVE });
    assert_eq!(client.put("/api/account/passwords", &passwords).expect(200)["candidate"]["stage"], "active");
    let pledge = client.get("/api/registration").expect(200)["pledge"]["version"].clone();
    client.post("/api/registration/pledge", &json!({ "version": pledge })).expect(200);
    assert_eq!(client.put(FORM, &save(0, form())).expect(200)["version"], 1);
    client
}

/// 实人认证: failed once, then passed.
pub(crate) fn verify(system: &System, client: &Client) {
    let begin = || client.post("/api/account/identity", &json!({})).expect(201);
    let outcome = |begun: &Value| client.get(&format!("/api/account/identity/{}", text(&begun["id"]))).expect(200);
    let failed = begin();
    assert!(text(&failed["url"]).starts_with(&system.sandbox));
    assert_eq!(outcome(&failed)["status"], "pending");
    system.decide_identity(&failed["id"], false);
    assert_eq!((&outcome(&failed)["status"], &outcome(&failed)["stage"]), (&json!("failed"), &json!("paid")));
    let passed = begin();
    system.decide_identity(&passed["id"], true);
    assert_eq!((&outcome(&passed)["status"], &outcome(&passed)["stage"]), (&json!("passed"), &json!("verified")));
}

fn edit_until_the_window_closes(system: &System, client: Client, serial: &str) {
    let mut edited = form();
    edited["phone"] = json!("13900000000");
    client.put(FORM, &save(0, edited.clone())).problem(412, "stale_version");
    assert_eq!(client.put(FORM, &save(1, edited.clone())).expect(200)["version"], 2);
    // 填报 goes on when 报名 is over.
    system.change_window(json!({
        "name": "volunteer-undergraduate", "action": "extend", "organisations": ["43"], "reason": "测试",
        "closes": "2027-07-30T17:00:00+08:00",
    }));
    system.set_now("2027-07-26T09:00:00+08:00");
    let client = sign_in(system, serial);
    client.put(FORM, &save(2, form())).problem(409, "window_closed");
    let shown = client.get("/api/registration").expect(200);
    assert_eq!((&shown["editable"], &shown["form"], &shown["version"]), (&json!(false), &edited, &json!(2)));
}

fn publish_scores(system: &System, serials: &[&String]) {
    // The place that the demo's curve gives a total of 640.
    let rows: String = serials.iter().map(|serial| format!("{serial},640,120,130,140,85,85,80,4938\n")).collect();
    system.publish("scores", &format!("{SCORES}{rows}"));
}

fn fill_volunteers(system: &System, serial: &str) -> Value {
    let client = sign_in(system, serial);
    let overview = client.get("/api/volunteer").expect(200);
    assert_eq!(overview["score"]["total"], 640);
    assert_eq!(standing(&client, "undergraduate")["eligible"], true);
    let choices = choices(&client, 5);
    let draft = json!({ "version": 0, "choices": choices });
    assert_eq!(client.put("/api/volunteer/undergraduate/draft", &draft).expect(200)["version"], 1);

    let (key, mut body) = (key(), submission(0, &choices));
    client.call("POST", SUBMISSIONS).key(&key).json(&body).send().problem(403, "wrong_password");
    body["save_password"] = json!(SAVE);
    let submit = || client.call("POST", SUBMISSIONS).key(&key).json(&body).send();
    let core = submit().expect(201);
    assert_eq!(submit().expect(201), core);
    let receipt = client.get(&format!("{SUBMISSIONS}/1")).expect(200);
    assert!(is_core(&core, &receipt), "{core} {receipt}");
    assert_eq!(receipt["candidate"]["serial"], *serial);

    system.set_now("2027-07-30T17:00:00+08:00");
    let client = sign_in(system, serial);
    let mut late = submission(1, &choices[1..]);
    late["save_password"] = json!(SAVE);
    client
        .call("POST", SUBMISSIONS)
        .key(&crate::api::volunteer::key())
        .json(&late)
        .send()
        .problem(409, "window_closed");
    assert_eq!(client.call("POST", SUBMISSIONS).key(&key).json(&body).send().expect(201), core);
    assert_eq!(client.get("/api/volunteer/undergraduate").expect(200)["submission"], receipt);
    receipt
}

fn counters(system: &System) -> Vec<(&'static str, Value)> {
    let of = |code: &'static str| (code, overview(&system.staff(code), code)["totals"].clone());
    LEVELS.map(of).to_vec()
}

fn the_list_names_who_did_not_submit(system: &System, person: &Person, idle: &Person) {
    let file = system.staff("430102001").get("/api/statistics/not-submitted.xlsx");
    assert_eq!(file.status, 200);
    assert!(file.body.starts_with(b"PK"));
    let text = unzip(&file.body);
    assert!(text.contains(&idle.name), "{text}");
    assert!(!text.contains(&person.name), "{text}");
    assert!(!text.contains(&idle.document));
}

fn the_journal_has_every_step(system: &System, serial: &str, receipt: &Value) {
    let point = system.staff("430102001");
    let found = point.post("/api/admin/candidates/search", &json!({ "text": serial })).expect(200)["rows"][0].clone();
    assert_eq!((&found["submitted"], &found["paid"]), (&json!(true), &json!(true)));
    let events = point.get(&format!("/api/admin/candidates/{}/journal", found["id"])).expect(200)["rows"].clone();
    let brief = |event: &Value| {
        let role = text(&event["role"]);
        let actor = text(&event["actor"]).split(':').next().unwrap_or_default().to_owned();
        assert!(event["at"].is_string() && event["ip"] == "127.0.0.1", "{event}");
        assert_ne!(text(&event["title"]), "其他", "{event}");
        [text(&event["kind"]), actor, role, text(&event["factor"])].join(" ")
    };
    let steps: Vec<String> = events.as_array().unwrap().iter().map(brief).collect();
    assert_eq!(
        steps,
        [
            "candidate.admitted staff point login-password",
            "order.created candidate candidate facts",
            "order.prepared candidate candidate facts",
            "payment.noticed provider provider signature",
            "candidate.verified candidate candidate identity",
            "candidate.passwords_set candidate candidate identity",
            "registration.pledged candidate candidate login-password",
            "registration.saved candidate candidate save-password",
            "registration.saved candidate candidate save-password",
            "volunteer.submitted candidate candidate save-password",
        ]
    );
    assert_eq!(events.as_array().unwrap().last().unwrap()["seq"], receipt["journal_seq"]);
    assert!(!events.to_string().contains("choices"));
}

fn others_see_nothing_of_it(system: &System, serial: &str) {
    for (username, code) in [("4302", "4301"), ("430103", "430102"), ("430102002", POINT), ("430102", "43")] {
        let other = system.staff(username);
        for address in
            ["/api/statistics/overview", "/api/statistics/not-submitted", "/api/statistics/not-submitted.xlsx"]
        {
            other.get(&format!("{address}?organisation={code}")).problem(403, "forbidden");
        }
    }
    let elsewhere = system.staff("430103").post("/api/admin/candidates/search", &json!({ "text": serial })).expect(200);
    assert_eq!(elsewhere["total"], 0);
}

fn sign_in(system: &System, serial: &str) -> Client {
    let client = system.nobody();
    client.post("/api/account/sign-in", &json!({ "login": serial, "password": LOGIN })).expect(200);
    client
}

fn save(version: i64, form: Value) -> Value {
    json!({ "version": version, "save_password": SAVE, "form": form })
}

/// All texts of an XLSX file, found by the central directory of the ZIP (APPNOTE §4.3.12).
pub(crate) fn unzip(bytes: &[u8]) -> String {
    let number =
        |at: usize, size: usize| bytes[at..at + size].iter().rev().fold(0, |n, byte| n << 8 | usize::from(*byte));
    let starts = (0..bytes.len() - 46).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"));
    let part = |entry: usize| {
        let (method, size, at) = (number(entry + 10, 2), number(entry + 20, 4), number(entry + 42, 4));
        let start = at + 30 + number(at + 26, 2) + number(at + 28, 2);
        let packed = &bytes[start..start + size];
        let plain =
            if method == 0 { packed.to_vec() } else { miniz_oxide::inflate::decompress_to_vec(packed).unwrap() };
        String::from_utf8(plain).unwrap()
    };
    let parts: Vec<String> = starts.map(part).collect();
    assert!(parts.len() > 5, "an XLSX has more parts");
    parts.concat()
}
