//! 退款: told to the provider, followed, tried again.

use crate::api::payment::{ORDERS, order_through};
use crate::support::{System, text};
use serde_json::{Value, json};

#[test]
fn a_refund_that_failed_is_tried_again_when_a_person_says_so() {
    for provider in ["wechat", "alipay", "unionpay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let late = order_through(&client, provider)["order_no"].clone();
        client.post(&format!("{ORDERS}/{}/close", text(&late)), &json!({})).expect(200);
        system.pay(&order_through(&client, provider)["order_no"], 1);
        system.confirm(provider);
        system.mood("failing-refunds", true);
        system.pay_late(&late);
        system.confirm(provider);
        let province = system.staff("43");
        let refund = || province.get("/api/admin/payments/refunds").expect(200)["rows"][0].clone();
        let ticks = |minutes: [i64; 2]| {
            for minutes in minutes {
                system.minutes_later(minutes);
                system.tick();
            }
        };
        ticks([1, 5]);
        assert_eq!(refund()["status"], "failed", "{provider}");
        assert!(refund()["reason"].is_string(), "{provider}");
        ticks([15, 25]);
        assert_eq!(refund()["status"], "failed", "{provider}: nobody said so");
        system.mood("failing-refunds", false);
        system.minutes_later(28);
        let province = system.staff("43");
        let retry = format!("/api/admin/payments/refunds/{}/retry", text(&refund()["refund_no"]));
        province.post(&retry, &json!({})).expect(204);
        assert_eq!(refund()["status"], "requested", "{provider}");
        // What 银联 says while it is busy is no answer about the attempt that failed.
        if provider == "unionpay" {
            system.mood("busy", true);
            system.minutes_later(29);
            assert_eq!(system.tick()["unavailable"], 1);
            assert_eq!(refund()["status"], "requested");
            system.mood("busy", false);
        }
        ticks([45, 60]);
        let province = system.staff("43");
        let done = province.get("/api/admin/payments/refunds").expect(200)["rows"][0].clone();
        assert_eq!((&done["status"], &done["reason"]), (&json!("done"), &Value::Null), "{provider}");
        system.stop_and_check();
    }
}

/// UnionPay knows a refund by its number and the time at which it was sent, takes both once, and takes no old time; the
/// sandbox sees to it.
#[test]
fn a_refund_through_unionpay_is_sent_with_the_time_of_sending_and_asked_about_with_the_same() {
    let system = System::start();
    let client = system.by_facts(0);
    let late = order_through(&client, "unionpay")["order_no"].clone();
    client.post(&format!("{ORDERS}/{}/close", text(&late)), &json!({})).expect(200);
    system.pay(&order_through(&client, "unionpay")["order_no"], 1);
    system.confirm("unionpay");
    system.pay_late(&late);
    system.confirm("unionpay");
    let refund = || system.staff("43").get("/api/admin/payments/refunds").expect(200)["rows"][0].clone();
    assert_eq!(refund()["status"], "requested");
    let tick_at = |minutes: i64| {
        system.minutes_later(minutes);
        system.tick()
    };

    // It is owed for 20 minutes before UnionPay can be told, and then its answer is lost.
    system.mood("down", true);
    tick_at(1);
    system.mood("down", false);
    system.mood("lost-refunds", true);
    assert_eq!(tick_at(20)["unavailable"], 1);
    assert_eq!(refund()["status"], "requested");
    system.mood("lost-refunds", false);
    assert_eq!(tick_at(30)["returned"], 1, "{}", refund());
    assert_eq!((&refund()["status"], &refund()["reason"]), (&json!("done"), &Value::Null));
    system.stop_and_check();
}
