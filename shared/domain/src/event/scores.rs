//! 成绩: a file is one event.

use crate::score::Score;
use serde::Serialize;

/// A later score of the same candidate takes the place of an earlier one.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each candidate once
    #[serde(skip_serializing_if = "<[Score]>::is_empty")]
    pub scores: &'a [Score],
}
