//! The contract of Alipay's gateway (RSA2), without I/O and without a clock: what is signed and how,
//! what the messages look like. Both sides are here: ours, and the provider's for the sandbox and the tests.

mod form;
mod key;
mod notice;
mod request;
mod response;
mod signature;
pub mod statement;
mod value;

pub use form::Form;
pub use key::{Keys, Signer};
pub use notice::{Notice, Refund, TradeStatus};
pub use request::{App, Call, Close, Operation, Precreate, Query, RefundOrder, RefundQuery, Urls, WapPay};
pub use response::{Closed, Failure, QrCode, RefundState, Refunded, Trade, answer, refuse, respond};
pub use signature::{NOTICE, REQUEST, Refused, sign_content};

/// The whole body of the reply to a notice that was taken.
pub const TAKEN: &str = "success";

/// The type of a notice about a trade.
pub const TRADE_STATUS_SYNC: &str = "trade_status_sync";

/// `product_code` of a payment in the phone's browser.
pub const QUICK_WAP_WAY: &str = "QUICK_WAP_WAY";

/// `code` of an answer that is one.
pub const SUCCESS: &str = "10000";

/// `code` of a refusal by the business behind the gateway; its `sub_code` tells which.
pub const BUSINESS_FAILED: &str = "40004";

/// `sub_code`: the system was busy.
pub const SYSTEM_ERROR: &str = "ACQ.SYSTEM_ERROR";

/// `sub_code`: nobody has opened the cashier yet, so there is nothing to query or to close. As long as it has not expired, the
/// QR code can still be paid.
pub const TRADE_NOT_EXIST: &str = "ACQ.TRADE_NOT_EXIST";

/// `sub_code`: not waiting for a payment (any more), so it can't be closed.
pub const TRADE_STATUS_ERROR: &str = "ACQ.TRADE_STATUS_ERROR";

#[cfg(test)]
mod tests;
