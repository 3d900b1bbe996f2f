mod recut;
mod remembered;
mod statement;

use super::chain::chain_of;
use super::notice::{fen, instant, wall_clock};
use super::*;
use crate::signing::{PublicKey, key_pair};
use domain::payment::Fault;
use domain::{Fen, Timestamp};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Made by vectors/make.mjs with OpenSSL.
static VECTORS: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("vectors/vectors.json")).unwrap());
static CHAIN: LazyLock<Chain> = LazyLock::new(|| test_chain().unwrap());

const MERCHANT: &str = "777290058110048";
const ORDER: &str = "ZK0123456789ABCDEF01234567";

fn vector(name: &str) -> &'static str {
    VECTORS[name].as_str().unwrap()
}

/// Pins the root and these intermediate certificates of the vectors.
fn pinned(middles: &[&str], test: bool) -> domain::Result<Trust> {
    let pems = middles.iter().map(|name| vector(name)).collect::<Vec<_>>().concat();
    Trust::parse(&(pems + vector("root")), test)
}

fn trust() -> Trust {
    Trust::parse(&CHAIN.root, false).unwrap()
}

fn provider(chain: &Chain) -> Provider {
    Provider::new(&chain.certificate, &chain.private_key).unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("2027-01-01T00:00:00+08:00").unwrap()
}

/// A notice of the chain's provider, with these fields besides or instead.
fn notice(chain: &Chain, fields: &[(&str, &str)]) -> Form {
    let paid = [("queryId", "612"), ("txnAmt", "4000"), ("currencyCode", "156"), ("respCode", "00")];
    let request = [("orderId", ORDER), ("merId", MERCHANT), ("txnTime", "20261121080000"), ("txnType", "01")];
    provider(chain).sign(Form::default().with_all(&paid).with_all(&request).with_all(fields))
}

fn read(fields: &[(&str, &str)]) -> Result<Notice, Refused> {
    Notice::read(&trust().verify(&notice(&CHAIN, fields), now()).unwrap())
}

fn over_the_wire(form: &Form) -> Form {
    Form::decode(form.encode().as_bytes()).unwrap()
}

fn refusal(trust: &Trust, form: &Form) -> Refused {
    trust.verify(form, now()).unwrap_err()
}

#[test]
fn a_notice_signed_by_openssl_verifies_and_tells_of_a_payment() {
    let form = Form::decode(vector("notice").as_bytes()).unwrap();
    let trust = pinned(&["middle"], false).unwrap();
    let message = trust.verify(&form, now()).unwrap();
    assert_eq!(message.serial(), "90FEDCBA9876543210");
    assert_eq!(message.form().get("reqReserved"), Some("100%=a b+c&{d}"));

    let notice = Notice::read(&message).unwrap();
    assert_eq!((notice.trace_no.as_str(), notice.trace_time.as_str()), ("000001", "1121080000"));
    assert_eq!((notice.settle_amt, notice.resp_msg.as_str()), (Some(Fen(4000)), "成功[0000000]"));
    let payment = notice.payment(MERCHANT, now()).unwrap();
    assert_eq!((payment.order_no.as_str(), payment.amount, payment.fault), (ORDER, Fen(4000), None));
    assert_eq!(payment.transaction_id, "612611210800000000018");
    assert_eq!(payment.paid_at.rfc3339(), "2026-11-21T08:00:00+08:00");
    assert_eq!(notice.refund(MERCHANT), None);

    let body = vector("notice").replace("%0D%0A", "%0A");
    assert_eq!(refusal(&trust, &Form::decode(body.as_bytes()).unwrap()), Refused::WrongSignature);
}

