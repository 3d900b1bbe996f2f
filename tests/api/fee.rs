//! /api/payment/fees: what is owed, and what may be chosen.

use crate::api::payment::ORDERS;
use crate::api::volunteer::key;
use crate::support::{Client, NOW, SAVE_PASSWORD, System, form, text};
use serde_json::{Value, json};

const FEES: &str = "/api/payment/fees";
const ITEMS: &str = "/api/admin/payments/fee-items";

fn named(client: &Client, list: &str, item: &str) -> Value {
    let fees = client.get(FEES).expect(200);
    fees[list].as_array().unwrap().iter().find(|fee| fee["item"] == item).cloned().unwrap_or_default()
}

#[test]
fn who_has_filled_the_form_owes_the_exam_and_may_choose_a_test_until_it_is_paid() {
    let system = System::start();
    let numbered = system.by_facts(0);
    let first = numbered.get(FEES).expect(200);
    assert_eq!((first["fees"].as_array().unwrap().len(), &first["offers"]), (1, &json!([])));
    numbered.post(FEES, &json!({ "item": "oral-english" })).problem(401, "not_signed_in");

    let client = system.chooser();
    let exam = named(&client, "fees", "exam");
    assert_eq!(
        (&exam["amount"], &exam["status"], &exam["unlocks"], &exam["chosen"]),
        (&json!(16800), &json!("due"), &json!("ticket"), &json!(false))
    );
    let drop = |item: &str| client.call("DELETE", &format!("{FEES}/{item}")).send();
    drop("exam").problem(409, "wrong_state");
    drop("oral-english").problem(404, "not_found");
    client.post(FEES, &json!({ "item": "nothing" })).problem(404, "not_found");
    for _ in 0..2 {
        client.post(FEES, &json!({ "item": "oral-english" })).expect(204);
    }
    assert_eq!(named(&client, "offers", "oral-english"), Value::Null);
    assert_eq!(named(&client, "fees", "oral-english")["chosen"], true);
    for _ in 0..2 {
        drop("oral-english").expect(204);
    }
    assert_eq!(named(&client, "offers", "oral-english")["amount"], 2000);

    client.post(FEES, &json!({ "item": "oral-english" })).expect(204);
    let body = json!({ "item": "oral-english", "provider": "alipay", "channel": "qr" });
    let order = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    drop("oral-english").problem(409, "wrong_state");
    system.pay(&order["order_no"], 1);
    assert_eq!(named(&client, "fees", "oral-english")["status"], "paid");
    drop("oral-english").problem(409, "wrong_state");
    assert_eq!(client.get("/api/payment/bills/oral-english").expect(200)["amount"], 2000);
    assert_eq!(client.get("/api/account/session").expect(200)["candidate"]["stage"], "filled");

    system.set_now("2027-08-01T10:00:00+08:00");
    let late = system.candidate(&system.next_chooser());
    late.post(FEES, &json!({ "item": "oral-other" })).problem(409, "window_closed");
    system.stop_and_check();
}

#[test]
fn of_what_excludes_each_other_only_one_is_chosen() {
    let system = System::shared();
    let client = system.chooser();
    client.post(FEES, &json!({ "item": "oral-english" })).expect(204);
    assert_eq!(named(&client, "offers", "oral-other"), Value::Null);
    client.post(FEES, &json!({ "item": "oral-other" })).problem(409, "wrong_state");
    client.post(FEES, &json!({ "item": "oral-english" })).expect(204);
    client.call("DELETE", &format!("{FEES}/oral-english")).send().expect(204);
    client.post(FEES, &json!({ "item": "oral-other" })).expect(204);
    client.post(FEES, &json!({ "item": "oral-english" })).problem(409, "wrong_state");
}

/// The form of somebody of the walk-through who has not filled it yet, saved with this 报考类别.
fn specialty(client: &Client, version: i64, specialty: &str) {
    let mut form = form();
    form["specialty"] = json!(specialty);
    match specialty {
        "music" => (form["specialty_music"], form["specialty_piece"]) = (json!("vocal"), json!("示例曲目")),
        "sports" => form["specialty_sports"] = json!("track"),
        _ => {}
    }
    let body = json!({ "version": version, "form": form, "save_password": SAVE_PASSWORD });
    client.put("/api/registration/form", &body).expect(200);
}

