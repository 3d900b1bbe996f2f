//! Lists of people that leave the system.

use serde::Serialize;

/// A list was taken as a file.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exported<'a> {
    /// `not-submitted`
    pub list: &'a str,
    /// Of which subtree
    pub organisation: &'a str,
    /// Of which batch
    pub batch: &'a str,
    /// How many people are on it
    pub rows: i64,
}
