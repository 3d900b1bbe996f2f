//! What holds of every provider in the table; and that what is sent and what comes back fit together, without a network.

use super::*;
use crate::signing::key_pair;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use domain::payment::{Channel, Order, OrderStatus, Refund, RefundStatus, Returned};
use domain::{Error, ExamId, Fen, Result, Timestamp, time};
use http::{Request, Response};
use serde_json::json;
use std::collections::BTreeSet;

pub(crate) const NOW: Timestamp = Timestamp(1_793_577_600_000);
const PAYER: Payer<'_> = Payer { ip: "192.0.2.7", return_url: "https://zk.example/pay/token" };

pub(crate) fn order() -> Order {
    Order {
        order_no: "ZKA".into(),
        candidate: 1,
        exam: ExamId::known("gaokao-2027"),
        item: "registration".into(),
        item_name: "报名费".into(),
        provider: Provider::Unionpay,
        channel: Channel::Qr,
        amount: Fen(4000),
        status: OrderStatus::Open,
        page_token: "token".into(),
        code_url: None,
        created_at: NOW,
        expires_at: NOW.plus(time::HOUR),
        paid_at: None,
        follow_until: None,
        claimed_at: None,
    }
}

fn refund() -> Refund {
    Refund {
        refund_no: "ZKAR".into(),
        order_no: "ZKA".into(),
        candidate: 1,
        exam: ExamId::known("gaokao-2027"),
        item: "registration".into(),
        provider: Provider::Wechat,
        channel: Channel::Qr,
        transaction_id: "42".into(),
        amount: Fen(4000),
        total: Fen(4000),
        status: RefundStatus::Requested,
        requested_at: NOW,
        told_at: None,
        done_at: None,
    }
}

/// Both sides of each: the values of our variables, and what the provider signs with.
struct Sides {
    ours: Settings,
    wechat: wechat::Signer,
    alipay: alipay::Signer,
    unionpay: unionpay::Provider,
}

impl Sides {
    fn new() -> Self {
        let [own, platform, second] = [(); 3].map(|()| key_pair().unwrap());
        let chain = unionpay::test_chain().unwrap();
        let ours = [
            ("wechat_api_url", "https://wechat.example/".to_owned()),
            ("wechat_mchid", "1900000001".into()),
            ("wechat_appid", "wx1".into()),
            ("wechat_serial", "1".into()),
            ("wechat_private_key", own.0.clone()),
            ("wechat_platform_keys", json!({ "2": platform.1 }).to_string()),
            ("wechat_notify_url", "https://zk.example/api/payment-callback/wechat".into()),
            ("wechat_apiv3_key", "0123456789abcdef0123456789abcdef".into()),
            ("alipay_url", "https://alipay.example".into()),
            ("alipay_app_id", "2099".into()),
            ("alipay_seller_id", "2088".into()),
            ("alipay_private_key", own.0.clone()),
            ("alipay_public_keys", json!({ "1": second.1 }).to_string()),
            ("alipay_notify_url", "https://zk.example/api/payment-callback/alipay".into()),
            ("unionpay_url", "https://unionpay.example".into()),
            ("unionpay_mer_id", "777290058110048".into()),
            ("unionpay_cert_id", "1".into()),
            ("unionpay_private_key", own.0),
            ("unionpay_trusted_certificates", chain.root),
            ("unionpay_notify_url", "https://zk.example/api/payment-callback/unionpay".into()),
        ];
        Self {
            ours: ours.into_iter().collect(),
            wechat: wechat::Signer::new("2", &platform.0).unwrap(),
            alipay: alipay::Signer::new(&second.0).unwrap(),
            unionpay: unionpay::Provider::new(&chain.certificate, &chain.private_key).unwrap(),
        }
    }

    fn client(&self, provider: Provider) -> Box<dyn Client> {
        client(provider, &self.ours, NOW).unwrap()
    }

    /// An answer of WeChat Pay.
    fn signed(&self, status: u16, body: &str) -> Response<Bytes> {
        let headers = self.wechat.headers(body.as_bytes(), "nonce", NOW);
        let response =
            headers.iter().fold(Response::builder(), |response, (name, value)| response.header(*name, value));
        response.status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
    }
}

fn plain(body: &str) -> Response<Bytes> {
    Response::new(Bytes::copy_from_slice(body.as_bytes()))
}

/// What is sent, and what is learned of this answer.
fn answered<T>(exchange: Result<Exchange<'_, T>>, answer: Response<Bytes>) -> (Request<Bytes>, Result<T>) {
    match exchange.unwrap() {
        Exchange::Asked(request, read) => (*request, read(answer)),
        Exchange::Known(_) => panic!("nobody is asked"),
    }
}