fn because(client: &Client, code: &str) -> Value {
    let steps = client.get("/api/account/steps").expect(200)["steps"].clone();
    steps
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["code"] == code)
        .map(|step| step["because"].clone())
        .unwrap_or_default()
}

#[test]
fn of_the_specialties_exactly_the_one_of_the_form_is_owed() {
    let system = System::start();
    let client = system.candidate(&system.demo.walk_through[3].serial);
    let pledge = client.get("/api/registration").expect(200)["pledge"].clone();
    client.post("/api/registration/pledge", &json!({ "version": pledge["version"] })).expect(200);
    let owed = || {
        let of = |item: &&str| named(&client, "fees", item)["status"].as_str().map(|status| format!("{item} {status}"));
        ["exam", "music", "art", "sports"].iter().filter_map(of).collect::<Vec<_>>()
    };
    specialty(&client, 0, "none");
    assert_eq!(owed(), ["exam due"]);
    assert_eq!(because(&client, "specialty_ticket"), Value::Null, "who is of no category has no such step");
    specialty(&client, 1, "music");
    assert_eq!(owed(), ["exam due", "music due"]);
    assert_eq!(because(&client, "specialty_ticket"), "请先缴纳音乐类专业统考报名考务费");
    assert_eq!(because(&client, "ticket"), "请先缴纳普通高考考试费");
    let pay = |item: &str| {
        let body = json!({ "item": item, "provider": "alipay", "channel": "qr" });
        client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)["order_no"].clone()
    };
    let dropped = pay("music");
    // Another category: that one is owed, and money that still comes for the first goes back.
    specialty(&client, 2, "art");
    assert_eq!(owed(), ["exam due", "art due"]);
    let art = pay("art");
    system.pay(&art, 1);
    assert_eq!(because(&client, "specialty_ticket"), "打印时间另行公布");
    system.pay_late(&dropped);
    system.tick();
    let refunds = named(&client, "fees", "music")["refunds"].clone();
    assert_eq!(refunds.as_array().map(Vec::len), Some(1), "{refunds}");
    // What is paid stays paid, whatever is said now.
    specialty(&client, 3, "none");
    assert_eq!(owed(), ["exam due", "music dropped", "art paid"]);
    system.stop_and_check();
}

