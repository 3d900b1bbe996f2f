//! What many operations read.

use serde::Deserialize;

/// Nothing to say.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Why somebody does something.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// 2–200 characters
    pub reason: String,
}

/// 复核: what somebody else says to a proposal.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The proposal that one has seen, as the list has it
    pub proposal: i64,
    /// 同意, or 不同意
    pub approve: bool,
    /// Why not, in 2–200 characters
    #[serde(default)]
    pub reason: String,
}
