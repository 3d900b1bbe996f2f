//! /api/payment, /api/payment-callback

use crate::api::volunteer::key;
use crate::support::{Client, System, text};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::thread;

pub(crate) const ORDERS: &str = "/api/payment/orders";

pub(crate) fn order(client: &Client) -> Value {
    let body = json!({ "item": "registration", "provider": "wechat" });
    client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)
}

fn fee(client: &Client) -> Value {
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
    let notices = journal["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "payment.noticed");
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
