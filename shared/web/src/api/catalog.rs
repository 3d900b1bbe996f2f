//! Calendar, code tables, plans on the wire.

use domain::Timestamp;
pub use domain::catalog::{
    Group, Line, Major, NarrowTo, Narrowing, OfExam, Requirement, SearchGroups, Tuition, WhichRegions,
};
use domain::exam::Exam;
pub use domain::exam::zsb::{Offer, Rules, SearchOffers};
pub use domain::exam::{Authority, Region};
use domain::window::Window;
use serde::Serialize;
use std::collections::BTreeMap;

/// 招生计划 of 专升本.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offers {
    /// By college, major and category
    pub offers: Vec<Offer>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calendar {
    /// The server's time
    pub now: Timestamp,
    /// Exams, the newest first
    pub exams: Vec<ExamCalendar>,
}

/// An exam and its windows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExamCalendar {
    #[serde(flatten)]
    pub exam: Exam,
    /// Windows of the province
    pub windows: Vec<Window>,
}

/// Code tables by list.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Codes(pub BTreeMap<String, Vec<Code>>);

/// A code and its name.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Code {
    pub code: String,
    pub name: String,
}

/// 行政区划.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Regions {
    /// What is below the `parent`; or the one that was asked for with those above it, from the province down
    pub regions: Vec<Region>,
}

/// What a search in a track can be narrowed to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Narrowings {
    /// 院校所在地, those with the most groups first
    pub cities: Vec<Narrowing>,
    /// 985, 211, 双一流
    pub tags: Vec<Narrowing>,
    /// 专业类
    pub major_classes: Vec<Narrowing>,
    /// 计划类别
    pub plan_types: Vec<Narrowing>,
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
    pub groups: Vec<Group>,
}

/// A group with its majors and lines.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupDetail {
    #[serde(flatten)]
    pub group: Group,
    pub majors: Vec<Major>,
    /// Lines, the newest first
    pub lines: Vec<Line>,
}