#[test]
fn the_test_environment_is_believed_only_where_it_is_accepted() {
    let form = Form::decode(vector("test_notice").as_bytes()).unwrap();
    let (both, one) = (["middle", "middle_sha1"], ["middle"]);
    assert_eq!(pinned(&both, true).unwrap().verify(&form, now()).unwrap().serial(), "1234");
    assert_eq!(refusal(&pinned(&one, true).unwrap(), &form), Refused::Untrusted);
    assert_eq!(refusal(&pinned(&one, false).unwrap(), &form), Refused::WrongOwner("00040000:SIGN".into()));
    assert!(pinned(&both, false).is_err(), "an intermediate signed by SHA-1");

    let production = Form::decode(vector("notice").as_bytes()).unwrap();
    assert!(pinned(&both, true).unwrap().verify(&production, now()).is_ok());
    assert_eq!(refusal(&pinned(&[], true).unwrap(), &production), Refused::Untrusted);
}

#[test]
fn an_answer_signed_by_openssl_verifies_and_tells_of_a_payment() {
    let form = Form::parse(vector("answer").as_bytes()).unwrap();
    assert_eq!(form.get("reserved"), Some("{a=1&b=[2}"));
    assert_eq!(form.get("issAddnData"), Some("x=="));
    assert_eq!(Form::parse(form.to_answer().as_bytes()).unwrap(), form);

    let trust = pinned(&["middle"], false).unwrap();
    let queried = Queried::read(&trust.verify(&form, now()).unwrap()).unwrap();
    let payment = queried.payment(MERCHANT, now()).unwrap();
    assert_eq!((payment.order_no.as_str(), payment.amount, payment.fault), (ORDER, Fen(4000), None));
    assert_eq!(payment.transaction_id, "612611210800000000018");
    assert_eq!(queried.payment("other", now()).unwrap().fault, Some(Fault::WrongMerchant));
    // Posted as a notice, it tells of nothing.
    let notice = Notice::read(&trust.verify(&form, now()).unwrap()).unwrap();
    assert_eq!((notice.payment(MERCHANT, now()), notice.refund(MERCHANT)), (None, None));
}

#[test]
fn our_requests_are_signed_as_openssl_signs_them() {
    let request = &VECTORS["request"];
    let text = |name: &str| request[name].as_str().unwrap();
    let merchant = Merchant::new(MERCHANT, "68759585097", text("private_key")).unwrap();
    let order = Order {
        order_id: ORDER,
        made_at: Timestamp::parse("2026-11-21T08:00:00+08:00").unwrap(),
        amount: Fen(4000),
        expires: Timestamp::parse("2026-11-21T10:00:00+08:00").unwrap(),
        back_url: "https://zhaokao.example/api/payment-callback/unionpay",
    };
    let form = merchant.qr_code(&order);
    let expected = request["fields"].as_object().unwrap().iter();
    let expected = expected.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect::<BTreeMap<_, _>>();
    assert_eq!(form.fields().collect::<BTreeMap<_, _>>(), expected);

    let key = PublicKey::parse(text("public_key")).unwrap();
    let stranger = PublicKey::parse(&key_pair().unwrap().1).unwrap();
    assert_eq!(over_the_wire(&form).verify(&key), Ok(()));
    assert_eq!(form.verify(&stranger), Err(Refused::WrongSignature));
    assert_eq!(form.clone().with("txnAmt", "1").verify(&key), Err(Refused::WrongSignature));
    assert_eq!(form.with("signature", "?").verify(&key), Err(Refused::WrongSignature));
    assert_eq!(Form::default().verify(&key), Err(Refused::Missing("signature")));
}

