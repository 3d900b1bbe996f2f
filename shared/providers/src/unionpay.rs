//! The contract of UnionPay 全渠道 5.1.0, without I/O and without a clock: how messages are spelled, what is
//! signed and how, whose certificate is believed. Both sides are here: ours, and the provider's for the sandbox
//! and the tests.

mod answer;
mod certificate;
#[cfg(not(target_arch = "wasm32"))]
mod chain;
mod form;
mod notice;
mod provider;
mod request;
mod signature;
pub mod statement;
mod trust;

pub use answer::{Answer, Outcome, Queried};
#[cfg(not(target_arch = "wasm32"))]
pub use chain::{Chain, test_chain};
pub use form::Form;
pub use notice::{Notice, Refunded, instant, wall_clock};
pub use provider::Provider;
pub use request::{Merchant, Order, Product, Refund};
pub use signature::Refused;
pub use trust::{Trust, Verified};

/// Where the browser posts the form of the phone page.
pub const FRONT: &str = "/gateway/api/frontTransReq.do";
/// Where QR codes are asked for, and refunds.
pub const BACK: &str = "/gateway/api/backTransReq.do";
/// Where it is asked what became of a transaction.
pub const QUERY: &str = "/gateway/api/queryTrans.do";

#[cfg(test)]
mod tests;
