//! What differs between a statement and our books, and who looks at it. Settling one is a `payment.found`.

use super::Answer;
use serde::Serialize;

/// 写明原因: resolved.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explained<'a> {
    /// Number of the difference
    pub difference: i64,
    pub reason: &'a str,
}

/// 按账单补记收款, proposed.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposed<'a> {
    /// Number of the difference
    pub difference: i64,
    pub reason: &'a str,
}

/// Somebody else does not agree: it is open again.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declined<'a> {
    /// Number of the difference
    pub difference: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}
