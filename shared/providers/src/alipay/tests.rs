mod answers;
mod requests;
mod statement;

use super::*;
use crate::signing::key_pair;
use domain::payment::{Fault, Returned};
use domain::time::wall_clock;
use domain::{Fen, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

const APP: &str = "2021000000000001";
const SELLER: &str = "2088000000000001";
const GATEWAY: &str = "https://openapi.alipay.com/gateway.do";
const NOW: Timestamp = Timestamp(1_795_219_200_000);

/// Private and public key of one side.
static PAIR: LazyLock<(String, String)> = LazyLock::new(|| key_pair().unwrap());
static OTHER: LazyLock<(String, String)> = LazyLock::new(|| key_pair().unwrap());

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new(&PAIR.0).unwrap());
static KEYS: LazyLock<Keys> =
    LazyLock::new(|| Keys::parse(&json!({ "2026": PAIR.1, "2025": OTHER.1 }).to_string()).unwrap());

fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

fn notice(status: TradeStatus) -> Notice {
    Notice {
        notify_id: "2026112101222080002068450559358070".into(),
        notify_type: TRADE_STATUS_SYNC.into(),
        app_id: APP.into(),
        seller_id: SELLER.into(),
        out_trade_no: "ZK0123456789ABCDEF01234567".into(),
        trade_no: "2026112122001468450512505578".into(),
        trade_status: status,
        total_amount: Fen(4000),
        gmt_payment: wall_clock("2026-11-21 08:00:00"),
        refund_fee: Fen(0),
        out_biz_no: None,
        gmt_refund: None,
    }
}

fn posted(notice: &Notice) -> Form {
    notice.form(NOW).unwrap().sign_notice(&SIGNER)
}

fn precreate() -> Precreate {
    Precreate {
        out_trade_no: "ZK0123456789ABCDEF01234567".into(),
        total_amount: Fen(13000),
        subject: "报名考试费 100% + 1".into(),
        time_expire: wall_clock("2026-11-21 10:00:00"),
    }
}

fn request<O: Operation>(operation: &O, urls: Urls<'_>) -> Form {
    App::new(APP, Signer::new(&PAIR.0).unwrap()).request(operation, urls, NOW).unwrap()
}

fn trade(status: TradeStatus, paid: Option<Timestamp>) -> Trade {
    Trade {
        out_trade_no: "ZK1".into(),
        trade_no: "42".into(),
        trade_status: status,
        total_amount: Fen(4000),
        send_pay_date: paid,
    }
}

#[test]
fn the_official_sample_verifies() {
    let Ok(folder) = std::env::var("ZHAOKAO_VECTORS") else {
        eprintln!("skipped: ZHAOKAO_VECTORS is not set to the folder of the official samples");
        return;
    };
    let file = std::fs::read_to_string(std::path::Path::new(&folder).join("callbacks.json")).unwrap();
    let samples: Value = serde_json::from_str(&file).unwrap();
    let sample = &samples["alipay_notify_v1"];
    let keys = Keys::parse(&json!({ "sample": sample["public_key_b64"] }).to_string()).unwrap();
    let fields = sample["post"].as_object().unwrap();
    let form: Form = fields.iter().map(|(name, value)| (name, value.as_str().unwrap())).collect();
    let form = Form::parse_notice(form.encode().as_bytes()).unwrap();
    assert_eq!(form.verify(&keys), Ok("sample"));

    // With `sign_type` kept, and with any one value changed, it does not.
    assert_eq!(form.verify_request(&keys), Err(Refused::WrongSignature));
    for name in fields.keys().filter(|name| !NOTICE.contains(&name.as_str())) {
        let mut changed = form.clone();
        changed.set(name, "0.11");
        assert_eq!(changed.verify(&keys), Err(Refused::WrongSignature), "{name}");
    }
    let notice = Notice::read(&form).unwrap();
    let payment = notice.payment("2019073166072302", "2088531891668739", NOW).unwrap();
    assert_eq!((payment.amount, payment.fault), (Fen(10), None));
    assert_eq!(payment.paid_at.rfc3339(), "2019-08-15T15:56:24+08:00");
}

