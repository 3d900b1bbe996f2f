//! /api/publication/parts, /api/publication/imports: a file is staged by one person, and published by another.

use crate::support::{Answer, Client, SCORES, System, text};
use serde_json::{Value, json};
use store::seal;

const IMPORTS: &str = "/api/publication/imports";

/// Somebody who has a score, their row, and their row with the marks of two subjects changed about: it is at the same place.
pub(crate) struct Corrected {
    client: Client,
    row: String,
    pub(crate) other: String,
}

pub(crate) fn corrected(system: &System) -> Corrected {
    let serial = system.next_chooser();
    let client = system.candidate(&serial);
    let score = client.get("/api/volunteer").expect(200)["score"].clone();
    let mark = |index: usize| score["parts"][index]["mark"].as_i64().unwrap();
    let row = |off: i64| {
        let [a, b, c, d, e, f] = [mark(0) + off, mark(1) - off, mark(2), mark(3), mark(4), mark(5)];
        format!("{SCORES}{serial},{},{a},{b},{c},{d},{e},{f},{}\n", score["total"], score["rank"])
    };
    let off = if mark(0) < 150 && mark(1) > 0 { 1 } else { -1 };
    Corrected { client, row: row(0), other: row(off) }
}

impl Corrected {
    fn chinese(&self) -> Value {
        self.client.get("/api/volunteer").expect(200)["score"]["parts"][0]["mark"].clone()
    }
}

fn imports(client: &Client) -> Vec<Value> {
    client.get(IMPORTS).expect(200)["rows"].as_array().unwrap().clone()
}

fn back(client: &Client, id: &Value) -> Answer {
    client.post(&format!("{IMPORTS}/{id}/back"), &json!({ "reason": "登分有误" }))
}

#[test]
fn scores_change_when_a_second_person_publishes_them_and_are_put_back_by_two() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let before = imports(&province);
    let statuses: Vec<&Value> = before.iter().map(|import| &import["status"]).collect();
    assert_eq!(statuses, ["published", "published"], "the demo's own");
    let somebody = corrected(&system);
    let chinese = somebody.chinese();

    province.stage("scores", &somebody.row).problem(409, "conflict");
    let staged = province.stage("scores", &somebody.other).expect(201)["id"].clone();
    let shown = imports(&deputy).remove(0);
    assert_eq!(shown["says"][0], "成绩 1 行：新公布 0 名考生，改动已公布的 1 名");
    assert_eq!([&shown["mine"], &shown["may_decide"]], [&json!(false), &json!(true)]);
    let changes = deputy.get(&format!("{IMPORTS}/{staged}")).expect(200)["changes"]["rows"].clone();
    assert_eq!(
        (changes.as_array().unwrap().len(), &changes[0]["old"]),
        (1, &json!(old_words(&somebody.row, &somebody.other)))
    );
    let waits = |client: &Client| {
        let waiting = client.get("/api/admin/pending").expect(200)["waiting"].clone();
        waiting.as_array().unwrap().iter().any(|one| one["what"] == "import")
    };
    assert_eq!((waits(&deputy), waits(&province)), (true, false));
    province.decide_import(&staged, json!({ "approve": true })).problem(409, "conflict");
    deputy.decide_import(&staged, json!({ "approve": false })).problem(422, "invalid");
    assert_eq!(somebody.chinese(), chinese, "nothing is published yet");
    deputy.decide_import(&staged, json!({ "approve": true })).expect(204);
    deputy.decide_import(&staged, json!({ "approve": true })).problem(409, "proposal_changed");
    assert_ne!(somebody.chinese(), chinese);
    let overview = system.staff("43").get("/api/statistics/overview").expect(200)["totals"]["above_line"].clone();

    let proposed = back(&deputy, &staged).expect(201)["id"].clone();
    assert_eq!(imports(&province)[0]["says"][1], "恢复 0 条，改回 1 条，不再公布 0 条");
    province.decide_import(&proposed, json!({ "approve": true })).expect(204);
    assert_eq!(somebody.chinese(), chinese);

    // Lines, too: nobody reaches these.
    let lines = "批次,科类,控制分数线\nundergraduate,物理类,750\nundergraduate,历史类,750\n";
    let lines = province.stage("control_lines", lines).expect(201)["id"].clone();
    deputy.decide_import(&lines, json!({ "approve": true })).expect(204);
    let above = || system.staff("43").get("/api/statistics/overview").expect(200)["totals"]["above_line"].clone();
    assert_eq!(above(), 0);
    let undone = back(&province, &lines).expect(201)["id"].clone();
    deputy.decide_import(&undone, json!({ "approve": true })).expect(204);
    assert_eq!(above(), overview);
    system.stop_and_check();
}

/// What was there of the marks that differ.
fn old_words(old: &str, new: &str) -> String {
    let cells = |text: &str| text.lines().nth(1).unwrap().split(',').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (cells(old), cells(new));
    let named = [(2, "语文"), (3, "数学")]
        .map(|(column, name)| (old[column] != new[column]).then(|| format!("{name} {}", old[column])));
    named.into_iter().flatten().collect::<Vec<_>>().join("，")
}

