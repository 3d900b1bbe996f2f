//! /api/statistics

use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{Client, Person, System, text};
use serde_json::Value;

const COUNTERS: [&str; 8] =
    ["registered", "paid", "verified", "active", "filled", "above_line", "draft_only", "submitted"];

#[test]
fn every_level_is_the_sum_of_the_one_below() {
    let system = System::start();
    let province = system.staff("43");
    let whole = overview(&province, "43");
    assert_eq!(whole["totals"]["registered"], system.demo.candidates);
    for (code, children) in [("43", 14), ("4301", 9), ("430102", 3)] {
        let shown = overview(&province, code);
        let below = shown["children"].as_array().unwrap();
        assert_eq!(below.len(), children, "{code}");
        for counter in COUNTERS {
            let sum: i64 = below.iter().map(|child| child[counter].as_i64().unwrap()).sum();
            assert_eq!(shown["totals"][counter], sum, "{code} {counter}");
        }
        for counter in ["registered", "paid", "verified", "filled", "submitted"] {
            let hours = shown["hours"].as_array().unwrap();
            let sum: i64 = hours.iter().map(|hour| hour[counter].as_i64().unwrap()).sum();
            assert_eq!(shown["totals"][counter], sum, "{code} {counter} by hour");
        }
    }
}

#[test]
fn each_step_is_counted_once_on_every_level_at_once() {
    let system = System::start();
    let province = system.staff("43");
    let serial = system.next_chooser();
    let candidate = system.candidate(&serial);
    let point = text(&candidate.get("/api/account/session").expect(200)["candidate"]["point"]);
    let levels = ["43", &point[..4], &point[..6], &point[..]];
    let count = |counter: &str| levels.map(|code| overview(&province, code)["totals"][counter].as_i64().unwrap());
    let (registered, submitted, drafts) = (count("registered"), count("submitted"), count("draft_only"));

    let choices = choices(&candidate, 2);
    let draft = serde_json::json!({ "version": 0, "choices": choices });
    candidate.put("/api/volunteer/undergraduate/draft", &draft).expect(200);
    assert_eq!(count("draft_only"), drafts.map(|before| before + 1));
    for version in 0..2 {
        candidate.call("POST", SUBMISSIONS).key(&key()).json(&submission(version, &choices)).send().expect(201);
        assert_eq!(count("submitted"), submitted.map(|before| before + 1));
        assert_eq!(count("draft_only"), drafts);
    }
    system.staff(&point).post("/api/admin/candidates", &Person::new().admission(&point));
    assert_eq!(count("registered"), registered.map(|before| before + 1));
    system.stop_and_check();
}

#[test]
fn the_list_of_those_who_have_not_submitted_ends_for_who_does() {
    let system = System::start();
    let province = system.staff("43");
    let serial = system.next_chooser();
    let has = |serial: &str| {
        (1..10).any(|page| {
            let address = format!("/api/statistics/not-submitted?page={page}");
            let list = province.get(&address).expect(200)["candidates"].clone();
            list.as_array().unwrap().iter().any(|row| row["serial"] == serial)
        })
    };
    assert!(has(&serial));
    let totals = overview(&province, "43")["totals"].clone();
    let missing = province.get("/api/statistics/not-submitted").expect(200)["total"].as_i64().unwrap();
    assert_eq!(totals["above_line"].as_i64().unwrap() - totals["submitted"].as_i64().unwrap(), missing);
    let candidate = system.candidate(&serial);
    let body = submission(0, &choices(&candidate, 1));
    candidate.call("POST", SUBMISSIONS).key(&key()).json(&body).send().expect(201);
    assert!(!has(&serial));
    assert_eq!(province.get("/api/statistics/not-submitted").expect(200)["total"], missing - 1);
}

pub(crate) fn overview(client: &Client, code: &str) -> Value {
    client.get(&format!("/api/statistics/overview?organisation={code}")).expect(200)
}
