//! 考试年度: what its folder says comes into force as a revision (kinds stay as the journal has them: `exam.…`).

use super::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a revision changes can only be changed while there are none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Dependent {
    /// Somebody is registered
    Candidates,
    /// Somebody has filled a list of volunteers, or begun to
    Volunteers,
}

/// A folder was loaded: a revision, proposed. Its number is the revision's. The rows that it comes to stand beside the journal
/// (`revision_row`), named by their hash.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Loaded<'a> {
    /// SHA-256 of all that it comes to
    pub content: &'a str,
    /// The revision that was in force, to which it was compared
    pub basis: Option<i64>,
    /// Its files: name and SHA-256
    pub files: &'a BTreeMap<String, String>,
    /// What it changes, in words
    pub says: &'a [String],
    /// Who must not be there yet
    pub touches: &'a [Dependent],
    pub reason: &'a str,
}

/// It is in force: all of it, at once. Somebody else agreed to it just now; or the system does what was agreed to.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    /// Number of the revision
    pub revision: i64,
    /// Its windows, too. Before 0030 each was set by an event of its own
    pub windows: bool,
}

/// Somebody else agrees that it comes into force at an instant.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Agreed {
    /// Number of the revision
    pub revision: i64,
    pub due: Millis,
}

/// Whoever proposed it takes it back.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawn {
    /// Number of the revision
    pub revision: i64,
}

/// Somebody else does not agree; or it could not come into force at its instant any more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declined<'a> {
    /// Number of the revision
    pub revision: i64,
    pub reason: &'a str,
}