#[test]
fn a_notice_that_could_be_cut_elsewhere_is_none() {
    let signed = |name: &str, value: &str| {
        let mut form = notice(TradeStatus::TradeSuccess).form(NOW).unwrap();
        form.set(name, value);
        form.sign_notice(&SIGNER)
    };
    assert!(Form::parse_notice(signed("subject", "普通高考报名费 100%=").encode().as_bytes()).is_ok());
    for (name, value) in [("body", "x&out_trade_no=ZK1"), ("a=b", "c"), ("", "c"), ("Name", "c")] {
        let form = signed(name, value);
        assert!(form.verify(&KEYS).is_ok());
        assert!(Form::parse_notice(form.encode().as_bytes()).is_err(), "{name}={value}");
    }
}

#[test]
fn signed_are_the_fields_that_are_there_in_order() {
    let fields = [("b", "1 + 1=2&c"), ("sign_type", "RSA2"), ("a", "报名"), ("empty", ""), ("sign", "x"), ("B", "%25")];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(sign_content(&fields, REQUEST), "B=%25&a=报名&b=1 + 1=2&c&sign_type=RSA2");
    assert_eq!(sign_content(&fields, NOTICE), "B=%25&a=报名&b=1 + 1=2&c");
}

#[test]
fn a_notice_verifies_by_whichever_key_signed_it() {
    let good = posted(&notice(TradeStatus::TradeSuccess));
    let form = Form::parse(good.encode().as_bytes()).unwrap();
    assert_eq!(form, good);
    assert_eq!(form.verify(&KEYS), Ok("2026"));
    let old = notice(TradeStatus::TradeSuccess).form(NOW).unwrap().sign_notice(&Signer::new(&OTHER.0).unwrap());
    assert_eq!(old.verify(&KEYS), Ok("2025"));
    let one = Keys::parse(&json!({ "2025": OTHER.1 }).to_string()).unwrap();
    assert_eq!(form.verify(&one), Err(Refused::WrongSignature));
    assert_eq!(form.verify(&Keys::parse("{}").unwrap()), Err(Refused::WrongSignature));

    for (name, value) in [("sign", ""), ("sign", "?"), ("sign", "AAAA"), ("total_amount", "0.01"), ("extra", "1")] {
        let mut changed = form.clone();
        changed.set(name, value);
        assert!(changed.verify(&KEYS).is_err(), "{name}={value}");
    }
}

#[test]
fn a_form_is_decoded_once_and_has_one_meaning() {
    let mut notice = notice(TradeStatus::TradeSuccess).form(NOW).unwrap();
    notice.set("subject", "100%25 + 报名 & %41=A");
    let body = notice.sign_notice(&SIGNER).encode();
    assert!(body.contains("subject=100%2525+%2B+"));
    let form = Form::parse(body.as_bytes()).unwrap();
    assert_eq!(form.verify(&KEYS), Ok("2026"));
    assert_eq!(form.get("subject"), Some("100%25 + 报名 & %41=A"));

    for wrong in ["a=1&a=2", "a=1&%61=1", "a=%FF", "%C3=1", "a=%E6%8A&b=%A5", "a=%C0%80"] {
        assert!(matches!(Form::parse(wrong.as_bytes()), Err(Refused::Malformed(_))), "{wrong}");
    }
    assert!(Form::parse(b"a=\xFF").is_err());
    let lax = Form::parse(b"&&a=%&b&c=%zz+=&=d").unwrap();
    assert_eq!((lax.get("a"), lax.get("b"), lax.get("c"), lax.get("")), (Some("%"), None, Some("%zz ="), Some("d")));
    assert!(matches!(Form::parse(b"").unwrap().verify(&KEYS), Err(Refused::Malformed(_))));
}

