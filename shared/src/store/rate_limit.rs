//! Rate limits: GCRA, one UPSERT an attempt.

use crate::db::Db;
use crate::domain::Timestamp;
use crate::{Error, Result, params};

/// So many at once, and then one every `interval` milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Attempts at once
    pub burst: i64,
    /// Milliseconds until one more
    pub interval: i64,
}

/// Takes one attempt of `key`.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait.
pub async fn take(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<()> {
    if attempt(db, key, limit, now).await? {
        return Ok(());
    }
    check(db, key, limit, now).await?;
    Err(Error::TooManyRequests(1))
}

/// Claims `key` for so many milliseconds, unless somebody has: for work that one at a time should do.
///
/// # Errors
/// `Internal`.
pub async fn claim(db: &Db, key: &str, interval: i64, now: Timestamp) -> Result<bool> {
    attempt(db, key, Limit { burst: 1, interval }, now).await
}

async fn attempt(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO rate_limit (key, tat) VALUES (?1, ?2 + ?3) \
               ON CONFLICT (key) DO UPDATE SET tat = MAX(tat, ?2) + ?3 WHERE tat <= ?2 + ?3 * (?4 - 1) RETURNING tat";
    let taken: Option<i64> = db.first(sql, params![key, now, limit.interval, limit.burst]).await?;
    Ok(taken.is_some())
}

/// Whether attempts of `key` are remembered; takes none itself.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait, when not one more may be taken.
pub async fn check(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    let tat: Option<i64> = db.first("SELECT tat FROM rate_limit WHERE key = ?", params![key]).await?;
    may(tat, limit, now)
}

/// The same for what is known to be stored under the key.
///
/// # Errors
/// `TooManyRequests`, likewise.
pub fn may(tat: Option<i64>, limit: Limit, now: Timestamp) -> Result<bool> {
    let Some(tat) = tat else { return Ok(false) };
    let wait = tat - limit.interval * (limit.burst - 1) - now.0;
    if wait > 0 { Err(Error::TooManyRequests((wait + 999) / 1000)) } else { Ok(true) }
}

/// Forgets the attempts of `key`: the right person has come.
///
/// # Errors
/// `Internal`.
pub async fn forget(db: &Db, key: &str) -> Result<()> {
    db.run("DELETE FROM rate_limit WHERE key = ?", params![key]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_the_burst_through_and_then_one_an_interval() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let limit = Limit { burst: 3, interval: 1000 };
            for _ in 0..3 {
                take(&db, "k", limit, Timestamp(10_000)).await.unwrap();
            }
            let Err(Error::TooManyRequests(wait)) = take(&db, "k", limit, Timestamp(10_000)).await else {
                panic!("a fourth came through")
            };
            assert_eq!(wait, 1);
            assert!(check(&db, "k", limit, Timestamp(10_000)).await.is_err());
            assert!(check(&db, "k", limit, Timestamp(11_000)).await.unwrap());
            assert!(!check(&db, "other", limit, Timestamp(10_000)).await.unwrap());
            take(&db, "k", limit, Timestamp(11_000)).await.unwrap();
            assert!(take(&db, "k", limit, Timestamp(11_500)).await.is_err());
            forget(&db, "k").await.unwrap();
            take(&db, "k", limit, Timestamp(11_500)).await.unwrap();
        });
    }
}
