//! 管理账号. Its number is the subject, of a new one the event's own.

use super::{Answer, Millis};
use serde::Serialize;

/// A new account.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created<'a> {
    /// To sign in with
    pub username: &'a str,
    pub name: &'a str,
    pub organisation: &'a str,
    /// The code of its role; before 0012 always `office`
    pub role: &'a str,
    /// The first password: Argon2id, sealed
    pub password: &'a str,
    /// Until when the first password counts
    pub expires_at: Option<Millis>,
    /// It has to be replaced at once
    pub must_change: bool,
    /// Another one has to agree
    pub proposed: bool,
}

/// Another one agrees to what waits about an account.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Agreed<'a>(pub Answer<'a>);

/// Another one does not agree: what was held is given back as it was.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Declined<'a>(pub Answer<'a>);

/// 停用.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disabled<'a> {
    /// Another one has to agree
    pub proposed: bool,
    pub reason: &'a str,
    /// Nothing but its use has ended until somebody independent agrees. In 0021 this was `stops`
    pub holds: bool,
}

/// 启用.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enabled<'a> {
    /// Another one has to agree
    pub proposed: bool,
    pub reason: &'a str,
    /// False
    pub holds: bool,
}

/// 调动 to another organisation, or to another role.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moved<'a> {
    pub organisation: &'a str,
    /// What it is for there
    pub role: &'a str,
    pub reason: &'a str,
    /// Another one has to agree
    pub proposed: bool,
    /// It was in use, and goes nowhere before somebody independent agrees. In 0021 this was `stops`
    pub holds: bool,
}

/// Its owner has replaced the password.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordSet<'a> {
    /// Argon2id, sealed
    pub password: &'a str,
}

/// The same password, hashed by the parameters of today.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordRehashed<'a> {
    /// Argon2id, sealed
    pub password: &'a str,
}

/// Somebody else has made a new password, which counts for one sign-in.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordReset<'a> {
    /// Argon2id, sealed
    pub password: &'a str,
    /// Until when it counts
    pub expires_at: Millis,
    /// Another one has to agree
    pub proposed: bool,
    pub reason: &'a str,
    /// The old one is as it was until somebody independent agrees. In 0021 this was `stops`
    pub holds: bool,
}

/// 动态口令 is set up.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorSet<'a> {
    /// The shared secret, sealed
    pub totp: &'a str,
    /// Keyed hashes of the recovery codes, in the place of those before
    pub recovery: &'a [String],
}

/// 动态口令 is taken away, with the recovery codes: it has to be set up anew.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorReset<'a> {
    /// Another one has to agree
    pub proposed: bool,
    pub reason: &'a str,
    /// It is as it was until somebody independent agrees. In 0021 this was `stops`
    pub holds: bool,
}

/// A recovery code has taken the place of the 动态口令, once.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryUsed<'a> {
    /// Its keyed hash
    pub code: &'a str,
}
