//! Colleges, their 院校专业组 and majors.

pub mod words;

use crate::ExamId;
use crate::page::Number;
#[cfg(feature = "schema")]
use crate::page::PAGES;
use crate::subject::{Second, Track};
use serde::{Deserialize, Serialize};

/// Of which exam; the only one when left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OfExam {
    /// `gaokao-2027`
    pub exam: Option<ExamId>,
}

/// Which regions.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct WhichRegions {
    /// Those right below this one; provinces when left out
    pub parent: Option<String>,
    /// Instead: this one and those above it, from the province down
    pub of: Option<String>,
}

/// What a search in a track can be narrowed to.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NarrowTo {
    /// The only one when left out
    pub exam: Option<ExamId>,
    /// 批次; the one that is filled now or comes next when left out
    pub batch: Option<String>,
    /// 首选科目
    pub track: Track,
}

/// Which 院校专业组 to list; everything may be left out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchGroups {
    /// The only one when left out
    pub exam: Option<ExamId>,
    /// 批次; the one that is filled now or comes next when left out
    pub batch: Option<String>,
    /// 首选科目
    pub track: Option<Track>,
    /// Names, 拼音, codes of college, group and majors: some words
    #[serde(default)]
    pub q: String,
    /// 再选科目 that the candidate has, by comma
    #[serde(default)]
    pub subjects: String,
    /// 计划类别
    #[serde(default)]
    pub plan_type: String,
    /// City of the college
    #[serde(default)]
    pub city: String,
    /// 985, 211, 双一流
    #[serde(default)]
    pub tag: String,
    /// Beginning of a major's code: of its 专业类
    #[serde(default)]
    pub major_class: String,
    /// Last year's line, at least
    pub min_line: Option<i64>,
    /// At most
    pub max_line: Option<i64>,
    /// Last year's rank, at least
    pub min_rank: Option<i64>,
    /// At most
    pub max_rank: Option<i64>,
    /// Yuan a year, at least
    pub min_tuition: Option<i64>,
    /// At most
    pub max_tuition: Option<i64>,
    /// What comes first
    #[serde(default)]
    pub order: Order,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = PAGES)))]
    pub page: Number,
}

/// What comes first; groups without it come last. In the order in which the statement numbers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GroupOrder"))]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The highest line
    #[default]
    Line,
    /// The lowest line
    LowLine,
    /// The first rank
    Rank,
    /// The largest plan
    Plan,
    /// The least tuition
    Tuition,
    /// 院校代号, 专业组编号
    Code,
}

/// A 院校专业组.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    pub id: i64,
    /// 院校代号
    pub college: String,
    /// 院校名称
    pub college_name: String,
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
    pub code: String,
    pub name: String,
    pub plan: i64,
    /// Yuan a year, as colleges publish it (all other amounts are fen)
    pub tuition: i64,
    pub years: i64,
    pub note: String,
}

/// 再选科目要求, as text and for programs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// As people read it
    pub text: String,
    pub all_of: Vec<Second>,
    pub any_of: Vec<Second>,
}