#[test]
fn each_request_has_its_fields() {
    let merchant = Merchant::new(MERCHANT, "1", &CHAIN.private_key).unwrap();
    let (made_at, amount, back_url) = (now(), Fen(4000), "https://b.example/n");
    let order = Order { order_id: ORDER, made_at, amount, expires: now().plus(900_000), back_url };
    let has = |form: &Form, fields: &[(&'static str, &str)]| {
        for (name, value) in fields {
            assert_eq!(form.required(name), Ok(*value), "{name}");
        }
    };
    let page = merchant.phone_page(&order, "https://f.example/?a=1&b=2");
    has(&page, &[("bizType", "000201"), ("txnSubType", "01"), ("frontUrl", "https://f.example/?a=1&b=2")]);
    has(&page, &[("payTimeout", "20270101001500"), ("currencyCode", "156"), ("accessType", "0"), ("signMethod", "01")]);
    let query = merchant.query(ORDER, made_at);
    has(&query, &[("txnType", "00"), ("txnSubType", "00"), ("bizType", "000000"), ("orderId", ORDER)]);
    has(&query, &[("txnTime", "20270101000000"), ("version", "5.1.0"), ("encoding", "UTF-8"), ("merId", MERCHANT)]);
    let (product, sent_at) = (Product::PhonePage, now().plus(1_800_000));
    let refund = Refund { product, order_id: "ZR1", sent_at, orig_qry_id: "612", amount, back_url };
    let refund = merchant.refund(&refund);
    has(&refund, &[("txnType", "04"), ("txnSubType", "00"), ("bizType", "000201"), ("orderId", "ZR1")]);
    has(&refund, &[("origQryId", "612"), ("txnAmt", "4000"), ("backUrl", back_url), ("certId", "1")]);
    has(&refund, &[("txnTime", "20270101003000")]);
    has(&merchant.query("ZR1", sent_at), &[("orderId", "ZR1"), ("txnTime", "20270101003000")]);
    assert!(Merchant::new(MERCHANT, "1", "not a key").is_err());
}

#[test]
fn what_the_provider_replies_is_verified_on_our_side() {
    let merchant = Merchant::new(MERCHANT, "1", &CHAIN.private_key).unwrap();
    let request = merchant.query(ORDER, now());
    let found =
        [("respCode", "00"), ("origRespCode", "A6"), ("queryId", "612"), ("txnAmt", "4000"), ("currencyCode", "156")];
    let answer = provider(&CHAIN).reply(&request, &found).to_answer();
    assert!(answer.contains("-----BEGIN CERTIFICATE-----\r\n"));
    let form = Form::parse(answer.as_bytes()).unwrap();
    let queried = Queried::read(&trust().verify(&form, now()).unwrap()).unwrap();
    assert_eq!((queried.outcome, queried.transaction), (Outcome::Success, Outcome::Success));
    assert_eq!(queried.payment(MERCHANT, now()).unwrap().paid_at, now());

    let coded = provider(&CHAIN).reply(&request, &[("respCode", "00"), ("qrCode", "https://qr.95516.com/1")]);
    let message = trust().verify(&coded, now()).unwrap();
    let answer = Answer::read(&message).unwrap();
    assert_eq!((answer.outcome, answer.qr_code.as_deref()), (Outcome::Success, Some("https://qr.95516.com/1")));
    assert_eq!((answer.order_id.as_str(), answer.query_id), (ORDER, None));
    assert_eq!(Notice::read(&message), Err(Refused::Malformed("qrCode")));
}

#[test]
fn a_query_tells_what_became_of_the_transaction() {
    let ask = |fields: &[(&str, &str)]| {
        let form = provider(&CHAIN).sign(Form::default().with("orderId", ORDER).with_all(fields));
        Queried::read(&trust().verify(&form, now()).unwrap())
    };
    let none = ask(&[("respCode", "34")]).unwrap();
    assert_eq!((none.outcome, none.payment(MERCHANT, now())), (Outcome::NoSuchOrder, None));
    for (code, outcome) in
        [("03", Outcome::Unknown), ("04", Outcome::Unknown), ("05", Outcome::Unknown), ("12", Outcome::Failure)]
    {
        let queried =
            ask(&[("respCode", "00"), ("origRespCode", code), ("txnAmt", "4000"), ("queryId", "612")]).unwrap();
        assert_eq!((queried.transaction, queried.payment(MERCHANT, now())), (outcome, None), "{code}");
    }
    let success = [("respCode", "00"), ("origRespCode", "00")];
    assert_eq!(ask(&[&success[..], &[("queryId", "612")]].concat()), Err(Refused::Missing("txnAmt")));
    assert_eq!(ask(&[&success[..], &[("txnAmt", "4000")]].concat()), Err(Refused::Missing("queryId")));
    assert_eq!(ask(&[("respCode", "00"), ("txnAmt", "40.00")]), Err(Refused::Malformed("txnAmt")));
    assert_eq!(ask(&[("respCode", "00")]).unwrap().transaction, Outcome::Unknown);
}

#[test]
fn only_these_bytes_by_this_certificate_are_believed() {
    let (trust, good) = (trust(), over_the_wire(&notice(&CHAIN, &[("respMsg", "成功&{a=b}")])));
    assert!(trust.verify(&good, now()).is_ok());
    for (name, value) in good.fields().filter(|(name, _)| *name != "signPubKeyCert") {
        assert_eq!(refusal(&trust, &good.clone().with(name, format!("{value}0"))), Refused::WrongSignature, "{name}");
    }
    assert_eq!(refusal(&trust, &good.clone().with("more", "1")), Refused::WrongSignature);
    let pem = good.get("signPubKeyCert").unwrap();
    for other in [pem.replace("\r\n", "\n"), format!("{pem}\r\n"), format!(" {pem}")] {
        assert_eq!(refusal(&trust, &good.clone().with("signPubKeyCert", other)), Refused::WrongSignature);
    }
    let key = pem.replace("CERTIFICATE", "PUBLIC KEY");
    for other in ["x", "-----BEGIN CERTIFICATE-----\r\n-----END CERTIFICATE-----", &pem[..400], &key, vector("notice")]
    {
        assert_eq!(refusal(&trust, &good.clone().with("signPubKeyCert", other)), Refused::Certificate, "{other}");
    }
    assert_eq!(refusal(&trust, &Form::default().with("signature", "AAAA")), Refused::Missing("signPubKeyCert"));
}

#[test]
fn a_certificate_of_anybody_else_is_refused() {
    // Made like ours, by a root of the same name.
    let foreign = test_chain().unwrap();
    assert_eq!(refusal(&trust(), &notice(&foreign, &[])), Refused::Untrusted);
    // The root itself may not sign messages, nor may another owner whom the same root certifies.
    let root = Chain { certificate: CHAIN.root.clone(), ..CHAIN.clone() };
    assert_eq!(refusal(&trust(), &notice(&root, &[])), Refused::WrongOwner(String::new()));
    for (subject, owner) in [
        ("CN=a@中国银联股份有限公司@b@c", "b"),
        ("CN=a@b@中国银联股份有限公司 @c", "中国银联股份有限公司 "),
        ("CN=中国银联股份有限公司", ""),
        ("CN=a@b@中国银联股份有限公司@c,CN=a@b@mallory", ""),
        ("O=a@b@中国银联股份有限公司@c", ""),
        ("CN=a@b@00040000:SIGN@c", "00040000:SIGN"),
    ] {
        let chain = chain_of(subject).unwrap();
        let trust = Trust::parse(&chain.root, false).unwrap();
        assert_eq!(refusal(&trust, &notice(&chain, &[])), Refused::WrongOwner(owner.into()), "{subject}");
    }
}

#[test]
fn a_certificate_with_any_bit_changed_is_refused() {
    use x509_cert::der::{Document, pem::LineEnding};
    let (trust, form) = (trust(), notice(&CHAIN, &[]));
    let good = Document::from_pem(&CHAIN.certificate).unwrap().1.as_bytes().to_vec();
    for (at, bit) in (0..good.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut changed = good.clone();
        changed[at] ^= 1u8 << bit;
        let Ok(document) = Document::try_from(changed) else { continue };
        let changed = form.clone().with("signPubKeyCert", document.to_pem("CERTIFICATE", LineEnding::CRLF).unwrap());
        // Were the certificate believed, the signature of the message would be what is wrong.
        assert_ne!(refusal(&trust, &changed), Refused::WrongSignature, "byte {at}, bit {bit}");
    }
}

#[test]
fn certificates_are_valid_for_their_time_only() {
    let (trust, form) = (trust(), notice(&CHAIN, &[]));
    for (instant, valid) in [
        ("2019-12-31T23:59:59.999Z", false),
        ("2020-01-01T00:00:00Z", true),
        ("2119-12-31T23:59:59.999Z", true),
        ("2120-01-01T00:00:00Z", false),
    ] {
        let result = trust.verify(&form, Timestamp::parse(instant).unwrap()).map(|_| ());
        assert_eq!(result, if valid { Ok(()) } else { Err(Refused::Expired) }, "{instant}");
    }
    assert!(trust.verify(&form, Timestamp(i64::MIN)).is_err() && trust.verify(&form, Timestamp(i64::MAX)).is_err());
}

#[test]
fn what_is_pinned_is_checked_at_once() {
    for wrong in ["", "\n", "x", vector("middle"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"] {
        assert!(Trust::parse(wrong, true).is_err(), "{wrong}");
    }
    let foreign = format!("{}{}", CHAIN.root, vector("middle"));
    assert!(Trust::parse(&foreign, true).is_err());
    assert!(Trust::parse(&format!("{}\r\n{}\n", CHAIN.root.replace('\n', "\r\n"), vector("root")), false).is_ok());
}

#[test]
fn a_notice_tells_of_money_by_type_and_code() {
    let payment = |fields: &[(&str, &str)]| read(fields).unwrap().payment(MERCHANT, now());
    assert_eq!(payment(&[]).unwrap().fault, None);
    assert_eq!(payment(&[("respCode", "A6")]).unwrap().fault, None);
    for code in ["01", "03", "04", "05", "34", "99", "A5"] {
        assert_eq!(payment(&[("respCode", code)]), None, "{code}");
    }
    assert_eq!(payment(&[("merId", "777290058110049")]).unwrap().fault, Some(Fault::WrongMerchant));
    assert_eq!(payment(&[("currencyCode", "840")]).unwrap().fault, Some(Fault::WrongCurrency));
    assert_eq!(payment(&[("txnTime", "2026")]).unwrap().paid_at, now());
    for txn_type in ["04", "31"] {
        let notice = read(&[("txnType", txn_type), ("origQryId", "611"), ("orderId", "ZR1")]).unwrap();
        assert_eq!(notice.payment(MERCHANT, now()), None);
        let refund = notice.refund(MERCHANT).unwrap();
        assert_eq!(
            (refund.order_no.as_str(), refund.original.as_str(), refund.transaction_id.as_str()),
            ("ZR1", "611", "612")
        );
        assert_eq!((refund.amount, refund.fault), (Fen(4000), None));
        assert_eq!(notice.refund("other").unwrap().fault, Some(Fault::WrongMerchant));
    }
    assert_eq!(read(&[("txnType", "04"), ("respCode", "05")]).unwrap().refund(MERCHANT), None);
    assert_eq!(payment(&[("txnType", "02")]), None);
    assert_eq!(read(&[("txnAmt", "40.00")]), Err(Refused::Malformed("txnAmt")));
    assert_eq!(read(&[("settleAmt", "-1")]), Err(Refused::Malformed("settleAmt")));
}

#[test]
fn amounts_are_whole_fen() {
    for (text, amount) in
        [("4000", 4000), ("1", 1), ("0", 0), ("000000004000", 4000), ("999999999999", 999_999_999_999)]
    {
        assert_eq!(fen(text), Some(Fen(amount)), "{text}");
    }
    for wrong in ["", " 1", "1 ", "+1", "-1", "1.0", "40.00", "1e3", "0x1", "１", "四", "1000000000000", "1,000", "\0"]
    {
        assert_eq!(fen(wrong), None, "{wrong:?}");
    }
}

#[test]
fn times_are_beijings_wall_clock() {
    let instant_of = |text| Timestamp::parse(text).unwrap();
    assert_eq!(instant("20261121080000"), Some(instant_of("2026-11-21T00:00:00Z")));
    assert_eq!(wall_clock(instant_of("2026-11-21T00:00:00.999Z")), "20261121080000");
    for wrong in
        ["", "2026112108000", "202611210800000", "20261321080000", "20261121250000", "+2026112108000", "2026-11-2108:0"]
    {
        assert_eq!(instant(wrong), None, "{wrong:?}");
    }
}

#[test]
fn forms_and_answers_have_one_reading() {
    let form = |text: &str| Form::default().with("a", text).with("b", "2");
    for text in ["x=y", "=", "a b+c%20", "中国", "{a=1&b=2}", "[&]", "{[}", "-----\r\n"] {
        assert_eq!(over_the_wire(&form(text)), form(text), "{text}");
        assert_eq!(Form::parse(form(text).to_answer().as_bytes()), Ok(form(text)), "{text}");
    }
    // Braces aren't nested: the first one that closes, closes.
    let read = Form::parse(b"a={[}&b=2&c=%41+&d=").unwrap();
    assert_eq!(read.fields().collect::<Vec<_>>(), [("a", "{[}"), ("b", "2"), ("c", "%41+"), ("d", "")]);
    assert_eq!(Form::decode(b"a=%2541").unwrap().get("a"), Some("%41"));
    assert_eq!(Form::default().with("a", "").fields().count(), 0);
    for twice in ["a=1&a=1", "a=1&%61=2", "=1"] {
        assert_eq!(Form::decode(twice.as_bytes()), Err(Refused::Malformed("fields")), "{twice}");
    }
    for wrong in ["a=1&a=1", "=1", "a", "a=1&b", "&"] {
        assert_eq!(Form::parse(wrong.as_bytes()), Err(Refused::Malformed("fields")), "{wrong}");
    }
    for wrong in [&b"a=%FF"[..], b"a=\xFF", b"%C3=%28", b"a=%E4%B8&b=%AD"] {
        assert_eq!(Form::decode(wrong), Err(Refused::Malformed("encoding")), "{wrong:?}");
    }
    assert_eq!(Form::parse(b"a=\xFF"), Err(Refused::Malformed("encoding")));
    assert_eq!(Form::decode("a=%EF%BF%BD".as_bytes()).unwrap().get("a"), Some("\u{FFFD}"));
}

#[test]
fn codes_have_their_meaning() {
    use Outcome::*;
    assert_eq!(["00", "A6"].map(Outcome::of), [Success; 2]);
    assert_eq!(["02", "03", "04", "05", "06", "37", ""].map(Outcome::of), [Unknown; 7]);
    assert_eq!(["34", "01", "60", "000", "a6"].map(Outcome::of), [NoSuchOrder, Failure, Failure, Failure, Failure]);
}

proptest! {
    #[test]
    fn no_bytes_verify_and_none_panic(body in any::<Vec<u8>>(), text in "[a-z=&{}\\[\\]%+中]{0,40}") {
        let text = text.as_bytes();
        for form in [Form::decode(&body), Form::parse(&body), Form::decode(text), Form::parse(text)].into_iter().flatten() {
            prop_assert!(trust().verify(&form, now()).is_err());
            prop_assert_eq!(over_the_wire(&form), form);
        }
    }

    #[test]
    fn values_survive_the_wire(name in "[a-zA-Z]{1,8}", value in any::<String>()) {
        let form = Form::default().with(&name, value);
        prop_assert_eq!(over_the_wire(&form), form);
    }
}
