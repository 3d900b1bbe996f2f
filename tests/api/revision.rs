//! 考试设置: what a folder changes is shown to a second person, who puts it in force; what was before can be put back.

use crate::support::{Client, Person, System, text};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const REVISIONS: &str = "/api/publication/revisions";

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    fs::write(folder.join(file), text.replace(from, to)).unwrap();
}

/// One more 专业, beside the first one of the plans.
fn add_major(folder: &Path) {
    let plans = fs::read_to_string(folder.join("plans.csv")).unwrap();
    let first = plans.lines().nth(1).unwrap();
    let other = first.replace(",070301,化学,", ",070302,应用化学,");
    assert_ne!(first, other);
    fs::write(folder.join("plans.csv"), plans.replacen(first, &format!("{first}\n{other}"), 1)).unwrap();
}

fn revisions(client: &Client) -> Vec<Value> {
    client.get(REVISIONS).expect(200)["rows"].as_array().unwrap().clone()
}

fn decide(client: &Client, id: &Value, mut answer: Value) -> crate::support::Answer {
    answer["proposal"] = id.clone();
    client.post(&format!("{REVISIONS}/{id}/decision"), &answer)
}

fn waits(client: &Client) -> Value {
    let waiting = client.get("/api/admin/pending").expect(200)["waiting"].clone();
    let found = waiting.as_array().unwrap().iter().find(|one| one["what"] == "revision").cloned();
    found.map_or(json!(0), |one| one["count"].clone())
}

/// The hint of a field, as candidates read it.
fn hint(system: &System) -> String {
    let asked =
        system.candidate(&system.demo.walk_through[5].serial).get("/api/registration").expect(200)["asked"]["sections"]
            .clone();
    let fields = asked.as_array().unwrap().iter().flat_map(|section| section["fields"].as_array().unwrap());
    text(&fields.clone().find(|field| field["name"] == "school_name").unwrap()["hint"])
}

#[test]
fn a_folder_comes_into_force_by_two_people_and_is_put_back_by_two() {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let first = revisions(&province).remove(0);
    assert_eq!((&first["status"], &first["exam"]), (&json!("published"), &json!("gaokao-2027")));
    assert_ne!(first["proposed_by"], first["decided_by"]);

    let folder = system.database().parent().unwrap().join("folder");
    system.exam_command(&["export", folder.to_str().unwrap()]);
    let load = |reason: &str| {
        let said = system.exam_command(&["load", folder.to_str().unwrap(), "--as", "province", "--reason", reason]);
        said.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(load("没有变化"), ["与现行设置相同，没有改动"]);
    change(&folder, "form.csv", "学校全称", "学校的全称");
    let said = load("写清楚");
    assert_eq!(said[0], "报名表字段 毕业学校：说明 学校全称 → 学校的全称");

    let shown = revisions(&deputy).remove(0);
    let id = &shown["id"];
    assert_eq!(
        (&shown["status"], &shown["says"][0], &shown["reason"]),
        (&json!("proposed"), &json!(said[0]), &json!("写清楚"))
    );
    assert_eq!([&shown["mine"], &shown["may_decide"]], [&json!(false), &json!(true)]);
    assert_eq!((waits(&deputy), waits(&province)), (json!(1), json!(0)));
    decide(&province, id, json!({ "approve": true })).problem(409, "conflict");
    decide(&deputy, id, json!({ "approve": false })).problem(422, "invalid");
    assert_eq!(hint(&system), "学校全称");
    assert_eq!(decide(&deputy, id, json!({ "approve": true })).status, 204);
    decide(&deputy, id, json!({ "approve": true })).problem(409, "proposal_changed");
    assert_eq!((waits(&deputy), hint(&system)), (json!(0), "学校的全称".to_owned()));

    // At an instant, by the tick.
    change(&folder, "plans.csv", "第101组", "第一零一组");
    load("改名");
    let later = revisions(&deputy).remove(0)["id"].clone();
    let past = json!({ "approve": true, "at": "2027-06-25T09:00:00+08:00" });
    decide(&deputy, &later, past).problem(422, "invalid");
    let never = json!({ "approve": false, "reason": "再等等", "at": "2027-06-25T10:05:00+08:00" });
    assert_eq!(decide(&deputy, &later, never).fields(), ["at"], "an instant of what never comes into force");
    assert_eq!(decide(&deputy, &later, json!({ "approve": true, "at": "2027-06-25T10:05:00+08:00" })).status, 204);
    assert_eq!(system.tick()["published"], 0);
    system.set_now("2027-06-25T10:05:00+08:00");
    assert_eq!(system.tick()["published"], 1);
    let now = revisions(&deputy);
    assert_eq!(
        (&now[0]["status"], &now[1]["status"], &now[2]["status"]),
        (&json!("published"), &json!("replaced"), &json!("replaced"))
    );

    // Back to what may be loaded; what came since and somebody may have chosen stays.
    let back = |id: &Value| deputy.post(&format!("{REVISIONS}/{id}/back"), &json!({ "reason": "误改" }));
    back(&now[0]["id"]).problem(409, "conflict");
    let proposed = back(id).expect(201)["id"].clone();
    let says = revisions(&province).remove(0)["says"].clone();
    assert_eq!(says[0], format!("恢复到版本 {id}"));
    assert!(text(&says[1]).contains("名称 第一零一组 → 第101组"), "{says}");
    assert_eq!(decide(&province, &proposed, json!({ "approve": true })).status, 204);
    assert_eq!(revisions(&province)[0]["content"], now[1]["content"]);
    add_major(&folder);
    load("增加专业");
    let more = revisions(&deputy).remove(0)["id"].clone();
    assert_eq!(decide(&deputy, &more, json!({ "approve": true })).status, 204);
    let refused = back(id).problem(422, "invalid");
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("已有考生用到"), "{refused}");
    assert_eq!(back(&more).problem(409, "conflict")["detail"], "只能恢复到以前生效过的版本");
    system.stop_and_check();
}

