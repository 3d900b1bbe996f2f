mod statement;

use super::*;
use domain::payment::Fault;
use domain::{Fen, Timestamp};
use serde_json::{Value, json};

/// Made by vectors/make.mjs with OpenSSL.
fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/vectors.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn signed(sample: &Value) -> Signed<'_> {
    Signed::read(|name| sample[name.strip_prefix("wechatpay-").unwrap()].as_str()).unwrap()
}

fn instant(sample: &Value) -> Timestamp {
    Timestamp(text(sample, "timestamp").parse::<i64>().unwrap() * 1000)
}

fn keys(serial: &str, pem: &str) -> VerifyingKeys {
    VerifyingKeys::parse(&json!({ serial: pem }).to_string()).unwrap()
}

/// The signature holds for these bytes now, and for nothing else.
fn holds_for_these_bytes_only(sample: &Value, keys: &VerifyingKeys) {
    let (signed, body, now) = (signed(sample), text(sample, "body").as_bytes(), instant(sample));
    assert_eq!(signed.verify(keys, body, now), Ok(()));
    let (shorter, longer) = (&body[..body.len() - 1], [body, b" "].concat());
    for other in [shorter, &longer, b""] {
        assert_eq!(signed.verify(keys, other, now), Err(Refused::WrongSignature));
    }
    for milliseconds in [FRESHNESS, -FRESHNESS] {
        assert_eq!(signed.verify(keys, body, now.plus(milliseconds)), Err(Refused::Stale));
        assert_eq!(signed.verify(keys, body, now.plus(milliseconds - milliseconds.signum())), Ok(()));
    }
    let probe = format!("WECHATPAY/SIGNTEST/{}", signed.signature);
    for signature in [&probe, "", "AAAA", &signed.signature[4..]] {
        let forged = Signed { signature, ..signed.clone() };
        assert_eq!(forged.verify(keys, body, now), Err(Refused::WrongSignature));
    }
    let other = Signed { serial: "other", ..signed.clone() };
    assert_eq!(other.verify(keys, body, now), Err(Refused::UnknownKey("other".into())));
    for timestamp in ["", "-1", "1e9", "99999999999", " 1"] {
        let odd = Signed { timestamp, ..signed.clone() };
        assert!(matches!(odd.verify(keys, body, now), Err(Refused::MissingHeader(_))), "{timestamp:?}");
    }
}

