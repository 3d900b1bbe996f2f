//! 管理账号 on the wire: accounts, their second factor, what staff did, sign-ins that failed.

use domain::Timestamp;
pub use domain::staff::{AccountAttacked, ActRow, AddressFailing, FailureRow, SearchStaff, StaffRow};
use domain::staff::{Role, Status};
use serde::{Deserialize, Serialize};

/// A page of accounts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaffList {
    /// By organisation and user name
    pub staff: Vec<StaffRow>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<i64>,
}

/// An account to create.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    /// Account
    pub username: String,
    /// The person
    pub name: String,
    /// Organisation
    pub organisation: String,
    /// What it is for; an office's work when left out
    pub role: Option<Role>,
}

/// A new account; its password is shown this once.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaffCreated {
    /// Number
    pub id: i64,
    /// Account
    pub username: String,
    /// Random; it has to be replaced at the first sign-in
    pub initial_password: String,
    /// Until when it counts
    pub expires_at: Timestamp,
    /// `proposed`: another one has to agree before it can be used
    pub status: Status,
}

/// Why somebody does something to an account.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// 2–200 characters
    pub reason: String,
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
    /// To which organisation
    pub organisation: String,
    /// What it is for there
    pub role: Role,
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

/// A page of what staff did.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acts {
    /// The newest first
    pub acts: Vec<ActRow>,
    /// What to give as `before` for the next page, if there is one
    pub next: Option<i64>,
    /// Every kind there is, with its name
    pub kinds: Vec<Kind>,
}

/// A kind of event.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "EventKind"))]
pub struct Kind {
    /// `noun.verb`
    pub kind: &'static str,
    /// In Chinese
    pub title: &'static str,
}

/// A page of sign-ins that failed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failures {
    /// The newest first
    pub failures: Vec<FailureRow>,
    /// What to give as `before` for the next page, if there is one
    pub next: Option<i64>,
    /// Of the last day: addresses that tried many accounts
    pub addresses: Vec<AddressFailing>,
    /// Of the last day: accounts that were tried from many addresses
    pub accounts: Vec<AccountAttacked>,
}

/// Which failures to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchFailures {
    /// From this address
    pub ip: String,
    /// Of this account, by the hash of a row
    pub account: String,
    /// Of this account, by what one types to sign in
    pub name: String,
    /// The number of the last row of the page before
    pub before: i64,
}
