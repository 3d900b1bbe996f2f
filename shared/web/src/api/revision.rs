//! 考试设置 on the wire.

use domain::Timestamp;
pub use domain::exam::Revision;
use serde::{Deserialize, Serialize};

/// The newest revisions of exam years, the newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revisions {
    /// The server's time
    pub now: Timestamp,
    /// All that there are, at most 200
    pub revisions: Vec<Revision>,
}

/// What a second person says.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The revision that one has seen, as the list has it
    pub proposal: i64,
    /// 同意, or 不同意
    pub approve: bool,
    /// Why not, in 2–200 characters
    #[serde(default)]
    pub reason: String,
    /// When it comes into force; at once when left out
    #[serde(default)]
    pub at: Option<Timestamp>,
}
