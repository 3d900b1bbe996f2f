//! Payments as the exam offices see them. Amounts are whole fen.

use domain::exam::Window;
pub use domain::finance::{Alarm, FeeItem, OrderRow, ProviderHealth, RefundRow};
use domain::page::Total;
use domain::payment::{OwedBy, Unlocks};
use domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

/// Which orders to list; everything may be left out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchOrders {
    /// Below which organisation
    pub organisation: Option<String>,
    /// 商户订单号, the provider's number, 报名流水号 or 姓名
    #[serde(default)]
    pub text: String,
    /// `next` of the page before
    pub after: Option<String>,
}

/// A page of orders.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrderList"))]
pub struct Orders {
    /// How many in all; nobody counts those that were searched
    #[serde(flatten)]
    pub total: Option<Total>,
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// The newest first
    pub orders: Vec<OrderRow>,
}

/// A page of 退款: what is on its way back, and what the provider can't give back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refunds {
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// Those that are not done first, then the newest
    pub refunds: Vec<RefundRow>,
}

/// 放弃退款: a proposal, to which somebody else has to agree.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Abandoning {
    /// Why, in 2–200 characters: how it is settled with the payer instead
    pub reason: String,
}

/// 缴费项目 of the exam.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeItems {
    /// First those about which somebody has to decide
    pub fee_items: Vec<FeeItem>,
    /// In which one can be paid
    pub windows: Vec<Window>,
}

/// 新增缴费项目 during the year: a proposal, to which somebody else has to agree.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewFeeItem {
    /// `make-up`: lower-case letters, digits and `-`
    pub item: String,
    /// Its name
    pub name: String,
    /// How much
    pub amount: Fen,
    /// What it is made of; may be empty
    #[serde(default)]
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// Name of the window in which it can be paid
    pub window: String,
    /// Who owes it
    pub owed_by: OwedBy,
    /// What it opens; not 实人认证, which some have behind them
    pub unlocks: Unlocks,
    /// Of the items with the same text here only one can be chosen; empty: this one excludes nothing
    #[serde(default)]
    pub one_of: String,
    /// On what ground it is charged, in 2–200 characters
    pub reason: String,
}

/// 撤销缴费项目: a proposal, to which somebody else has to agree.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why, in 2–200 characters
    pub reason: String,
}

/// A page of 异常: money that came and fits nothing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alarms {
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// Those that nobody has worked off first, then the newest
    pub alarms: Vec<Alarm>,
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
