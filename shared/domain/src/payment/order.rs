//! 订单: one attempt to pay one fee item.

use super::{Channel, LIFETIME, OrderStatus, Provider};
use crate::{ExamId, Fen, Timestamp};
use serde::Deserialize;

/// An order.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    /// 商户订单号
    pub order_no: String,
    pub candidate: i64,
    pub exam: ExamId,
    /// Of which fee item
    pub item: String,
    pub item_name: String,
    pub provider: Provider,
    pub channel: Channel,
    pub amount: Fen,
    pub status: OrderStatus,
    /// Token of the 代付 page
    pub page_token: String,
    /// What the QR code says, once the provider has answered
    pub code_url: Option<String>,
    pub created_at: Timestamp,
    /// Until when it can be paid
    pub expires_at: Timestamp,
    /// When it was paid
    pub paid_at: Option<Timestamp>,
    /// Closed here, yet it may still be paid at the provider until then
    pub follow_until: Option<Timestamp>,
    /// Somebody says since then that it was paid, which the provider has to confirm
    pub claimed_at: Option<Timestamp>,
}

impl Order {
    /// Until when the provider may let somebody pay it. It was told the end that the order was made with; the one that stands
    /// here may have come nearer since (0020_payment.sql).
    pub fn payable_until(&self) -> Timestamp {
        self.expires_at.max(self.created_at.plus(LIFETIME))
    }
}
