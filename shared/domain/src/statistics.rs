//! Counters of an organisation.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// 上线未提交; not the difference of two others: who submitted may be below the line since
    pub missing: i64,
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
