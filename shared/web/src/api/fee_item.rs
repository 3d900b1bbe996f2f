//! 缴费项目 on the wire.

use domain::Fen;
pub use domain::fee_item::FeeItem;
use domain::payment::{OwedBy, Unlocks};
use domain::window::Window;
use serde::{Deserialize, Serialize};

/// 缴费项目 of the exam.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeItems {
    /// First those about which somebody has to decide
    pub fee_items: Vec<FeeItem>,
    /// In which one can be paid
    pub windows: Vec<Window>,
}

/// 新增缴费项目 during the year: a proposal, to which somebody else has to agree.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewFeeItem {
    /// `make-up`: lower-case letters, digits and `-`
    pub item: String,
    pub name: String,
    pub amount: Fen,
    /// What it is made of; may be empty
    #[serde(default)]
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// Name of the window in which it can be paid
    pub window: String,
    /// Who owes it
    pub owed_by: OwedBy,
    /// What it opens; not 实人认证, which some have behind them
    pub unlocks: Unlocks,
    /// Of the items with the same text here only one can be chosen; empty: this one excludes nothing
    #[serde(default)]
    pub one_of: String,
    /// On what ground it is charged, in 2–200 characters
    pub reason: String,
}
