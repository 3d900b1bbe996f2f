//! 缴费项目 as the offices see them.

use crate::payment::{OwedBy, Unlocks};
use crate::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

/// How far a fee item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FeeItemStatus {
    /// Somebody wants it added; nobody owes it
    Proposed,
    /// In force
    Agreed,
    /// Somebody did not agree to add it
    Declined,
    /// In force; somebody wants it withdrawn
    Withdrawing,
    /// Nobody owes it any more
    Withdrawn,
}

/// 缴费项目.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeItem {
    /// Number; none when it was set up with the exam, and stays
    pub id: Option<i64>,
    /// `make-up`
    pub item: String,
    pub name: String,
    pub amount: Fen,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// Name of the window in which it can be paid
    pub window: String,
    /// Who owes it
    pub owed_by: OwedBy,
    /// What it opens
    pub unlocks: Unlocks,
    /// Of the items with the same text here only one can be chosen; empty: this one excludes nothing
    pub one_of: String,
    /// How far it is
    pub status: FeeItemStatus,
    /// On what ground it is charged
    pub reason: Option<String>,
    /// What waits for another one's decision: the number of the event that proposed it
    pub proposal: Option<i64>,
    pub proposed_by: Option<String>,
    pub proposed_at: Option<Timestamp>,
    pub agreed_by: Option<String>,
    pub agreed_at: Option<Timestamp>,
    /// Of the last proposal to withdraw it: why
    pub withdrawal_reason: Option<String>,
    pub withdrawal_by: Option<String>,
    pub withdrawal_at: Option<Timestamp>,
    pub withdrawal_agreed_by: Option<String>,
    pub withdrawal_agreed_at: Option<Timestamp>,
    /// May the one who asks agree, or not agree, to what is proposed?
    pub may_agree: bool,
    /// Who did not agree to the last proposal
    pub declined_by: Option<String>,
    pub declined_reason: Option<String>,
}
