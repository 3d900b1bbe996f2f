//! /api/payment, /api/payment-callback

use crate::api::volunteer::key;
use crate::support::{Client, System, text};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::thread;

pub(crate) const ORDERS: &str = "/api/payment/orders";

pub(crate) fn order(client: &Client) -> Value {
    order_through(client, "wechat")
}

pub(crate) fn order_through(client: &Client, provider: &str) -> Value {
    let body = json!({ "item": "registration", "provider": provider });
    client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)
}

pub(crate) fn fee(client: &Client) -> Value {
    client.get("/api/payment/fees").expect(200)["fees"][0].clone()
}

#[test]
fn forty_yuan_are_paid_by_a_code_and_one_notice_settles_them() {
    let system = System::start();
    let client = system.by_facts(0);
    let due = fee(&client);
    assert_eq!((&due["amount"], &due["status"], &due["order"]), (&json!(4000), &json!("due"), &Value::Null));
    let order = order(&client);
    assert_eq!((&order["amount"], &order["status"]), (&json!(4000), &json!("open")));
    assert!(text(&order["code_url"]).starts_with("weixin://") && text(&order["qr_svg"]).starts_with("<svg"));
    assert_eq!(system.pay(&order["order_no"], 1), [204]);
    let paid = fee(&client);
    assert_eq!((&paid["status"], &paid["order"]["status"]), (&json!("paid"), &json!("paid")));
    assert!(paid["paid_at"].is_string());
    let bill = client.get("/api/payment/bills/registration").expect(200);
    let who = &system.demo.walk_through[0];
    assert_eq!(
        (&bill["payer"], &bill["amount"], &bill["serial"]),
        (&json!(who.name), &json!(4000), &json!(who.serial))
    );
    assert!(text(&bill["number"]).starts_with("2027") && text(&bill["number"]).len() == 14, "{bill}");
    assert_eq!(client.get("/api/payment/bills/registration").json()["code"], bill["code"]);
    client.get("/api/payment/bills/nothing").problem(404, "not_found");
    let session = client.get("/api/account/session").expect(200);
    assert_eq!((&session["candidate"]["stage"], &session["candidate"]["paid"]), (&json!("paid"), &json!(true)));
    let again =
        client.call("POST", ORDERS).key(&key()).json(&json!({ "item": "registration", "provider": "wechat" })).send();
    again.problem(409, "wrong_state");
    system.stop_and_check();
}

#[test]
fn whoever_has_the_page_may_pay_for_a_candidate_and_learns_no_more_than_that() {
    let system = System::start();
    let client = system.by_facts(0);
    let order = order(&client);
    let token = text(&order["pay_page"]).trim_start_matches("/pay/").to_owned();
    let nobody = system.nobody();
    let shown = nobody.get(&format!("/api/payment/pages/{token}"));
    let page = shown.expect(200);
    assert_eq!(
        (&page["amount"], &page["status"], &page["code_url"]),
        (&json!(4000), &json!("open"), &order["code_url"])
    );
    let who = &system.demo.walk_through[0];
    for secret in [&who.name, &who.document, &who.serial] {
        assert!(!shown.text().contains(secret.as_str()), "{}", shown.text());
    }
    system.pay(&order["order_no"], 1);
    let page = nobody.get(&format!("/api/payment/pages/{token}")).expect(200);
    assert_eq!((&page["status"], &page["code_url"]), (&json!("paid"), &Value::Null));
}

#[test]
fn a_payment_whose_notice_never_came_is_found_by_asking() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    let refresh = || client.post(&format!("{ORDERS}/{}/refresh", text(&number)), &json!({}));
    assert_eq!(refresh().expect(200)["status"], "open");
    assert_eq!(system.pay(&number, 0), Vec::<u64>::new());
    assert_eq!(fee(&client)["status"], "due");
    assert_eq!(refresh().expect(200)["status"], "paid");
    assert_eq!(fee(&client)["status"], "paid");
    assert_eq!(system.pay(&number, 3), [204, 204, 204]);
    system.stop_and_check();
}

