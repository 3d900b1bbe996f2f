//! How long an order may be paid.

use crate::payment::Order;
use domain::Timestamp;
use domain::payment::LIFETIME;

impl Order {
    /// Until when the provider may let somebody pay it. It was told the end that the order was made with; the one that stands
    /// here may have come nearer since (0020_payment.sql).
    pub fn payable_until(&self) -> Timestamp {
        self.expires_at.max(self.created_at.plus(LIFETIME))
    }
}
