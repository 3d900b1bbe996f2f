//! 考生 on the wire, as offices admit, find and see them.

pub use domain::admission::{
    Admitted, CandidateDetail, CandidateRow, FileOfCandidates, NewCandidate, Recapture, SearchCandidates,
};
use domain::event::{Entry, Fact};
pub use domain::record::Record;
use serde::Serialize;

/// An event and its name in Chinese.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledEntry {
    #[serde(flatten)]
    pub entry: Entry,
    pub title: &'static str,
    /// What it says, in words
    pub facts: Vec<Fact>,
}
