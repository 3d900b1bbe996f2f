//! What somebody is signed in with.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A session in the list of one's devices.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Device {
    /// First characters of the token's hash: enough to tell them apart
    pub id: String,
    pub device: String,
    /// Address
    pub ip: String,
    pub signed_in_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The session that asks
    pub current: bool,
}
