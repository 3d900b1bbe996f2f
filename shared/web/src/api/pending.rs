//! What waits for whoever asks, on the wire.

use domain::pending::Pending;
use serde::Serialize;

/// What waits for whoever asks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waiting {
    /// Only what there is some of
    pub waiting: Vec<Pending>,
}
