//! Calendar, code tables, plans on the wire.

use crate::domain::Timestamp;
use crate::domain::subject::Track;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The calendar.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calendar {
    /// The server's time
    pub now: Timestamp,
    /// Exams, the newest first
    pub exams: Vec<Exam>,
}

/// An exam and its windows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exam {
    /// `gaokao-2027`
    pub id: String,
    /// Name
    pub name: String,
    /// `gaokao`, `zsb`
    pub kind: String,
    /// Year
    pub year: i32,
    /// Windows of the province
    pub windows: Vec<Window>,
}

/// A window: open from `opens` (inclusive) to `closes` (exclusive).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// `registration`, `volunteer-assist`, `volunteer-undergraduate`
    pub name: String,
    /// Its name in Chinese
    pub title: String,
    /// Start
    pub opens: Timestamp,
    /// End
    pub closes: Timestamp,
    /// Open now?
    pub open: bool,
}

/// Code tables by list.
pub type Codes = BTreeMap<String, Vec<Code>>;

/// A code and its name.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Code {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
}

/// 行政区划.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Regions {
    /// Cities and counties
    pub regions: Vec<Region>,
}

/// A city or county (GB/T 2260).
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Region {
    /// 4 or 6 digits
    pub code: String,
    /// Name
    pub name: String,
    /// The region above
    pub parent: String,
}

/// A page of groups.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Groups {
    /// How many fit
    pub total: i64,
    /// This page, from 1
    pub page: i64,
    /// Groups a page
    pub page_size: i64,
    /// The groups
    pub groups: Vec<Group>,
}

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
}

/// 再选科目要求, as text and for programs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// As people read it
    pub text: String,
    /// All of these
    pub all_of: Vec<&'static str>,
    /// One of these
    pub any_of: Vec<&'static str>,
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

/// A group with its majors and lines.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupDetail {
    /// The group
    #[serde(flatten)]
    pub group: Group,
    /// Majors
    pub majors: Vec<Major>,
    /// Lines, the newest first
    pub lines: Vec<Line>,
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
