//! /api/admin/payments: statements against our books, and what takes two people.

use crate::api::payment::{ORDERS, order, order_through};
use crate::api::volunteer::key;
use crate::support::{Client, System, secrets, text};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const DAY: &str = "2027-06-25";

/// The provider's statement of that day.
fn statement(system: &System, provider: &str) -> String {
    Client::new(&system.sandbox).get(&format!("/statement?provider={provider}&date={DAY}")).text()
}

fn import(client: &Client, provider: &str, csv: &str) -> crate::support::Answer {
    client.call("POST", &format!("/api/admin/payments/statements?provider={provider}&date={DAY}")).csv(csv).send()
}

fn open_differences(client: &Client) -> Vec<Value> {
    let pages = client.pages("/api/admin/payments/differences");
    let rows = pages.iter().flat_map(|page| page["rows"].as_array().unwrap());
    rows.filter(|row| row["status"] != "resolved").cloned().collect()
}

/// Another member of the province's staff.
fn colleague(system: &System) -> Client {
    system.staff_named("finance")
}

/// An account that the first one made for itself; somebody else agreed to it in good faith.
fn puppet(system: &System) -> Client {
    let new = json!({ "username": "puppet", "name": "示例同事", "organisation": "43" });
    let made = system.staff("43").post("/api/admin/staff", &new).expect(201);
    let decision = format!("/api/admin/staff/{}/decision", made["id"]);
    system.staff_named("deputy").post(&decision, &json!({ "proposal": made["id"], "approve": true })).expect(204);
    system.first_sign_in("puppet", &text(&made["initial_password"])).0
}

#[test]
fn the_statements_of_all_providers_agree_with_our_books() {
    for provider in ["wechat", "alipay", "unionpay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let pay = |client: &Client, item: &str| {
            let body = json!({ "item": item, "provider": provider });
            client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)["order_no"].clone()
        };
        let late = pay(&client, "registration");
        client.post(&format!("{ORDERS}/{}/close", text(&late)), &json!({})).expect(200);
        system.pay(&pay(&client, "registration"), 1);
        system.confirm(provider);
        system.pay_late(&late);
        system.confirm(provider);
        system.tick();
        system.minutes_later(5);
        system.tick();
        let csv = statement(&system, provider);
        let province = system.staff("43");
        import(&province, provider, &csv).problem(422, "invalid");
        let next_day = "2027-06-26T10:30:00+08:00";
        system.set_now(next_day);
        let province = system.staff("43");
        // By the command, and the same file once more on the pages.
        let what = ["statement", "--provider", provider, "--date", DAY, "--now", next_day];
        let output = system.import(&what, &csv, "43");
        assert!(output.status.success() && output.stdout.ends_with(b"3 rows imported\n"), "{output:?}");
        let row = import(&province, provider, &csv).expect(201);
        assert_eq!(
            (&row["payments"], &row["paid"], &row["refunds"], &row["refunded"]),
            (&json!(2), &json!(8000), &json!(1), &json!(4000)),
            "{provider}"
        );
        // The demo's own orders are known to no sandbox; they were made at WeChat Pay.
        let ours: Vec<Value> =
            open_differences(&province).into_iter().filter(|row| row["kind"] != "missing_there").collect();
        assert_eq!(ours, Vec::<Value>::new(), "{provider}");
        let listed = province.get("/api/admin/payments/statements").expect(200)["rows"][0].clone();
        assert_eq!((&listed["id"], &listed["imported_by"]), (&row["id"], &row["imported_by"]), "{provider}");

        let cut: String = csv.lines().take(2).map(|line| format!("{line}\n")).collect();
        if provider != "unionpay" {
            import(&province, provider, &cut).problem(422, "invalid");
        }
        import(&province, if provider == "wechat" { "alipay" } else { "wechat" }, &csv).problem(422, "invalid");
        import(&province, "nobody", &csv).problem(422, "invalid");
        system.stop_and_check();
    }
}

