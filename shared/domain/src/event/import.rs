//! 导入: a file is staged by one person, published by another.

use super::Millis;
use crate::import::{Counts, Kind};
use serde::Serialize;

/// A file was checked and is staged. Its number is the import's. Its rows stand beside the journal (`import_block`), named by their
/// hashes; each says what will be published, and what was.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Staged<'a> {
    /// What it is about
    pub kind: Kind,
    pub file: &'a str,
    /// SHA-256 of the file
    pub hash: &'a str,
    /// The import that was published when it was compared
    pub basis: Option<i64>,
    /// SHA-256 of each block of rows; those that change what was published come first
    pub blocks: &'a [String],
    /// What the marks of a score are, in their order
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub columns: &'a [String],
    /// SHA-256 of what is worth a look
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a str>,
    pub counts: Counts,
    /// What it changes, in words
    pub says: &'a [String],
    pub reason: &'a str,
}

/// It is published: all of it, at once. Somebody else agreed to it just now; or the system does what was agreed to.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    /// Number of the import
    pub import: i64,
}

/// Somebody else agrees that it is published at an instant.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Agreed {
    /// Number of the import
    pub import: i64,
    pub due: Millis,
}

/// Somebody else does not agree; or it could not be published at its instant any more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declined<'a> {
    /// Number of the import
    pub import: i64,
    pub reason: &'a str,
}

/// Whoever staged it takes it back.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawn {
    /// Number of the import
    pub import: i64,
}
