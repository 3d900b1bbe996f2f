//! The exam offices' work on the wire.

use domain::Timestamp;
pub use domain::admission::{Admitted, CandidateDetail, CandidateRow, Document, NewCandidate};
use domain::event::Entry;
pub use domain::exam::{NewWindow, WindowRow};
pub use domain::organisation::{Organisation, Point, Segment};
use domain::page::Total;
use domain::serial::Free;
use serde::{Deserialize, Serialize};

/// Organisations right below one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisations {
    /// By code
    pub organisations: Vec<Organisation>,
}

/// A new registration point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPoint {
    /// County, 6 digits
    pub county: String,
    /// Name
    pub name: String,
}

/// A page of registration points.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Points {
    /// By code
    pub points: Vec<Point>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<String>,
}

/// A page of segments of a subtree; free numbers when it is a county.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segments {
    /// By first number
    pub segments: Vec<Segment>,
    /// Numbers of the county that no segment has
    pub free: Vec<Free>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<String>,
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

/// Which candidates to list; everything may be left out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchCandidates {
    /// Below which organisation
    pub organisation: Option<String>,
    /// A part of the 姓名 (below the province), its beginning or the given name's (in all of it), 证件号, or the start of a 报名流水号
    #[serde(default)]
    pub text: String,
    /// How far they have come
    #[serde(default)]
    pub stage: String,
    /// `next` of the page before
    pub after: Option<String>,
}

/// A page of candidates.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidates {
    /// How many fit
    #[serde(flatten)]
    pub total: Total,
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// The candidates
    pub candidates: Vec<CandidateRow>,
}

/// A page of what happened to a candidate.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journal {
    /// Oldest first
    pub events: Vec<TitledEntry>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<i64>,
}

/// An event and its name in Chinese.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledEntry {
    /// The event
    #[serde(flatten)]
    pub entry: Entry,
    /// Its name
    pub title: &'static str,
}

/// How many rows were taken in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// Rows
    pub imported: usize,
}

/// The calendar, row by row.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Windows {
    /// The server's time
    pub now: Timestamp,
    /// By start
    pub windows: Vec<WindowRow>,
}

/// The number of a new thing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created {
    /// Number
    pub id: i64,
}
