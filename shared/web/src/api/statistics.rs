//! 统计 on the wire.

use domain::Timestamp;
use domain::organisation::Level;
pub use domain::statistics::{Counted, Counters, Hour, Missing, SearchMissing};
use serde::Serialize;

/// Counters of an organisation, of those right below it, and by hour.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StatisticsOverview"))]
pub struct Overview {
    /// The server's time
    pub now: Timestamp,
    /// The organisation
    pub organisation: Organisation,
    /// Its counters
    pub totals: Counters,
    /// Those right below
    pub children: Vec<Child>,
    /// New ones by hour
    pub hours: Vec<Hour>,
}

/// An organisation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganisationName"))]
pub struct Organisation {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Level
    pub level: Level,
}

/// One right below.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Child {
    /// The organisation
    #[serde(flatten)]
    pub organisation: Organisation,
    /// Its counters
    #[serde(flatten)]
    pub counters: Counters,
}
