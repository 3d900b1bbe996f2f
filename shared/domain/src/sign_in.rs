//! Sign-ins that failed.

use crate::Timestamp;
use crate::page::After;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Which failures to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchFailures {
    pub ip: String,
    /// Of this account, by the hash of a row
    pub account: String,
    /// Of this account, by what one types to sign in
    pub name: String,
    /// `next` of the page before
    pub after: After,
}

/// Which pages somebody signs in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Realm {
    /// 管理端
    Staff,
    /// 考生端
    Candidate,
}

impl Realm {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Why somebody did not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FailureReason {
    /// There is no such account
    UnknownAccount,
    /// 首次登录: name or validity do not fit the number
    WrongFacts,
    /// The password is not theirs
    WrongPassword,
    /// 动态口令 or recovery code is not theirs
    WrongCode,
    /// Too many guesses
    TooManyRequests,
    /// The account is stopped
    Disabled,
    /// The account waits for a second person
    Proposed,
    /// The first password has expired
    Expired,
}

impl FailureReason {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A sign-in that failed.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailureRow {
    pub id: i64,
    pub at: Timestamp,
    pub realm: Realm,
    /// Keyed hash of the name that was typed
    pub account: String,
    /// When there is such an account of staff
    pub username: Option<String>,
    pub reason: FailureReason,
    /// Address
    pub ip: String,
    pub device: String,
}

/// An account that was tried from many addresses.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountAttacked {
    /// Keyed hash of the name that was typed
    pub account: String,
    pub realm: Realm,
    /// When there is such an account of staff
    pub username: Option<String>,
    pub addresses: i64,
    /// How often
    pub failures: i64,
    pub last_at: Timestamp,
}

/// An address that tried many accounts.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressFailing {
    /// Address
    pub ip: String,
    pub accounts: i64,
    /// How often
    pub failures: i64,
    pub last_at: Timestamp,
}