#[test]
fn at_its_instant_the_tick_publishes_and_until_then_nobody_sees_anything() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let somebody = corrected(&system);
    let chinese = somebody.chinese();
    let staged = province.stage("scores", &somebody.other).expect(201)["id"].clone();
    let at = |time: &str| json!({ "approve": true, "at": format!("2027-06-25T{time}:00+08:00") });
    deputy.decide_import(&staged, at("09:00")).problem(422, "invalid");
    deputy.decide_import(&staged, at("10:05")).expect(204);
    assert_eq!(imports(&province)[0]["status"], "agreed");
    assert_eq!((&system.tick()["published"], &somebody.chinese()), (&json!(0), &chinese));
    system.set_now("2027-06-25T10:05:00+08:00");
    assert_eq!(system.tick()["published"], 1);
    assert_eq!(system.tick()["published"], 0);
    assert_ne!(somebody.chinese(), chinese);
    system.stop_and_check();
}

#[test]
fn of_two_people_at_once_one_decides_and_who_staged_may_take_it_back() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let somebody = corrected(&system);
    let staged = province.stage("scores", &somebody.other).expect(201)["id"].clone();
    let statuses = std::thread::scope(|scope| {
        let deciding: Vec<_> = [true, false, true, false]
            .map(|approve| {
                let (client, id) = (deputy.twin(), &staged);
                scope.spawn(move || client.decide_import(id, json!({ "approve": approve, "reason": "有误" })).status)
            })
            .into();
        deciding.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");

    let (one, other) = match imports(&province)[0]["status"].as_str() {
        Some("published") => (&somebody.row, &somebody.row),
        _ => (&somebody.other, &somebody.other),
    };
    let one = province.stage("scores", one).expect(201)["id"].clone();
    let other = deputy.stage("scores", other).expect(201)["id"].clone();
    let withdraw = |client: &Client, id: &Value| client.post(&format!("{IMPORTS}/{id}/withdraw"), &json!({}));
    withdraw(&deputy, &one).problem(409, "conflict");
    province.decide_import(&other, json!({ "approve": true })).expect(204);
    deputy.decide_import(&one, json!({ "approve": true })).problem(409, "conflict");
    assert_eq!(imports(&deputy)[1]["outdated"], true);
    withdraw(&province, &one).expect(204);
    withdraw(&province, &one).problem(409, "proposal_changed");
    system.stop_and_check();
}

#[test]
fn a_file_with_bad_rows_is_not_staged_and_each_cell_is_named() {
    let system = System::shared();
    let province = system.staff("43");
    let serial = text(&system.chooser().get("/api/account/session").json()["candidate"]["serial"]);
    let staged = imports(&province).len();
    let answer = province.stage(
        "scores",
        &format!(
            "{SCORES}{serial},10,150,150,150,100,10,90,0\n\
             99999999,600,120,120,120,80,80,80,2\n\
             {serial},751,120,abc,120,80,80,80,3\n\
             {serial},600\n"
        ),
    );
    let problem = answer.problem(422, "invalid");
    let errors = problem["errors"].as_array().unwrap();
    let cells: Vec<(u64, u64)> =
        errors.iter().map(|error| (error["line"].as_u64().unwrap(), error["column"].as_u64().unwrap())).collect();
    assert_eq!(
        cells,
        [
            (2, 2),
            (2, 8),
            (2, 9),
            (3, 1),
            (4, 1),
            (4, 4),
            (5, 1),
            (5, 3),
            (5, 4),
            (5, 5),
            (5, 6),
            (5, 7),
            (5, 8),
            (5, 9)
        ]
    );
    province.stage("scores", &format!("{SCORES}{serial},1\n").replace("rank", "places")).problem(422, "invalid");
    province.stage("control_lines", "batch,track,line\nother,physics,1\n").problem(422, "invalid");
    assert_eq!(imports(&province).len(), staged);
}

#[test]
fn parts_are_what_their_name_says_and_are_sent_once() {
    let system = System::start();
    let province = system.staff("43");
    let part = |hash: &str, bytes: &[u8]| {
        province.call("PUT", &format!("/api/publication/parts/{hash}")).body("application/octet-stream", bytes).send()
    };
    let hash = seal::sha256(b"a part");
    let missing =
        || province.post("/api/publication/parts", &json!({ "parts": [hash, "x"] })).expect(200)["missing"].clone();
    assert_eq!(missing(), json!([hash, "x"]));
    part(&hash, b"another").problem(422, "invalid");
    part("x", b"a part").problem(422, "invalid");
    part(&hash, b"a part").expect(204);
    part(&hash, b"a part").expect(204);
    assert_eq!(missing(), json!(["x"]));
    let stage = |parts: Value| {
        province.post(IMPORTS, &json!({ "kind": "scores", "file": "x.csv", "parts": parts, "reason": "公布" }))
    };
    stage(json!([hash, "x"])).problem(409, "conflict");
    stage(json!([])).problem(422, "invalid");
    stage(json!(vec![&hash; 41])).problem(422, "invalid");
    stage(json!([hash])).problem(422, "invalid");
    let long = json!({ "kind": "scores", "file": "x".repeat(201), "parts": [hash], "reason": "公布" });
    let problem = province.post(IMPORTS, &long).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "file");
    let xlsx = json!({ "kind": "scores", "file": "x.xlsx", "parts": [hash], "reason": "公布" });
    let problem = province.post(IMPORTS, &xlsx).problem(422, "invalid");
    assert!(text(&problem["errors"][0]["message"]).contains("XLSX"), "{problem}");
    system.nobody().post("/api/publication/parts", &json!({ "parts": [] })).problem(401, "not_signed_in");
    // Nobody fills the disk: two whole files, then one part a second.
    let mut sent = 0_usize;
    while sent < 200 && part(&seal::sha256(sent.to_string()), sent.to_string().as_bytes()).status == 204 {
        sent += 1;
    }
    assert!((70..100).contains(&sent), "{sent}");
}

