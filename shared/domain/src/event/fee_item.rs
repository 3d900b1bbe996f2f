//! 缴费项目 that come and go during the year: one person proposes, another one decides.

use super::Answer;
use crate::Fen;
use crate::payment::{OwedBy, Unlocks};
use serde::Serialize;

/// What is added; by one person alone, before 0020.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Added<'a> {
    /// Its name in the exam: `make-up`
    pub item: &'a str,
    /// Its name for people
    pub name: &'a str,
    /// How much, in fen
    pub amount: Fen,
    /// What it is made of; may be empty
    pub detail: &'a str,
    /// 一旦缴纳不退
    pub notice: &'a str,
    /// Name of the window in which it can be paid
    pub window: &'a str,
    /// Who owes it
    pub owed_by: OwedBy,
    /// What it opens
    pub unlocks: Unlocks,
    /// Of the items with the same text here only one can be chosen; may be empty
    pub one_of: &'a str,
}

/// 新增缴费项目, proposed. Its number is the item's.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposed<'a> {
    /// What is to be added
    #[serde(flatten)]
    pub added: Added<'a>,
    /// 收费依据
    pub reason: &'a str,
}

/// Somebody else agrees: whoever it concerns owes it from now on.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Agreed<'a> {
    /// Number of the item
    pub fee_item: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}

/// Somebody else does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declined<'a> {
    /// Number of the item
    pub fee_item: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}

/// 撤销缴费项目, proposed. Until somebody else agrees it is owed as before.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WithdrawalProposed<'a> {
    /// Number of the item
    pub fee_item: i64,
    pub reason: &'a str,
}

/// Somebody else does not agree: it stays in force.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WithdrawalDeclined<'a> {
    /// Number of the item
    pub fee_item: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}

/// Somebody else agrees: nobody owes it any more. What was paid stays paid.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawn<'a> {
    /// Number of the item
    pub fee_item: i64,
    /// To which proposal, and why not
    #[serde(flatten)]
    pub answer: Answer<'a>,
}
