//! The very same request once more: it is known by its key, and what it made is found again.

use super::Author;
use crate::db::Db;
use crate::params;
use domain::{Error, Result};
use serde::Deserialize;

/// Was this very request carried out before? Then the event that it made.
///
/// # Errors
/// `IdempotencyKeyReused` when the key came with another body.
pub async fn replayed(db: &Db, author: &Author) -> Result<Option<i64>> {
    #[derive(Deserialize)]
    struct Earlier {
        seq: i64,
        request_hash: Option<String>,
    }
    let Some(key) = &author.request_key else { return Ok(None) };
    let sql = "SELECT seq, request_hash FROM journal WHERE actor = ? AND request_key = ?";
    match db.first::<Earlier>(sql, params![&author.actor, key]).await? {
        None => Ok(None),
        Some(earlier) if earlier.request_hash == author.request_hash => Ok(Some(earlier.seq)),
        Some(_) => Err(Error::IdempotencyKeyReused),
    }
}

/// Carries out once what a request asks for. `work` answers with the number of the event that it appended; if the very
/// same request came before, or comes at this moment, it is the number of the event that the other one made. An answer
/// that is built from this event is the same each time.
///
/// # Errors
/// Those of `work`; `IdempotencyKeyReused`.
pub async fn once(db: &Db, author: &Author, work: impl AsyncFnOnce() -> Result<i64>) -> Result<i64> {
    once_or_again(db, author, work, async |seq| Ok(seq)).await
}

/// The same, for work that answers with something else; `again` reads it from the event that was made.
///
/// # Errors
/// Those of `work` and `again`; `IdempotencyKeyReused`.
pub async fn once_or_again<T>(
    db: &Db,
    author: &Author,
    work: impl AsyncFnOnce() -> Result<T>,
    again: impl AsyncFnOnce(i64) -> Result<T>,
) -> Result<T> {
    match replayed(db, author).await? {
        Some(seq) => again(seq).await,
        None => or_again(db, author, work().await, again).await,
    }
}

/// The same, for work that fails by itself the second time: only then is it asked whether it was done before.
///
/// # Errors
/// As [`once_or_again`].
pub async fn or_again<T>(
    db: &Db,
    author: &Author,
    done: Result<T>,
    again: impl AsyncFnOnce(i64) -> Result<T>,
) -> Result<T> {
    let Err(error) = done else { return done };
    match replayed(db, author).await? {
        Some(seq) => again(seq).await,
        None => Err(error),
    }
}

/// The same, for a request whose answer says how things stand and not what it has made.
///
/// # Errors
/// As [`once`].
pub async fn once_at_most(db: &Db, author: &Author, work: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
    once(db, author, async || work().await.map(|()| 0)).await.map(drop)
}