#[test]
fn a_notice_told_many_times_at_once_is_counted_once() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    system.pay(&number, 0);
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                barrier.wait();
                assert_eq!(system.pay(&number, 5), [204; 5]);
            });
        }
    });
    assert_eq!(fee(&client)["status"], "paid");
    let id = client.get("/api/account/session").expect(200)["candidate"]["id"].clone();
    let journal = system.staff("43").get(&format!("/api/admin/candidates/{id}/journal")).expect(200);
    let notices = journal["rows"].as_array().unwrap().iter().filter(|event| event["kind"] == "payment.noticed");
    let named = json!({ "label": "缴费项目", "value": fee(&client)["name"] });
    let facts = journal["rows"].as_array().unwrap().iter().flat_map(|event| event["facts"].as_array().unwrap());
    assert!(facts.clone().any(|fact| *fact == named), "as the exam calls it: {:?}", facts.collect::<Vec<_>>());
    assert_eq!(notices.count(), 1);
    let totals = |code: &str| {
        let address = format!("/api/statistics/overview?organisation={code}");
        system.staff("43").get(&address).expect(200)["totals"]["paid"].as_i64().unwrap()
    };
    let demo_paid = totals("43");
    system.pay(&number, 2);
    assert_eq!(totals("43"), demo_paid);
    system.stop_and_check();
}

#[test]
fn the_open_order_is_shown_again_and_an_expired_one_gives_way_to_another() {
    let system = System::start();
    let client = system.by_facts(0);
    let first = order(&client);
    assert_eq!(order(&client)["order_no"], first["order_no"]);
    system.minutes_later(121);
    let client = system.by_facts(0);
    let second = order(&client);
    assert_ne!(second["order_no"], first["order_no"]);
    let old = client.get(&format!("{ORDERS}/{}", text(&first["order_no"]))).expect(200);
    assert_eq!((&old["status"], &old["code_url"]), (&json!("closed"), &Value::Null));
    system.pay(&second["order_no"], 1);
    assert_eq!(fee(&client)["status"], "paid");
    system.stop_and_check();
}

#[test]
fn an_order_is_its_owners_alone() {
    let system = System::shared();
    let owner = system.by_facts(0);
    let number = text(&order(&owner)["order_no"]);
    let other = system.by_facts(1);
    other.get(&format!("{ORDERS}/{number}")).problem(404, "not_found");
    other.post(&format!("{ORDERS}/{number}/refresh"), &json!({})).problem(404, "not_found");
}

#[test]
fn a_notice_without_the_providers_signature_changes_nothing() {
    let system = System::shared();
    let nobody = system.nobody();
    let notice = json!({
        "id": "EV-1", "create_time": "2027-06-25T10:00:00+08:00", "resource_type": "encrypt-resource",
        "event_type": "TRANSACTION.SUCCESS", "summary": "支付成功",
        "resource": { "algorithm": "AEAD_AES_256_GCM", "ciphertext": "AAAA", "nonce": "AAAAAAAAAAAA", "original_type": "transaction" },
    });
    let post = || nobody.call("POST", "/api/payment-callback/wechat").json(&notice);
    let signed = |serial: &str, signature: &str, timestamp: &str| {
        post()
            .header("wechatpay-serial", serial)
            .header("wechatpay-signature", signature)
            .header("wechatpay-timestamp", timestamp)
            .header("wechatpay-nonce", "0123456789abcdef")
            .send()
    };
    let key = "PUB_KEY_ID_0000000000000000000000000001";
    let now = "1813975200";
    for answer in [
        post().send(),
        signed(key, "AAAA", now),
        signed("OTHER", "AAAA", now),
        signed(key, "not base64", now),
        signed(key, "AAAA", "0"),
        signed(key, "AAAA", "99999999999999999999"),
        nobody.call("POST", "/api/payment-callback/wechat").body("application/json", "").send(),
    ] {
        assert_eq!((answer.status, answer.code()), (401, "FAIL".to_owned()), "{}", answer.text());
    }
}

#[test]
fn a_tick_finds_what_nobody_asked_about() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    system.pay(&number, 0);
    assert_eq!(system.tick()["orders"], 0, "the payer is given a moment");
    system.minutes_later(2);
    let ticked = system.tick();
    assert_eq!((&ticked["orders"], &ticked["paid"]), (&json!(1), &json!(1)));
    assert_eq!(system.tick()["orders"], 0);
    assert_eq!(fee(&client)["status"], "paid");
    system.nobody().call("POST", "/api/settlement/tick").send().problem(401, "not_signed_in");
    system.stop_and_check();
}

