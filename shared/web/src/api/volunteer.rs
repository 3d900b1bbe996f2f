//! 志愿 on the wire.

use super::catalog::Group;
use domain::Timestamp;
pub use domain::score::Score;
use domain::volunteer::Choice;
pub use domain::volunteer::{ControlLine, NamedChoice, NamedMajor, Submission, Ways};
use domain::window::Window;
use serde::{Deserialize, Serialize};

/// 我的志愿.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "VolunteerOverview"))]
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
    pub name: String,
    /// When it can be filled
    pub window: Option<Window>,
    /// May this candidate fill it?
    pub eligible: bool,
    /// If not, why
    pub ineligible_reason: Option<String>,
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
    /// Names of the lists of which only one can be filled: one of these, or this
    pub excludes: Vec<String>,
}

/// A batch with the candidate's own lists.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchView {
    /// The server's time
    pub now: Timestamp,
    /// `undergraduate`
    pub batch: String,
    pub name: String,
    /// When it can be filled
    pub window: Option<Window>,
    /// How many choices
    pub rules: Rules,
    /// May this candidate fill it?
    pub eligible: bool,
    /// If not, why
    pub ineligible_reason: Option<String>,
    /// Names of the lists of which only one can be filled: one of these, or this
    pub excludes: Vec<String>,
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
    /// How they are taken
    pub choices: Ways,
    /// Can 专业服从调剂 be said?
    pub adjust: bool,
    /// May it be submitted empty, to fill another one that excludes it?
    pub may_be_empty: bool,
}

/// 志愿草稿.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Draft {
    pub version: i64,
    pub saved_at: Timestamp,
    /// Choices in order
    pub choices: Vec<NamedChoice>,
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
    pub batch_name: String,
    pub exam_name: String,
    /// The how-manieth submission
    pub version: i64,
    /// Server's time of arrival
    pub submitted_at: Timestamp,
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

/// 收藏.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Favourites {
    /// By folder
    pub favourites: Vec<Favourite>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Favourite {
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
