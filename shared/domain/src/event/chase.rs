//! 上线未提交: who was called.

use serde::Serialize;

/// Somebody was called, and this came of it: 未填报原因. The last one counts.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Noted<'a> {
    pub batch: &'a str,
    /// A name of `domain::statistics::Outcome`
    pub outcome: &'a str,
    /// In words; may be empty
    pub note: &'a str,
}
