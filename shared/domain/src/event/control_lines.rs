//! 控制分数线, as old journals have them: a file was one event. Since 0031 there are imports.

use serde::Serialize;
use serde_json::Value;

/// A later line of the same batch and 首选科目 takes the place of an earlier one.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each batch and 首选科目 once
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    pub lines: &'a [Value],
}
