//! What the gateway answers.

use super::*;

#[test]
fn answers_come_back_as_they_were_given() {
    let told = trade(TradeStatus::TradeSuccess, wall_clock("2026-11-21 08:00:00"));
    let body = respond(Query::METHOD, &told, &SIGNER).unwrap();
    let read = answer::<Query>(body.as_bytes(), &KEYS).unwrap().unwrap();
    assert_eq!(read.payment(NOW), told.payment(NOW));
    assert_eq!(answer::<Query>(body.as_bytes(), &Keys::parse("{}").unwrap()).unwrap_err(), Refused::WrongSignature);
    assert!(matches!(answer::<Close>(body.as_bytes(), &KEYS), Err(Refused::Malformed(_))));

    let code = QrCode { out_trade_no: "ZK1".into(), qr_code: "https://qr.alipay.com/bax0".into() };
    let body = respond(Precreate::METHOD, &code, &SIGNER).unwrap();
    assert_eq!(answer::<Precreate>(body.as_bytes(), &KEYS).unwrap().unwrap().qr_code, code.qr_code);

    let failure = Failure {
        code: BUSINESS_FAILED.into(),
        msg: "Business Failed".into(),
        sub_code: TRADE_NOT_EXIST.into(),
        sub_msg: "交易不存在".into(),
    };
    let body = refuse(Close::METHOD, &failure, &SIGNER).unwrap();
    let read = answer::<Close>(body.as_bytes(), &KEYS).unwrap().unwrap_err();
    assert!(read.is_unknown_trade());
    assert_eq!(read, failure);
}

#[test]
fn what_became_of_a_refund_is_told_only_by_its_status() {
    let told = wall_clock("2026-11-21 09:00:00").unwrap();
    let state = |fields: Value| {
        let body = respond(RefundQuery::METHOD, &fields, &SIGNER).unwrap();
        answer::<RefundQuery>(body.as_bytes(), &KEYS).unwrap().unwrap()
    };
    assert_eq!(state(json!({})).returned(NOW), Returned::Unknown);
    let done = state(json!({
        "out_trade_no": "ZK1", "out_request_no": "ZK1R", "trade_no": "42", "refund_amount": "1.05",
        "refund_status": "REFUND_SUCCESS", "gmt_refund_pay": "2026-11-21 09:00:00",
    }));
    assert_eq!((done.returned(NOW), done.refund_amount), (Returned::Done(told), Fen(105)));
    assert_eq!(state(json!({ "refund_status": "REFUND_SUCCESS" })).returned(NOW), Returned::Done(NOW));
    assert_eq!(state(json!({ "refund_status": "REFUND_PROCESSING" })).returned(NOW), Returned::Underway);
    assert!(matches!(state(json!({ "refund_status": "REFUND_FAIL" })).returned(NOW), Returned::Failed(_)));

    for (change, expected) in [("Y", Returned::Done(told)), ("N", Returned::Underway)] {
        let fields = json!({
            "out_trade_no": "ZK1", "trade_no": "42", "fund_change": change, "refund_fee": "40.00",
            "gmt_refund_pay": "2026-11-21 09:00:00",
        });
        let body = respond(RefundOrder::METHOD, &fields, &SIGNER).unwrap();
        let refunded = answer::<RefundOrder>(body.as_bytes(), &KEYS).unwrap().unwrap();
        assert_eq!((refunded.returned(NOW), refunded.refund_fee), (expected, Fen(4000)));
    }
}

#[test]
fn a_query_tells_of_money_by_the_state() {
    use TradeStatus::*;
    let paid_at = wall_clock("2026-11-21 08:00:00");
    let fault = |status, paid| trade(status, paid).payment(NOW).map(|payment| payment.fault);
    assert_eq!(fault(WaitBuyerPay, None), None);
    assert_eq!(fault(TradeClosed, None), None);
    assert_eq!(fault(Other, paid_at), None);
    assert_eq!(fault(TradeSuccess, paid_at), Some(None));
    assert_eq!(fault(TradeFinished, None), Some(None));
    assert_eq!(fault(TradeClosed, paid_at), Some(Some(Fault::Refunded)));
    assert!(trade(TradeClosed, None).is_over() && !trade(WaitBuyerPay, None).is_over());
    let payment = trade(TradeSuccess, None).payment(NOW).unwrap();
    assert_eq!((payment.paid_at, payment.amount, payment.transaction_id.as_str()), (NOW, Fen(4000), "42"));
}

/// An answer around a text that was signed.
fn around(raw: &str, shape: &str) -> String {
    shape.replace("RAW", raw).replace("SIGN", &SIGNER.sign(raw))
}