#[test]
fn money_is_told_by_the_state_and_checked_against_the_merchant() {
    use TradeStatus::*;
    for status in [WaitBuyerPay, TradeClosed, Other] {
        assert_eq!(notice(status).payment(APP, SELLER, NOW), None);
    }
    for status in [TradeSuccess, TradeFinished] {
        let payment = notice(status).payment(APP, SELLER, NOW).unwrap();
        assert_eq!((payment.amount, payment.fault), (Fen(4000), None));
        assert_eq!(payment.paid_at.rfc3339(), "2026-11-21T08:00:00+08:00");
        assert_eq!(payment.order_no, "ZK0123456789ABCDEF01234567");
        assert_eq!(payment.transaction_id, "2026112122001468450512505578");
    }
    let good = notice(TradeSuccess);
    let fault = |notice: Notice| notice.payment(APP, SELLER, NOW).unwrap().fault;
    assert_eq!(fault(Notice { app_id: "x".into(), ..good.clone() }), Some(Fault::WrongMerchant));
    assert_eq!(fault(Notice { seller_id: String::new(), ..good.clone() }), Some(Fault::WrongMerchant));
    let undated = Notice { gmt_payment: None, ..good };
    assert_eq!(undated.payment(APP, SELLER, NOW).unwrap().paid_at, NOW);
}

#[test]
fn a_notice_of_a_refund_is_none_of_a_payment() {
    let good = notice(TradeStatus::TradeSuccess);
    assert_eq!(good.refund(), None);
    let told = wall_clock("2026-11-21 09:00:00.287");
    for refund in [
        Notice { refund_fee: Fen(1), ..good.clone() },
        Notice { gmt_refund: told, ..good.clone() },
        Notice { out_biz_no: Some("R1".into()), ..good.clone() },
    ] {
        let form = Form::parse(posted(&refund).encode().as_bytes()).unwrap();
        let refund = Notice::read(&form).unwrap();
        assert_eq!(refund.payment(APP, SELLER, NOW), None);
        assert!(refund.refund().is_some());
    }
    let partial = Notice { refund_fee: Fen(54), gmt_refund: told, out_biz_no: Some("R1".into()), ..good };
    let refund = Refund { out_biz_no: Some("R1".into()), amount: Fen(54), refunded_at: told };
    assert_eq!(partial.refund(), Some(refund));
}

#[test]
fn a_notice_of_a_payment_may_say_that_nothing_was_refunded() {
    // As in Alipay's own example of a payment.
    let fields = "notify_id=4a91&notify_type=trade_status_sync&app_id=a&seller_id=s&out_trade_no=ZK1&trade_no=42\
        &trade_status=TRADE_SUCCESS&total_amount=2.00&refund_fee=0.00&gmt_refund=&out_biz_no=\
        &gmt_payment=2016-07-19+14%3A10%3A47&gmt_close=2016-07-19+14%3A10%3A46";
    let notice = Notice::read(&Form::parse(fields.as_bytes()).unwrap()).unwrap();
    assert_eq!(notice.refund(), None);
    let payment = notice.payment("a", "s", NOW).unwrap();
    assert_eq!((payment.amount, payment.fault), (Fen(200), None));
}

#[test]
fn what_is_no_notice_of_a_trade_is_refused() {
    let good = posted(&notice(TradeStatus::TradeSuccess));
    for (name, value) in [("notify_id", ""), ("out_trade_no", ""), ("total_amount", "1e2"), ("refund_fee", "-1")] {
        let mut form = good.clone();
        form.set(name, value);
        assert!(matches!(Notice::read(&form), Err(Refused::Malformed(_))), "{name}={value}");
    }
    let mut odd = good.clone();
    odd.set("trade_status", "TRADE_PENDING");
    odd.set("gmt_payment", "soon");
    let odd = Notice::read(&odd).unwrap();
    assert_eq!((odd.trade_status, odd.gmt_payment), (TradeStatus::Other, None));
}

