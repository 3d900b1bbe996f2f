//! Colleges, their 院校专业组 and majors.

pub mod words;

use crate::subject::{Second, Track};
use serde::{Deserialize, Serialize};

/// A 院校专业组.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Number
    pub id: i64,
    /// 院校代号
    pub college: String,
    /// 院校名称
    pub college_name: String,
    /// Where it is
    pub college_city: String,
    /// 985, 211, …
    pub college_tags: Vec<String>,
    /// 专业组编号
    pub code: String,
    /// 专业组名称
    pub name: String,
    /// 计划类别, code
    pub plan_type: String,
    /// 计划类别
    pub plan_type_name: String,
    /// 首选科目
    pub track: Track,
    /// 再选科目要求
    pub requirement: Requirement,
    /// 招生计划数
    pub plan: i64,
    /// Last year's line
    pub last_line: Option<Line>,
    /// 学费 of its majors
    pub tuition: Option<Tuition>,
}

/// Yuan a year, as colleges publish them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tuition {
    /// The cheapest major
    pub least: i64,
    /// The dearest
    pub most: i64,
}

/// One of the values that a search can be narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Narrowing {
    /// As it is asked for
    pub value: String,
    /// As people read it
    pub name: String,
    /// 院校专业组 of it
    pub count: i64,
}

/// A line of a year.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Year
    pub year: i64,
    /// 投档线
    pub line: i64,
    /// 位次
    pub rank: i64,
}

/// A major of a group.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Major {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Plan
    pub plan: i64,
    /// Yuan a year, as colleges publish it (all other amounts are fen)
    pub tuition: i64,
    /// Years
    pub years: i64,
    /// Note
    pub note: String,
}

/// 再选科目要求, as text and for programs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// As people read it
    pub text: String,
    /// All of these
    pub all_of: Vec<Second>,
    /// One of these
    pub any_of: Vec<Second>,
}
