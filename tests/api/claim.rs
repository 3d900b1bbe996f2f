//! What is told and not believed until the provider confirms; what may still be paid; who pays, and how.

use crate::api::payment::{ORDERS, fee, order, order_through};
use crate::api::volunteer::key;
use crate::support::{Client, System, text};
use serde_json::{Value, json};

fn token(order: &Value) -> String {
    text(&order["pay_page"]).trim_start_matches("/pay/").to_owned()
}

fn close(client: &Client, order: &Value) -> Value {
    client.post(&format!("{ORDERS}/{}/close", text(&order["order_no"])), &json!({})).expect(200)
}

fn alarms(system: &System) -> Vec<String> {
    let alarms = system.staff("43").get("/api/admin/payments/alarms").expect(200)["alarms"].clone();
    alarms.as_array().unwrap().iter().map(|alarm| text(&alarm["reason"])).collect()
}

#[test]
fn another_merchants_notice_cut_elsewhere_is_refused_and_settles_nothing() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = order_through(&client, "unionpay")["order_no"].clone();
    assert_eq!(system.trick(&number, "recut"), [401]);
    system.tick();
    assert_eq!(fee(&client)["status"], "due");
    assert_eq!(system.verify_payments(), (0, 0));
    system.stop_and_check();
}

#[test]
fn a_notice_of_unionpay_settles_once_our_own_query_confirms_it() {
    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "unionpay");
    assert_eq!(system.pay(&made["order_no"], 3), [200, 200, 200]);
    assert_eq!(fee(&client)["status"], "due");
    // The waiting page has it asked.
    let waiting = client.get(&format!("{ORDERS}/{}", text(&made["order_no"]))).expect(200);
    assert_eq!(waiting["status"], "paid");
    assert_eq!(fee(&client)["status"], "paid");
    assert_eq!(system.verify_payments(), (1, 0));
    assert_eq!(alarms(&system), Vec::<String>::new());
    system.stop_and_check();

    // Nobody waits: the tick asks at once. What the provider goes on denying, a person looks at.
    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "unionpay");
    system.mood("in-process", true);
    system.pay(&made["order_no"], 1);
    let ticked = system.tick();
    assert_eq!((&ticked["orders"], &ticked["paid"]), (&json!(1), &json!(0)));
    system.minutes_later(70);
    system.tick();
    assert_eq!(alarms(&system), ["unconfirmed"]);
    assert_eq!(fee(&system.by_facts(0))["status"], "due");
    system.stop_and_check();
}

#[test]
fn what_unionpay_has_in_process_when_its_time_is_over_is_followed_until_it_is_paid() {
    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "unionpay");
    let number = text(&made["order_no"]);
    system.mood("in-process", true);
    system.pay(&made["order_no"], 0);
    system.minutes_later(125);
    system.tick();
    let client = system.by_facts(0);
    assert_eq!(client.get(&format!("{ORDERS}/{number}")).expect(200)["status"], "open", "it may be paid any moment");
    system.minutes_later(160);
    system.tick();
    let client = system.by_facts(0);
    let closed = client.get(&format!("{ORDERS}/{number}")).expect(200);
    assert_eq!((&closed["status"], &closed["may_still_be_paid"]), (&json!("closed"), &json!(true)));
    system.mood("in-process", false);
    system.minutes_later(240);
    assert_eq!(system.tick()["paid"], 1);
    system.stop_and_check();
}

#[test]
fn a_code_that_nobody_had_scanned_when_it_was_given_up_is_followed() {
    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "alipay");
    let closed = close(&client, &made);
    assert_eq!((&closed["status"], &closed["may_still_be_paid"]), (&json!("closed"), &json!(true)));
    // Somebody scans it after all, and the notice is lost.
    assert_eq!(system.pay(&made["order_no"], 0), Vec::<u64>::new());
    system.minutes_later(1);
    assert_eq!(system.tick()["paid"], 1);
    assert_eq!(fee(&client)["order"]["order_no"], made["order_no"]);

    system.stop_and_check();

    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "alipay");
    close(&client, &made);
    system.minutes_later(140);
    system.tick();
    let over = system.by_facts(0).get(&format!("{ORDERS}/{}", text(&made["order_no"]))).expect(200);
    assert_eq!(over["may_still_be_paid"], false, "nobody can pay it any more");
    system.stop_and_check();
}

