//! 待审核 on the wire.

pub use domain::application::{Application, Ground, SearchApplications};
use serde::Serialize;

/// Somebody waits for a decision.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplicationMade {
    pub id: i64,
    /// Why somebody decides
    pub ground: Ground,
}
