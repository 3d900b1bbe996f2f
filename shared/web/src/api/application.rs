//! 待审核 on the wire.

pub use domain::application::{Application, Ground, SearchApplications};
use serde::{Deserialize, Serialize};

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
