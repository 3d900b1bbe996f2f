//! A payment that somebody claims and the provider denies.

use super::Millis;
use serde::Serialize;

/// The provider says that this was not paid.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Denied<'a> {
    /// Number of the claim
    pub claim: i64,
    /// 商户订单号
    pub order_no: &'a str,
    /// Since when it has denied it, without the time in which it was not heard; earlier versions wrote none
    pub since: Millis,
}

/// The provider has denied it for so long that a person has to look at it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refuted<'a> {
    /// Number of the claim
    pub claim: i64,
    /// 商户订单号
    pub order_no: &'a str,
    /// Since when it has denied it; earlier versions wrote none
    pub since: Millis,
}
