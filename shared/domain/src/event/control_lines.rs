//! 控制分数线: a file is one event.

use crate::score::Line;
use serde::Serialize;

/// A later line of the same batch and 首选科目 takes the place of an earlier one.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each batch and 首选科目 once
    #[serde(skip_serializing_if = "<[Line]>::is_empty")]
    pub lines: &'a [Line],
}
