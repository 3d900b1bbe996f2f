//! 管理账号: no step of signing in can be left out, nobody looks after their own account, the province takes two.

use super::stops::{because, decide};
use crate::support::{Client, SECOND, SIGN_IN, STAFF_PASSWORD, System, root, secrets, text};
use domain::Timestamp;
use domain::totp::Secret;
use serde_json::{Value, json};
use std::process::{Command, Output};
use store::db::Db;
use store::journal::Author;
use store::session::Token;
use store::{second_factor, staff};
use web::api::{OPERATIONS, Role};

const FACTOR: &str = "/api/account/staff-factor";
const OWN: &str = "Tide7harbor";

pub(super) fn create(by: &Client, username: &str, organisation: &str) -> Value {
    let new = json!({ "username": username, "name": "测试员", "organisation": organisation });
    by.post("/api/admin/staff", &new).expect(201)
}

/// Looks after an account: `password`, `factor`, `status` …
pub(super) fn act(by: &Client, account: &Value, what: &str, body: Value) -> crate::support::Answer {
    by.post(&format!("/api/admin/staff/{}/{what}", account["id"]), &body)
}

pub(super) fn row(by: &Client, username: &str) -> Value {
    by.post("/api/admin/staff/search", &json!({ "text": username })).expect(200)["rows"][0].clone()
}

/// Every operation of staff that this session reaches.
fn reached(client: &Client) -> Vec<String> {
    let of_staff = |role: Role| matches!(role, Role::Staff(_) | Role::Either(..) | Role::AnyStaff | Role::SignedIn);
    let mut found = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| of_staff(operation.role)) {
        if operation.path.ends_with("/sign-out") {
            continue;
        }
        let address = operation.path.replace(['{', '}'], "");
        let mut call = client.call(operation.method, &address);
        if operation.method != "GET" {
            let body = match operation.path {
                SECOND => json!({ "code": "000000" }),
                "/api/account/staff-password" => json!({ "current_password": "", "password": "" }),
                path if path == FACTOR && operation.method == "PUT" => json!({ "code": "" }),
                _ => json!({}),
            };
            call = call.json(&body);
        }
        let answer = call.send();
        // Bodies are read before it is asked who sends them: those that don't fit are tried by the walk over all roles.
        let refused = answer.status == 403 && answer.code().ends_with("_due");
        if !refused && answer.status != 400 && answer.status != 415 {
            found.push(format!("{} {}", operation.method, operation.path));
        }
    }
    found
}

/// Somebody of the staff, before this version.
fn earlier(id: i64) -> Author {
    let (ip, device) = ("127.0.0.1".into(), "tests".into());
    Author {
        actor: format!("staff:{id}"),
        role: domain::event::Role::Province,
        factor: domain::event::Factor::PasswordAndCode,
        ip,
        device,
        request_key: None,
        request_hash: None,
    }
}

