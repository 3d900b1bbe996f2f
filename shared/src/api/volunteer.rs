//! 志愿 on the wire.

use super::catalog::{Group, Line, Window};
use crate::domain::Timestamp;
use crate::domain::subject::Track;
use crate::domain::volunteer::Choice;
use serde::{Deserialize, Serialize};

/// 我的志愿.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Overview {
    /// The server's time
    pub now: Timestamp,
    /// Batches in their order
    pub batches: Vec<BatchStatus>,
    /// 成绩, once published
    pub score: Option<Score>,
    /// 控制分数线
    pub lines: Vec<ControlLine>,
}

/// Where the candidate stands in a batch.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchStatus {
    /// `undergraduate`
    pub batch: String,
    /// Name
    pub name: String,
    /// When it can be filled
    pub window: Option<Window>,
    /// May this candidate fill it?
    pub eligible: bool,
    /// If not, why
    pub ineligible_reason: Option<&'static str>,
    /// Version of the draft, 0 for none
    pub draft_version: i64,
    /// When it was saved
    pub draft_saved_at: Option<Timestamp>,
    /// Version of the list in force, 0 for none
    pub submission_version: i64,
    /// When it was submitted
    pub submitted_at: Option<Timestamp>,
    /// The draft differs from the list in force
    pub differs: bool,
}

/// 成绩.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// 投档成绩
    pub total: i64,
    /// 首选科目
    pub track: Track,
    /// 位次
    pub rank: i64,
    /// By subject
    pub parts: Parts,
}

/// 单科成绩.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parts {
    /// 语文
    pub chinese: i64,
    /// 数学
    pub mathematics: i64,
    /// 外语
    pub foreign_language: i64,
    /// 首选科目
    pub first: i64,
    /// 再选科目, the higher
    pub second_high: i64,
    /// 再选科目, the lower
    pub second_low: i64,
}

/// 控制分数线.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ControlLine {
    /// Batch
    pub batch: String,
    /// 首选科目
    pub track: Track,
    /// Least total
    pub line: i64,
}

/// A batch with the candidate's own lists.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchView {
    /// The server's time
    pub now: Timestamp,
    /// `undergraduate`
    pub batch: String,
    /// Name
    pub name: String,
    /// When it can be filled
    pub window: Option<Window>,
    /// How many choices
    pub rules: Rules,
    /// May this candidate fill it?
    pub eligible: bool,
    /// If not, why
    pub ineligible_reason: Option<&'static str>,
    /// Can it be changed now?
    pub editable: bool,
    /// 志愿草稿
    pub draft: Option<Draft>,
    /// 正式志愿
    pub submission: Option<Receipt>,
}

/// What a batch allows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// 院校专业组志愿 at most
    pub slots: usize,
    /// 专业志愿 in a group at most
    pub majors: usize,
}

/// 志愿草稿.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Draft {
    /// Version
    pub version: i64,
    /// When
    pub saved_at: Timestamp,
    /// Choices in order
    pub choices: Vec<NamedChoice>,
}

/// A choice, with names.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedChoice {
    /// Group
    pub group: i64,
    /// 院校代号
    pub college: String,
    /// 院校名称
    pub college_name: String,
    /// Where it is
    pub college_city: String,
    /// 专业组编号
    pub code: String,
    /// 专业组名称
    pub name: String,
    /// 计划类别
    pub plan_type_name: String,
    /// 再选科目要求
    pub requirement_text: String,
    /// Majors in order
    pub majors: Vec<NamedMajor>,
    /// 服从专业调剂
    pub accept_adjustment: bool,
    /// Last year's line
    pub last_line: Option<Line>,
}

/// A major, with its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedMajor {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
}

/// 保存草稿.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// The version last seen, 0 for none
    pub version: i64,
    /// Choices in order
    pub choices: Vec<Choice>,
}

/// 提交保存正式志愿.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The version in force that was seen, 0 for none
    pub version: i64,
    /// Choices in order
    pub choices: Vec<Choice>,
    /// 信息保存密码
    pub save_password: String,
}

/// What a submission answers: the core of its 回执. The whole of it, with names, is at `…/submissions/{version}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submitted {
    /// `undergraduate`
    pub batch: String,
    /// The how-manieth submission
    pub version: i64,
    /// Server's time of arrival
    pub submitted_at: Timestamp,
    /// SHA-256 of the stored bytes
    pub hash: String,
    /// 防伪码
    pub code: String,
    /// Number in the journal
    pub journal_seq: i64,
}

/// 回执: what was submitted, when, and how to prove it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// `undergraduate`
    pub batch: String,
    /// Name
    pub batch_name: String,
    /// Exam
    pub exam_name: String,
    /// The how-manieth submission
    pub version: i64,
    /// Server's time of arrival
    pub submitted_at: Timestamp,
    /// Whose
    pub candidate: ReceiptCandidate,
    /// Choices in order
    pub choices: Vec<NamedChoice>,
    /// SHA-256 of the stored bytes
    pub hash: String,
    /// 防伪码
    pub code: String,
    /// Number in the journal
    pub journal_seq: i64,
}

/// Whose receipt.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReceiptCandidate {
    /// 姓名
    pub name: String,
    /// 报名流水号
    pub serial: String,
    /// 证件号, masked
    pub document_masked: String,
}

/// Every submission of a batch.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submissions {
    /// The newest first
    pub submissions: Vec<Submission>,
}

/// One submission, in short.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submission {
    /// The how-manieth
    pub version: i64,
    /// When
    pub submitted_at: Timestamp,
    /// SHA-256 of the stored bytes
    pub hash: String,
    /// Choices
    pub count: i64,
    /// With which device
    pub device: String,
    /// From which address
    pub ip: String,
}

/// 收藏.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Favourites {
    /// By folder
    pub favourites: Vec<Favourite>,
}

/// One favourite.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Favourite {
    /// The group
    pub group: Group,
    /// Folder, may be empty
    pub folder: String,
}

/// Where to keep it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveFavourite {
    /// Folder, may be empty
    pub folder: String,
}