#[test]
fn signed_is_the_text_as_it_stands_there() {
    let raw = r#"{ "code":"10000", "msg":"Suc\u0063ess", "qr_code":"https:\/\/qr.alipay.com\/a", "x":{"y":[{"z":"}"}]},
        "s":"\"},\"sign\":\"\\", "out_trade_no":"\u62a5\u540d\"{", "n":-1.5e3 ,"t":true,"u":null }"#;
    for shape in [
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN"}"#,
        r#"{"sign":"SIGN","alipay_trade_precreate_response":RAW}"#,
        " {\n\"alipay_trade_precreate_response\" : RAW ,\r\n\t\"sign\" : \"SIGN\" } \n",
        r#"{"n":1,"alipay_cert_sn":"\"sign\":\"","alipay_trade_precreate_response":RAW,"sign":"SIGN"}"#,
        r#"{"alipay\u005ftrade_precreate_response":RAW,"sign":"SIGN","o":{"sign":"x"}}"#,
    ] {
        let body = around(raw, shape);
        let code = answer::<Precreate>(body.as_bytes(), &KEYS).unwrap().unwrap();
        assert_eq!((code.qr_code.as_str(), code.out_trade_no.as_str()), ("https://qr.alipay.com/a", "报名\"{"));
        let changed = body.replace(r#""n":-1.5e3 "#, r#""n":-1.5e3"#);
        assert_eq!(answer::<Precreate>(changed.as_bytes(), &KEYS).unwrap_err(), Refused::WrongSignature);
    }
}

#[test]
fn a_slash_may_be_escaped_after_signing() {
    let raw = r#"{"code":"10000","out_trade_no":"ZK1","qr_code":"https://qr.alipay.com/a"}"#;
    let body = around(raw, r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN"}"#);
    let body = body.replace("https://qr.alipay.com/", r"https:\/\/qr.alipay.com\/");
    let code = answer::<Precreate>(body.as_bytes(), &KEYS).unwrap().unwrap();
    assert_eq!(code.qr_code, "https://qr.alipay.com/a");
    // Read is what was signed, whatever else stands there.
    let body = body.replace(r"\/a", r"\\/a");
    assert!(answer::<Precreate>(body.as_bytes(), &KEYS).is_err());
}

#[test]
fn a_refusal_may_stand_elsewhere_or_be_unsigned() {
    let raw = r#"{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}"#;
    let body = around(raw, r#"{"error_response":RAW,"sign":"SIGN"}"#);
    assert_eq!(answer::<Query>(body.as_bytes(), &KEYS).unwrap().unwrap_err().sub_code, "isv.invalid-app-id");
    for shape in [r#"{"error_response":RAW}"#, r#"{"alipay_trade_query_response":RAW}"#] {
        let refused = answer::<Query>(around(raw, shape).as_bytes(), &KEYS).unwrap_err();
        assert_eq!(refused, Refused::Unsigned(raw.into()));
    }
    // Nothing under `error_response` is a success.
    let told = json!({ "code": "10000", "trade_status": "TRADE_SUCCESS", "out_trade_no": "ZK1" }).to_string();
    let body = around(&told, r#"{"error_response":RAW,"sign":"SIGN"}"#);
    assert!(answer::<Query>(body.as_bytes(), &KEYS).unwrap().is_err());
}

#[test]
fn what_is_no_answer_is_refused() {
    let raw = r#"{"code":"10000","out_trade_no":"ZK1","qr_code":"a"}"#;
    for shape in [
        "",
        "{}",
        "[]",
        "null",
        "<html>",
        "{",
        "RAW",
        r#""alipay_trade_precreate_response":RAW,"sign":"SIGN""#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN""#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN"}}"#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN"} {}"#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN",}"#,
        r#"{"alipay_trade_precreate_response":RAW "sign":"SIGN"}"#,
        r#"{"alipay_trade_precreate_response" RAW,"sign":"SIGN"}"#,
        r#"{alipay_trade_precreate_response:RAW,"sign":"SIGN"}"#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":1}"#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":{}}"#,
        r#"{"alipay_trade_query_response":RAW,"sign":"SIGN"}"#,
        r#"{"alipay_trade_precreate_response":RAW,"alipay_trade_precreate_response":RAW,"sign":"SIGN"}"#,
        r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN","sign":"SIGN"}"#,
    ] {
        let read = answer::<Precreate>(around(raw, shape).as_bytes(), &KEYS);
        assert!(matches!(read, Err(Refused::Malformed(_))), "{shape}: {read:?}");
    }
    for sign in ["", "?", "AAAA"] {
        let body = format!(r#"{{"alipay_trade_precreate_response":{raw},"sign":"{sign}"}}"#);
        assert_eq!(answer::<Precreate>(body.as_bytes(), &KEYS).unwrap_err(), Refused::WrongSignature);
    }
    assert!(matches!(answer::<Precreate>(b"{\"\xFF\":1}", &KEYS), Err(Refused::Malformed(_))));
    let deep = format!(r#"{{"alipay_trade_precreate_response":{}"#, "[".repeat(100_000));
    assert!(answer::<Precreate>(deep.as_bytes(), &KEYS).is_err());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = around(&deep, r#"{"alipay_trade_precreate_response":RAW,"sign":"SIGN"}"#);
    assert!(matches!(answer::<Precreate>(body.as_bytes(), &KEYS), Err(Refused::Malformed(_))));
}
