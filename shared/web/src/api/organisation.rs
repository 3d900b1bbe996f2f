//! 机构、报名点、号段 on the wire.

pub use domain::organisation::{Below, Organisation, Point, SearchPoints, SearchSegments, Segment};
use domain::page::Page;
use domain::serial::Free;
use serde::{Deserialize, Serialize};

/// Organisations right below one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisations {
    /// The asker's and those on the way down to the one that was asked for, itself the last
    pub path: Vec<Organisation>,
    /// By code
    pub organisations: Vec<Organisation>,
}

/// A new registration point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPoint {
    pub county: String,
    pub name: String,
}

/// A new name for a registration point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointName {
    pub name: String,
}

/// Closes a registration point, or opens it again.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointStatus {
    /// Closed from now on?
    pub closed: bool,
    /// Why, in 2–200 characters
    pub reason: String,
}

/// A page of segments of a subtree, by first number; free numbers when it is a county.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segments {
    #[serde(flatten)]
    pub page: Page<Segment>,
    /// With which the county's numbers begin; empty where it is none
    pub prefix: String,
    /// Numbers of the county that no segment has
    pub free: Vec<Free>,
}

/// A segment to allot.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSegment {
    /// 报名点
    pub point: String,
    /// First number, 8 digits
    pub first: String,
    /// Last number, 8 digits
    pub last: String,
}

/// Numbers to take back: the end of a segment.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The first of them, 8 digits; nobody has it, nor any after it
    pub first: String,
}