#[test]
fn no_step_of_signing_in_can_be_left_out() {
    let system = System::start();
    let province = system.staff("43");
    let created = create(&province, "Newcomer-1", "43");
    assert_eq!((&created["username"], &created["status"]), (&json!("newcomer-1"), &json!("proposed")));
    let password = text(&created["initial_password"]);
    let nobody = system.nobody();
    let sign_in = |client: &Client, password: &str| {
        client.post(SIGN_IN, &json!({ "username": "NEWCOMER-1", "password": password }))
    };
    sign_in(&nobody, &password).problem(409, "wrong_state");
    decide(&province, &created, true).problem(409, "conflict");
    decide(&system.staff_named("deputy"), &created, true).expect(204);

    let client = system.nobody();
    let session = sign_in(&client, &password).expect(200);
    assert_eq!((&session["role"], &session["staff"]["next"]), (&json!("province"), &json!("new_password")));
    assert_eq!(reached(&client), ["GET /api/account/session", "PUT /api/account/staff-password"]);
    let own = json!({ "current_password": password, "password": OWN });
    assert_eq!(client.put("/api/account/staff-password", &own).expect(200)["staff"]["next"], "enrolment");
    sign_in(&nobody, &password).problem(401, "wrong_credentials");
    assert_eq!(
        reached(&client),
        ["GET /api/account/session", "POST /api/account/staff-factor", "PUT /api/account/staff-factor"]
    );

    let begun = client.post(FACTOR, &json!({})).expect(200);
    assert!(text(&begun["uri"]).contains(&text(&begun["secret"])) && text(&begun["qr_svg"]).starts_with("<svg"));
    let secret = Secret::parse(&text(&begun["secret"])).unwrap();
    client.put(FACTOR, &json!({ "code": "000000" })).problem(422, "invalid");
    let code = secret.code(system.now(&client));
    let set = client.put(FACTOR, &json!({ "code": code })).expect(200);
    let recovery: Vec<String> = set["recovery_codes"].as_array().unwrap().iter().map(text).collect();
    assert_eq!(recovery.len(), 10);
    client.get("/api/admin/windows").expect(200);

    let again = system.nobody();
    assert_eq!(sign_in(&again, OWN).expect(200)["staff"]["next"], "second_factor");
    assert_eq!(reached(&again), ["GET /api/account/session", "POST /api/account/staff-second-factor"]);
    // The code that set it up was used by that, and counts once.
    again.post(SECOND, &json!({ "code": code })).problem(422, "invalid");
    let session = again.post(SECOND, &json!({ "code": recovery[0].to_lowercase() })).expect(200);
    assert_eq!((&session["staff"]["next"], &session["staff"]["recovery_codes"]), (&Value::Null, &json!(9)));
    let third = system.nobody();
    sign_in(&third, OWN).expect(200);
    third.post(SECOND, &json!({ "code": recovery[0] })).problem(422, "invalid");
    system.prove(&third, &text(&begun["secret"]));
    for _ in 0..2 {
        assert_eq!(third.post(SECOND, &json!({ "code": "000000" })).status, 409, "proved already");
    }
    assert!(row(&province, "newcomer-1")["last_sign_in_at"].is_string());

    // Somebody at an unlocked screen knows the password, and not the code in use.
    let begin = |code: &str| again.post(FACTOR, &json!({ "current_password": OWN, "current_code": code }));
    assert_eq!(again.post(FACTOR, &json!({ "current_password": OWN })).fields(), ["current_code"]);
    assert_eq!(begin("000000").fields(), ["current_code"]);
    assert_eq!(begin(&recovery[0]).fields(), ["current_code"], "used before");
    assert!(recovery.iter().all(|code| code.len() == 19), "80 bits: {recovery:?}");
    let secret = Secret::parse(&text(&begin(&recovery[1]).expect(200)["secret"])).unwrap();
    again.put(FACTOR, &json!({ "code": secret.code(system.now(&again)) })).expect(200);
    for other in [&client, &third] {
        other.get("/api/account/session").problem(401, "session_expired");
    }
    again.get("/api/admin/windows").expect(200);

    // A code of 40 bits, as they were.
    let (id, now) = (created["id"].as_i64().unwrap(), system.now(&again));
    let code = secrets().keys().unwrap().hash("recovery-code", &format!("{id}‖ABCD-2345"));
    let db = Db::file(&system.database()).unwrap();
    pollster::block_on(async {
        let sealed = staff::get(&db, id).await.unwrap().totp.unwrap();
        second_factor::begin(&db, &Token("earlier").hash(), id, &sealed, now).await.unwrap();
        second_factor::set(&earlier(id).acts(&db, now).about(id), &Token("earlier").hash(), &sealed, &[code])
            .await
            .unwrap();
    });
    let fourth = system.nobody();
    sign_in(&fourth, OWN).expect(200);
    fourth.post(SECOND, &json!({ "code": "abcd-2345" })).expect(200);
    system.stop_and_check();
}

