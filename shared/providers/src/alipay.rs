//! The contract of Alipay's gateway (RSA2), without I/O and without a clock: what is signed and how,
//! what the messages look like. Both sides are here: ours, and the provider's for the sandbox and the tests.

mod client;
mod form;
mod key;
mod notice;
mod request;
mod response;
mod signature;
pub mod statement;
mod value;
mod verifier;

pub use form::Form;
pub use key::{Keys, Signer};
pub use notice::{Notice, Refund, TradeStatus};
pub use request::{App, Call, Close, Operation, Precreate, Query, RefundOrder, RefundQuery, Urls, WapPay};
pub use response::{Closed, Failure, QrCode, RefundState, Refunded, Trade, answer, refuse, respond};
pub use signature::{NOTICE, REQUEST, Refused, sign_content};

use crate::signing::Parsed;
use crate::{Client, Contract, Facts, Settings, Verifier};
use chrono::NaiveDate;
use domain::reconciliation::Statement;
use domain::{Result, Timestamp, time};
use std::sync::Arc;

/// The whole body of the reply to a notice that was taken; without it the notice comes again.
pub const TAKEN: &str = "success";

/// The type of a notice about a trade.
pub const TRADE_STATUS_SYNC: &str = "trade_status_sync";

/// `product_code` of a payment in the phone's browser.
pub const QUICK_WAP_WAY: &str = "QUICK_WAP_WAY";

/// `code` of an answer that is one.
pub const SUCCESS: &str = "10000";

/// `code` of a refusal by the business behind the gateway; its `sub_code` tells which.
pub const BUSINESS_FAILED: &str = "40004";

/// `sub_code`: the system was busy.
pub const SYSTEM_ERROR: &str = "ACQ.SYSTEM_ERROR";

/// `sub_code`: nobody has opened the cashier yet, so there is nothing to query or to close. As long as it has not expired, the
/// QR code can still be paid.
pub const TRADE_NOT_EXIST: &str = "ACQ.TRADE_NOT_EXIST";

/// `sub_code`: not waiting for a payment (any more), so it can't be closed.
pub const TRADE_STATUS_ERROR: &str = "ACQ.TRADE_STATUS_ERROR";

/// 支付宝.
pub(crate) struct Alipay;

impl Contract for Alipay {
    const FACTS: Facts = Facts {
        address: "alipay_url",
        asks: &["alipay_url", "alipay_app_id", "alipay_private_key", "alipay_public_keys", "alipay_notify_url"],
        hears: &["alipay_app_id", "alipay_seller_id", "alipay_public_keys"],
        merchant: "alipay_seller_id",
        taken: Some(TAKEN),
        grace: 0,
        late: 10 * time::MINUTE,
        day_begins: 0,
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

fn keys(settings: &Settings) -> Result<Arc<Keys>> {
    static KEYS: Parsed<Keys> = Parsed::new();
    KEYS.of([settings.get("alipay_public_keys")?], |[json]| Keys::parse(json))
}

#[cfg(test)]
mod tests;