#[test]
fn keys_may_be_bare_and_what_is_none_is_refused_at_once() {
    let bare_keys = Keys::parse(&json!({ "bare": format!(" {}\n", bare(&PAIR.1)) }).to_string()).unwrap();
    let signer = Signer::new(&bare(&PAIR.0)).unwrap();
    let form = notice(TradeStatus::TradeSuccess).form(NOW).unwrap().sign_notice(&signer);
    assert_eq!(form.verify(&bare_keys), Ok("bare"));
    for wrong in ["", "{", "[]", "{\"a\": 1}", "{\"a\": \"\"}", "{\"a\": \"MIIB\"}", "{\"a\": \"报名\"}"] {
        assert!(Keys::parse(wrong).is_err(), "{wrong}");
    }
    assert!(Keys::parse(&json!({ "a": &bare(&PAIR.1)[4..] }).to_string()).is_err());
    assert!(Signer::new("").is_err() && Signer::new("not a key").is_err() && Signer::new(&PAIR.1).is_err());
}

#[test]
fn states_have_the_providers_spelling() {
    use TradeStatus::*;
    for status in [WaitBuyerPay, TradeClosed, TradeSuccess, TradeFinished] {
        assert_eq!(json!(status), status.as_str());
        assert_eq!(serde_json::from_value::<TradeStatus>(json!(status.as_str())).unwrap(), status);
    }
    assert_eq!(serde_json::from_value::<TradeStatus>(json!("TRADE_PENDING")).unwrap(), Other);
}

/// Text that is likely to be nearly a form or nearly an answer.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let pieces = r#"{ } [ ] : , " \ \u00 \/ & = % %4 + 1 AAAA 报 sign= sign_type= "sign" "error_response"
        "alipay_trade_query_response" {"code":"10000"}"#;
    let pieces: Vec<&str> = pieces.split_whitespace().collect();
    let pieces = proptest::collection::vec(proptest::sample::select(pieces), 0..24);
    pieces.prop_map(|pieces| pieces.concat().into_bytes())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..200), pieces()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_pass_for_a_notice_a_request_or_an_answer(bytes in bytes()) {
        let verified = |form: Form| form.verify(&KEYS).is_ok() || form.verify_request(&KEYS).is_ok();
        prop_assert!(!Form::parse(&bytes).is_ok_and(verified));
        prop_assert!(answer::<Query>(&bytes, &KEYS).is_err());
    }

    #[test]
    fn a_notice_with_another_byte_tells_the_same_or_nothing(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let good = posted(&notice(TradeStatus::TradeSuccess));
        let mut body = good.encode().into_bytes();
        *at.get_mut(&mut body) = byte;
        let verified = Form::parse(&body).ok().filter(|form| form.verify(&KEYS).is_ok());
        if let Some(form) = verified {
            prop_assert_eq!(format!("{:?}", Notice::read(&form)), format!("{:?}", Notice::read(&good)));
        }
    }

    #[test]
    fn an_answer_with_another_byte_tells_the_same_or_nothing(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let told = trade(TradeStatus::TradeSuccess, Some(NOW));
        let mut body = respond(Query::METHOD, &told, &SIGNER).unwrap().into_bytes();
        *at.get_mut(&mut body) = byte;
        if let Ok(Ok(read)) = answer::<Query>(&body, &KEYS) {
            prop_assert_eq!(format!("{read:?}"), format!("{told:?}"));
        }
    }

    #[test]
    fn any_fields_come_through_a_form(
        fields in proptest::collection::btree_map("[a-z_]{1,8}", any::<String>(), 0..8),
    ) {
        let form = fields.into_iter().collect::<Form>().sign_notice(&SIGNER);
        let read = Form::parse(form.encode().as_bytes()).unwrap();
        prop_assert_eq!(read.verify(&KEYS), Ok("2026"));
        prop_assert_eq!(read, form);
    }

    #[test]
    fn any_answer_comes_through_whatever_its_texts(text in any::<String>()) {
        let code = QrCode { out_trade_no: text.clone(), qr_code: text.clone() };
        let body = respond(Precreate::METHOD, &code, &SIGNER).unwrap();
        prop_assert_eq!(answer::<Precreate>(body.as_bytes(), &KEYS).unwrap().unwrap().qr_code, text);
    }
}