#[test]
fn guesses_at_a_code_are_few_and_kept() {
    let system = System::start();
    let secret = system.demo.staff.iter().find(|account| account.username == "finance").unwrap().totp.clone().unwrap();
    let client = system.nobody();
    system.password(&client, "finance", STAFF_PASSWORD);
    for guess in 0..10 {
        client.post(SECOND, &json!({ "code": format!("00000{guess}") })).problem(422, "invalid");
    }
    let code = Secret::parse(&secret).unwrap().code(system.now(&client));
    client.post(SECOND, &json!({ "code": code })).problem(429, "too_many_requests");
    let nobody = system.nobody();
    nobody.post(SIGN_IN, &json!({ "username": "Nobody-Here", "password": "x" })).problem(401, "wrong_credentials");
    nobody
        .post("/api/account/sign-in", &json!({ "login": "99999999", "password": "x" }))
        .problem(401, "wrong_credentials");

    let list = |body: Value| system.staff("43").post("/api/admin/sign-in-failures", &body).expect(200);
    let all = list(json!({}))["rows"].as_array().unwrap().clone();
    let reasons: Vec<String> = all.iter().map(|row| text(&row["reason"])).collect();
    assert_eq!(reasons[..3], ["wrong_password", "unknown_account", "too_many_requests"]);
    assert_eq!(reasons.iter().filter(|reason| *reason == "wrong_code").count(), 10);
    assert!(all.iter().all(|row| row["ip"] == "127.0.0.1" && text(&row["account"]).len() == 64), "{all:?}");
    assert_eq!(list(json!({ "name": "FINANCE" }))["rows"].as_array().unwrap().len(), 11);
    assert_eq!(list(json!({ "name": "nobody-here" }))["rows"][0]["reason"], "unknown_account");
    assert_eq!(list(json!({ "ip": "192.0.2.1" }))["rows"], json!([]));
    system.staff("4301").post("/api/admin/sign-in-failures", &json!({})).problem(403, "forbidden");
}

