//! The exam offices' work on the wire.

use crate::domain::Timestamp;
use crate::domain::candidate::Stage;
use crate::domain::organisation::Level;
use crate::domain::page::Total;
use crate::domain::serial::Free;
use crate::store::journal::Entry;
use serde::{Deserialize, Serialize};

/// Organisations right below one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisations {
    /// By code
    pub organisations: Vec<Organisation>,
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
    /// How many are right below
    pub children: i64,
}

/// A new registration point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPoint {
    /// County, 6 digits
    pub county: String,
    /// Name
    pub name: String,
}

/// A page of registration points.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Points {
    /// By code
    pub points: Vec<Point>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<String>,
}

/// A registration point with its numbers.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Its county's name
    pub county_name: String,
    /// Its segments, by first number
    #[serde(default)]
    pub segments: Vec<Segment>,
}

/// A page of segments of a subtree; free numbers when it is a county.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segments {
    /// By first number
    pub segments: Vec<Segment>,
    /// Numbers of the county that no segment has
    pub free: Vec<Free>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<String>,
}

/// 报名流水号段.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segment {
    /// Number
    pub id: i64,
    /// 报名点
    pub point: String,
    /// Its name
    pub point_name: String,
    /// First number
    pub first: String,
    /// Last number
    pub last: String,
    /// How many are given out
    pub used: i64,
    /// The next one, if any is left
    pub next: Option<String>,
}

/// A segment to allot.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSegment {
    /// 报名点
    pub point: String,
    /// First number, 8 digits
    pub first: String,
    /// Last number, 8 digits
    pub last: String,
}

/// A candidate to admit: what the reader gives, and the photo.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCandidate {
    /// 报名点
    pub point: String,
    /// 证件
    pub document: Document,
    /// `reader`, `manual_expired`, `manual_absent`, `other`
    pub capture: String,
    /// JPEG, base64
    pub photo: String,
}

/// 证件 as the reader gives it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `resident_card`
    pub kind: String,
    /// 证件号
    pub number: String,
    /// 姓名
    pub name: String,
    /// `male`, `female`
    pub sex: String,
    /// 民族 (GB 3304)
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件住址
    pub address: String,
    /// 有效期自
    pub valid_from: String,
    /// 有效期至: a date, or 长期
    pub valid_until: String,
}

/// The bound number.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Admitted {
    /// Candidate
    pub id: i64,
    /// 报名流水号
    pub serial: String,
}

/// Which candidates to list; everything may be left out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchCandidates {
    /// Below which organisation
    pub organisation: Option<String>,
    /// A part of the 姓名 (below the province), its beginning or the given name's (in all of it), 证件号, or the start of a 报名流水号
    #[serde(default)]
    pub text: String,
    /// How far they have come
    #[serde(default)]
    pub stage: String,
    /// `next` of the page before
    pub after: Option<String>,
}

/// A page of candidates.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidates {
    /// How many fit
    #[serde(flatten)]
    pub total: Total,
    /// `after` of the next page, if there is one
    pub next: Option<String>,
    /// The candidates
    pub candidates: Vec<CandidateRow>,
}

/// A candidate in a list.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CandidateRow {
    /// Number
    pub id: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 报名点
    pub point: String,
    /// Its name
    pub point_name: String,
    /// Where they stand
    pub stage: Stage,
    /// 已缴费
    pub paid: bool,
    /// 已提交保存正式志愿
    pub submitted: bool,
}

/// A candidate, for staff: never the choices.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CandidateDetail {
    /// Number
    pub id: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// `male`, `female`
    pub sex: String,
    /// 民族
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 有效期至
    pub valid_until: String,
    /// How the document was captured
    pub capture: String,
    /// Phone, masked
    pub phone_masked: Option<String>,
    /// 报名点
    pub point: String,
    /// Its name
    pub point_name: String,
    /// Where they stand
    pub stage: Stage,
    /// 采集
    pub registered_at: Timestamp,
    /// 缴费
    pub paid_at: Option<Timestamp>,
    /// 实人认证
    pub verified_at: Option<Timestamp>,
    /// 设置密码
    pub activated_at: Option<Timestamp>,
    /// 同意承诺书
    pub pledged_at: Option<Timestamp>,
    /// 首次提交保存报名信息
    pub filled_at: Option<Timestamp>,
    /// Version of the form
    pub form_version: i64,
    /// 首选科目
    pub first_subject: Option<String>,
    /// Last submission of volunteers
    pub submitted_at: Option<Timestamp>,
}

/// A page of what happened to a candidate.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journal {
    /// Oldest first
    pub events: Vec<TitledEntry>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<i64>,
}

/// An event and its name in Chinese.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledEntry {
    /// The event
    #[serde(flatten)]
    pub entry: Entry,
    /// Its name
    pub title: &'static str,
}

/// How many rows were taken in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported {
    /// Rows
    pub imported: usize,
}

/// The calendar, row by row.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Windows {
    /// The server's time
    pub now: Timestamp,
    /// By start
    pub windows: Vec<WindowRow>,
}

/// A window for an organisation and everything below.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowRow {
    /// Number
    pub id: i64,
    /// `registration`, …
    pub name: String,
    /// In Chinese
    pub title: String,
    /// For whom
    pub organisation: String,
    /// Its name
    pub organisation_name: String,
    /// Start, inclusive
    pub opens: Timestamp,
    /// End, exclusive
    pub closes: Timestamp,
    /// Why
    pub reason: String,
}

/// A window to set.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewWindow {
    /// `registration`, …
    pub name: String,
    /// For whom
    pub organisation: String,
    /// Start, inclusive
    pub opens: Timestamp,
    /// End, exclusive
    pub closes: Timestamp,
    /// Why
    pub reason: String,
}

/// The number of a new thing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created {
    /// Number
    pub id: i64,
}
