//! 日程 on the wire.

use domain::Timestamp;
pub use domain::window::{Change, NewChange, Targeted, Warning, WindowRow};
use serde::Serialize;

/// The calendar: what is in force, setting by setting, and what waits for a decision.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Windows {
    /// The server's time
    pub now: Timestamp,
    /// By start
    pub windows: Vec<WindowRow>,
    /// Candidates with windows of their own, the newest change first
    pub targeted: Vec<Targeted>,
    /// Changes that somebody has to decide about, the oldest first
    pub proposals: Vec<Change>,
}

/// What a change would do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowPreview {
    /// What changes, in words
    pub says: Vec<String>,
    /// What has to be confirmed
    pub warnings: Vec<Warning>,
}