#[test]
fn a_fee_of_a_later_revision_is_due_from_then_on() {
    let system = System::start();
    let client = system.chooser();
    assert_eq!(named(&client, "fees", "archive"), Value::Null);
    let with = |owed_by: &str, unlocks: &str, relevant: &str| {
        let fee = format!(
            "[[fee]]\nitem = \"archive\"\nname = \"档案费\"\namount = \"12.00\"\nnotice = \"一旦缴纳不退\"\nwindow = \"exam-fee\"\n\
             owed_by = \"{owed_by}\"\nunlocks = \"{unlocks}\"\n{relevant}\n"
        );
        system.demo_folder("gaokao-2027", |name, text| if name == "exam.toml" { text + fee.as_str() } else { text })
    };
    let load = |folder: std::path::PathBuf| {
        let said = system.exam_command(&["load", folder.to_str().unwrap(), "--as", "province"]);
        let revision = said.split("版本 ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        system.exam_command(&["publish", &revision, "--as", "deputy"]);
    };
    load(with("filled", "ticket", "relevant = \"specialty = none\""));
    assert_eq!(named(&client, "fees", "archive")["status"], "due");
    assert_eq!(named(&system.by_facts(0), "fees", "archive"), Value::Null, "who has not filled the form owes it then");
    let newcomer = system.candidate(&system.demo.walk_through[3].serial);
    let pledge = newcomer.get("/api/registration").expect(200)["pledge"].clone();
    newcomer.post("/api/registration/pledge", &json!({ "version": pledge["version"] })).expect(200);
    specialty(&newcomer, 0, "sports");
    assert_eq!(named(&newcomer, "fees", "archive"), Value::Null);
    specialty(&newcomer, 1, "none");
    assert_eq!(named(&newcomer, "fees", "archive")["amount"], 1200);
    system.stop_and_check();
}

#[test]
fn a_fee_is_added_during_the_year_and_shuts_the_step_that_it_opens() {
    let system = System::start();
    let client = system.chooser();
    let draft = || {
        client.call("PUT", "/api/volunteer/undergraduate/draft").json(&json!({ "version": 0, "choices": [] })).send()
    };
    let before = client.get(FEES).expect(200)["fees"].clone();
    let item = json!({
        "item": "volunteer-service", "name": "志愿填报服务费", "amount": 500, "notice": "一旦缴纳不退", "window": "exam-fee",
        "owed_by": "filled", "unlocks": "volunteer", "reason": "省发改委批复",
    });
    let (province, colleague) = (system.staff("43"), system.staff_named("finance"));
    let add = |item: &Value| province.post(ITEMS, item);
    let with = |name: &str, value: &str| {
        let mut changed = item.clone();
        changed[name] = value.into();
        changed
    };
    add(&with("unlocks", "identity")).problem(422, "invalid");
    add(&with("reason", " ")).problem(422, "invalid");
    add(&with("window", "nothing")).problem(409, "conflict");
    add(&item).problem(409, "conflict");
    // Before the batch is filled it may be shut, not while it is.
    system.set_now("2027-06-22T10:00:00+08:00");
    let newest = |who: &Client| who.get(ITEMS).expect(200)["fee_items"][0].clone();
    add(&item).expect(204);
    add(&item).problem(409, "conflict");
    let proposed = newest(&province);
    assert_eq!((&proposed["status"], &proposed["may_agree"]), (&json!("proposed"), &json!(false)), "{proposed}");
    let address = format!("{ITEMS}/{}", proposed["id"]);
    assert_eq!(proposed["proposal"], proposed["id"]);
    let confirm = |who: &Client, approve: bool| {
        let answer = json!({ "proposal": proposed["proposal"], "approve": approve, "reason": "批复未到" });
        who.post(&format!("{address}/decision"), &answer)
    };
    confirm(&province, true).problem(409, "conflict");
    assert_eq!(newest(&colleague)["may_agree"], true);
    confirm(&colleague, false).expect(204);
    let declined = province.get(ITEMS).expect(200)["fee_items"].clone();
    let declined = declined.as_array().unwrap().iter().find(|row| row["id"] == proposed["id"]).unwrap().clone();
    assert_eq!((&declined["status"], &declined["declined_reason"]), (&json!("declined"), &json!("批复未到")));
    add(&item).expect(204);
    let address = format!("{ITEMS}/{}", newest(&province)["id"]);
    let proposal = |address: &str| {
        let rows = province.get(ITEMS).expect(200)["fee_items"].clone();
        let found = rows.as_array().unwrap().iter().find(|row| address.ends_with(&format!("/{}", row["id"])));
        found.unwrap()["proposal"].clone()
    };
    let agree_to = |who: &Client, what: &str, proposal: &Value| {
        who.post(&format!("{address}{what}"), &json!({ "proposal": proposal, "approve": true }))
    };
    let agree = |who: &Client, what: &str| agree_to(who, what, &proposal(&address));
    agree_to(&colleague, "/decision", &proposed["proposal"]).problem(409, "proposal_changed");
    assert_eq!(named(&client, "fees", "volunteer-service"), Value::Null, "one alone decides nothing");
    agree(&colleague, "/decision").expect(204);
    system.set_now(NOW);
    assert_eq!(named(&client, "fees", "volunteer-service")["status"], "due");
    for fee in before.as_array().unwrap() {
        assert_eq!(
            named(&client, "fees", fee["item"].as_str().unwrap())["status"],
            fee["status"],
            "what was owed stays"
        );
    }
    assert_eq!(
        named(&system.by_facts(0), "fees", "volunteer-service"),
        Value::Null,
        "who has not filled the form owes it later"
    );
    draft().problem(409, "wrong_state");
    let body = json!({ "item": "volunteer-service", "provider": "wechat" });
    let order = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    system.pay(&order["order_no"], 1);
    draft().expect(200);

    // Another one has an attempt open when it is withdrawn.
    let (debtor, nobody) = (system.chooser(), system.nobody());
    let open = debtor.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    let page = format!("/api/payment/pages/{}", text(&open["pay_page"]).trim_start_matches("/pay/"));
    let (province, colleague) = (system.staff("43"), system.staff_named("finance"));
    let withdraw = |reason: &str| province.post(&format!("{address}/withdrawal"), &json!({ "reason": reason }));
    withdraw("").problem(422, "invalid");
    withdraw("还没有想好").expect(204);
    withdraw("批复撤回").problem(409, "conflict");
    // Proposed anew, for another reason, it is another proposal than the one that was seen.
    let seen = proposal(&address);
    let no = json!({ "proposal": seen, "approve": false, "reason": "先问清楚" });
    colleague.post(&format!("{address}/withdrawal/decision"), &no).expect(204);
    assert_eq!(proposal(&address), Value::Null);
    withdraw("批复撤回").expect(204);
    agree_to(&colleague, "/withdrawal/decision", &seen).problem(409, "proposal_changed");
    agree(&province, "/withdrawal/decision").problem(409, "conflict");
    assert!(nobody.get(&page).expect(200)["code_url"].is_string(), "until two have decided it is owed");
    agree(&colleague, "/withdrawal/decision").expect(204);
    let shown = nobody.get(&page).expect(200);
    assert_eq!((&shown["code_url"], &shown["dropped"]), (&Value::Null, &json!(true)));
    assert_eq!(named(&debtor, "fees", "volunteer-service"), Value::Null);
    assert_eq!(named(&client, "fees", "volunteer-service")["status"], "paid");
    let way = json!({ "provider": "wechat", "channel": "qr" });
    let instead = nobody.call("POST", &format!("{page}/orders")).key(&key()).json(&way).send();
    assert!(instead.problem(409, "wrong_state")["detail"].as_str().unwrap().contains("取消"));
    debtor.call("POST", ORDERS).key(&key()).json(&body).send().problem(404, "not_found");
    system.minutes_later(2);
    system.tick();
    let closed = system.nobody().get(&page).expect(200);
    assert_eq!((&closed["status"], &closed["may_still_be_paid"]), (&json!("closed"), &json!(false)));
    system.stop_and_check();
}

#[test]
fn what_was_withdrawn_nobody_chooses_again() {
    let system = System::start();
    let (province, colleague) = (system.staff("43"), system.staff_named("finance"));
    let item = json!({
        "item": "posting", "name": "档案邮寄费", "amount": 1250, "notice": "一旦缴纳不退", "window": "exam-fee",
        "owed_by": "chooser", "unlocks": "ticket", "reason": "省发改委批复",
    });
    province.post(ITEMS, &item).expect(204);
    // What waits for somebody comes first.
    let newest = || province.get(ITEMS).expect(200)["fee_items"][0].clone();
    let address = format!("{ITEMS}/{}", newest()["id"]);
    let agree = |what: &str| {
        let answer = json!({ "proposal": newest()["proposal"], "approve": true });
        colleague.post(&format!("{address}{what}"), &answer).expect(204)
    };
    agree("/decision");
    let (chooser, other) = (system.chooser(), system.chooser());
    let choose = |client: &Client| client.post(FEES, &json!({ "item": "posting" }));
    choose(&chooser).expect(204);
    province.post(&format!("{address}/withdrawal"), &json!({ "reason": "批复撤回" })).expect(204);
    agree("/withdrawal/decision");
    for client in [&chooser, &other] {
        assert_eq!(choose(client).problem(409, "wrong_state")["detail"], "这项费用已经取消，不能再选");
        assert_eq!(named(client, "fees", "posting"), Value::Null);
    }
    system.stop_and_check();
}
