//! The contract of WeChat Pay APIv3, without I/O and without a clock: what is signed and how, how a
//! notice is encrypted, what the messages look like. Both sides are here: ours, and the provider's
//! for the sandbox and the tests.

mod key;
mod message;
mod notice;
mod resource;
mod signature;
pub mod statement;

pub use key::{Signer, VerifyingKeys};
pub use message::{
    Amount, Close, CodeUrl, Failure, H5Info, H5Order, H5Url, NativeOrder, NewRefund, Notice, Refund, RefundAmount,
    RefundState, SceneInfo, TradeState, Transaction,
};
pub use notice::{Posted, notice};
pub use resource::{ApiV3Key, Resource};
pub use signature::{Authorization, FRESHNESS, Refused, Signed};

/// The type of a notice that a payment succeeded.
pub const TRANSACTION_SUCCESS: &str = "TRANSACTION.SUCCESS";

#[cfg(test)]
mod tests;
