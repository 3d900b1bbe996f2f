//! The contract of UnionPay 全渠道 5.1.0, without I/O and without a clock: how messages are spelled, what is
//! signed and how, whose certificate is believed. Both sides are here: ours, and the provider's for the sandbox
//! and the tests.

mod answer;
mod certificate;
#[cfg(not(target_arch = "wasm32"))]
mod chain;
mod client;
mod form;
mod notice;
mod provider;
mod request;
mod signature;
pub mod statement;
mod trust;
mod verifier;

pub use answer::{Answer, Outcome, Queried};
#[cfg(not(target_arch = "wasm32"))]
pub use chain::{Chain, test_chain};
pub use form::Form;
pub use notice::{Notice, Refunded, instant, wall_clock};
pub use provider::Provider;
pub use request::{Merchant, Order, Product, Refund};
pub use signature::Refused;
pub use trust::{Trust, Verified};

use crate::signing::Parsed;
use crate::{Client, Contract, Facts, Settings, Verifier};
use chrono::NaiveDate;
use domain::reconciliation::Statement;
use domain::{Result, Timestamp, time};
use std::sync::Arc;

/// Where the browser posts the form of the phone page.
pub const FRONT: &str = "/gateway/api/frontTransReq.do";
/// Where QR codes are asked for, and refunds.
pub const BACK: &str = "/gateway/api/backTransReq.do";
/// Where it is asked what became of a transaction.
pub const QUERY: &str = "/gateway/api/queryTrans.do";

/// 银联.
pub(crate) struct Unionpay;

impl Contract for Unionpay {
    const FACTS: Facts = Facts {
        address: "unionpay_url",
        asks: &[
            "unionpay_url",
            "unionpay_mer_id",
            "unionpay_cert_id",
            "unionpay_private_key",
            "unionpay_trusted_certificates",
            "unionpay_test",
            "unionpay_notify_url",
        ],
        hears: &["unionpay_mer_id", "unionpay_trusted_certificates", "unionpay_test"],
        merchant: "unionpay_mer_id",
        taken: Some("ok"),
        // It can't be told to close an attempt.
        grace: 15 * time::MINUTE,
        // A bank that is late gives back by itself after that.
        late: time::DAY,
        day_begins: -time::HOUR,
    };

    fn client(settings: &Settings, now: Timestamp) -> Result<Box<dyn Client>> {
        Ok(Box::new(client::Us::of(settings, now)?))
    }

    fn verifier(settings: &Settings) -> Result<Box<dyn Verifier>> {
        Ok(Box::new(verifier::Them::of(settings)?))
    }

    fn statement(date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
        statement::read(date, merchant, text)
    }
}

fn trust(settings: &Settings) -> Result<Arc<Trust>> {
    static TRUST: Parsed<Trust> = Parsed::new();
    let test = if settings.is_on("unionpay_test") { "true" } else { "false" };
    TRUST.of([settings.get("unionpay_trusted_certificates")?, test], |[pem, test]| Trust::parse(pem, test == "true"))
}

#[cfg(test)]
mod tests;
