//! What differs between a provider's statement and our journal, and what is done about it.

use crate::payment::Provider;
use crate::reconciliation::Entry;
use crate::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

/// What is done about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DifferenceAction"))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 写明原因: resolves it
    Explain,
    /// 按账单补记收款: moves money in our books, so two have to agree
    Settle,
}

/// One difference.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    pub id: i64,
    pub provider: Provider,
    pub date: String,
    /// Of what kind the entry is
    pub entry: Entry,
    /// In which way it differs
    pub kind: Kind,
    /// 商户订单号 or 商户退款单号
    pub number: String,
    /// The provider's number
    pub transaction_id: String,
    /// How much the statement says
    pub theirs: Option<Fen>,
    /// How much our books say
    pub ours: Option<Fen>,
    /// Since when it is known
    pub found_at: Timestamp,
    /// How far it is
    pub status: Status,
    /// What was done or proposed; nothing when it has gone by itself
    pub action: Option<Action>,
    pub reason: Option<String>,
    /// What waits for another one's decision: the number of the event that proposed it
    pub proposal: Option<i64>,
    pub proposed_by: Option<String>,
    /// Was that the one who asks?
    pub mine: bool,
    pub resolved_by: Option<String>,
    pub resolved_at: Option<Timestamp>,
    /// May the payment be written down as the statement has it?
    pub settleable: bool,
    /// Does another file of the same day say otherwise?
    pub contested: bool,
    /// May the one who asks agree, or not agree, to what is proposed?
    pub may_agree: bool,
    /// Who did not agree to the last proposal
    pub declined_by: Option<String>,
    pub declined_reason: Option<String>,
}

/// 处理差异.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Handling {
    pub action: Action,
    /// Why, in 2–200 characters
    pub reason: String,
}

/// In which way a statement and our books differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DifferenceKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 支付机构有、我们没有
    MissingHere,
    /// 我们有、支付机构没有
    MissingThere,
    /// 金额不一致
    Amount,
    /// 账单上的时间早于订单
    TooEarly,
}

/// Which statement a file is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementOf {
    pub provider: Provider,
    /// Of which day in Beijing, `YYYY-MM-DD`
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date")))]
    pub date: String,
}

/// What a provider says of one day, as it was imported.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    pub id: i64,
    pub provider: Provider,
    /// Of which day in Beijing: `2027-06-25`
    pub date: String,
    pub payments: i64,
    /// Their sum
    pub paid: Fen,
    pub refunds: i64,
    /// Their sum
    pub refunded: Fen,
    /// Differences of that day that nobody has resolved yet
    pub differences: i64,
    /// Is it the last file of that day?
    pub latest: bool,
    pub imported_at: Timestamp,
    pub imported_by: String,
}

/// How far a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DifferenceStatus"))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has worked it off
    Open,
    /// Somebody else has to agree
    Proposed,
    /// Worked off, or gone by itself
    Resolved,
}
