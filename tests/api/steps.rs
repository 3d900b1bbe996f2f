//! /api/account/steps: where a candidate stands and what is next, the same for them and for the offices, and nothing else is let.

use crate::support::{Client, System, form, text};
use serde_json::{Value, json};

const STEPS: &str = "/api/account/steps";
/// The walk-through's first five stand at these.
const STAGES: [&str; 5] = ["numbered", "paid", "verified", "active", "filled"];

fn steps(client: &Client) -> Vec<Value> {
    client.get(STEPS).expect(200)["steps"].as_array().unwrap().clone()
}

fn states(steps: &[Value]) -> Vec<String> {
    steps.iter().map(|step| format!("{}{} {}", text(&step["code"]), text(&step["of"]), text(&step["state"]))).collect()
}

fn state(steps: &[Value], code: &str) -> String {
    text(&steps.iter().find(|step| step["code"] == code).unwrap()["state"])
}

#[test]
fn each_stage_is_where_its_steps_end() {
    let system = System::shared();
    for (index, stage) in STAGES.iter().enumerate() {
        let client = system.by_facts(index);
        let shown = states(&steps(&client));
        let way = ["feeregistration", "identity", "passwords"];
        let expected: Vec<String> = (way.iter().enumerate())
            .map(|(step, name)| match step.cmp(&index) {
                std::cmp::Ordering::Less => format!("{name} done"),
                std::cmp::Ordering::Equal => format!("{name} ready"),
                std::cmp::Ordering::Greater => format!("{name} not_yet"),
            })
            .collect();
        assert_eq!(shown, expected, "{stage}: facts show the way to the passwords, and nothing beyond");
    }
}

#[test]
fn the_offices_read_what_the_candidate_reads() {
    let system = System::shared();
    let province = system.staff("43");
    for who in &system.demo.walk_through[3..] {
        let own = steps(&system.candidate(&who.serial));
        let record = province.get(&format!("/api/admin/candidates/{}/record", who.id)).expect(200);
        let theirs = record["steps"].as_array().unwrap();
        assert_eq!(states(theirs), states(&own));
        for step in own.iter().filter(|step| step["state"] != "done" && step["state"] != "ready") {
            assert!(!text(&step["because"]).is_empty(), "{step}");
        }
    }
}

#[test]
fn what_a_step_refuses_the_server_refuses_with_its_reason() {
    let system = System::start();
    let active = system.candidate(&system.demo.walk_through[3].serial);
    let before = steps(&active);
    let pledged = state(&before, "pledge") == "done";
    assert_eq!((state(&before, "form"), pledged), ("not_yet".into(), false), "{before:?}");
    let save = |client: &Client| {
        let body = json!({ "version": 0, "form": form(), "save_password": "Maple4lantern" });
        client.call("PUT", "/api/registration/form").json(&body).send()
    };
    let why = text(&before.iter().find(|step| step["code"] == "form").unwrap()["because"]);
    assert_eq!(save(&active).problem(409, "wrong_state")["detail"], why);
    let numbered = system.by_facts(0);
    let identity = numbered.post("/api/account/identity", &json!({})).problem(409, "wrong_state");
    assert_eq!(identity["detail"], "请先缴纳普通高考报名费");

    system.set_now("2027-08-01T10:00:00+08:00");
    let late = system.candidate(&system.demo.walk_through[3].serial);
    let after = steps(&late);
    assert_eq!((state(&after, "pledge"), state(&after, "form")), ("closed".into(), "closed".into()));
    save(&late).problem(409, "window_closed");
    late.post("/api/registration/pledge", &json!({ "version": "2026-1" })).problem(409, "window_closed");
    system.stop_and_check();
}