#[test]
fn money_that_comes_twice_goes_back_by_itself() {
    let system = System::start();
    let first = order(&system.by_facts(0))["order_no"].clone();
    system.minutes_later(3 * 60);
    let client = system.by_facts(0);
    let second = order(&client)["order_no"].clone();
    assert_ne!(first, second);
    assert_eq!(system.pay_late(&first), [204], "the bank was late");
    assert_eq!(fee(&client)["order"]["order_no"], first, "a late payment is a payment");
    system.mood("slow-refunds", true);
    assert_eq!(system.pay(&second, 3), [204, 204, 204]);
    let owed_back = || fee(&client)["refunds"].clone();
    assert_eq!((&owed_back()[0]["order_no"], &owed_back()[0]["status"]), (&second, &json!("requested")));

    system.mood("down", true);
    let ticked = system.tick();
    assert_eq!((&ticked["refunds"], &ticked["unavailable"]), (&json!(1), &json!(1)), "{ticked}");
    system.mood("down", false);
    system.minutes_later(3 * 60 + 2);
    assert_eq!(system.tick()["refunds"], 1);
    assert_eq!(owed_back()[0]["status"], "sent");
    system.mood("slow-refunds", false);
    system.minutes_later(3 * 60 + 5);
    assert_eq!(system.tick()["returned"], 1);
    let back = owed_back();
    assert_eq!((&back[0]["status"], &back[0]["amount"], &back[1]), (&json!("done"), &json!(4000), &Value::Null));
    assert!(back[0]["done_at"].is_string());
    system.minutes_later(3 * 60 + 20);
    assert_eq!(system.tick()["refunds"], 0);
    system.stop_and_check();
}

#[test]
fn a_forged_notice_and_a_wrong_amount_settle_nothing_and_the_second_is_worked_off_by_a_person() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order(&client)["order_no"].clone();
    assert_eq!(system.trick(&number, "other-amount"), [204], "the provider shall not tell it for ever");
    assert_eq!(fee(&client)["status"], "due");
    let province = system.staff("43");
    assert_eq!(province.get("/api/admin/payments/alarms").expect(200)["rows"], json!([]), "not before it is confirmed");
    assert_eq!(system.tick()["paid"], 0);
    let province = system.staff("43");
    let alarms = province.get("/api/admin/payments/alarms").expect(200)["rows"].clone();
    assert_eq!(
        (&alarms[0]["reason"], &alarms[0]["amount"], &alarms[1]),
        (&json!("wrong_amount"), &json!(4001), &Value::Null)
    );
    let alarm = format!("/api/admin/payments/alarms/{}", alarms[0]["id"]);
    province.post(&alarm, &json!({ "resolution": "" })).problem(422, "invalid");
    province.post(&alarm, &json!({ "resolution": "已与支付机构核对，误报" })).expect(204);
    let resolved = province.get("/api/admin/payments/alarms").expect(200);
    assert!(resolved["rows"][0]["resolved_at"].is_string());
    province.post(&alarm, &json!({ "resolution": "再处理一次" })).problem(404, "not_found");
    client.post(&format!("{ORDERS}/{}/close", text(&number)), &json!({})).expect(200);
    let number = order(&client)["order_no"].clone();
    assert_eq!(system.trick(&number, "forged"), [401]);
    assert_eq!(system.pay(&number, 1), [204]);
    assert_eq!(fee(&client)["status"], "paid");

    let orders = province.post("/api/admin/payments/search", &json!({ "text": number })).expect(200);
    assert_eq!((orders["rows"].as_array().unwrap().len(), &orders["rows"][0]["status"]), (1, &json!("paid")));
    let elsewhere = system.staff("430103").post("/api/admin/payments/search", &json!({ "text": number }));
    assert_eq!(elsewhere.expect(200)["rows"], json!([]));
    let health = province.get("/api/admin/payments/health").expect(200)["providers"][0].clone();
    assert_eq!((&health["provider"], &health["paid"]), (&json!("wechat"), &json!(1)));
    assert!(health["last_notice_at"].is_string());
    system.stop_and_check();
}

