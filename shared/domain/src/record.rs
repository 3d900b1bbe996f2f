//! A candidate's whole file as the offices see it. Never the choices.

use crate::exam::step::Step;
use crate::form::{Answers, Form};
use crate::payment::{FeeStatus, OrderStatus, Provider, RefundStatus};
use crate::score::Score;
use crate::statistics::Outcome;
use crate::{Fen, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CandidateRecord"))]
pub struct Record {
    /// 办理进度, as the candidate reads it
    pub steps: Vec<Step>,
    /// 报名信息, without where they live and their phone
    pub form: Option<FormFacts>,
    /// What they owe or owed
    pub fees: Vec<FeeFact>,
    /// The newest first
    pub orders: Vec<OrderFact>,
    /// Once published
    pub score: Option<Score>,
    /// By batch
    pub lists: Vec<ListFacts>,
}

/// 报名信息, as last saved, without what is sealed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FormFacts {
    pub version: i64,
    pub saved_at: Timestamp,
    /// What is asked for
    pub asked: Form,
    pub answers: Answers,
    /// Names of the regions that are answered, from the province down, by code
    pub regions: BTreeMap<String, String>,
}

/// What is or was owed.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeFact {
    /// Name of the fee item
    pub name: String,
    pub amount: Fen,
    /// Paid?
    pub status: FeeStatus,
    pub paid_at: Option<Timestamp>,
    pub order_no: Option<String>,
}

/// An attempt to pay.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderFact {
    /// 商户订单号
    pub order_no: String,
    /// Name of the fee item
    pub item_name: String,
    pub provider: Provider,
    pub amount: Fen,
    pub status: OrderStatus,
    pub created_at: Timestamp,
    /// When it was paid
    pub paid_at: Option<Timestamp>,
    /// The provider's number
    pub transaction_id: Option<String>,
    /// Of what came twice
    pub refund: Option<RefundStatus>,
}

/// How far the list of a batch is.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListFacts {
    /// Code of the batch
    pub batch: String,
    pub name: String,
    /// 上线
    pub above_line: bool,
    /// When a draft was saved last
    pub draft_saved_at: Option<Timestamp>,
    /// How often it was submitted
    pub version: i64,
    /// When last
    pub submitted_at: Option<Timestamp>,
    /// 未填报原因
    pub outcome: Option<Outcome>,
    /// In words
    pub note: Option<String>,
    /// When they were called last
    pub chased_at: Option<Timestamp>,
    pub chased_by: Option<String>,
}
