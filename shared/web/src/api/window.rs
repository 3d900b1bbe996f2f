//! 日程 on the wire.

use domain::Timestamp;
pub use domain::window::{Change, NewChange, Targeted, Warning, WindowRow};
use serde::Serialize;

/// The calendar: what is in force, setting by setting.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Windows {
    /// The server's time
    pub now: Timestamp,
    /// By start
    pub windows: Vec<WindowRow>,
    /// Candidates with windows of their own, the newest change first, at most 200 changes
    pub targeted: Vec<Targeted>,
    /// Are there more of them?
    pub more_targeted: bool,
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
