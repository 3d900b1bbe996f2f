//! 信息保存密码, needed at every 提交保存: proved by its hash, and for an hour afterwards by what the session keeps of that.

use super::candidate::place;
use super::journal::OfCandidate;
use super::rate_limit::{self, Limit};
use crate::db::Db;
use crate::seal::{self, Keys, Proved};
use crate::session::Token;
use crate::{candidate, params};
use domain::{Error, Result, Timestamp, time};
use serde::Deserialize;

/// Guesses at one 信息保存密码: five, then one a minute.
pub const GUESSES: Limit = Limit { burst: 5, interval: time::MINUTE };
/// So long a session vouches for a password that was proved in it.
const VOUCHED: i64 = time::HOUR;

/// What decides about a try, as it is stored.
#[derive(Debug, Default, Deserialize)]
pub struct Held {
    /// The password, hashed and sealed
    pub sealed: Option<String>,
    /// What the session keeps of a proof
    pub proof: Option<String>,
    pub proved_at: Option<Timestamp>,
    /// The guesses counted so far
    pub tat: Option<i64>,
}

/// The key under which a candidate's guesses are counted.
pub(super) fn guesses(candidate: i64) -> String {
    format!("save-password‖{candidate}")
}

/// What is stored for a try of a candidate in the session of this token.
///
/// # Errors
/// `NotFound`.
pub async fn held(db: &Db, candidate: i64, token: Token<'_>) -> Result<Held> {
    let sql = "SELECT c.save_password AS sealed, s.proof, s.proved_at, l.tat FROM candidate AS c \
               LEFT JOIN session AS s ON s.token_hash = ?2 LEFT JOIN rate_limit AS l ON l.key = ?3 WHERE c.id = ?1";
    let values = params![candidate, &token.hash(), guesses(candidate)];
    db.first(sql, values).await?.ok_or(Error::NotFound("考生"))
}

impl Held {
    /// What the session keeps of a proof that is not too old.
    fn fresh(&self, now: Timestamp) -> Option<&str> {
        let fresh = self.proved_at.is_some_and(|at| (at.0..at.0 + VOUCHED).contains(&now.0));
        self.proof.as_deref().filter(|_| fresh)
    }

    /// Was this very password proved in the session of this token?
    ///
    /// # Errors
    /// None that can be.
    pub fn vouches(&self, token: Token<'_>, password: &str, now: Timestamp) -> Result<bool> {
        let (Some(sealed), Some(proof)) = (self.sealed.as_deref(), self.fresh(now)) else { return Ok(false) };
        seal::proves(token.0, &[sealed, password], proof)
    }
}

/// Is it the password of whom the act is about? A wrong one is always hashed and counted. Where the session would tell a right one at once, wrong
/// ones are counted before they are hashed, so that many at the same moment are no way around the limit.
///
/// # Errors
/// `WrongPassword`; `TooManyRequests` after too many guesses.
pub async fn check(
    act: &OfCandidate<'_>,
    keys: impl AsyncFnOnce() -> Result<Keys>,
    token: Token<'_>,
    held: &Held,
    password: &str,
) -> Result<()> {
    let OfCandidate { db, at: now, subject: candidate, .. } = *act;
    let sealed = held.sealed.as_deref().ok_or(Error::WrongPassword(None))?;
    rate_limit::may(held.tat, GUESSES, now)?;
    if held.vouches(token, password, now)? {
        return Ok(());
    }
    let (keys, guesses, counted) = (keys().await?, guesses(candidate), held.fresh(now).is_some());
    if counted {
        rate_limit::take(db, &guesses, GUESSES, now).await?;
    }
    if !keys.password_matches(&place(candidate, COLUMN), sealed, password)? {
        if !counted {
            rate_limit::take(db, &guesses, GUESSES, now).await?;
        }
        return Err(Error::WrongPassword(Some(rate_limit::left(db, &guesses, GUESSES, now).await?)));
    }
    // Looked at again: others may have guessed while this one was hashed.
    if rate_limit::check(db, &guesses, GUESSES, now).await? {
        rate_limit::forget(db, &guesses).await?;
    }
    let own = act.anew().about(candidate);
    let newer = candidate::rehash(&own, &keys, COLUMN, Proved { sealed, password }).await?;
    keep(db, token, Proved { sealed: newer.as_deref().unwrap_or(sealed), password }, now).await
}

/// Lets the session vouch for a password that was proved in it.
pub async fn keep(db: &Db, token: Token<'_>, proved: Proved<'_>, now: Timestamp) -> Result<()> {
    let proof = seal::proof(token.0, &[proved.sealed, proved.password])?;
    let sql = "UPDATE session SET proof = ?, proved_at = ? WHERE token_hash = ?";
    db.run(sql, params![proof, now, &token.hash()]).await
}

const COLUMN: &str = "save_password";