/// As many lines as an operation reads, in as few bytes as a statement can have: none of them is in our books.
#[test]
fn a_statement_of_a_hundred_thousand_lines_is_taken_in_and_a_larger_one_refused() {
    let system = System::start();
    system.set_now("2027-06-26T10:30:00+08:00");
    let province = system.staff("43");
    let lines = |count: usize| {
        let header = "交易时间,商户号,微信订单号,商户订单号,交易状态,货币种类,微信退款单号,商户退款单号,退款状态,申请退款金额,订单金额";
        let mchid = &secrets().application(&system.url, &system.sandbox)["wechat_mchid"];
        let rows: String = (0..count)
            .map(|n| format!("`{DAY} 08:00:00,`{mchid},`{n:08},`Z{n:06},`SUCCESS,`CNY,`,`,`,`0,`1\n"))
            .collect();
        format!("{header}\n{rows}总交易单数,申请退款总金额,订单总金额\n`{count},`0,`{count}\n")
    };
    let csv = lines(100_000);
    assert!(csv.len() < 8 << 20, "{}", csv.len());
    let start = Instant::now();
    let row = import(&province, "wechat", &csv).expect(201);
    eprintln!("100,000 lines, {} bytes, in {:?}", csv.len(), start.elapsed());
    assert_eq!((&row["payments"], &row["paid"]), (&json!(100_000), &json!(10_000_000)));
    let start = Instant::now();
    let page = province.get("/api/admin/payments/differences").expect(200);
    assert_eq!(page["rows"].as_array().unwrap().len(), 50);
    let next = format!("/api/admin/payments/differences?after={}", text(&page["next"]));
    let next = province.get(&next).expect(200);
    assert!(next["next"].is_string());
    assert_ne!(next["rows"][0]["id"], page["rows"][0]["id"]);
    let listed = province.get("/api/admin/payments/statements").expect(200)["rows"][0].clone();
    assert!(listed["differences"].as_i64().unwrap() >= 100_000, "{listed}");
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "three pages took {took:?}");
    let refused = import(&province, "wechat", &lines(100_001));
    refused.problem(422, "invalid");
    assert!(refused.text().contains("zhaokao import"), "{}", refused.text());
    // What is longer than any file that is read.
    import(&province, "wechat", &csv.repeat(2)).problem(413, "body_too_large");
    system.stop_and_check();
}

#[test]
fn a_payment_that_only_the_statement_knows_is_written_down_when_two_agree() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    system.pay(&number, 0);
    let csv = statement(&system, "wechat");
    system.set_now("2027-06-26T10:30:00+08:00");
    let (province, colleague) = (system.staff("43"), colleague(&system));
    import(&province, "wechat", &csv).expect(201);
    let found = open_differences(&province).into_iter().find(|row| row["kind"] == "missing_here").unwrap();
    assert_eq!((&found["number"], &found["theirs"], &found["settleable"]), (&number, &json!(4000), &json!(true)));
    let address = format!("/api/admin/payments/differences/{}", found["id"]);
    let row = || open_differences(&province).into_iter().find(|row| row["id"] == found["id"]).unwrap();
    let answer = |who: &Client, proposal: &Value, approve: bool, reason: &str| {
        let said = json!({ "proposal": proposal, "approve": approve, "reason": reason });
        who.post(&format!("{address}/decision"), &said)
    };
    let confirm = |who: &Client, approve: bool| answer(who, &row()["proposal"], approve, "");
    province.post(&address, &json!({ "action": "settle", "reason": "" })).problem(422, "invalid");
    answer(&colleague, &json!(1), true, "").problem(409, "proposal_changed");
    province.post(&address, &json!({ "action": "settle", "reason": "已在商户平台核对" })).expect(204);
    let seen = row()["proposal"].clone();
    confirm(&province, true).problem(409, "conflict");
    confirm(&puppet(&system), true).problem(409, "conflict");
    assert_eq!(open_differences(&province).iter().filter(|row| row["may_agree"] == true).count(), 0);
    assert_eq!(open_differences(&colleague).iter().filter(|row| row["may_agree"] == true).count(), 1);
    confirm(&colleague, false).problem(422, "invalid");
    answer(&colleague, &seen, false, "金额要再核对").expect(204);
    let open = row();
    assert_eq!((&open["status"], &open["declined_reason"]), (&json!("open"), &json!("金额要再核对")));
    assert_eq!(open["proposal"], Value::Null);
    province.post(&address, &json!({ "action": "settle", "reason": "已在商户平台核对" })).expect(204);
    // Proposed anew between a look and a click, it is another proposal.
    answer(&colleague, &seen, true, "").problem(409, "proposal_changed");
    assert_eq!(row()["status"], "proposed");
    confirm(&colleague, true).expect(204);
    let fee = system.by_facts(0).get("/api/payment/fees").expect(200)["fees"][0].clone();
    assert_eq!((&fee["status"], &fee["order"]["order_no"]), (&json!("paid"), &number));
    // The notice comes in the end, and says nothing new.
    assert_eq!(system.pay(&number, 1), [204]);
    system.stop_and_check();
}

