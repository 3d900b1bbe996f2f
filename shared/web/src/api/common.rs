//! What many operations read and answer.

use domain::Timestamp;
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

/// 复核: what a second person says to a proposal.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The proposal that one has seen, as the list has it
    pub proposal: i64,
    /// 同意, or 不同意
    pub approve: bool,
    /// Why not, in 2–200 characters
    #[serde(default)]
    pub reason: String,
    /// 同意 only, and only to a revision of an exam's settings, or an import: when it comes into force; at once when left out
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// The number of a new thing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created {
    pub id: i64,
}