#[test]
fn accounts_are_looked_after_by_others_above_and_each_act_is_an_event() {
    let system = System::start();
    let (city, county, elsewhere) = (system.staff("4301"), system.staff("430102"), system.staff("430103"));
    let account = create(&county, "worker-1", "430102001");
    let password = text(&account["initial_password"]);
    let (worker, _) = system.first_sign_in("worker-1", &password);
    worker.get("/api/admin/windows").expect(200);

    let own = row(&county, "furong");
    act(&county, &own, "status", json!({ "enabled": false, "reason": "测试需要" })).problem(409, "wrong_state");
    act(&county, &own, "password", because()).problem(409, "wrong_state");
    act(&elsewhere, &account, "password", because()).problem(404, "not_found");
    act(&county, &row(&city, "changsha"), "factor", because()).problem(404, "not_found");
    act(&worker, &account, "factor", because()).problem(403, "forbidden");
    act(&county, &account, "status", json!({ "enabled": false, "reason": "" })).problem(422, "invalid");

    act(&county, &account, "status", json!({ "enabled": false, "reason": "离职" })).expect(204);
    worker.get("/api/admin/windows").problem(401, "session_expired");
    let sign_in =
        |password: &str| system.nobody().post(SIGN_IN, &json!({ "username": "worker-1", "password": password }));
    sign_in(OWN).problem(409, "wrong_state");
    act(&county, &account, "status", json!({ "enabled": false, "reason": "再次" })).problem(409, "wrong_state");
    act(&city, &account, "status", json!({ "enabled": true, "reason": "返岗" })).expect(204);
    worker.get("/api/admin/windows").problem(401, "session_expired");
    sign_in(OWN).expect(200);

    let reset = || county.call("POST", &format!("/api/admin/staff/{}/password", account["id"])).key("reset-0001");
    let first = reset().json(&because()).send().expect(201);
    assert_eq!(reset().json(&because()).send().expect(201), first, "a retry tells the same password");
    sign_in(OWN).problem(401, "wrong_credentials");
    let password = text(&first["initial_password"]);
    let (moved, _) = system.first_sign_in("worker-1", &password);
    act(&county, &account, "move", json!({ "organisation": "430103001", "role": "office", "reason": "调动" }))
        .problem(403, "forbidden");
    act(&county, &account, "move", json!({ "organisation": "430102002", "role": "finance", "reason": "调动" }))
        .problem(422, "invalid");
    act(&county, &account, "move", json!({ "organisation": "430102002", "role": "office", "reason": "调动" }))
        .expect(204);
    moved.get("/api/admin/windows").problem(401, "session_expired");
    assert_eq!(row(&county, "worker-1")["organisation"], "430102002");
    assert_eq!(row(&elsewhere, "worker-1"), Value::Null);

    let acts = |query: &str| county.get(&format!("/api/admin/acts?{query}")).expect(200)["rows"].clone();
    let titles: Vec<String> = acts("").as_array().unwrap().iter().take(4).map(|row| text(&row["title"])).collect();
    assert_eq!(titles, ["调动管理账号", "修改自己的密码", "重置管理账号密码", "停用管理账号"]);
    let moved = acts("kind=staff.moved")[0].clone();
    assert_eq!(
        (&moved["account"], &moved["reason"], &moved["username"]),
        (&json!("worker-1"), &json!("调动"), &json!("furong"))
    );
    assert_eq!(acts(&format!("staff={}", account["id"])).as_array().unwrap().len(), 2);
    assert_eq!(acts("kind=staff.enabled"), json!([]), "the city did that");
    assert_eq!(acts("until=2027-01-01T00:00:00%2B08:00&kind=staff.moved"), json!([]));
    elsewhere.get("/api/admin/acts?organisation=430102").problem(403, "forbidden");
    system.stop_and_check();
}

#[test]
fn the_first_password_of_a_new_account_does_not_wait_for_ever() {
    let system = System::start();
    let account = create(&system.staff("430102"), "late-1", "430102001");
    system.set_now("2027-07-03T10:00:00+08:00");
    let late = json!({ "username": "late-1", "password": account["initial_password"] });
    system.nobody().post(SIGN_IN, &late).problem(409, "wrong_state");
}

#[test]
fn nobody_of_the_province_gets_into_another_account_alone() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let finance = row(&province, "finance");
    let colleague = system.staff_named("finance");
    colleague.get("/api/admin/payments/health").expect(200);
    let known = text(&act(&province, &finance, "password", because()).expect(201)["initial_password"]);
    colleague.get("/api/admin/payments/health").problem(401, "session_expired");
    act(&province, &finance, "factor", because()).problem(409, "wrong_state");
    let waiting = row(&province, "finance");
    assert_eq!((&waiting["status"], &waiting["may_agree"]), (&json!("proposed"), &json!(false)));
    assert_eq!(row(&deputy, "finance")["may_agree"], true);
    // An account that one made oneself is nobody else.
    let puppet = create(&province, "puppet", "43");
    decide(&deputy, &puppet, true).expect(204);
    let (puppet, _) = system.first_sign_in("puppet", &text(&puppet["initial_password"]));
    assert_eq!(row(&puppet, "finance")["may_agree"], false);
    decide(&puppet, &finance, true).problem(409, "conflict");
    let unexplained = json!({ "proposal": waiting["proposal"], "approve": false });
    act(&deputy, &finance, "decision", unexplained).problem(422, "invalid");
    decide(&deputy, &finance, false).expect(204);
    // It is as it was, and the password of the proposal never was one.
    assert_eq!(row(&deputy, "finance")["status"], "active");
    let known = json!({ "username": "finance", "password": known });
    system.nobody().post(SIGN_IN, &known).problem(401, "wrong_credentials");
    // A move to the province is a new account of the province.
    let changsha = row(&province, "changsha");
    act(&deputy, &changsha, "move", json!({ "organisation": "43", "role": "office", "reason": "借调" })).expect(204);
    let waiting = row(&province, "changsha");
    assert_eq!((&waiting["status"], &waiting["organisation"]), (&json!("proposed"), &json!("4301")));
    decide(&province, &changsha, true).expect(204);
    let there = row(&province, "changsha");
    assert_eq!((&there["status"], &there["organisation"]), (&json!("active"), &json!("43")));
    system.stop_and_check();
}

