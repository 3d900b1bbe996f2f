//! What many operations read and answer.

use serde::{Deserialize, Serialize};

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

/// The number of a new thing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created {
    /// Number
    pub id: i64,
}

/// How many rows were taken in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// Rows
    pub imported: usize,
}