#[test]
fn money_that_fits_nothing_goes_back_when_two_agree_and_never_more_than_came() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    assert_eq!(system.trick(&number, "other-amount"), [204]);
    system.tick();
    let (province, colleague) = (system.staff("43"), colleague(&system));
    let alarms = |who: &Client| who.get("/api/admin/payments/alarms").expect(200)["rows"][0].clone();
    let alarm = alarms(&province);
    assert_eq!((&alarm["reason"], &alarm["refundable"]), (&json!("wrong_amount"), &json!(4001)));
    let address = format!("/api/admin/payments/alarms/{}", alarm["id"]);
    let answer = |who: &Client, proposal: &Value, approve: bool| {
        let said = json!({ "proposal": proposal, "approve": approve, "reason": "先联系付款人" });
        who.post(&format!("{address}/decision"), &said)
    };
    let confirm = |who: &Client, approve: bool| answer(who, &alarms(&province)["proposal"], approve);
    let propose = || province.post(&address, &json!({ "resolution": "金额不符，退回", "refund": true }));
    answer(&colleague, &json!(1), true).problem(409, "proposal_changed");
    let part = json!({ "resolution": "金额不符，退回", "refund": true, "amount": 1 });
    province.post(&address, &part).problem(400, "unknown_field");
    propose().expect(204);
    let proposed = alarms(&province);
    assert_eq!((&proposed["mine"], &proposed["may_agree"]), (&json!(true), &json!(false)));
    propose().problem(404, "not_found");
    confirm(&province, true).problem(409, "conflict");
    confirm(&puppet(&system), true).problem(409, "conflict");
    confirm(&colleague, false).expect(204);
    let declined = alarms(&province);
    assert_eq!((&declined["proposed_by"], &declined["declined_reason"]), (&Value::Null, &json!("先联系付款人")));
    propose().expect(204);
    answer(&colleague, &proposed["proposal"], true).problem(409, "proposal_changed");
    assert_eq!(alarms(&colleague)["may_agree"], true);
    confirm(&colleague, true).expect(204);
    let agreed = alarms(&colleague);
    assert_eq!(agreed["proposal"], Value::Null);
    assert_eq!(agreed["decided_by"], colleague.get("/api/account/session").expect(200)["staff"]["name"]);
    assert!(agreed["resolved_at"].is_string() && agreed["resolution"] == "金额不符，退回", "{agreed}");
    answer(&colleague, &proposed["proposal"], true).problem(409, "proposal_changed");
    let refunds = || province.get("/api/admin/payments/refunds").expect(200)["rows"][0].clone();
    assert_eq!((&refunds()["amount"], &refunds()["order_no"]), (&json!(4001), &number));
    system.tick();
    assert_eq!(refunds()["status"], "done");
    system.stop_and_check();
}

#[test]
fn a_refund_that_the_provider_refuses_says_why_and_is_given_up_by_two() {
    for provider in ["wechat", "alipay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let number = order_through(&client, provider)["order_no"].clone();
        // The provider knows of no second payment.
        system.trick(&number, "twice");
        let (province, colleague) = (system.staff("43"), colleague(&system));
        let alarm = province.get("/api/admin/payments/alarms").expect(200)["rows"][0].clone();
        let address = format!("/api/admin/payments/alarms/{}", alarm["id"]);
        province.post(&address, &json!({ "resolution": "付了两次，退回", "refund": true })).expect(204);
        let seen = province.get("/api/admin/payments/alarms").expect(200)["rows"][0]["proposal"].clone();
        colleague.post(&format!("{address}/decision"), &json!({ "proposal": seen, "approve": true })).expect(204);
        system.tick();
        let refund = |who: &Client| who.get("/api/admin/payments/refunds").expect(200)["rows"][0].clone();
        let failed = refund(&province);
        assert_eq!(failed["status"], "failed", "{provider}: {failed}");
        assert!(text(&failed["reason"]).contains("不存在"), "{provider}: {failed}");
        assert_eq!(client.get("/api/payment/fees").expect(200)["fees"][0]["status"], "paid", "what was paid stays");

        let address = format!("/api/admin/payments/refunds/{}", text(&failed["refund_no"]));
        let (abandon, confirm) = (format!("{address}/abandon"), format!("{address}/abandon/decision"));
        province.post(&abandon, &json!({ "reason": "" })).problem(422, "invalid");
        province.post(&abandon, &json!({ "reason": "支付机构没有这笔付款" })).expect(204);
        province.post(&format!("{address}/retry"), &json!({})).problem(409, "conflict");
        let seen = refund(&province)["proposal"].clone();
        let answer =
            |proposal: &Value, approve: bool| json!({ "proposal": proposal, "approve": approve, "reason": "再试一次" });
        province.post(&confirm, &answer(&seen, true)).problem(409, "conflict");
        puppet(&system).post(&confirm, &answer(&seen, true)).problem(409, "conflict");
        assert_eq!((&refund(&province)["may_agree"], &refund(&colleague)["may_agree"]), (&json!(false), &json!(true)));
        colleague.post(&confirm, &answer(&seen, false)).expect(204);
        province.post(&format!("{address}/retry"), &json!({})).expect(204);
        system.minutes_later(5);
        system.tick();
        let (province, colleague) = (system.staff("43"), system.staff_named("finance"));
        province.post(&abandon, &json!({ "reason": "支付机构没有这笔付款" })).expect(204);
        colleague.post(&confirm, &answer(&seen, true)).problem(409, "proposal_changed");
        colleague.post(&confirm, &answer(&refund(&province)["proposal"], true)).expect(204);
        let abandoned = refund(&province);
        assert_eq!(abandoned["status"], "abandoned", "{provider}");
        assert_ne!(abandoned["decided_by"], abandoned["proposed_by"]);
        assert!(abandoned["decided_by"].is_string() && abandoned["decided_at"].is_string(), "{abandoned}");
        assert_eq!(system.verify_payments(), (2, 0));
        system.stop_and_check();
    }
}
