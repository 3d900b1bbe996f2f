//! Candidates as the offices list them.

use crate::candidate::Stage;
use crate::organisation::Path;
use crate::page::After;
use serde::{Deserialize, Serialize};

/// Which candidates to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchCandidates {
    /// Below which organisation
    pub organisation: Option<String>,
    /// A part of the 姓名 (below the province), its beginning or the given name's (in all of it), 证件号, or the start of a 报名流水号
    pub text: String,
    /// How far they have come
    pub stage: Option<Stage>,
    /// Only those who 须补读身份证
    pub to_read: bool,
    /// `next` of the page before
    pub after: After,
}

/// Which candidates a file has.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileOfCandidates {
    /// Below which organisation; one's own when left out
    pub organisation: Option<String>,
    /// How far they have come
    pub stage: Option<Stage>,
}

/// A candidate in a list.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CandidateRow {
    pub id: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 报名点
    pub point: String,
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: Path,
    pub point_name: String,
    /// 县（市、区）
    pub county_name: String,
    /// 市（州）
    pub city_name: String,
    pub stage: Stage,
    /// 已缴费
    pub paid: bool,
    /// 已提交保存正式志愿
    pub submitted: bool,
    /// 须补读身份证
    pub to_read: bool,
}
