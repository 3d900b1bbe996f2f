//! What is told and not believed until the provider confirms; what may still be paid; who pays, and how.

use crate::api::payment::{ORDERS, fee, order, order_through};
use crate::api::volunteer::key;
use crate::support::{Client, Line, Relay, System, secrets, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::payment::{Payment, Provider};
use domain::{Fen, Timestamp};
use providers::unionpay;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::db::Db;
use store::journal::Author;
use store::payment::{self, Proof, Source};

fn token(order: &Value) -> String {
    text(&order["pay_page"]).trim_start_matches("/pay/").to_owned()
}

fn close(client: &Client, order: &Value) -> Value {
    client.post(&format!("{ORDERS}/{}/close", text(&order["order_no"])), &json!({})).expect(200)
}

fn alarms(system: &System) -> Vec<String> {
    let alarms = system.staff("43").get("/api/admin/payments/alarms").expect(200)["rows"].clone();
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

/// Whoever can write into the database, or an earlier version that believed it.
#[test]
fn a_stored_notice_cut_elsewhere_proves_nothing() {
    let system = System::start();
    let client = system.by_facts(0);
    let number = text(&order_through(&client, "unionpay")["order_no"]);
    system.pay(&json!(number), 1);
    assert_eq!(system.verify_payments(), (1, 0));
    let variables = secrets().sandbox(&system.url);
    let (certificate, key) = (&variables["unionpay_certificate"], &variables["unionpay_platform_private_key"]);
    let (genuine, cut) =
        unionpay::Provider::new(certificate, key).unwrap().recut(&variables["unionpay_mer_id"], &number, 4000);
    for (transaction_id, form) in [("665", genuine), ("666", cut)] {
        store(&system, &number, transaction_id, BASE64.encode(form.encode()));
    }
    assert_eq!(system.verify_payments(), (1, 2));
    system.stop_and_check();
}

/// Likewise.
#[test]
fn an_event_that_says_something_else_than_its_proof_is_named_and_none_that_nobody_can_read_ends_the_rest() {
    let system = System::start();
    let number = text(&order_through(&system.by_facts(0), "unionpay")["order_no"]);
    let variables = secrets().sandbox(&system.url);
    let (certificate, key) = (&variables["unionpay_certificate"], &variables["unionpay_platform_private_key"]);
    let provider = unionpay::Provider::new(certificate, key).unwrap();
    let notice = |order_no: &str, amount: &str, transaction_id: &str| {
        let fields = [
            ("currencyCode", "156"),
            ("merId", &variables["unionpay_mer_id"]),
            ("orderId", order_no),
            ("queryId", transaction_id),
            ("respCode", "00"),
            ("txnAmt", amount),
            ("txnTime", "20270625100000"),
            ("txnType", "01"),
        ];
        BASE64.encode(provider.sign(unionpay::Form::default().with_all(&fields)).encode())
    };
    for (transaction_id, body) in [
        ("701", notice(&number, "4000", "701")),
        ("702", notice(&number, "1", "702")),
        ("703", notice("ZK0123456789", "4000", "703")),
        ("704", notice(&number, "4000", "999")),
        ("705", "no base64".into()),
        ("706", notice(&number, "4000", "706")),
    ] {
        store(&system, &number, transaction_id, body);
    }
    assert_eq!(system.verify_payments(), (2, 4));
    system.stop_and_check();
}

#[test]
fn the_answer_that_settled_an_order_is_kept_and_proves_it() {
    for provider in ["wechat", "alipay", "unionpay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let number = order_through(&client, provider)["order_no"].clone();
        system.pay(&number, 0);
        system.minutes_later(2);
        assert_eq!(system.tick()["paid"], 1, "{provider}");
        assert_eq!(system.verify_payments(), (1, 0), "{provider}");
        system.stop_and_check();
    }
}

/// Writes a notice of 40 yuan down as if it had been accepted.
fn store(system: &System, order_no: &str, transaction_id: &str, body: String) {
    let author = Author {
        actor: "provider:unionpay".into(),
        role: domain::event::Role::Provider,
        factor: domain::event::Factor::Signature,
        ip: String::new(),
        device: String::new(),
        request_key: None,
        request_hash: None,
    };
    let now = Timestamp::parse(crate::support::NOW).unwrap();
    let (order_no, transaction_id) = (order_no.to_owned(), transaction_id.to_owned());
    let payment = Payment { order_no, transaction_id, amount: Fen(4000), paid_at: now, fault: None };
    let proof = Proof {
        key: "1".into(),
        notice: payment.transaction_id.clone(),
        event: "01-00".into(),
        headers: BASE64.encode("[]"),
        body,
    };
    let db = Db::file(&system.database()).unwrap();
    let act = author.acts(&db, now);
    let came = payment::came(&act, Provider::Unionpay, &payment, Source::Claimed(proof));
    pollster::block_on(came).unwrap();
}

#[test]
fn what_one_provider_tells_of_anothers_order_is_kept_and_settles_nothing() {
    // UnionPay's is only a reason to ask, and nobody is asked about another's order.
    for (provider, taken, reason) in
        [("wechat", 200, "wrong_provider"), ("alipay", 200, "unconfirmed"), ("unionpay", 204, "wrong_provider")]
    {
        let system = System::start();
        let client = system.by_facts(0);
        let number = order_through(&client, provider)["order_no"].clone();
        assert_eq!(system.trick(&number, "other-provider"), [taken], "{provider}");
        assert_eq!(alarms(&system), [reason], "{provider}");
        assert_eq!(system.tick()["paid"], 0, "{provider}");
        let order = client.get(&format!("{ORDERS}/{}", text(&number))).expect(200);
        assert_eq!((&order["status"], &fee(&client)["status"]), (&json!("open"), &json!("due")), "{provider}");
        assert_eq!(system.verify_payments(), (1, 0), "{provider}: it is signed, and in the books");
        // Its own provider's notice settles it.
        system.pay(&number, 1);
        system.confirm(provider);
        assert_eq!(fee(&client)["status"], "paid", "{provider}");
        assert_eq!(alarms(&system), [reason], "{provider}");
        system.stop_and_check();
    }
}

#[test]
fn a_provider_that_hangs_and_one_that_errs_keep_no_other_order_waiting() {
    let mut relays = Vec::new();
    let system = System::start_with(|options| {
        for name in ["wechat_api_url", "alipay_url"] {
            let relay = Relay::to(&options.variables[name]);
            options.variables.insert(name.into(), relay.url.clone());
            relays.push(relay);
        }
    });
    let (wechat, alipay) = (&relays[0], &relays[1]);
    let serials = [(); 4].map(|()| system.next_chooser());
    for (serial, provider) in serials.iter().zip(["wechat", "wechat", "alipay", "unionpay"]) {
        let body = json!({ "item": "exam", "provider": provider });
        let made = system.candidate(serial).call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
        system.pay(&made["order_no"], 0);
    }
    let is_paid = |serial: &String| {
        let fees = system.candidate(serial).get("/api/payment/fees").expect(200)["fees"].clone();
        fees.as_array().unwrap().iter().any(|fee| fee["item"] == "exam" && fee["status"] == "paid")
    };
    let paid = || serials.each_ref().map(is_paid);
    for (line, minutes) in [(Line::Hangs, 2), (Line::Drips, 10)] {
        wechat.set(line);
        alipay.set(Line::Fails);
        system.minutes_later(minutes);
        let start = Instant::now();
        let ticked = system.tick();
        let took = start.elapsed();
        let orders = if line == Line::Hangs { 4 } else { 3 };
        assert_eq!((&ticked["orders"], &ticked["unavailable"]), (&json!(orders), &json!(3)), "{line:?} {ticked}");
        assert_eq!(paid(), [false, false, false, true], "{line:?}: each has its own fate");
        // One after the other the two would take twice the patience; the drops would go on for ever.
        assert!(took < Duration::from_secs(if line == Line::Hangs { 14 } else { 20 }), "{line:?}: {took:?}");
    }
    wechat.set(Line::Good);
    alipay.set(Line::Good);
    system.minutes_later(30);
    assert_eq!(system.tick()["paid"], 3);
    assert_eq!(paid(), [true; 4]);
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
    assert_eq!(system.verify_payments(), (2, 0), "the notice, and the answer");
    assert_eq!(alarms(&system), Vec::<String>::new());
    system.stop_and_check();

    // Nobody waits: the tick asks at once.
    let system = System::start();
    let client = system.by_facts(0);
    let made = order_through(&client, "unionpay");
    system.mood("declined", true);
    system.pay(&made["order_no"], 1);
    let ticked = system.tick();
    assert_eq!((&ticked["orders"], &ticked["paid"]), (&json!(1), &json!(0)));
    // Its no has stood for two minutes. That it is busy, or has it in process, is no answer, and no time counts.
    let tick_at = |minutes: i64| {
        system.minutes_later(minutes);
        system.tick()
    };
    tick_at(2);
    system.mood("busy", true);
    let ticked = tick_at(40);
    assert_eq!((&ticked["orders"], &ticked["unavailable"]), (&json!(1), &json!(1)), "{ticked}");
    tick_at(70);
    system.mood("busy", false);
    system.mood("in-process", true);
    assert_eq!(tick_at(71)["unavailable"], 0);
    tick_at(90);
    system.mood("in-process", false);
    for minutes in [101, 112, 123] {
        tick_at(minutes);
        assert_eq!(alarms(&system), Vec::<String>::new(), "{minutes}");
    }
    // What it goes on denying, a person looks at.
    for minutes in [134, 145, 156] {
        tick_at(minutes);
    }
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
fn an_error_that_wechat_did_not_sign_ends_nothing_there() {
    let system = System::start();
    let client = system.by_facts(0);
    let body = json!({ "item": "registration", "provider": "wechat", "channel": "phone" });
    let made = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    let path = format!("{ORDERS}/{}/close", text(&made["order_no"]));
    system.mood("unsigned-errors", true);
    let left = client.post(&path, &json!({})).expect(200);
    assert_eq!((&left["status"], &left["may_still_be_paid"]), (&json!("closed"), &json!(true)), "{left}");
    system.mood("unsigned-errors", false);
    system.minutes_later(24 * 60);
    system.tick();
    let ended = system.by_facts(0).get(&path.replace("/close", "")).expect(200);
    assert_eq!(ended["may_still_be_paid"], false, "what was left is followed until nobody can pay it");
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
