//! 退款: money on its way back.

use super::{Channel, Provider};
use crate::{ExamId, Fen, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

/// Money on its way back.
#[derive(Clone, Debug, Deserialize)]
pub struct Refund {
    /// 商户退款单号
    pub refund_no: String,
    pub order_no: String,
    pub candidate: i64,
    pub exam: ExamId,
    /// Of which fee item
    pub item: String,
    pub provider: Provider,
    /// How it was paid
    pub channel: Channel,
    /// The provider's number of the payment
    pub transaction_id: String,
    pub amount: Fen,
    pub total: Fen,
    /// How far it is
    pub status: RefundStatus,
    /// Since when it is owed back
    pub requested_at: Timestamp,
    /// When the provider was told last
    pub told_at: Option<Timestamp>,
    /// When the provider gave it back
    pub done_at: Option<Timestamp>,
}

/// State of money on its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum RefundStatus {
    /// Owed back; the provider does not know yet.
    Requested,
    /// The provider is at it.
    Sent,
    /// The provider has given it back.
    Done,
    /// The provider can't: a person must look at it.
    Failed,
    /// Two people gave it up.
    Abandoned,
}

impl RefundStatus {
    /// Is it still to be given back?
    pub fn is_pending(self) -> bool {
        !matches!(self, Self::Done | Self::Abandoned)
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requested => "待退回",
            Self::Sent => "退款中",
            Self::Done => "已退回",
            Self::Failed => "未能退回",
            Self::Abandoned => "已放弃退款",
        }
    }
}

/// What the provider says of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// It never heard of it.
    Unknown,
    /// It is at it.
    Underway,
    /// Given back, at this time.
    Done(Timestamp),
    /// It can't; why.
    Failed(String),
}

/// What the payer reads at the provider of money that comes back. It came twice, or in another amount, or for what nobody owes
/// any more: all of that is true of this.
pub const REFUND_REASON: &str = "考试缴费退款";
