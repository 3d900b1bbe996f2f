use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// An event as an admin reads it: without its body.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    /// `noun.verb`
    pub kind: String,
    pub actor: String,
    /// The member of staff's name
    pub actor_name: Option<String>,
    pub role: String,
    /// What proved it
    pub factor: String,
    pub ip: String,
    pub device: String,
}
