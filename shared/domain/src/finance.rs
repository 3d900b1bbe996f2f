//! Orders, refunds and alarms as the offices see them. Amounts are whole fen.

mod collection;

use crate::page::After;
use crate::payment::{OrderStatus, Provider, RefundStatus};
use crate::record::OrderFact;
use crate::{Fen, Timestamp};
pub use collection::{AskedDays, Collected, CollectedBy, Days, ReconciledDay, SearchCollections};
use serde::{Deserialize, Serialize};

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alarm {
    pub id: i64,
    /// Who told
    pub provider: Provider,
    /// The order that was named
    pub order_no: String,
    /// Whose order that is, if there is one
    pub candidate: Option<i64>,
    /// Their 报名流水号
    pub serial: Option<String>,
    /// Their 姓名
    pub name: Option<String>,
    /// The provider's number
    pub transaction_id: String,
    /// `unknown_order`, `wrong_amount`, `second_payment`, `wrong_provider`, `wrong_merchant`, `wrong_currency`, `refunded`;
    /// without money: `unconfirmed` (the provider denies it), `unreadable`
    pub reason: String,
    /// How much came
    pub amount: Fen,
    /// When it was told
    pub at: Timestamp,
    /// When somebody had worked it off
    pub resolved_at: Option<Timestamp>,
    /// What came, or is to come, of it
    pub resolution: Option<String>,
    /// What waits for another one's decision: the number of the event that proposed it
    pub proposal: Option<i64>,
    /// Who proposed to give the money back
    pub proposed_by: Option<String>,
    pub proposed_at: Option<Timestamp>,
    /// Was that the one who asks?
    pub mine: bool,
    /// How much is proposed to be given back
    pub refund_amount: Option<Fen>,
    /// May the one who asks agree, or not agree, to it?
    pub may_agree: bool,
    /// How much can be proposed to be given back; nothing: 0
    pub refundable: Fen,
    /// Who agreed that it goes back
    pub decided_by: Option<String>,
    /// Who did not agree to the last proposal
    pub declined_by: Option<String>,
    pub declined_reason: Option<String>,
}

/// Which orders to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchOrders {
    /// Below which organisation
    pub organisation: Option<String>,
    /// 商户订单号 or its beginning, the provider's number, 报名流水号, 姓名 or its beginning
    pub text: String,
    pub status: Option<OrderStatus>,
    pub provider: Option<Provider>,
    /// Made on this day or later, `YYYY-MM-DD`
    pub first: String,
    /// Made on this day or earlier, `YYYY-MM-DD`
    pub last: String,
    /// `next` of the page before
    pub after: After,
}

/// Which orders a file has.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FileOfOrders {
    /// Below which organisation; one's own when left out
    pub organisation: Option<String>,
    pub status: Option<OrderStatus>,
    pub provider: Option<Provider>,
    /// Made on this day or later, `YYYY-MM-DD`
    pub first: String,
    /// Made on this day or earlier, `YYYY-MM-DD`
    pub last: String,
}

/// An order and whose it is.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderRow {
    /// Number of the candidate
    pub candidate: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 市（州）
    pub city_name: String,
    /// 县（市、区）
    pub county_name: String,
    #[serde(flatten)]
    pub order: OrderFact,
}

/// How a provider has done in the last hour.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderHealth {
    pub provider: Provider,
    pub orders: i64,
    /// Of these, without a code: the provider did not answer
    pub without_code: i64,
    pub paid: i64,
    /// Orders that are open, whenever made
    pub open: i64,
    /// When the last notice came
    pub last_notice_at: Option<Timestamp>,
    /// From payment to notice, on average, in milliseconds
    pub lag: Option<i64>,
}

/// A refund and whose it is.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundRow {
    /// 商户退款单号
    pub refund_no: String,
    pub order_no: String,
    /// Number of the candidate
    pub candidate: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    pub provider: Provider,
    pub amount: Fen,
    /// How far it is
    pub status: RefundStatus,
    /// Since when it is owed back
    pub requested_at: Timestamp,
    /// When the provider gave it back
    pub done_at: Option<Timestamp>,
    /// Why the provider can't
    pub reason: Option<String>,
    /// What waits for another one's decision: the number of the event that proposed it
    pub proposal: Option<i64>,
    /// Who proposed to give it up
    pub proposed_by: Option<String>,
    pub proposed_at: Option<Timestamp>,
    pub resolution: Option<String>,
    /// Was that the one who asks?
    pub mine: bool,
    /// May the one who asks agree, or not agree, to it?
    pub may_agree: bool,
    /// Who did not agree
    pub declined_by: Option<String>,
    pub declined_reason: Option<String>,
    /// Who agreed that it is given up
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
}
