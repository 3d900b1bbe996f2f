//! 支付异常: money that fits nothing, and the people who look at it.

use super::Answer;
use crate::Fen;
use serde::Serialize;

/// Worked off.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resolved<'a> {
    /// Number of the alarm
    pub alarm: i64,
    /// What came, or is to come, of it
    pub resolution: &'a str,
}

/// 退回付款人, proposed.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundProposed<'a> {
    /// Number of the alarm
    pub alarm: i64,
    pub resolution: &'a str,
    /// How much, in fen: all that the provider will give back; missing before 0013: all that came
    pub amount: Fen,
}

/// Somebody else agrees: the money goes back.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundAgreed<'a> {
    /// Number of the alarm
    pub alarm: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}

/// Somebody else does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundDeclined<'a> {
    /// Number of the alarm
    pub alarm: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}
