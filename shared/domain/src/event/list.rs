//! Lists of people that leave the system.

use serde::Serialize;

/// A list was taken as a file.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exported<'a> {
    /// `not-submitted`, `candidates`, `orders`, `collections`
    pub list: &'a str,
    /// Of which subtree
    pub organisation: &'a str,
    /// Of which batch, or what else it was narrowed by; may be empty
    pub batch: &'a str,
    /// How many rows it has
    pub rows: i64,
    /// It has more than that: they were not counted to the end
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}
