//! 专升本 is in force beside 高考: what its folder says is what everybody reads.

use crate::support::{Client, System, UPGRADE, text};
use serde_json::Value;
use std::collections::BTreeMap;

fn of_exam(client: &Client, path: &str) -> Value {
    let and = if path.contains('?') { '&' } else { '?' };
    client.get(&format!("/api/catalog/{path}{and}exam={UPGRADE}")).expect(200)
}

#[test]
fn the_second_exam_says_its_categories_ways_of_review_and_places() {
    let system = System::start();
    system.set_up_upgrade();
    let nobody = system.nobody();
    let rules = of_exam(&nobody, "categories");
    let names: Vec<String> = rules["categories"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect();
    assert_eq!(names, ["普通计划", "脱贫家庭毕业生", "退役大学生士兵免试", "竞赛获奖免试", "湖湘工匠燎原计划"]);
    let routes = rules["routes"].as_array().unwrap();
    let of_ethnic = routes.iter().find(|route| route["code"] == "poverty").unwrap();
    assert_eq!(
        (&of_ethnic["notice_days"], &of_ethnic["steps"][2]["reviewer"]["office"]),
        (&7.into(), &"ethnic".into())
    );

    // Each row of the folder's plans is a place, and no other.
    let folder = system.upgrade_folder(|settings| settings);
    let plans = std::fs::read_to_string(folder.join("plans.csv")).unwrap();
    let mut offered: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for row in plans.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        offered.insert((row[1].into(), row[5].into(), row[4].into()), row[7].parse().unwrap());
    }
    let offers = of_exam(&nobody, "offers")["offers"].as_array().unwrap().clone();
    let cell = |place: &Value| (text(&place["college"]), text(&place["major"]), text(&place["category"]));
    let found: BTreeMap<_, i64> = offers.iter().map(|place| (cell(place), place["plan"].as_i64().unwrap())).collect();
    assert_eq!((found.len(), offers.len()), (offered.len(), offered.len()));
    assert_eq!(found, offered);
    let of_veterans = of_exam(&nobody, "offers?category=3&college=10534")["offers"].as_array().unwrap().clone();
    assert!(
        !of_veterans.is_empty() && of_veterans.iter().all(|place| cell(place).2 == "3" && cell(place).0 == "10534")
    );

    // What the other exam has is not made of it.
    nobody.get(&format!("/api/catalog/groups?exam={UPGRADE}")).problem(409, "wrong_state");
    assert_eq!(nobody.get("/api/catalog/offers?exam=gaokao-2027").expect(200)["offers"].as_array().unwrap().len(), 0);
    assert_eq!(
        nobody.get("/api/catalog/categories?exam=gaokao-2027").expect(200)["routes"].as_array().unwrap().len(),
        0
    );
    system.stop_and_check();
}

#[test]
fn what_changes_of_the_second_exam_takes_two_people_too() {
    let system = System::start();
    system.set_up_upgrade();
    let folder = system.upgrade_folder(|settings| {
        let settings = settings.replacen("notice_days = 7", "notice_days = 5", 1);
        settings.replace("organisation = \"employment\"", "organisation = \"students\"")
    });
    let said = system.exam_command(&["load", folder.to_str().unwrap(), "--as", "province"]);
    assert!(said.contains("公示天数 7 → 5") && said.contains("省外院校考生：机构 employment → students"), "{said}");
    let days = |client: &Client| of_exam(client, "categories")["routes"][1]["notice_days"].clone();
    assert_eq!(days(&system.nobody()), 7);
    let revision = said.split("版本 ").nth(1).unwrap().split(' ').next().unwrap();
    system.exam_command(&["publish", revision, "--as", "deputy"]);
    assert_eq!(days(&system.nobody()), 5);
    system.stop_and_check();
}
