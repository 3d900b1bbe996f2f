//! Payments as the exam offices see them. Amounts are whole fen.

use domain::Timestamp;
pub use domain::finance::{
    Alarm, AskedDays, Collected, FileOfOrders, OrderRow, ProviderHealth, ReconciledDay, RefundRow, SearchCollections,
    SearchOrders,
};
use serde::{Deserialize, Serialize};

/// 收缴: sums of what was collected.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collections {
    /// The first day that is summed
    pub first: String,
    pub last: String,
    pub total: Collected,
    /// By what was asked for
    pub rows: Vec<Collected>,
}

/// 对账日历: each day and provider of which money is known.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReconciledDays {
    pub first: String,
    /// The last day whose statements can have come
    pub last: String,
    pub days: Vec<ReconciledDay>,
}

/// What came of an alarm.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// In 2–200 characters
    pub resolution: String,
    /// 退回付款人, all of it that the provider gives back: a proposal, to which somebody else has to agree
    #[serde(default)]
    pub refund: bool,
}

/// 支付机构情况.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// The server's time
    pub now: Timestamp,
    /// Of the last hour
    pub providers: Vec<ProviderHealth>,
}
