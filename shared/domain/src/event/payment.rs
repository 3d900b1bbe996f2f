//! Money that came, or is said to have come. What comes of it, the triggers decide.

use super::Millis;
use crate::Fen;
use crate::payment::{Fault, Proof, Provider};
use serde::Serialize;

/// What a provider says of money that came.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money<'a> {
    /// Who says so
    pub provider: Provider,
    /// 商户订单号, as the provider tells it
    pub order_no: &'a str,
    /// The provider's number of the transaction
    pub transaction_id: &'a str,
    /// How much, in fen
    pub amount: Fen,
    /// When it was paid
    pub paid_at: Millis,
    /// Why it can settle no order. The statement fills `wrong_provider` in when the order is another provider's
    pub fault: Option<Fault>,
}

/// The provider has told us. One of another amount than the order's becomes a `payment.claimed` in the statement.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Noticed<'a> {
    /// What it says
    #[serde(flatten)]
    pub money: Money<'a>,
    /// What the provider signed, as it came
    pub proof: &'a Proof,
}

/// Likewise, but what it signs does not say it for certain: it is only a reason to ask.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claimed<'a> {
    /// What it says
    #[serde(flatten)]
    pub money: Money<'a>,
    /// What the provider signed, as it came
    pub proof: &'a Proof,
}

/// We asked, and the provider says that it was paid; or two people have written it down from a statement.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found<'a> {
    /// What it says
    #[serde(flatten)]
    pub money: Money<'a>,
    /// Number of the difference that two people have settled by it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<i64>,
    /// What the provider signed, as it came; missing in what two people wrote down, and in what earlier versions found
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<&'a Proof>,
}