#[test]
fn finance_of_a_city_has_its_own_subtree_and_is_made_by_two() {
    let system = System::start();
    let more = "finance,市,市级财务,必须,是,organisation.view|payment.view|collection.view\n";
    system.change_roles(|roles| roles + more);
    let (province, city) = (system.staff("43"), system.staff("4301"));
    let new = json!({ "username": "city-money", "name": "测试员", "organisation": "4301", "role": "finance" });
    let made = city.post("/api/admin/staff", &new).expect(201);
    assert_eq!(made["status"], "proposed");
    decide(&province, &made, true).expect(204);
    let (money, _) = system.first_sign_in("city-money", &text(&made["initial_password"]));
    money.post("/api/admin/payments/search", &json!({})).expect(200);
    for path in ["alarms", "refunds", "statements", "differences", "health"] {
        money.get(&format!("/api/admin/payments/{path}")).problem(403, "forbidden");
    }
}

#[test]
fn who_decides_about_accounts_need_not_look_after_them_and_agrees_to_no_role_that_is_gone() {
    let system = System::start();
    let row = "approver,省,复核员,必须,是,organisation.view|staff.view|staff.decide\n";
    let finance = "finance,市,市级财务,必须,是,organisation.view|payment.view\n";
    system.change_roles(|roles| roles + row + finance);
    let approver = system.new_staff("approver", "43");
    let (province, city) = (system.staff("43"), system.staff("4301"));
    let new = |username: &str, organisation: &str, role: &str| json!({ "username": username, "name": "测试员", "organisation": organisation, "role": role });
    let gone = city.post("/api/admin/staff", &new("city-money", "4301", "finance")).expect(201);
    system.change_roles(|roles| {
        let without = |line: &str| match line.starts_with("office,省") {
            true => line.replace("|staff.decide", ""),
            false => line.to_owned(),
        };
        roles.replace(finance, "").lines().map(without).collect::<Vec<_>>().join("\n")
    });
    decide(&approver, &gone, true).problem(409, "wrong_state");
    decide(&approver, &gone, false).expect(204);
    let made = province.post("/api/admin/staff", &new("third", "43", "office")).expect(201);
    decide(&system.staff_named("deputy"), &made, true).problem(409, "wrong_state");
    decide(&approver, &made, true).expect(204);
    system.stop_and_check();
}

/// The command goes by the machine's clock.
pub(super) fn machine_now() -> Timestamp {
    Timestamp(i64::try_from(host::machine_now().as_millis()).unwrap())
}

