//! Sign-in, identity, passwords on the wire.

use domain::Timestamp;
pub use domain::candidate::Candidate;
use domain::candidate::Stage;
use domain::device::Device;
use domain::document::DocumentKind;
use domain::event::Factor;
use domain::exam::Exam;
use domain::exam::step;
use domain::organisation::Kind;
use domain::role::Permissions;
use domain::staff::Step;
use domain::student::Outsider;
use domain::window::Window;
use serde::{Deserialize, Serialize};

/// 首次登录.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FirstSignIn {
    /// 报名流水号 or 证件号
    pub number: String,
    /// 姓名
    pub name: String,
    /// 证件有效期至: `YYYY-MM-DD`, or 长期
    pub valid_until: String,
    /// Which exam, for whoever takes part in several
    pub exam: Option<String>,
}

/// 登录.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// 报名流水号 or 证件号
    pub login: String,
    /// 登录密码
    pub password: String,
    /// Which exam, for whoever takes part in several
    pub exam: Option<String>,
}

/// 管理端登录.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffSignIn {
    pub username: String,
    pub password: String,
}

/// A new password for one's own 管理账号.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffPassword {
    /// The one in use
    pub current_password: String,
    /// The new one
    pub password: String,
}

/// 办理进度.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Steps {
    /// The server's time
    pub now: Timestamp,
    /// In their order
    pub steps: Vec<step::Step>,
}

/// Who is signed in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// The server's time
    pub now: Timestamp,
    /// When the session ends in any case
    pub expires_at: Timestamp,
    /// When it ends if nothing more comes
    pub idle_expires_at: Timestamp,
    /// A candidate, an office by what it is, or finance
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["candidate", "point", "county", "city", "province", "college", "office", "finance"])))]
    pub role: &'static str,
    /// What proved it: the password, alone or with a 动态口令 (`totp`); or `facts` alone, which open nothing but the next step
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("enum" = ["facts", "login-password", "totp"])))]
    pub factor: Factor,
    /// The candidate, if it is one
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Candidate>,
    /// The exam's windows as they stand for the candidate, by start; by facts alone as they stand at their 报名点
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// The member of staff, if it is one
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Staff>,
}

/// A member of staff.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StaffIdentity"))]
pub struct Staff {
    pub id: i64,
    pub name: String,
    pub username: String,
    pub organisation: String,
    pub organisation_name: String,
    pub kind: Kind,
    /// The code of the province
    pub province: String,
    /// Their role's name there
    pub role_name: String,
    /// What it lets them do
    pub permissions: Permissions,
    /// What is due before this session reaches anything else
    pub next: Option<Step>,
    /// 动态口令 is set up
    pub second_factor: bool,
    /// Recovery codes that are left
    pub recovery_codes: i64,
    /// The exams that there are, the newest first
    pub exams: Vec<Exam>,
}

/// The devices signed in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Devices {
    /// The newest first
    pub sessions: Vec<Device>,
}

/// An identity verification.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IdentityCheck"))]
pub struct Identity {
    pub id: String,
    /// Where the candidate does it
    pub url: String,
    /// What came of it
    pub status: IdentityStatus,
    /// Where the candidate stands
    pub stage: Stage,
}

/// What came of an identity verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum IdentityStatus {
    /// Nothing yet
    Pending,
    /// It is this person
    Passed,
    Failed,
    /// It was not done within 15 minutes
    Expired,
}

/// 设置密码.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// 登录密码
    pub login_password: String,
    /// 信息保存密码
    pub save_password: String,
}

/// A phone that asks for a code.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// 11 digits
    pub phone: String,
}

/// The code is on its way.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// Until when it counts
    pub expires_at: Timestamp,
    /// From when on another one may be asked for
    pub again_at: Timestamp,
}

/// A phone that asks for a code, to claim a 学籍 with.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimCode {
    /// Which exam
    pub exam: String,
    /// 证件类型
    #[serde(default = "resident_card")]
    pub document_kind: DocumentKind,
    /// 证件号
    pub document: String,
    /// 11 digits
    pub phone: String,
}

/// 专升本注册: a student claims their 学籍.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Which exam
    pub exam: String,
    /// 姓名
    pub name: String,
    /// 证件类型
    #[serde(default = "resident_card")]
    pub document_kind: DocumentKind,
    /// 证件号
    pub document: String,
    /// 11 digits
    pub phone: String,
    /// The code of the message
    pub code: String,
    /// Of who is of a college of another province, whom no college hands over
    #[serde(default)]
    pub outside: Option<Outsider>,
}

fn resident_card() -> DocumentKind {
    DocumentKind::ResidentCard
}

/// 绑定手机.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BindPhone {
    /// 11 digits
    pub phone: String,
    /// The code of the message
    pub code: String,
}