#[test]
fn a_notice_of_another_amount_or_one_that_nobody_can_read_is_a_reason_to_ask() {
    for provider in ["wechat", "alipay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let number = order_through(&client, provider)["order_no"].clone();
        system.trick(&number, "wrong-amount");
        assert_eq!(fee(&client)["status"], "due", "{provider}");
        assert_eq!(system.tick()["paid"], 1, "{provider}");
        assert_eq!(alarms(&system), Vec::<String>::new(), "{provider}: it was paid as it should be");
        system.stop_and_check();
    }
    let system = System::start();
    let client = system.by_facts(0);
    let number = order_through(&client, "alipay")["order_no"].clone();
    assert_eq!(system.trick(&number, "unreadable"), [200], "it would never read otherwise");
    assert_eq!(alarms(&system), ["unreadable"]);
    assert_eq!(system.tick()["paid"], 1);
    assert_eq!(fee(&client)["status"], "paid");
    system.stop_and_check();
}

#[test]
fn an_error_that_wechat_did_not_sign_closes_nothing() {
    let system = System::start();
    let client = system.by_facts(0);
    let body = json!({ "item": "registration", "provider": "wechat", "channel": "phone" });
    let made = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    let path = format!("{ORDERS}/{}/close", text(&made["order_no"]));
    system.mood("unsigned-errors", true);
    client.post(&path, &json!({})).problem(502, "provider_unavailable");
    system.mood("unsigned-errors", false);
    assert_eq!(client.post(&path, &json!({})).expect(200)["status"], "closed");
    system.stop_and_check();
}

#[test]
fn a_second_tab_that_chooses_another_provider_gets_that_one() {
    let system = System::start();
    let client = system.by_facts(0);
    let first = order(&client);
    let second = order_through(&client, "alipay");
    assert_eq!(second["provider"], "alipay");
    assert_ne!(second["order_no"], first["order_no"]);
    let given_up = client.get(&format!("{ORDERS}/{}", text(&first["order_no"]))).expect(200);
    assert_eq!(given_up["status"], "closed");
    // Paid meanwhile in the first tab: there is no other.
    let third = order(&client);
    system.pay(&third["order_no"], 0);
    let paid = order_through(&client, "alipay");
    assert_eq!((&paid["order_no"], &paid["status"]), (&third["order_no"], &json!("paid")));
    system.stop_and_check();
}

#[test]
fn who_pays_for_somebody_chooses_the_provider_and_sees_at_return_that_it_is_paid() {
    let system = System::start();
    let client = system.by_facts(0);
    let first = order(&client);
    let page = |token: &str, rest: &str| format!("/api/payment/pages/{token}{rest}");
    let choose = |token: &str, provider: &str| {
        let body = json!({ "provider": provider, "channel": "phone" });
        system.nobody().call("POST", &page(token, "/orders")).key(&key()).json(&body).send()
    };
    let next = text(&choose(&token(&first), "unionpay").expect(201)["pay_page"]);
    let next = next.trim_start_matches("/pay/");
    let shown = system.nobody().get(&page(next, "")).expect(200);
    assert_eq!(
        (&shown["provider"], &shown["channel"], &shown["status"]),
        (&json!("unionpay"), &json!("phone"), &json!("open"))
    );
    assert_eq!(fee(&client)["order"]["provider"], "unionpay", "the candidate sees the same attempt");
    choose(&token(&first), "wechat").problem(409, "wrong_state");

    let number = fee(&client)["order"]["order_no"].clone();
    let url = system.nobody().post(&page(next, "/open"), &json!({})).expect(200)["url"].clone();
    assert!(text(&url).ends_with("/form"));
    // The form is posted, the payer pays, and the notice is lost.
    crate::api::phone::cashier(&system, &text(&url));
    system.pay(&number, 0);
    let back = system.nobody().post(&page(next, "/refresh"), &json!({})).expect(200);
    assert_eq!(back["status"], "paid");
    choose(next, "wechat").problem(409, "wrong_state");
    system.stop_and_check();
}
