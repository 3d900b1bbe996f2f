//! 动态口令 of staff: set up, proved, each code once.

use super::journal::OfAccount;
use crate::db::Db;
use crate::session::TokenHash;
use crate::{append, params};
use domain::event::{Event, Factor, staff as event};
use domain::{Error, Result, Timestamp, time};

/// A secret that waits to be taken into an app counts so long.
const PATIENCE: i64 = 15 * time::MINUTE;

/// Keeps a new secret, sealed, for the session that asked for it.
pub async fn begin(db: &Db, token_hash: &TokenHash, staff: i64, secret: &str, at: Timestamp) -> Result<()> {
    db.run("DELETE FROM staff_enrolment WHERE staff = ? AND created_at < ?", params![staff, at.plus(-PATIENCE)])
        .await?;
    let sql = "INSERT INTO staff_enrolment (token_hash, staff, secret, created_at) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (token_hash) DO UPDATE SET secret = ?3, created_at = ?4";
    db.run(sql, params![token_hash, staff, secret, at]).await
}

/// The sealed secret that this session waits to have confirmed.
///
/// # Errors
/// `WrongState` when there is none, or it has waited too long.
pub async fn begun(db: &Db, token_hash: &TokenHash, at: Timestamp) -> Result<String> {
    let sql = "SELECT secret FROM staff_enrolment WHERE token_hash = ? AND created_at > ?";
    let found = db.first(sql, params![token_hash, at.plus(-PATIENCE)]).await?;
    found.ok_or_else(|| Error::WrongState("二维码已过期，请重新开始设置".into()))
}

/// The app has shown a right code to whom the act is about: the secret is in force, with these recovery codes (keyed hashes).
///
/// # Errors
/// `Conflict` when the session began anew meanwhile.
pub async fn set(act: &OfAccount<'_>, token_hash: &TokenHash, secret: &str, recovery: &[String]) -> Result<()> {
    let event = event::FactorSet { totp: secret, recovery };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM staff_enrolment WHERE token_hash = ?13 AND secret = ?14 AND staff = ?11) \
         AND EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND status = 'active')"
    );
    match act.append(event.written()?, statement, params![token_hash, secret]).await? {
        Some(_) => act.db.run("DELETE FROM staff_enrolment WHERE token_hash = ?", params![token_hash]).await,
        None => Err(Error::Conflict("已在另一个页面重新开始设置，请刷新后再试".into())),
    }
}

/// Uses up the code of a step. False: that one, or a later one, was used before. A step far ahead is of a clock that went
/// back, and locks nobody.
pub async fn use_step(db: &Db, staff: i64, step: i64) -> Result<bool> {
    let sql = "INSERT INTO staff_sign_in (staff, totp_step) VALUES (?1, ?2) ON CONFLICT (staff) DO UPDATE SET totp_step = ?2 \
               WHERE totp_step < ?2 OR totp_step > ?2 + 2 RETURNING staff";
    let used: Option<i64> = db.first(sql, params![staff, step]).await?;
    Ok(used.is_some())
}

/// Uses up a recovery code (its keyed hash). False: there is none such, or it was used before.
pub async fn recover(act: &OfAccount<'_>, code: &str) -> Result<bool> {
    let statement = append!(where "EXISTS (SELECT 1 FROM staff_recovery WHERE staff = ?11 AND code = ?13)");
    Ok(act.append(event::RecoveryUsed { code }.written()?, statement, params![code]).await?.is_some())
}

/// How many recovery codes somebody has left.
pub async fn recovery_left(db: &Db, staff: i64) -> Result<i64> {
    let left = db.first("SELECT COUNT(*) FROM staff_recovery WHERE staff = ?", params![staff]).await?;
    Ok(left.unwrap_or_default())
}

/// Has somebody set it up?
pub async fn is_set(db: &Db, staff: i64) -> Result<bool> {
    let set: Option<bool> = db.first("SELECT totp IS NOT NULL FROM staff WHERE id = ?", params![staff]).await?;
    Ok(set.unwrap_or_default())
}

/// This session has proved it, too.
pub async fn proved(db: &Db, token_hash: &TokenHash) -> Result<()> {
    let sql = "UPDATE session SET factor = ? WHERE token_hash = ?";
    db.run(sql, params![Factor::PasswordAndCode.as_str(), token_hash]).await
}
