//! What we ask the gateway.

use super::*;

#[test]
fn our_requests_are_signed_with_their_sign_type() {
    let urls = Urls { notify_url: Some("https://zhaokao.example/api/payment-callback/alipay"), return_url: None };
    let form = request(&precreate(), urls);
    assert_eq!(form.verify_request(&KEYS), Ok("2026"));
    assert_eq!(form.verify(&KEYS), Err(Refused::WrongSignature));
    for (name, value) in [
        ("app_id", APP),
        ("method", "alipay.trade.precreate"),
        ("format", "JSON"),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", "2026-11-21 08:00:00"),
        ("version", "1.0"),
        ("notify_url", "https://zhaokao.example/api/payment-callback/alipay"),
    ] {
        assert_eq!(form.get(name), Some(value));
    }
    assert_eq!(form.get("return_url"), None);
    let content: Value = form.content().unwrap();
    let expected = json!({
        "out_trade_no": "ZK0123456789ABCDEF01234567",
        "total_amount": "130.00",
        "subject": "报名考试费 100% + 1",
        "time_expire": "2026-11-21 10:00:00",
    });
    assert_eq!(content, expected);
    let read: Precreate = form.content().unwrap();
    assert_eq!((read.total_amount, read.time_expire), (Fen(13000), precreate().time_expire));
    assert!(Form::default().content::<Precreate>().is_err());
}

#[test]
fn a_request_is_the_same_in_the_query_and_in_the_body() {
    let form = request(&precreate(), Urls::default());
    assert_eq!(Form::parse_request("", form.encode().as_bytes()), Ok(form.clone()));
    let url = form.url(GATEWAY);
    let query = url.strip_prefix("https://openapi.alipay.com/gateway.do?").unwrap();
    assert_eq!(Form::parse_request(query, b""), Ok(form.clone()));
    let (url, body) = form.call(GATEWAY);
    assert!(body.starts_with("biz_content=%7B") && !url.contains("biz_content") && url.contains("charset=utf-8"));
    let (_, query) = url.split_once('?').unwrap();
    let received = Form::parse_request(query, body.as_bytes()).unwrap();
    assert_eq!(received.verify_request(&KEYS), Ok("2026"));
    assert_eq!(received, form);
    assert!(Form::parse_request(query, query.as_bytes()).is_err());
}

#[test]
fn every_operation_has_its_name_and_its_fields() {
    fn sent<O: Operation>(operation: &O) -> (String, Value) {
        let form = request(operation, Urls { notify_url: None, return_url: Some("https://zhaokao.example/") });
        assert_eq!(form.get("return_url"), Some("https://zhaokao.example/"));
        (form.get("method").unwrap().to_owned(), form.content().unwrap())
    }
    let number = || "ZK1".to_owned();
    let pay = WapPay {
        out_trade_no: number(),
        total_amount: Fen(1),
        subject: "费".into(),
        time_expire: None,
        product_code: QUICK_WAP_WAY.into(),
        quit_url: "https://zhaokao.example/fees".into(),
    };
    let content = json!({
        "out_trade_no": "ZK1", "total_amount": "0.01", "subject": "费", "product_code": "QUICK_WAP_WAY",
        "quit_url": "https://zhaokao.example/fees",
    });
    assert_eq!(sent(&pay), ("alipay.trade.wap.pay".into(), content));
    let refund = RefundOrder {
        trade_no: number(),
        refund_amount: Fen(105),
        out_request_no: "R1".into(),
        refund_reason: "重复缴费".into(),
    };
    let content = json!({
        "trade_no": "ZK1", "refund_amount": "1.05", "out_request_no": "R1", "refund_reason": "重复缴费",
    });
    assert_eq!(sent(&refund), ("alipay.trade.refund".into(), content));
    let content = json!({ "trade_no": "ZK1", "out_request_no": "R1", "query_options": ["gmt_refund_pay"] });
    assert_eq!(sent(&RefundQuery::new("ZK1", "R1")), ("alipay.trade.fastpay.refund.query".into(), content));
    let content = json!({ "out_trade_no": "ZK1" });
    assert_eq!(sent(&Query { out_trade_no: number() }), ("alipay.trade.query".into(), content.clone()));
    assert_eq!(sent(&Close { out_trade_no: number() }), ("alipay.trade.close".into(), content));
}
