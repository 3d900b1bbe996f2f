//! 报名流水号段.

use serde::Serialize;

/// A registration point has a segment more. Its number is the segment's.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Allotted<'a> {
    /// 报名点, its code
    pub point: &'a str,
    /// The first number
    pub first: i64,
    /// The last number, included
    pub last: i64,
}
