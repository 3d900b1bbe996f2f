use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// An event as an admin reads it: without its body.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its number
    pub seq: i64,
    /// When
    pub at: Timestamp,
    /// `noun.verb`
    pub kind: String,
    /// Who
    pub actor: String,
    /// The member of staff's name
    pub actor_name: Option<String>,
    /// In which role
    pub role: String,
    /// What proved it
    pub factor: String,
    /// From which address
    pub ip: String,
    /// With which device
    pub device: String,
}