#[test]
fn a_notice_signed_by_openssl_verifies_with_the_key_and_with_the_certificate() {
    let notice = &vectors()["notice"];
    for pem in ["public_key", "certificate"] {
        holds_for_these_bytes_only(notice, &keys(text(notice, "serial"), text(notice, pem)));
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
    let sample = &samples["wechat_notify"];
    holds_for_these_bytes_only(sample, &keys(text(sample, "serial"), text(sample, "cert_pem")));

    // Its key is 16 bytes long, so it shows the layout only: ciphertext, then the tag.
    use aes_gcm::{Aes128Gcm, KeyInit, aead::Aead, aead::Payload};
    use base64::{Engine, engine::general_purpose::STANDARD};
    let notice: Notice = serde_json::from_str(text(sample, "body")).unwrap();
    let sealed = STANDARD.decode(&notice.resource.ciphertext).unwrap();
    let payload = Payload { msg: &sealed, aad: notice.resource.associated_data.as_bytes() };
    let cipher = Aes128Gcm::new_from_slice(text(sample, "apiv3_key_16B").as_bytes()).unwrap();
    let plain = cipher.decrypt(notice.resource.nonce.as_bytes().into(), payload).unwrap();
    assert_eq!(String::from_utf8(plain).unwrap(), text(sample, "plaintext"));
    assert!(ApiV3Key::new(text(sample, "apiv3_key_16B")).is_err());
}

#[test]
fn a_resource_encrypted_by_openssl_opens_and_tells_of_a_payment() {
    let vectors = vectors();
    let notice = &vectors["notice"];
    let message: Notice = serde_json::from_str(text(notice, "body")).unwrap();
    assert_eq!(message.event_type, TRANSACTION_SUCCESS);
    let key = ApiV3Key::new(text(notice, "api_v3_key")).unwrap();
    let plain = key.decrypt(&message.resource).unwrap();
    assert_eq!(plain, text(notice, "plain").as_bytes());

    let transaction: Transaction = serde_json::from_slice(&plain).unwrap();
    let payment = transaction.payment("1900000001", "wx0000000000000001", Timestamp(0)).unwrap();
    assert_eq!((payment.amount, payment.fault), (Fen(4000), None));
    assert_eq!(payment.paid_at.rfc3339(), "2026-11-21T08:00:00+08:00");
    assert_eq!(payment.order_no, "ZK0123456789ABCDEF01234567");

    let again = key.encrypt("transaction", &plain, &message.resource.nonce).unwrap();
    assert_eq!(again.ciphertext, message.resource.ciphertext);
}

#[test]
fn a_changed_resource_does_not_open() {
    let key = ApiV3Key::new("0123456789abcdef0123456789ABCDEF").unwrap();
    let good = key.encrypt("transaction", b"{}", "fedcba987654").unwrap();
    let changed = [
        Resource { associated_data: "refund".into(), ..good.clone() },
        Resource { nonce: "fedcba987655".into(), ..good.clone() },
        Resource { nonce: "short".into(), ..good.clone() },
        Resource { nonce: String::new(), ..good.clone() },
        Resource { algorithm: "AEAD_SM4_GCM".into(), ..good.clone() },
        Resource { ciphertext: "AAAA".into(), ..good.clone() },
        Resource { ciphertext: String::new(), ..good.clone() },
        Resource { ciphertext: "?".into(), ..good.clone() },
    ];
    for resource in changed {
        assert!(key.decrypt(&resource).is_err(), "{resource:?}");
    }
    assert_eq!(key.decrypt(&good).unwrap(), b"{}");
    assert!(ApiV3Key::new("fedcba9876543210fedcba9876543210").unwrap().decrypt(&good).is_err());
}

#[test]
fn our_requests_are_signed_as_openssl_signs_them() {
    let vectors = vectors();
    let request = &vectors["request"];
    let (serial, mchid, nonce) = (text(request, "serial"), text(request, "mchid"), text(request, "nonce"));
    let keys = keys(serial, text(request, "public_key"));
    for pem in ["private_key", "private_key_pkcs1"] {
        let signer = Signer::new(serial, text(request, pem)).unwrap();
        for part in [&request["get"], &request["post"]] {
            let (method, target) = (text(part, "method"), text(part, "target"));
            let asked = Asked { method, target, body: text(part, "body").as_bytes() };
            let now = instant(request);
            let header = signer.authorization(mchid, asked, nonce, now);
            assert!(header.contains(&format!("signature=\"{}\"", text(part, "signature"))));

            let read = Authorization::parse(&header).unwrap();
            assert_eq!((read.mchid.as_str(), read.serial.as_str()), (mchid, serial));
            assert_eq!(read.verify(&keys, asked, now), Ok(()));
            assert_eq!(read.verify(&keys, Asked { method: "PUT", ..asked }, now), Err(Refused::WrongSignature));
            assert_eq!(read.verify(&keys, Asked { body: b"{}", ..asked }, now), Err(Refused::WrongSignature));
            assert_eq!(read.verify(&keys, asked, now.plus(FRESHNESS)), Err(Refused::Stale));
        }
    }
    assert_eq!(Authorization::parse("Bearer x"), None);
    assert_eq!(Authorization::parse("WECHATPAY2-SHA256-RSA2048 mchid=\"1"), None);
}

#[test]
fn two_keys_are_valid_while_they_are_changed() {
    let vectors = vectors();
    let (notice, request) = (&vectors["notice"], &vectors["request"]);
    let both = json!({
        "old": text(notice, "certificate"),
        "PUB_KEY_ID_2": text(request, "public_key"),
    });
    let keys = VerifyingKeys::parse(&both.to_string()).unwrap();
    let new = Signer::new("PUB_KEY_ID_2", text(request, "private_key")).unwrap();
    let now = Timestamp(1_800_000_000_000);
    let headers = new.headers(b"{}", "nonce", now);
    let find = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(Signed::read(find).unwrap().verify(&keys, b"{}", now), Ok(()));
    let old = Signed { serial: "old", ..signed(notice) };
    assert_eq!(old.verify(&keys, text(notice, "body").as_bytes(), instant(notice)), Ok(()));
}

#[test]
fn keys_that_are_none_are_refused_at_once() {
    for wrong in ["", "{", "[]", "{\"a\": 1}", "{\"a\": \"\"}", "{\"a\": \"-----BEGIN CERTIFICATE-----\"}"] {
        assert!(VerifyingKeys::parse(wrong).is_err(), "{wrong}");
    }
    assert!(Signer::new("a", "not a key").is_err());
    // A certificate cut short at any byte is refused, never a panic.
    let certificate = text(&vectors()["notice"], "certificate").to_owned();
    let lines: Vec<&str> = certificate.trim().lines().collect();
    for kept in 1..lines.len() - 1 {
        let pem = [&lines[..kept], &lines[lines.len() - 1..]].concat().join("\n");
        let parsed = VerifyingKeys::parse(&json!({ "a": pem }).to_string());
        assert!(parsed.is_err(), "{kept} lines");
    }
}

#[test]
fn a_fresh_pair_fits_together() {
    let (private, public) = crate::signing::key_pair().unwrap();
    let now = Timestamp(1_800_000_000_000);
    let headers = Signer::new("s", &private).unwrap().headers(b"x", "n", now);
    let find = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(Signed::read(find).unwrap().verify(&keys("s", &public), b"x", now), Ok(()));
}

fn transaction(state: TradeState) -> Transaction {
    Transaction {
        appid: "a".into(),
        mchid: "m".into(),
        out_trade_no: "ZK1".into(),
        transaction_id: Some("42".into()),
        trade_state: state,
        success_time: None,
        amount: Some(Amount::new(Fen(4000))),
    }
}

#[test]
fn money_is_told_by_the_state_and_checked_against_the_merchant() {
    use TradeState::*;
    for state in [NotPay, Closed, UserPaying, PayError, Other] {
        assert_eq!(transaction(state).payment("m", "a", Timestamp(0)), None);
    }
    let fault = |t: Transaction| t.payment("m", "a", Timestamp(7)).unwrap().fault;
    let good = transaction(Success);
    assert_eq!(good.payment("m", "a", Timestamp(7)).unwrap().paid_at, Timestamp(7));
    assert_eq!(fault(good.clone()), None);
    assert_eq!(fault(Transaction { mchid: "x".into(), ..good.clone() }), Some(Fault::WrongMerchant));
    assert_eq!(fault(Transaction { appid: "x".into(), ..good.clone() }), Some(Fault::WrongMerchant));
    let dollars = Amount { total: Fen(4000), currency: "USD".into() };
    assert_eq!(fault(Transaction { amount: Some(dollars), ..good.clone() }), Some(Fault::WrongCurrency));
    assert_eq!(fault(transaction(Refund)), Some(Fault::Refunded));
}

#[test]
fn states_have_the_providers_spelling() {
    let read = |text: &str| serde_json::from_value::<TradeState>(json!(text)).unwrap();
    assert_eq!(
        [read("NOTPAY"), read("SUCCESS"), read("USERPAYING")],
        [TradeState::NotPay, TradeState::Success, TradeState::UserPaying]
    );
    assert_eq!(read("REVOKED"), TradeState::Other);
    assert_eq!(json!(TradeState::PayError), "PAYERROR");
}
