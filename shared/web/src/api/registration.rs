//! 报名信息 on the wire.

use domain::Timestamp;
use domain::candidate::Stage;
use domain::form::{Answers, Form};
pub use domain::registration::{Identity, Saved};
use domain::window::Window;
use serde::{Deserialize, Serialize};

/// 我的报名.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Registration {
    /// The server's time
    pub now: Timestamp,
    /// Where the candidate stands
    pub stage: Stage,
    /// When it can be filled
    pub window: Option<Window>,
    /// 《考生诚信考试承诺书》
    pub pledge: Pledge,
    /// Version of the form, 0 for none
    pub version: i64,
    /// When it was saved
    pub saved_at: Option<Timestamp>,
    /// Can it be saved now?
    pub editable: bool,
    /// What the registration point captured
    pub identity: Identity,
    /// What is asked for
    pub asked: Form,
    /// The answers as saved
    pub form: Option<Answers>,
    /// What is asked for and missing in the answers that were saved: labels
    pub missing: Vec<String>,
}

/// 《考生诚信考试承诺书》.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pledge {
    /// Version of the text
    pub version: String,
    pub title: String,
    /// Paragraphs
    pub text: Vec<String>,
    /// When this version was accepted
    pub accepted_at: Option<Timestamp>,
}

/// The pledge that was read.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptPledge {
    /// Version of the text
    pub version: String,
}

/// 提交保存.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveForm {
    /// The version last seen, 0 for none
    pub version: i64,
    /// 信息保存密码
    pub save_password: String,
    pub form: Answers,
}

/// One's own document.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentNumber {
    /// 证件号, in full
    pub number: String,
}
