//! 考试设置 on the wire.

use domain::Timestamp;
pub use domain::exam::Revision;
use serde::Serialize;

/// The newest revisions of exam years, the newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revisions {
    /// The server's time
    pub now: Timestamp,
    /// All that there are, at most 200
    pub revisions: Vec<Revision>,
}