#[test]
fn every_provider_takes_money_and_gives_back_what_came_twice() {
    for (provider, code, taken) in [
        ("wechat", "weixin://wxpay/", 204),
        ("alipay", "https://qr.alipay.com/", 200),
        ("unionpay", "https://qr.95516.com/", 200),
    ] {
        let system = System::start();
        let first = order_through(&system.by_facts(0), provider);
        assert!(text(&first["code_url"]).starts_with(code), "{first}");
        assert_eq!(system.trick(&first["order_no"], "forged"), [401], "{provider}");
        assert_eq!(fee(&system.by_facts(0))["status"], "due", "{provider}");
        // The honest notice never came, so the tick asks.
        system.minutes_later(2);
        assert_eq!(system.tick()["paid"], 1, "{provider}");
        system.stop_and_check();

        let system = System::start();
        let late = order_through(&system.by_facts(0), provider)["order_no"].clone();
        system.minutes_later(3 * 60);
        let client = system.by_facts(0);
        let second = order_through(&client, provider)["order_no"].clone();
        assert_eq!(system.pay(&second, 2), [taken, taken], "{provider}");
        system.confirm(provider);
        assert_eq!(fee(&client)["order"]["order_no"], second, "{provider}");
        assert_eq!(system.pay_late(&late), [taken], "{provider}");
        system.confirm(provider);
        assert_eq!(fee(&client)["refunds"][0]["status"], "requested", "{provider}");
        system.tick();
        system.minutes_later(3 * 60 + 5);
        system.tick();
        let back = fee(&client)["refunds"][0].clone();
        assert_eq!((&back["order_no"], &back["status"]), (&late, &json!("done")), "{provider}");
        // 银联's notices are a reason to ask: of each order there is an answer as well.
        assert_eq!(system.verify_payments(), (if provider == "unionpay" { 4 } else { 2 }, 0), "{provider}");
        system.stop_and_check();
    }
}

#[test]
fn who_wants_to_pay_in_another_way_gives_the_first_up_unless_it_was_paid() {
    let system = System::start();
    let client = system.by_facts(0);
    let close = |number: &Value| client.post(&format!("{ORDERS}/{}/close", text(number)), &json!({})).expect(200);
    let first = order_through(&client, "wechat");
    assert_eq!(order_through(&client, "wechat")["order_no"], first["order_no"], "one attempt at a time");
    let closed = close(&first["order_no"]);
    assert_eq!((&closed["status"], &closed["code_url"]), (&json!("closed"), &Value::Null));
    let second = order_through(&client, "alipay");
    assert_eq!(second["provider"], "alipay");
    system.pay(&second["order_no"], 0);
    assert_eq!(close(&second["order_no"])["status"], "paid");
    let attempts = client.get(ORDERS).expect(200)["orders"].clone();
    let told: Vec<_> =
        attempts.as_array().unwrap().iter().map(|order| (&order["provider"], &order["status"])).collect();
    assert!(told.contains(&(&json!("wechat"), &json!("closed"))) && told.contains(&(&json!("alipay"), &json!("paid"))));
    assert_eq!(attempts.as_array().unwrap().len(), 2);
    let others = system.by_facts(1).get(ORDERS).expect(200)["orders"].clone();
    assert!(!others.as_array().unwrap().iter().any(|order| order["order_no"] == first["order_no"]));
    assert_eq!(fee(&client)["status"], "paid");
    system.stop_and_check();
}

#[test]
fn notices_in_the_wrong_order_and_a_second_payment_of_one_order_end_the_same_way() {
    let system = System::start();
    let client = system.by_facts(0);
    let (hold, close) = ("hold-notices", |number: &Value| format!("{ORDERS}/{}/close", text(number)));
    let first = order(&client)["order_no"].clone();
    client.post(&close(&first), &json!({})).expect(200);
    let second = order(&client)["order_no"].clone();
    system.mood(hold, true);
    assert_eq!(system.pay(&second, 1), Vec::<u64>::new());
    assert_eq!(system.pay_late(&first), Vec::<u64>::new());
    assert_eq!(fee(&client)["status"], "due");
    system.mood(hold, false);
    let paid = fee(&client);
    // What was told first settled; the other one goes back.
    assert_eq!((&paid["status"], &paid["order"]["order_no"]), (&json!("paid"), &first));
    assert_eq!(paid["refunds"][0]["order_no"], second);

    assert_eq!(system.trick(&first, "twice"), [204, 204]);
    let alarms = system.staff("43").get("/api/admin/payments/alarms").expect(200)["rows"].clone();
    assert_eq!(
        (&alarms[0]["reason"], &alarms[0]["refundable"], &alarms[1]),
        (&json!("second_payment"), &json!(4000), &Value::Null)
    );
    assert_eq!(system.verify_payments(), (3, 0));
    system.stop_and_check();
}
