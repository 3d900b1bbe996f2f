//! Orders: attempts to pay a fee.

use super::Millis;
use crate::Fen;
use crate::payment::{Channel, Provider};
use serde::Serialize;

/// An attempt to pay a fee.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created<'a> {
    /// 商户订单号
    pub order_no: &'a str,
    pub item: &'a str,
    /// How much, in fen
    pub amount: Fen,
    pub provider: Provider,
    /// Where it is paid
    pub channel: Channel,
    /// Token of the 代付 page
    pub page_token: &'a str,
    /// Until when it can be paid
    pub expires_at: Millis,
}

/// The provider has the order.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prepared<'a> {
    /// 商户订单号
    pub order_no: &'a str,
    /// What its QR code says
    pub code_url: &'a str,
}

/// The attempt is given up.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed<'a> {
    /// 商户订单号
    pub order_no: &'a str,
    /// Until when it may yet be paid at the provider, who could not be told
    pub follow_until: Option<Millis>,
}

/// A closed order can't be paid at the provider any more either.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended<'a> {
    /// 商户订单号
    pub order_no: &'a str,
}