/// A revision is agreed to for 10:05; what happens meanwhile to who agreed, so that it doesn't take effect.
fn agreed_and_then(meanwhile: impl Fn(&System)) {
    let system = System::start();
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let folder = system.database().parent().unwrap().join("folder");
    system.exam_command(&["export", folder.to_str().unwrap()]);
    change(&folder, "plans.csv", "第101组", "第一零一组");
    system.exam_command(&["load", folder.to_str().unwrap(), "--as", "province", "--reason", "改名"]);
    let id = revisions(&deputy).remove(0)["id"].clone();
    assert_eq!(decide(&deputy, &id, json!({ "approve": true, "at": "2027-06-25T10:05:00+08:00" })).status, 204);
    meanwhile(&system);
    system.set_now("2027-06-25T10:05:00+08:00");
    assert_eq!(system.tick()["published"], 0);
    let shown = revisions(&province).remove(0);
    assert_eq!(shown["status"], "declined", "{shown}");
    assert!(text(&shown["declined_reason"]).contains("已停用或不再有此权限"), "{shown}");
    system.stop_and_check();
}

#[test]
fn who_is_stopped_before_its_instant_has_not_agreed() {
    agreed_and_then(|system| {
        let province = system.staff("43");
        let found = province.post("/api/admin/staff/search", &json!({ "text": "deputy" })).expect(200);
        let stop = json!({ "enabled": false, "reason": "账号被盗" });
        province.post(&format!("/api/admin/staff/{}/status", found["rows"][0]["id"]), &stop).expect(204);
    });
}

#[test]
fn who_may_not_agree_any_more_at_its_instant_has_not_agreed() {
    agreed_and_then(|system| {
        system.change_roles(|roles| {
            let kept = roles.replace("|exam.publish", "");
            kept + "publisher,省,复核员,必须,是,organisation.view|exam.view|exam.publish\n"
        });
    });
}

#[test]
fn what_the_settings_ask_of_photos_and_passwords_is_what_is_taken() {
    let system = System::start();
    let said = system.change_year("exam.toml", |text| {
        text.replace("least = 8", "least = 12").replace("width   = 480", "width   = 360")
    });
    assert!(said.contains("密码最少位数 8 → 12") && said.contains("360×640"), "{said}");

    let point = system.staff("430102001");
    let session = point.get("/api/account/session").expect(200);
    assert_eq!(session["staff"]["exams"][0]["photo"]["width"], 360);
    let refused = point.post("/api/admin/candidates", &Person::new().admission("430102001"));
    assert_eq!(refused.problem(422, "invalid")["errors"][0]["message"], "照片应为 360×640 像素");

    let client = system.by_facts(2);
    assert_eq!(client.get("/api/account/session").expect(200)["candidate"]["password_least"], 12);
    let check = client.post("/api/account/identity", &json!({})).expect(201)["id"].clone();
    system.decide_identity(&check, true);
    client.get(&format!("/api/account/identity/{}", text(&check))).expect(200);
    let passwords = json!({ "login_password": "Tide7harbor", "save_password": "Maple4lantern" });
    let short = client.put("/api/account/passwords", &passwords);
    assert_eq!(short.problem(422, "invalid")["errors"][0]["message"], "密码应为 12–128 位");
}
