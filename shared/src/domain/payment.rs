//! 缴费: order numbers and states.

use serde::{Deserialize, Serialize};

/// State of an order (one attempt to pay one fee item).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum OrderStatus {
    /// Waiting for the payer.
    Open,
    /// Confirmed by the provider.
    Paid,
    /// Closed at the provider; can't be paid any more.
    Closed,
}

/// A merchant order number: `ZK` + 24 upper-case hex digits. WeChat allows 6–32, Alipay ≤ 64,
/// UnionPay 8–40 without dashes: letters and digits, 26 long, suit all three.
pub fn order_number(random: [u8; 12]) -> String {
    format!("ZK{}", hex::encode_upper(random))
}
