//! 统计 on the wire.

use domain::Timestamp;
use domain::organisation::Kind;
use domain::page::Page;
pub use domain::statistics::{Counted, Counters, Hour, Missing, SearchMissing};
use serde::Serialize;

/// Counters of an organisation, of those right below it, and by hour.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StatisticsOverview"))]
pub struct Overview {
    /// The server's time
    pub now: Timestamp,
    pub organisation: Organisation,
    /// The asker's organisation and those on the way down to this one, itself the last
    pub path: Vec<domain::organisation::Organisation>,
    pub totals: Counters,
    /// Those right below
    pub children: Vec<Child>,
    /// New ones by hour
    pub hours: Vec<Hour>,
    /// Code of the batch, where counters are about volunteers; empty where the exam has none
    pub batch: String,
    /// Those that can be asked for
    pub batches: Vec<Batch>,
}

/// A page of whoever has not submitted a batch.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotSubmitted {
    /// By registration point and number
    #[serde(flatten)]
    pub page: Page<Missing>,
    /// Code of the batch; empty where the exam has none
    pub batch: String,
    /// Those that can be asked for
    pub batches: Vec<Batch>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BatchName"))]
pub struct Batch {
    /// `undergraduate`
    pub code: String,
    /// 本科批(普通类)
    pub name: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganisationName"))]
pub struct Organisation {
    pub code: String,
    pub name: String,
    pub kind: Kind,
}

/// One right below.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Child {
    #[serde(flatten)]
    pub organisation: Organisation,
    #[serde(flatten)]
    pub counters: Counters,
}
