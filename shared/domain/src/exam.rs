//! Windows and places of an exam.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A window to set.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewWindow {
    /// `registration`, …
    pub name: String,
    /// For whom
    pub organisation: String,
    /// Start, inclusive
    pub opens: Timestamp,
    /// End, exclusive
    pub closes: Timestamp,
    /// Why
    pub reason: String,
}

/// A window for an organisation and everything below.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowRow {
    /// Number
    pub id: i64,
    /// `registration`, …
    pub name: String,
    /// In Chinese
    pub title: String,
    /// For whom
    pub organisation: String,
    /// Its name
    pub organisation_name: String,
    /// Start, inclusive
    pub opens: Timestamp,
    /// End, exclusive
    pub closes: Timestamp,
    /// Why
    pub reason: String,
}

/// A city or county (GB/T 2260).
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Region {
    /// 4 or 6 digits
    pub code: String,
    /// Name
    pub name: String,
    /// The region above
    pub parent: String,
}

/// A window: open from `opens` (inclusive) to `closes` (exclusive).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// `registration`, `volunteer-assist`, `volunteer-undergraduate`
    pub name: String,
    /// Its name in Chinese
    pub title: String,
    /// Start
    pub opens: Timestamp,
    /// End
    pub closes: Timestamp,
    /// Open now?
    pub open: bool,
}
