//! 报名流水号段.

use serde::Serialize;

/// A registration point has a segment more. Its number is the segment's.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Allotted<'a> {
    /// 报名点, its code
    pub point: &'a str,
    pub first: i64,
    /// The last number, included
    pub last: i64,
}

/// The end of a segment, which nobody has a number of, is the county's again.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Returned {
    pub segment: i64,
    /// The first number that is returned
    pub first: i64,
    /// The last number, included: that of the segment
    pub last: i64,
}
