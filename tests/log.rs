//! What the program says on its standard error: lines of JSON, who was refused what, and nothing of a person.

use crate::crash::{Process, province};
use crate::support::{Client, LOGIN_PASSWORD, NOW, Province, require_built, root};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::process::Command;

#[test]
fn each_line_is_json_and_says_who_was_refused_what_and_nothing_of_a_person() {
    require_built(&root().join("spin.toml"));
    let state = province();
    let file = state.path().join("log");
    let mut process = Process::start_with(state.path(), NOW.parse().unwrap(), &[], File::create(&file).unwrap().into());
    let serial = Province::loaded().summary.walk_through[4].serial.clone();
    let candidate = Client::new(&process.url);
    let sign_in = json!({ "login": serial, "password": LOGIN_PASSWORD });
    candidate.post("/api/account/sign-in", &sign_in).expect(200);

    candidate.get("/api/admin/candidates/1").problem(403, "forbidden");
    let elsewhere = candidate.call("POST", "/api/account/sign-out").header("origin", "https://elsewhere.example");
    elsewhere.json(&json!({})).send().problem(403, "wrong_origin");
    let notice = candidate.call("POST", "/api/payment-callback/alipay").body("text/plain", "a=1\n&sign=x");
    assert_eq!(notice.send().status, 401);
    let secret = candidate.call("POST", "/api/settlement/tick").header("authorization", "Bearer x");
    secret.send().problem(401, "not_signed_in");
    let wrong = json!({ "login": serial, "password": "wrong7wrong" });
    let guesses = (0..12).map(|_| Client::new(&process.url).post("/api/account/sign-in", &wrong).status);
    assert!(guesses.collect::<Vec<_>>().contains(&429));

    let terminate = Command::new("kill").args(["-TERM", &process.child.id().to_string()]).status().unwrap();
    assert!(terminate.success() && process.child.wait().unwrap().success());
    let log = fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect();
    assert!(lines.iter().all(|line| line["time"].as_str().unwrap().ends_with('Z')), "{log}");
    let refused = |code: &str| {
        let line = lines.iter().find(|line| line["what"] == "refused" && line["code"] == code);
        let line = line.unwrap_or_else(|| panic!("{code} is not in {log}"));
        assert_eq!(line["client"], "127.0.0.1", "{line}");
        (line["operation"].as_str().unwrap(), line["actor"].as_str().unwrap_or_default().split(':').next().unwrap())
    };
    assert_eq!(refused("forbidden"), ("GET /api/admin/candidates/{id}", "candidate"));
    assert_eq!(refused("wrong_origin").0, "POST /api/account/sign-out");
    assert_eq!(refused("wrong_signature"), ("POST /api/payment-callback/{provider}", "provider"));
    assert_eq!(refused("wrong_secret"), ("POST /api/settlement/tick", ""));
    assert_eq!(refused("too_many_requests"), ("POST /api/account/sign-in", ""));
    let access = lines.iter().find(|line| line["status"] == 403).unwrap();
    assert_eq!((&access["client"], &access["route"]), (&json!("127.0.0.1"), &json!("/api/admin/...")));
    assert!(!log.contains(&serial) && !log.contains("an instance"), "{log}");
}
