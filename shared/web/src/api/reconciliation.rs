//! 对账 on the wire. Amounts are whole fen.

pub use domain::difference::{Action, Difference, Handling, Kind, Statement, Status};
use serde::{Deserialize, Serialize};

/// A page of 对账单.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statements {
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// The latest day first
    pub statements: Vec<Statement>,
}

/// A page of 差异.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Differences {
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// Those that nobody has resolved yet first, then the latest
    pub differences: Vec<Difference>,
}

/// 复核: what somebody else says to a proposal.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The proposal that one has seen, as the list has it
    pub proposal: i64,
    /// 同意, or 不同意
    pub approve: bool,
    /// Why not, in 2–200 characters
    #[serde(default)]
    pub reason: String,
}