/// An account's name and its password, or why not.
pub(super) fn told(output: &Output) -> Result<(String, String), String> {
    let said = String::from_utf8_lossy(&output.stdout);
    match said.lines().next().and_then(|line| line.split_once(' ')) {
        Some((name, password)) if output.status.success() => Ok((name.to_owned(), password.to_owned())),
        _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
fn the_command_makes_the_first_accounts_and_lets_somebody_back_in_whom_nobody_can_help() {
    let system = System::start();
    system.set_now(&machine_now().rfc3339());
    let staff = |arguments: &[&str]| told(&system.staff_command(arguments));
    let make = |name: &str, more: &[&str]| staff(&[&["create", name, "--name", "示例员"], more].concat());
    let (name, first_password) = make("First-One", &[]).unwrap();
    assert_eq!(name, "first-one");
    let (_, second_password) = make("second-one", &[]).unwrap();
    let (_, finance_password) = make("third-one", &["--role", "finance"]).unwrap();
    assert!(make("FIRST-one", &[]).unwrap_err().contains("账号已存在"));
    for wrong in [["--organisation", "99"], ["--organisation", "430"], ["--organisation", "44"]] {
        assert!(make("other", &wrong).is_err(), "{wrong:?}");
    }
    assert!(make("other", &["--organisation", "430102001", "--role", "finance"]).is_err());
    assert!(make("x", &[]).is_err());

    let (first, secret) = system.first_sign_in("first-one", &first_password);
    let (second, _) = system.first_sign_in("second-one", &second_password);
    let (finance, _) = system.first_sign_in("third-one", &finance_password);
    finance.get("/api/admin/payments/health").expect(200);
    finance.get("/api/admin/windows").problem(403, "forbidden");
    // Nobody made the other: what takes four eyes, these two can do.
    let made = create(&first, "fourth-one", "43");
    decide(&second, &made, true).expect(204);
    let account = row(&first, "first-one");
    assert_eq!((&account["status"], &account["second_factor"]), (&json!("active"), &json!(true)));

    // What an app shows, `zhaokao code` shows.
    let secret = secret.unwrap();
    let code = || Secret::parse(&secret).unwrap().code(machine_now());
    let before = code();
    let output = Command::new(root().join("target/release/zhaokao")).args(["code", &secret]).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!([before, code()].contains(&shown.trim().to_owned()), "{shown}");
    let wrong = Command::new(root().join("target/release/zhaokao")).args(["code", "not base 32!"]).output().unwrap();
    assert!(!wrong.status.success());

    let (name, password) = staff(&["reset", "FIRST-ONE"]).unwrap();
    assert_eq!(name, "FIRST-ONE");
    first.get("/api/admin/windows").problem(401, "session_expired");
    let old = json!({ "username": "first-one", "password": OWN });
    system.nobody().post(SIGN_IN, &old).problem(401, "wrong_credentials");
    // A code counts once, also one of another secret.
    system.set_now(&machine_now().plus(60_000).rfc3339());
    let (again, other) = system.first_sign_in("first-one", &password);
    assert_ne!(other.unwrap(), secret, "the lost 动态口令 is gone");
    again.get("/api/admin/windows").expect(200);
    // Whoever was disabled by a colleague alone is let back in on the machine.
    act(&again, &row(&again, "second-one"), "status", json!({ "enabled": false, "reason": "测试" })).expect(204);
    let (_, password) = staff(&["reset", "second-one"]).unwrap();
    let (second, _) = system.first_sign_in("second-one", &password);
    second.get("/api/admin/windows").expect(200);
    assert!(staff(&["reset", "nobody-here"]).unwrap_err().contains("nobody-here"));
    system.stop_and_check();
}

#[test]
fn accounts_come_page_by_page() {
    let system = System::shared();
    let city = system.staff("4301");
    let (mut after, mut names, mut pages) = (json!(""), Vec::new(), 0);
    while !after.is_null() {
        let page = city.post("/api/admin/staff/search", &json!({ "after": after })).expect(200);
        let rows = page["rows"].as_array().unwrap();
        assert!(rows.len() <= 50);
        names.extend(rows.iter().map(|row| format!("{} {}", text(&row["organisation"]), text(&row["username"]))));
        (after, pages) = (page["next"].clone(), pages + 1);
    }
    assert!(pages > 0 && names.is_sorted(), "{names:?}");
    names.dedup();
    assert!(names.iter().all(|name| name.starts_with("4301")));
    let province = system.staff("43").post("/api/admin/staff/search", &json!({})).expect(200);
    assert_eq!(province["rows"].as_array().unwrap().len(), 50);
}
