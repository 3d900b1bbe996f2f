//! 导入 on the wire.

pub use domain::import::{Change, Import, Kind, Shown};
use serde::{Deserialize, Serialize};

/// The parts of a file: SHA-256 of each, in their order.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// At most 40, of at most 1 MiB each
    pub parts: Vec<String>,
}

/// Those that have to be sent yet.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingParts {
    /// SHA-256 of each
    pub missing: Vec<String>,
}

/// A file whose parts are there.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewImport {
    /// What it is about
    pub kind: Kind,
    /// Its name: `.csv`, `.xlsx`
    pub file: String,
    /// SHA-256 of each part, in their order; a text is cut at ends of lines
    pub parts: Vec<String>,
    /// Does it know only some of those who have a 位次? Then there may be gaps
    #[serde(default)]
    pub partial: bool,
    /// Why, in 2–200 characters
    pub reason: String,
}

/// A folder, as a zip file, or one table of it, whose parts are there.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRevision {
    /// Its name: `gaokao-2027.zip`, `lines-2026.csv`
    pub file: String,
    /// SHA-256 of each part, in their order
    pub parts: Vec<String>,
    /// Why, in 2–200 characters
    pub reason: String,
}
