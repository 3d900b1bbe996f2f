//! 成绩, as old journals have them: a file was one event. Since 0031 there are imports.

use serde::Serialize;
use serde_json::Value;

/// A later score of the same candidate takes the place of an earlier one.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each candidate once
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    pub scores: &'a [Value],
}
