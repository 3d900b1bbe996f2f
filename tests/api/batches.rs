//! Batches with columns and rounds: each is filled by itself, by whom it is for, and what excludes what holds.

use crate::api::statistics::overview;
use crate::api::volunteer::{choices_of, key, standing, submission};
use crate::support::{Answer, Client, NOW, System, text};
use serde_json::{Value, json};
use std::fs;

fn submit(client: &Client, batch: &str, version: i64, choices: &[Value]) -> Answer {
    let address = format!("/api/volunteer/{batch}/submissions");
    client.call("POST", &address).key(&key()).json(&submission(version, choices)).send()
}

fn draft(client: &Client, batch: &str, choices: &[Value]) -> Answer {
    client.put(&format!("/api/volunteer/{batch}/draft"), &json!({ "version": 0, "choices": choices }))
}

/// Codes of those that can be filled now; why not, of the others.
fn open(client: &Client) -> (Vec<String>, Vec<String>) {
    let overview = client.get("/api/volunteer").expect(200);
    let batches = overview["batches"].as_array().unwrap();
    let is_open = |batch: &&Value| batch["eligible"] == true && batch["window"]["open"] == true;
    let (open, shut): (Vec<&Value>, Vec<&Value>) = batches.iter().partition(is_open);
    let why = |batch: &&Value| match &batch["ineligible_reason"] {
        Value::Null => format!("{} 不在填报时间内", text(&batch["batch"])),
        why => format!("{} {}", text(&batch["batch"]), text(why)),
    };
    (open.iter().map(|batch| text(&batch["batch"])).collect(), shut.iter().map(why).collect())
}

/// `zhaokao qualifications`: exactly these have it.
fn qualify(system: &System, code: &str, serials: &[&str]) {
    let file = system.database().with_file_name("qualified.csv");
    fs::write(&file, format!("报名流水号\n{}\n", serials.join("\n"))).unwrap();
    system.command("qualifications", &[code, file.to_str().unwrap(), "--as", "province", "--now", NOW]);
}

#[test]
fn several_are_open_at_once_and_each_is_filled_by_itself() {
    let system = System::start();
    let serial = system.next_chooser();
    let client = system.candidate(&serial);
    let (can, shut) = open(&client);
    assert_eq!(can, ["early", "early-single", "undergraduate"]);
    let expected = [
        "special 没有取得填报所要求的资格",
        "undergraduate-supplement 不在填报时间内",
        "vocational-early 控制分数线尚未公布",
        "vocational-early-single 控制分数线尚未公布",
        "vocational 控制分数线尚未公布",
    ];
    assert_eq!(shut, expected);

    // 平行 30, 单个 1, 普通 45; each of its own plans.
    for (batch, slots) in [("early", 30), ("early-single", 1), ("undergraduate", 45)] {
        let shown = client.get(&format!("/api/volunteer/{batch}")).expect(200);
        assert_eq!((&shown["rules"]["slots"], &shown["editable"]), (&json!(slots), &json!(true)), "{batch}");
    }
    let early = choices_of(&client, "early", 3);
    let single = choices_of(&client, "early-single", 2);
    draft(&client, "early-single", &single).problem(422, "invalid");
    assert_eq!(draft(&client, "early-single", &early[..1]).fields(), ["choices[0].group"], "a plan of another column");
    draft(&client, "early", &early).expect(200);
    draft(&client, "early-single", &single[..1]).expect(200);
    assert_eq!(draft(&client, "special", &[]).problem(409, "wrong_state")["detail"], "没有取得填报所要求的资格");

    // 平行 and 单个 of 提前批 not both; 本科批 beside either.
    submit(&client, "early-single", 0, &[]).problem(422, "invalid");
    submit(&client, "early-single", 0, &single[..1]).expect(201);
    let why = text(&submit(&client, "early", 0, &early).problem(409, "wrong_state")["detail"]);
    assert!(why.contains("本科提前批 单个志愿") && why.contains("只能填报其一"), "{why}");
    draft(&client, "early", &early).problem(409, "wrong_state");
    submit(&client, "undergraduate", 0, &choices_of(&client, "undergraduate", 2)).expect(201);
    // Given up, it makes room for the other one; and the other way round.
    submit(&client, "early-single", 1, &[]).expect(201);
    assert_eq!(submit(&client, "early", 0, &early).expect(201)["batch"], "early");
    submit(&client, "early-single", 2, &single[..1]).problem(409, "wrong_state");
    submit(&client, "undergraduate", 1, &[]).problem(422, "invalid");
    let receipt = client.get("/api/volunteer/early/submissions/1").expect(200);
    assert_eq!(
        (&receipt["batch_name"], receipt["choices"].as_array().unwrap().len()),
        (&json!("本科提前批 平行志愿"), 3)
    );

    // The offices count and call by batch.
    let county = system.staff("43");
    let counted = |batch: &str| {
        let shown = county.get(&format!("/api/statistics/overview?batch={batch}")).expect(200);
        shown["totals"]["submitted"].as_i64().unwrap()
    };
    assert_eq!((counted("early"), counted("early-single"), counted("special")), (1, 1, 0));
    assert_eq!(overview(&county, "43")["totals"]["submitted"], counted("undergraduate"));
    assert_eq!(county.get("/api/statistics/not-submitted?batch=early").expect(200)["rows"], json!([]));
    system.stop_and_check();
}

#[test]
fn who_is_qualified_fills_what_is_for_them_and_who_is_admitted_no_supplement() {
    let system = System::start();
    let [serial, other] = [system.next_chooser(), system.next_chooser()];
    qualify(&system, "sports_team", &[&serial]);
    let client = system.candidate(&serial);
    let special = choices_of(&client, "special", 1);
    submit(&client, "special", 0, &special).expect(201);
    assert_eq!(standing(&system.candidate(&other), "special")["eligible"], false);
    // The next file says who has it now.
    qualify(&system, "sports_team", &[&other]);
    submit(&client, "special", 1, &special).problem(409, "wrong_state");
    assert_eq!(standing(&system.candidate(&other), "special")["eligible"], true);

    let supplement = choices_of(&client, "undergraduate-supplement", 1);
    draft(&client, "undergraduate-supplement", &supplement).problem(409, "window_closed");
    qualify(&system, "enrolled", &[&other]);
    system.set_now("2027-07-30T10:00:00+08:00");
    let (client, admitted) = (system.candidate(&serial), system.candidate(&other));
    assert_eq!(
        submit(&admitted, "undergraduate-supplement", 0, &supplement).problem(409, "wrong_state")["detail"],
        "已被录取，不能再填报"
    );
    draft(&client, "undergraduate-supplement", &supplement).expect(200);
    submit(&client, "undergraduate-supplement", 0, &supplement).expect(201);
    submit(&client, "undergraduate", 0, &choices_of(&client, "undergraduate", 1)).problem(409, "window_closed");
    system.stop_and_check();
}