#[test]
fn each_provider_is_in_the_table_under_its_own_name_and_has_variables_of_its_own() {
    let mut seen = BTreeSet::new();
    for provider in Provider::ALL {
        let facts = facts(provider);
        let all: BTreeSet<_> = facts.asks.iter().chain(facts.hears).collect();
        for variable in &all {
            assert!(variable.starts_with(&format!("{}_", provider.as_str())), "{variable}");
            assert!(seen.insert(**variable), "{variable} is another's");
        }
        assert!(facts.asks.contains(&facts.address) && all.contains(&facts.merchant), "{provider:?}");
    }
}

#[test]
fn a_variable_that_is_missing_is_named() {
    let sides = Sides::new();
    for provider in Provider::ALL {
        let facts = facts(provider);
        let without = |names: &[&'static str], missing: &str| -> Settings {
            let given = names.iter().filter(|name| **name != missing);
            given.filter_map(|name| Some((*name, sides.ours.get(name).ok()?.to_owned()))).collect()
        };
        // That one may be missing is said in its provider's folder.
        let is_optional = |name: &str| name == "unionpay_test";
        for missing in facts.asks {
            let made = client(provider, &without(facts.asks, missing), NOW).err();
            assert_eq!(made.is_none(), is_optional(missing), "{missing}");
            assert!(made.is_none_or(|error| format!("{error:?}").contains(missing)), "{missing}");
        }
        for missing in facts.hears {
            let made = verifier(provider, &without(facts.hears, missing)).err();
            assert_eq!(made.is_none(), is_optional(missing), "{missing}");
            assert!(made.is_none_or(|error| format!("{error:?}").contains(missing)), "{missing}");
        }
    }
}

#[test]
fn only_an_answer_that_the_provider_signed_counts() {
    let (sides, order) = (Sides::new(), order());
    let is_unavailable = |read: Result<String>| matches!(read, Err(Error::Unavailable(_)));

    let wechat = sides.client(Provider::Wechat);
    let body = r#"{"code_url":"weixin://wxpay/bizpayurl?pr=x"}"#;
    let (request, code) = answered(wechat.prepare(&order), sides.signed(200, body));
    assert_eq!(request.uri(), "https://wechat.example/v3/pay/transactions/native");
    assert_eq!(code.unwrap(), "weixin://wxpay/bizpayurl?pr=x");
    assert!(is_unavailable(answered(wechat.prepare(&order), plain(body)).1), "not signed");
    let old = sides.wechat.headers(body.as_bytes(), "nonce", NOW.plus(-5 * time::MINUTE));
    let old = old.iter().fold(Response::builder(), |response, (name, value)| response.header(*name, value));
    let old = old.body(Bytes::from_static(body.as_bytes())).unwrap();
    assert!(is_unavailable(answered(wechat.prepare(&order), old).1), "signed five minutes ago");

    let alipay = sides.client(Provider::Alipay);
    let made = alipay::QrCode { out_trade_no: "ZKA".into(), qr_code: "https://qr.alipay.com/x".into() };
    let body = alipay::respond("alipay.trade.precreate", &made, &sides.alipay).unwrap();
    let (request, code) = answered(alipay.prepare(&order), plain(&body));
    assert!(request.uri().to_string().starts_with("https://alipay.example/gateway.do?"), "{}", request.uri());
    assert_eq!(code.unwrap(), "https://qr.alipay.com/x");
    assert!(is_unavailable(answered(alipay.prepare(&order), plain(&body.replace("com/x", "com/y"))).1), "changed");

    let unionpay = sides.client(Provider::Unionpay);
    let fields = [("respCode", "00"), ("orderId", "ZKA"), ("qrCode", "https://qr.95516.com/x")];
    let body = sides.unionpay.sign(unionpay::Form::default().with_all(&fields)).to_answer();
    let (request, code) = answered(unionpay.prepare(&order), plain(&body));
    assert_eq!(request.uri(), "https://unionpay.example/gateway/api/backTransReq.do");
    assert_eq!(code.unwrap(), "https://qr.95516.com/x");
    assert!(is_unavailable(answered(unionpay.prepare(&order), plain(&body.replace("com/x", "com/y"))).1), "changed");
}

#[test]
fn an_answer_about_something_else_decides_nothing() {
    let (sides, order, refund) = (Sides::new(), order(), refund());
    let alipay = sides.client(Provider::Alipay);
    let state = |refund_no: &str, amount| alipay::RefundState {
        out_request_no: refund_no.into(),
        refund_amount: Fen(amount),
        refund_status: "REFUND_SUCCESS".into(),
        ..alipay::RefundState::default()
    };
    let asked = |state: &alipay::RefundState| {
        let body = alipay::respond("alipay.trade.fastpay.refund.query", state, &sides.alipay).unwrap();
        answered(alipay.query_refund(&refund), plain(&body)).1
    };
    assert!(matches!(asked(&state("ZKAR", 4000)), Ok(Returned::Done(_))));
    for (refund_no, amount) in [("ZKBR", 4000), ("ZKAR", 1)] {
        assert!(matches!(asked(&state(refund_no, amount)), Err(Error::Unavailable(_))), "{refund_no} {amount}");
    }
    assert!(matches!(asked(&alipay::RefundState::default()), Ok(Returned::Unknown)));

    let unionpay = sides.client(Provider::Unionpay);
    let body = |order_id| {
        let fields = [("respCode", "00"), ("orderId", order_id), ("qrCode", "https://qr.95516.com/x")];
        sides.unionpay.sign(unionpay::Form::default().with_all(&fields)).to_answer()
    };
    assert!(matches!(answered(unionpay.prepare(&order), plain(&body("ZKB"))).1, Err(Error::Unavailable(_))));
    assert!(matches!(answered(unionpay.give_back(&refund), plain(&body("ZKBR"))).1, Err(Error::Unavailable(_))));
    assert_eq!(answered(unionpay.give_back(&refund), plain(&body("ZKAR"))).1.unwrap(), Returned::Underway);
}

