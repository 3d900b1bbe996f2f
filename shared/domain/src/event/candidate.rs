//! 考生, from admission to their phone.

use crate::admission::{Captured, Kept};
use serde::Serialize;

/// A registration point has taken somebody in. Its number is the candidate's.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Admitted<'a> {
    /// 报名流水号, 8 digits. The statement fills it in: the next free one of the point's segments
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<&'a str>,
    /// 报名点, its code
    pub point: &'a str,
    /// What the document says
    #[serde(flatten)]
    pub captured: &'a Captured,
    #[serde(flatten)]
    pub document: &'a Kept,
    /// The application that is agreed to by this
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<i64>,
}

/// The document was captured again: 补读身份证. It is the same one: its number never changes.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recaptured<'a> {
    #[serde(flatten)]
    pub captured: &'a Captured,
    /// SHA-256 of the JPEG in the key-value store; without one the photo stays
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<&'a str>,
}

/// Somebody of an office has looked at the whole number of the bound phone.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneRevealed<'a> {
    pub purpose: &'a str,
}

/// 实人认证 was passed, for the first time.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verified<'a> {
    /// Number of the verification at the identity service
    pub check: &'a str,
}

/// Both passwords are new. Every session of the candidate ends.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordsSet<'a> {
    /// 登录密码: Argon2id, sealed
    pub login_password: &'a str,
    /// 信息保存密码: Argon2id, sealed
    pub save_password: &'a str,
    /// Number of the 实人认证 that allowed it; the demo province has none
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<&'a str>,
}

/// The same password, hashed by the parameters of today.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordRehashed<'a> {
    /// `login_password`, `save_password`
    pub column: &'a str,
    /// Argon2id, sealed
    pub password: &'a str,
}

/// A phone is bound, in the place of another one if there was one.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneBound<'a> {
    /// Its number, sealed
    pub phone: &'a str,
    /// Its number, masked
    pub phone_mask: &'a str,
    /// Its number's keyed hash
    pub phone_hash: &'a str,
    /// Number of the 实人认证 that allowed it, when it takes another one's place
    pub check: Option<&'a str>,
}

/// Somebody of an office has signed the candidate out everywhere.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionsEnded<'a> {
    pub reason: &'a str,
}
