//! 统计 on the wire.

use crate::domain::Timestamp;
use crate::domain::organisation::Level;
use serde::{Deserialize, Serialize};

/// Counters of an organisation, of those right below it, and by hour.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisation {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Level
    pub level: Option<Level>,
}

/// How many candidates have come how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counters {
    /// 已报名
    pub registered: i64,
    /// 已缴费
    pub paid: i64,
    /// 已实人认证
    pub verified: i64,
    /// 已设置密码
    pub active: i64,
    /// 已填报名信息
    pub filled: i64,
    /// 上线
    pub above_line: i64,
    /// 仅草稿
    pub draft_only: i64,
    /// 已提交
    pub submitted: i64,
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

/// What came in an hour.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hour {
    /// Its start
    pub hour: Timestamp,
    /// 报名
    pub registered: i64,
    /// 缴费
    pub paid: i64,
    /// 实人认证
    pub verified: i64,
    /// 填报
    pub filled: i64,
    /// 提交
    pub submitted: i64,
}

/// 上线未提交保存正式志愿考生.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotSubmitted {
    /// How many
    pub total: i64,
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// The candidates
    pub candidates: Vec<Missing>,
}

/// One of them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Missing {
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 报名点
    pub point_name: String,
    /// Bound phone, masked
    pub phone_masked: Option<String>,
    /// Has a draft
    pub draft: bool,
}
