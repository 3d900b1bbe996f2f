//! Bad input of every kind, in tables: each a problem with a stable code and a sentence in Chinese.

use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{Answer, Call, System, form};
use serde_json::{Value, json};

const SIGN_IN: &str = "/api/account/sign-in";
const DRAFT: &str = "/api/volunteer/undergraduate/draft";
const FORM: &str = "/api/registration/form";
const ORDERS: &str = "/api/payment/orders";

type Row<'a> = (&'a str, Call<'a>, u16, &'a str);

#[track_caller]
pub(crate) fn check(rows: Vec<Row<'_>>) {
    for (what, call, status, code) in rows {
        let answer = call.send();
        let found = (answer.status, answer.code());
        assert_eq!(found, (status, code.to_owned()), "{what}: {}", answer.text());
        answer.problem(status, code);
    }
}

#[test]
fn a_body_that_is_not_the_right_json_is_refused() {
    let nobody = System::shared().nobody();
    let post = |body: &[u8]| nobody.call("POST", SIGN_IN).body("application/json", body);
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    check(vec![
        ("empty", post(b""), 400, "malformed_json"),
        ("cut off", post(br#"{"login":"1","#), 400, "malformed_json"),
        ("an array", post(b"[]"), 400, "malformed_json"),
        ("null", post(b"null"), 400, "malformed_json"),
        ("two values", post(br#"{"login":"1","password":"2"}{}"#), 400, "malformed_json"),
        ("a field missing", post(br#"{"login":"1"}"#), 400, "malformed_json"),
        ("a field twice", post(br#"{"login":"1","login":"2","password":"3"}"#), 400, "malformed_json"),
        ("a number for a text", post(br#"{"login":1,"password":"2"}"#), 400, "malformed_json"),
        ("null for a text", post(br#"{"login":null,"password":"2"}"#), 400, "malformed_json"),
        ("not UTF-8", post(b"{\"login\":\"\xff\",\"password\":\"2\"}"), 400, "malformed_json"),
        ("half a surrogate", post(br#"{"login":"\ud800","password":"2"}"#), 400, "malformed_json"),
        ("a character that is none", post(br#"{"login":"\uffff","password":"2"}"#), 422, "invalid"),
        ("a control character", post(b"{\"login\":\"1\",\"password\":\"2\x7f\"}"), 422, "invalid"),
        ("nested too deep", post(deep.as_bytes()), 400, "malformed_json"),
        ("an unknown field", post(br#"{"login":"1","password":"2","admin":true}"#), 400, "unknown_field"),
    ]);
    let unknown = post(br#"{"login":"1","password":"2","admin":true}"#).send();
    assert!(unknown.json()["detail"].as_str().unwrap().contains("admin"));
}

#[test]
fn wrong_types_inside_a_list_of_choices_are_refused() {
    let client = System::shared().chooser();
    let put = |choices: Value| client.call("PUT", DRAFT).json(&json!({ "version": 0, "choices": choices }));
    let choice = |group: Value, majors: Value| json!([{ "group": group, "majors": majors, "accept_adjustment": true }]);
    let version = |version: Value| client.call("PUT", DRAFT).json(&json!({ "version": version, "choices": [] }));
    check(vec![
        ("a text for the list", put(json!("x")), 400, "malformed_json"),
        ("a text for a group", put(choice(json!("1"), json!([]))), 400, "malformed_json"),
        ("a fraction for a group", put(choice(json!(1.5), json!([]))), 400, "malformed_json"),
        ("more than 64 bits", version(json!(1e30)), 400, "malformed_json"),
        ("a number for a major", put(choice(json!(1), json!([1]))), 400, "malformed_json"),
        (
            "a field too many",
            put(json!([{ "group": 1, "majors": [], "accept_adjustment": true, "x": 1 }])),
            400,
            "unknown_field",
        ),
        ("a negative group", put(choice(json!(-1), json!([]))), 422, "invalid"),
        ("a negative version", version(json!(-1)), 412, "stale_version"),
        ("the greatest version", version(json!(i64::MAX)), 412, "stale_version"),
    ]);
}

#[test]
fn a_body_of_another_type_or_without_one_is_refused() {
    let nobody = System::shared().nobody();
    let province = System::shared().staff("43");
    let json = json!({ "login": "1", "password": "2" }).to_string();
    let post = |content_type: &str| nobody.call("POST", SIGN_IN).body(content_type, json.clone());
    check(vec![
        ("a form", post("application/x-www-form-urlencoded"), 415, "unsupported_media_type"),
        ("plain text, as other sites may send", post("text/plain"), 415, "unsupported_media_type"),
        ("none", post("application/json").without("content-type"), 415, "unsupported_media_type"),
        ("similar", post("application/jsonx"), 415, "unsupported_media_type"),
        (
            "JSON for a part of a file",
            province.call("PUT", "/api/publication/parts/x").json(&json!({})),
            415,
            "unsupported_media_type",
        ),
        ("with a charset it is fine", post("application/json; charset=utf-8"), 401, "wrong_credentials"),
        ("in capitals too", post("Application/JSON"), 401, "wrong_credentials"),
    ]);
}

#[test]
fn a_write_that_another_site_caused_is_refused() {
    let system = System::shared();
    let client = system.chooser();
    let draft = || client.call("PUT", DRAFT).json(&json!({ "version": 0, "choices": [] }));
    let sign_out = || client.call("POST", "/api/account/sign-out").json(&json!({}));
    let look_alike = format!("{}.example.org", system.url);
    check(vec![
        ("no Origin", draft().without("origin"), 403, "wrong_origin"),
        ("another site's", draft().header("origin", "https://example.org"), 403, "wrong_origin"),
        ("ours as the beginning of another", draft().header("origin", &look_alike), 403, "wrong_origin"),
        ("another port", draft().header("origin", "http://127.0.0.1:1"), 403, "wrong_origin"),
        ("an opaque one", draft().header("origin", "null"), 403, "wrong_origin"),
        ("a sign-out", sign_out().header("origin", "https://example.org"), 403, "wrong_origin"),
        (
            "a removal",
            client.call("DELETE", "/api/volunteer/favourites/1").header("origin", "https://example.org"),
            403,
            "wrong_origin",
        ),
    ]);
    draft().send().expect(200);
}

/// Bodies whose shape is right, for writes that need nothing but an own origin to get further.
#[test]
fn no_write_at_all_goes_without_an_origin() {
    let province = System::shared().staff("43");
    for operation in web::api::OPERATIONS.iter().filter(|operation| operation.method != "GET") {
        if matches!(operation.role, web::api::Role::Provider | web::api::Role::Scheduler) {
            continue;
        }
        let address = operation.path.replace("{batch}", "undergraduate").replace("{group}", "1");
        let address = address.replace("{order_no}", "x");
        let call = province.call(operation.method, &address).without("origin");
        let call = call.body("application/json", "{}").key("no-origin-1");
        let answer = call.send();
        let refused = matches!(answer.code().as_str(), "wrong_origin" | "forbidden");
        assert!(refused, "{} {address}: {} {}", operation.method, answer.status, answer.text());
    }
}

#[test]
fn values_that_are_too_long_are_refused_and_not_cut() {
    let system = System::shared();
    let nobody = system.nobody();
    let county = system.staff("430102");
    let candidate = system.candidate(&system.demo.walk_through[5].serial);
    let version = candidate.get("/api/registration").json()["version"].clone();
    let mut long = form();
    long["school_name"] = json!("长".repeat(10_000));
    let new = |username: &str| json!({ "username": username, "name": "测试", "organisation": "430102001" });
    let chooser = system.chooser();
    let group = choices(&chooser, 1)[0]["group"].clone();
    let favourite = format!("/api/volunteer/favourites/{group}");
    check(vec![
        (
            "a school",
            candidate.call("PUT", FORM).json(&json!({ "version": version, "save_password": "x", "form": long })),
            422,
            "invalid",
        ),
        ("an account", county.call("POST", "/api/admin/staff").json(&new(&"a".repeat(33))), 422, "invalid"),
        (
            "a point",
            county.call("POST", "/api/admin/points").json(&json!({ "county": "430102", "name": "长".repeat(41) })),
            422,
            "invalid",
        ),
        ("a folder", chooser.call("PUT", &favourite).json(&json!({ "folder": "长".repeat(21) })), 422, "invalid"),
        (
            "a password of sixty kilobytes",
            nobody.call("POST", SIGN_IN).json(&json!({ "login": "31415926", "password": "x".repeat(60 << 10) })),
            401,
            "wrong_credentials",
        ),
        (
            "a password of a megabyte",
            nobody.call("POST", SIGN_IN).json(&json!({ "login": "31415926", "password": "x".repeat(1 << 20) })),
            413,
            "body_too_large",
        ),
    ]);
    let huge = nobody.call("POST", SIGN_IN).body("application/json", vec![b' '; 9 << 20]).try_send();
    // The host may close the connection while the client still sends.
    if let Ok(answer) = huge {
        answer.problem(413, "body_too_large");
    }
}

#[test]
fn somebody_elses_things_are_not_there() {
    let system = System::shared();
    let (owner, other) = (system.chooser(), system.chooser());
    let body = submission(0, &choices(&owner, 1));
    owner.call("POST", SUBMISSIONS).key(&key()).json(&body).send().expect(201);
    owner.get(&format!("{SUBMISSIONS}/1")).expect(200);
    let county = system.staff("430103");
    let theirs = system.demo.walk_through[0].id;
    let nobody = system.nobody();
    check(vec![
        ("a receipt", other.call("GET", &format!("{SUBMISSIONS}/1")), 404, "not_found"),
        ("a receipt's number that is none", other.call("GET", &format!("{SUBMISSIONS}/x")), 404, "not_found"),
        ("an identity check", other.call("GET", "/api/account/identity/abc"), 404, "not_found"),
        ("an order", other.call("GET", "/api/payment/orders/ZK000000000000000000000000"), 404, "not_found"),
        ("a batch that does not exist", other.call("GET", "/api/volunteer/nothing"), 404, "not_found"),
        (
            "a candidate of another county",
            county.call("GET", &format!("/api/admin/candidates/{theirs}")),
            404,
            "not_found",
        ),
        ("their journal", county.call("GET", &format!("/api/admin/candidates/{theirs}/journal")), 404, "not_found"),
        ("no candidate's number", county.call("GET", "/api/admin/candidates/x"), 404, "not_found"),
        (
            "another county's statistics",
            county.call("GET", "/api/statistics/overview?organisation=430102"),
            403,
            "forbidden",
        ),
        ("the city's statistics", county.call("GET", "/api/statistics/overview?organisation=4301"), 403, "forbidden"),
        (
            "another county's list",
            county.call("GET", "/api/statistics/not-submitted.xlsx?organisation=430102"),
            403,
            "forbidden",
        ),
        ("a page to pay by", nobody.call("GET", "/api/payment/pages/abc"), 404, "not_found"),
    ]);
}

#[test]
fn steps_out_of_order_are_refused() {
    let system = System::shared();
    let who = &system.demo.walk_through;
    let (numbered, paid) = (system.by_facts(0), system.by_facts(1));
    let active = system.candidate(&who[3].serial);
    let passwords = json!({ "login_password": "Tide7harbor", "save_password": "Maple4lantern" });
    let save = json!({ "version": 0, "save_password": "x", "form": form() });
    check(vec![
        (
            "identity before the fee",
            numbered.call("POST", "/api/account/identity").json(&json!({})),
            409,
            "wrong_state",
        ),
        ("passwords before identity", paid.call("PUT", "/api/account/passwords").json(&passwords), 409, "wrong_state"),
        ("the form before passwords", paid.call("PUT", FORM).json(&save), 401, "not_signed_in"),
        (
            "a draft before the form",
            active.call("PUT", DRAFT).json(&json!({ "version": 0, "choices": [] })),
            409,
            "wrong_state",
        ),
    ]);
}

#[test]
fn a_stale_version_is_told_the_one_that_is_there() {
    let client = System::shared().chooser();
    let choices = choices(&client, 2);
    let draft = |version: i64| client.call("PUT", DRAFT).json(&json!({ "version": version, "choices": choices }));
    let submit = |version: i64| client.call("POST", SUBMISSIONS).key(&key()).json(&submission(version, &choices));
    draft(0).send().expect(200);
    submit(0).send().expect(201);
    let other = client.call("PUT", DRAFT).json(&json!({ "version": 0, "choices": choices[..1] }));
    for (what, answer) in [
        ("another draft over the same", other.send()),
        ("an older draft", draft(-1).send()),
        ("a newer draft", draft(2).send()),
        ("an older submission", submit(0).send()),
        ("a newer submission", submit(2).send()),
    ] {
        assert_eq!(answer.problem(412, "stale_version")["version"], 1, "{what}");
    }
}

#[test]
fn an_idempotency_key_is_asked_for_replayed_and_never_used_for_something_else() {
    let client = System::shared().chooser();
    let choices = choices(&client, 2);
    let submit = |choices: &[Value]| client.call("POST", SUBMISSIONS).json(&submission(0, choices));
    let long = "x".repeat(65);
    check(vec![
        ("missing", submit(&choices), 400, "idempotency_key_missing"),
        ("too short", submit(&choices).key("short"), 400, "idempotency_key_missing"),
        ("too long", submit(&choices).key(&long), 400, "idempotency_key_missing"),
        ("with a space", submit(&choices).key("with a space"), 400, "idempotency_key_missing"),
        (
            "missing for an order",
            client.call("POST", ORDERS).json(&json!({ "item": "registration", "provider": "wechat" })),
            400,
            "idempotency_key_missing",
        ),
    ]);
    let key = key();
    let first = submit(&choices).key(&key).send().expect(201);
    for _ in 0..3 {
        assert_eq!(submit(&choices).key(&key).send().expect(201), first);
    }
    submit(&choices[..1]).key(&key).send().problem(422, "idempotency_key_reused");
    let list = client.get(SUBMISSIONS).expect(200)["submissions"].clone();
    assert_eq!(list.as_array().unwrap().len(), 1);
}

#[test]
fn the_same_key_of_somebody_else_is_another_key() {
    let system = System::shared();
    let key = key();
    let hashes: Vec<Answer> = [system.chooser(), system.chooser()]
        .iter()
        .map(|client| {
            let body = submission(0, &choices(client, 1));
            client.call("POST", SUBMISSIONS).key(&key).json(&body).send()
        })
        .collect();
    let receipts: Vec<Value> = hashes.iter().map(|answer| answer.expect(201)["journal_seq"].clone()).collect();
    assert_ne!(receipts[0], receipts[1]);
}
