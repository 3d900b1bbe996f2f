//! The contract of WeChat Pay APIv3, without I/O and without a clock: what is signed and how, how a
//! notice is encrypted, what the messages look like. Both sides are here: ours, and the provider's
//! for the sandbox and the tests.

mod client;
mod key;
mod message;
mod notice;
mod resource;
mod signature;
pub mod statement;
mod verifier;

pub use key::{Signer, VerifyingKeys};
pub use message::{
    Amount, Close, CodeUrl, Failure, H5Info, H5Order, H5Url, NativeOrder, NewRefund, Notice, Refund, RefundAmount,
    RefundState, SceneInfo, TradeState, Transaction,
};
pub use notice::{Posted, notice};
pub use resource::{ApiV3Key, Resource};
pub use signature::{Asked, Authorization, FRESHNESS, Refused, Signed};

use crate::signing::Parsed;
use crate::{Client, Contract, Facts, Settings, Verifier};
use anyhow::anyhow;
use chrono::NaiveDate;
use domain::reconciliation::Statement;
use domain::{Result, Timestamp, time};
use std::sync::Arc;

/// The type of a notice that a payment succeeded.
pub const TRANSACTION_SUCCESS: &str = "TRANSACTION.SUCCESS";

/// 微信支付.
pub(crate) struct Wechat;

impl Contract for Wechat {
    const FACTS: Facts = Facts {
        address: "wechat_api_url",
        asks: &[
            "wechat_api_url",
            "wechat_mchid",
            "wechat_appid",
            "wechat_serial",
            "wechat_private_key",
            "wechat_platform_keys",
            "wechat_notify_url",
        ],
        hears: &["wechat_mchid", "wechat_appid", "wechat_platform_keys", "wechat_apiv3_key"],
        merchant: "wechat_mchid",
        taken: None,
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

fn keys(settings: &Settings) -> Result<Arc<VerifyingKeys>> {
    static KEYS: Parsed<VerifyingKeys> = Parsed::new();
    KEYS.of([settings.get("wechat_platform_keys")?], |[json]| VerifyingKeys::parse(json))
}

/// So many random bytes, in hex.
fn random<const N: usize>() -> Result<String> {
    let mut random = [0; N];
    getrandom::fill(&mut random).map_err(|error| anyhow!("randomness: {error}"))?;
    Ok(hex::encode(random))
}

#[cfg(test)]
mod tests;