/// UnionPay signs for all merchants with one key.
#[test]
fn what_another_merchant_was_told_is_no_alarm_of_ours() {
    let sides = Sides::new();
    let verifier = super::verifier(Provider::Unionpay, &sides.ours).unwrap();
    let told = |mer_id| {
        let fields = [("respCode", "10"), ("orderId", "ZKA"), ("merId", mer_id), ("txnType", "01")];
        let body = sides.unionpay.sign(unionpay::Form::default().with_all(&fields)).encode();
        let posted = Posted { header: &|_| None, body: body.as_bytes(), at: NOW };
        verifier.notice(&posted).unwrap().told
    };
    assert!(matches!(told("777290058110048"), Told::Unreadable { .. }));
    assert!(matches!(told("777290058110049"), Told::Other));
}

#[test]
fn what_we_sign_ourselves_or_nobody_could_do_asks_nobody() {
    let (sides, order) = (Sides::new(), order());
    let alipay = sides.client(Provider::Alipay);
    let Exchange::Known(Opening::Url(url)) = alipay.open(&order, PAYER).unwrap() else { panic!() };
    assert!(url.starts_with("https://alipay.example/gateway.do?"), "{url}");
    let unionpay = sides.client(Provider::Unionpay);
    let Exchange::Known(Opening::Form(action, _)) = unionpay.open(&order, PAYER).unwrap() else { panic!() };
    assert_eq!(action, "https://unionpay.example/gateway/api/frontTransReq.do");
    assert!(matches!(unionpay.close(&order).unwrap(), Exchange::Known(false)));
    assert!(matches!(sides.client(Provider::Wechat).open(&order, PAYER).unwrap(), Exchange::Asked(..)));
}

/// The same answer that settles an order is kept, and proves it years later.
#[test]
fn the_answer_that_tells_of_money_is_kept_as_it_came_and_read_again() {
    let (sides, order) = (Sides::new(), order());
    let (wechat, verifier) = (sides.client(Provider::Wechat), super::verifier(Provider::Wechat, &sides.ours).unwrap());
    let paid = json!({
        "appid": "wx1", "mchid": "1900000001", "out_trade_no": "ZKA", "transaction_id": "42", "trade_state": "SUCCESS",
        "success_time": "2026-11-02T08:00:00+08:00", "amount": { "total": 4000, "currency": "CNY" },
    });
    let body = paid.to_string();
    let (request, outcome) = answered(wechat.query(&order), sides.signed(200, &body));
    assert_eq!(request.method(), "GET");
    assert!(request.uri().path().ends_with("/out-trade-no/ZKA"), "{}", request.uri());
    let Outcome::Money(payment, proof) = outcome.unwrap() else { panic!() };
    let kept = BASE64.decode(&proof.body).unwrap();
    assert_eq!((proof.key.as_str(), &kept[..], payment.amount), ("2", body.as_bytes(), Fen(4000)));
    let headers: Vec<(String, String)> = serde_json::from_slice(&BASE64.decode(&proof.headers).unwrap()).unwrap();
    let header = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| &value[..]);
    let kept = Posted { header: &header, body: &kept, at: NOW };
    assert_eq!(verifier.answer(&kept).unwrap(), Some(payment));
    let changed = body.replace("4000", "4001");
    let changed = verifier.answer(&Posted { body: changed.as_bytes(), ..kept });
    assert!(matches!(changed, Err(NotTaken::Refused(_))));

    let other = body.replace("ZKA", "ZKB");
    let other = answered(wechat.query(&order), sides.signed(200, &other)).1;
    assert!(matches!(other, Err(Error::Unavailable(_))), "about another order");
    let unknown = answered(wechat.query_refund(&refund()), sides.signed(404, r#"{"code":"RESOURCE_NOT_EXISTS"}"#)).1;
    assert_eq!(unknown.unwrap(), Returned::Unknown);
    let refused = answered(wechat.query_refund(&refund()), {
        let mut anybodys = plain(r#"{"code":"RESOURCE_NOT_EXISTS"}"#);
        *anybodys.status_mut() = sides.signed(404, "").status();
        anybodys
    });
    assert!(matches!(refused.1, Err(Error::Unavailable(_))), "nobody signed it");
}
