//! The exam offices' work on the wire.

pub use domain::admission::{
    Admitted, CandidateDetail, CandidateRow, Document, FileOfCandidates, NewCandidate, Recapture, SearchCandidates,
};
pub use domain::application::{Application, Ground, SearchApplications};
use domain::event::{Entry, Fact};
pub use domain::organisation::{Below, Organisation, Point, SearchPoints, SearchSegments, Segment};
use domain::page::Page;
use domain::pending::Pending;
pub use domain::record::Record;
use domain::serial::Free;
use domain::statistics::Outcome;
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

/// A page of segments of a subtree, by first number; free numbers when it is a county.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segments {
    /// The segments
    #[serde(flatten)]
    pub page: Page<Segment>,
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

/// An event and its name in Chinese.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledEntry {
    /// The event
    #[serde(flatten)]
    pub entry: Entry,
    /// Its name
    pub title: &'static str,
    /// What it says, in words
    pub facts: Vec<Fact>,
}

/// A new name for a registration point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointName {
    /// Name
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

/// Numbers to take back: the end of a segment.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The first of them, 8 digits; nobody has it, nor any after it
    pub first: String,
}

/// Somebody waits for a decision.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplicationMade {
    /// Number
    pub id: i64,
    /// Why somebody decides
    pub ground: Ground,
}

/// What somebody decides about an application.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecision {
    /// Admitted?
    pub approve: bool,
    /// Why not, in 2–200 characters
    #[serde(default)]
    pub reason: String,
}

/// What a phone is looked at for.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// In 2–200 characters
    pub purpose: String,
}

/// The bound phone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneNumber {
    /// 11 digits
    pub phone: String,
}

/// What came of a call: 未填报原因.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// Code of the batch
    pub batch: String,
    /// 未填报原因
    pub outcome: Outcome,
    /// In words, at most 200 characters
    #[serde(default)]
    pub note: String,
}

/// What waits for whoever asks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waiting {
    /// Only what there is some of
    pub waiting: Vec<Pending>,
}

/// How many rows were taken in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// Rows
    pub imported: usize,
}

/// The number of a new thing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created {
    /// Number
    pub id: i64,
}
