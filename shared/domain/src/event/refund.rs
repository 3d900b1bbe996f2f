//! Money on its way back. That it is owed back is decided by the triggers.

use super::{Answer, Millis};
use serde::Serialize;

/// The provider is about to be told of it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
}

/// The provider is at it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sent<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
}

/// The provider has given it back.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
    /// When, as the provider says
    pub done_at: Millis,
}

/// The provider can't.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failed<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
    /// Why, in the provider's words
    pub reason: &'a str,
}

/// Somebody wants the provider told once more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retried<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
}

/// 放弃退款, proposed: settled with the payer in another way, or written off.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbandonProposed<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
    pub reason: &'a str,
}

/// Somebody else does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbandonDeclined<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}

/// Somebody else agrees.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Abandoned<'a> {
    /// 商户退款单号
    pub refund_no: &'a str,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}