#[test]
fn the_command_stages_and_publishes_beside_the_running_application_or_names_each_cell() {
    let system = System::start();
    let serial = system.next_chooser();
    let total = || system.candidate(&serial).get("/api/volunteer").expect(200)["score"]["total"].clone();
    let before = total();
    let said = |what: &[&str], csv: &str, organisation: &str| {
        let output = system.import(what, csv, organisation);
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let good = format!("\u{feff}{SCORES}{serial},745,148,149,150,100,99,99,1\n");
    let bad = format!("{SCORES}{serial},700,140,140,140,95,95,90,1\n99999999,1,1,1,1,1,1,1,x\n");
    let (done, words) = said(&["scores"], &bad, "43");
    assert!(!done && words.contains("scores.csv:3:1: serial: ") && words.contains("scores.csv:3:9: rank: "), "{words}");
    let (done, words) = said(&["scores", "--partial"], &good, "430102");
    assert!(!done && words.contains("lacks score.import"), "{words}");
    let (done, words) = said(&["scores"], &good, "43");
    assert!(!done && words.contains("位次有空缺"), "the demo is a sample of a province: {words}");
    let (done, words) = said(&["scores", "--partial"], &good, "43");
    assert!(done && words.contains("等另一位同事公布"), "{words}");
    assert_eq!(total(), before, "nothing is published");
    let (done, words) = said(&["scores", "--partial", "--publish", "province"], &good, "43");
    assert!(!done && words.contains("要由另一位同事复核"), "{words}");
    let (done, words) = said(&["scores", "--partial", "--publish", "finance"], &good, "43");
    assert!(!done && words.contains("lacks score.publish"), "as over HTTP: {words}");
    let (done, words) = said(&["scores", "--partial", "--publish", "deputy"], &good, "43");
    assert!(done && words.contains("已公布"), "{words}");
    assert_eq!(total(), 745);

    let lines = "batch,track,line\nundergraduate,physics,746\nundergraduate,history,746\n";
    let (done, words) = said(&["control-lines", "--publish", "deputy"], lines, "43");
    assert!(done, "{words}");
    assert_eq!(system.staff("43").get("/api/statistics/overview").expect(200)["totals"]["above_line"], 0);
    system.stop_and_check();
}

#[test]
fn a_table_of_the_folder_is_proposed_by_the_page_and_taken_back() {
    const REVISIONS: &str = "/api/publication/revisions";
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let folder = system.demo_folder("gaokao-2027", |_, text| text);
    let table = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let propose = |file: &str, bytes: &[u8]| {
        let parts = province.send_parts(bytes);
        province.post(REVISIONS, &json!({ "file": file, "parts": parts, "reason": "更正" }))
    };
    propose("form.csv", &table("form.csv")).problem(409, "conflict");
    let form = String::from_utf8(table("form.csv")).unwrap();
    let faulty = propose("form.csv", form.replacen("select_one", "select_none", 1).as_bytes());
    let problem = faulty.problem(422, "invalid");
    assert!(text(&problem["errors"][0]["field"]).starts_with("form.csv:"), "{problem}");
    propose("gaokao-2027.zip", b"PK").problem(422, "invalid");
    let id = propose("form.csv", form.replace("学校全称", "学校的全称").as_bytes()).expect(201)["id"].clone();
    let newest = || province.get(REVISIONS).expect(200)["rows"][0].clone();
    assert_eq!(newest()["says"][0], "报名表字段 毕业学校：说明 学校全称 → 学校的全称");
    let withdraw = |client: &Client| client.post(&format!("{REVISIONS}/{id}/withdraw"), &json!({}));
    withdraw(&deputy).problem(409, "conflict");
    withdraw(&province).expect(204);
    withdraw(&province).problem(409, "proposal_changed");
    assert_eq!((&newest()["id"], &newest()["status"]), (&id, &json!("withdrawn")));
    system.stop_and_check();
}
