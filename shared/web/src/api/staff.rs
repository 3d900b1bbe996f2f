//! 管理账号 on the wire: accounts, their second factor, what staff did, sign-ins that failed.

use domain::Timestamp;
pub use domain::role::{Permission, Role};
use domain::staff::Status;
pub use domain::staff::{SearchStaff, StaffRow};
use serde::{Deserialize, Serialize};

/// Which roles there are, and what they may do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Roles {
    /// By place in their table: a row a role and a kind of organisation
    pub roles: Vec<Role>,
    /// All permissions there are
    pub permissions: Vec<TitledPermission>,
}

/// A permission, and what it is called.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledPermission {
    /// Its name
    pub permission: Permission,
    /// In Chinese
    pub title: &'static str,
}

/// An account to create.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    pub username: String,
    pub name: String,
    pub organisation: String,
    /// The code of its role; `office` when left out
    pub role: Option<String>,
}

/// A new account; its password is shown this once.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaffCreated {
    pub id: i64,
    pub username: String,
    /// Random; it has to be replaced at the first sign-in
    pub initial_password: String,
    /// Until when it counts
    pub expires_at: Timestamp,
    /// `proposed`: another one has to agree before it can be used
    pub status: Status,
}

/// 停用, 启用.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enabled {
    /// Whether it may be used
    pub enabled: bool,
    /// 2–200 characters
    pub reason: String,
}

/// 调动.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub organisation: String,
    /// The code of its role there
    pub role: String,
    /// 2–200 characters
    pub reason: String,
}

/// The second step of signing in.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// 动态口令 (6 digits), or a recovery code
    pub code: String,
}

/// Asks for a new secret.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginFactor {
    /// The password in use; not needed right after the first sign-in, where an app has to be set up
    #[serde(default)]
    pub current_password: String,
    /// A code of the 动态口令 in use, or a recovery code; needed where one is set up
    #[serde(default)]
    pub current_code: String,
}

/// A new secret for an app.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorBegun {
    /// In base 32, to be typed
    pub secret: String,
    /// `otpauth://totp/…`
    pub uri: String,
    /// The same as a QR code
    pub qr_svg: String,
}

/// The second factor is set up.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorSet {
    /// Each counts once, in the place of a code; shown this once
    pub recovery_codes: Vec<String>,
}
