//! /api/statistics

use crate::api::journey::unzip;
use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{Answer, Client, Person, System, text};
use serde_json::{Value, json};

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
    let draft = json!({ "version": 0, "choices": choices });
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
        let pages = province.pages("/api/statistics/not-submitted");
        pages.iter().any(|page| page["rows"].as_array().unwrap().iter().any(|row| row["serial"] == serial))
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

#[test]
fn the_file_has_everybody_of_the_list_and_is_in_the_journal() {
    let system = System::start();
    let province = system.staff("43");
    let pages = province.pages("/api/statistics/not-submitted");
    let total = usize::try_from(pages[0]["total"].as_i64().unwrap()).unwrap();
    let listed: Vec<Value> = pages.iter().flat_map(|page| page["rows"].as_array().unwrap().clone()).collect();
    assert!(total > 0 && listed.len() == total, "{total}");
    let file = province.get("/api/statistics/not-submitted.xlsx");
    assert_eq!(file.status, 200);
    let sheet = unzip(&file.body);
    // The line with who took it, the titles, and the candidates.
    assert_eq!(sheet.matches("<row").count(), total + 2);
    assert!(listed.iter().all(|row| sheet.contains(row["serial"].as_str().unwrap())));
    // Gnumeric shows only cells that say where they are.
    let first = format!("<c r=\"F3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}<", text(&listed[0]["serial"]));
    assert!(sheet.contains(&first) && sheet.contains(&format!("<c r=\"G{}\"", total + 2)), "{sheet:.2000}");
    // Where they are from comes first, and every column can be filtered.
    let city = format!(
        "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}<",
        text(&listed[0]["city_name"])
    );
    assert!(sheet.contains(&city), "{sheet:.2000}");
    assert!(sheet.contains(&format!("<autoFilter ref=\"A2:M{}\"/>", total + 2)), "{sheet:.200}");
    system.stop_and_check();
}

#[test]
fn candidates_and_orders_are_found_by_what_is_known_of_them() {
    let system = System::shared();
    let (province, county) = (system.staff("43"), system.staff("430102"));
    let search = |client: &Client, what: Value| client.post("/api/admin/candidates/search", &what).expect(200);
    let all = search(&province, json!({}));
    assert!(all["total"].as_i64().unwrap() >= i64::try_from(system.demo.candidates).unwrap());
    assert_eq!((&all["at_least"], all["rows"].as_array().unwrap().len()), (&json!(false), 50));
    let next = search(&province, json!({ "after": all["next"] }));
    assert!(next["rows"][0]["serial"].as_str() > all["rows"][49]["serial"].as_str());
    let who = &system.demo.walk_through[4];
    let part: String = who.name.chars().skip(1).collect();
    for (client, text) in [
        (&county, part.as_str()),
        (&county, &who.serial[..5]),
        (&province, &who.name),
        (&province, &who.serial),
        (&county, &who.document),
    ] {
        let found = search(client, json!({ "text": text, "stage": (text != who.document).then_some("filled") }));
        let mut serials = found["rows"].as_array().unwrap().iter().map(|row| row["serial"].as_str().unwrap());
        assert!(serials.any(|serial| serial == who.serial), "{text}: {found}");
    }
    let orders =
        |text: &str| province.post("/api/admin/payments/search", &json!({ "text": text })).expect(200)["rows"].clone();
    let order = orders(&who.serial)[0].clone();
    assert_eq!(order["name"], who.name.as_str());
    for text in [order["order_no"].as_str().unwrap(), order["transaction_id"].as_str().unwrap(), &who.name] {
        assert!(orders(text).as_array().unwrap().contains(&order), "{text}");
    }
    let newest = orders("");
    let times: Vec<&str> = newest.as_array().unwrap().iter().map(|row| row["created_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b) && times.len() == 50);
    province.post("/api/admin/payments/search", &json!({ "after": "?" })).problem(422, "invalid");
}

type Read<'a> = &'a dyn Fn(&Client) -> Answer;

#[test]
fn nobody_of_the_staff_copies_a_subtree_as_fast_as_a_program_can() {
    let system = System::start();
    let (county, city) = (system.staff("430102"), system.staff("4301"));
    for _ in 0..10 {
        assert_eq!(county.get("/api/statistics/not-submitted.xlsx").status, 200);
    }
    county.get("/api/statistics/not-submitted.xlsx").problem(429, "too_many_requests");
    let reads: [(&str, Read<'_>); 4] = [
        ("candidates", &|who| who.post("/api/admin/candidates/search", &json!({ "text": "无人" }))),
        ("one candidate", &|who| who.get("/api/admin/candidates/999999999")),
        ("orders", &|who| who.post("/api/admin/payments/search", &json!({ "text": "none" }))),
        ("the list", &|who| who.get("/api/statistics/not-submitted")),
    ];
    for (what, read) in reads {
        let slowed = (0..1000).map(|_| read(&county)).position(|answer| answer.status == 429);
        assert!(slowed.is_some_and(|before| before >= 120), "{what}: {slowed:?}");
        assert_ne!(read(&city).status, 429, "{what}");
    }
    assert_eq!(city.get("/api/statistics/not-submitted.xlsx").status, 200);
}

pub(crate) fn overview(client: &Client, code: &str) -> Value {
    client.get(&format!("/api/statistics/overview?organisation={code}")).expect(200)
}
