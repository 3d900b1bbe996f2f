//! Rate limits: GCRA, one UPSERT an attempt.

use crate::db::Db;
use crate::params;
use domain::{Error, Result, Timestamp, time};

/// So many at once, and then one every `interval` milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Attempts at once
    pub burst: i64,
    /// Milliseconds until one more
    pub interval: i64,
}

/// Reading candidates' records, each way of its own, by one member of staff: as fast as a person looks, for a while. A program
/// that reads everybody's is not welcome.
pub const READING: Limit = Limit { burst: 120, interval: 1000 };

/// What is owed beyond a full budget and this was taken by a clock that has gone back since: it counts for nothing. (A
/// request that arrived earlier and runs later comes less late than this.)
const LATE: i64 = 15 * time::MINUTE;

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

/// The work of a claim that was made at `now` for `interval` milliseconds is done: the next one waits until `until`. Whoever
/// has claimed it since keeps it.
///
/// # Errors
/// `Internal`.
pub async fn done(db: &Db, key: &str, interval: i64, now: Timestamp, until: Timestamp) -> Result<()> {
    let sql = "UPDATE rate_limit SET tat = ? WHERE key = ? AND tat = ?";
    db.run(sql, params![until, key, now.plus(interval)]).await
}

async fn attempt(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    if taken(db, key, limit, now).await? {
        return Ok(true);
    }
    // More than a full budget is owed only when the clock has gone back a little: nobody waits for the old time.
    let most = now.plus(limit.interval * limit.burst);
    if stored(db, key).await?.is_some_and(|tat| tat > most.0) {
        db.run("UPDATE rate_limit SET tat = ?2 WHERE key = ?1 AND tat > ?2", params![key, most]).await?;
    }
    Ok(false)
}

async fn taken(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO rate_limit (key, tat) VALUES (?1, ?2 + ?3) \
               ON CONFLICT (key) DO UPDATE SET tat = IIF(tat > ?5, ?2, MAX(tat, ?2)) + ?3 \
               WHERE tat <= ?2 + ?3 * (?4 - 1) OR tat > ?5 RETURNING tat";
    let impossible = now.plus(limit.interval * limit.burst + LATE);
    let taken: Option<i64> = db.first(sql, params![key, now, limit.interval, limit.burst, impossible]).await?;
    Ok(taken.is_some())
}

/// Whether attempts of `key` are remembered; takes none itself.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait, when not one more may be taken.
pub async fn check(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    may(stored(db, key).await?, limit, now)
}

/// The same for what is known to be stored under the key.
///
/// # Errors
/// `TooManyRequests`, likewise.
pub fn may(tat: Option<i64>, limit: Limit, now: Timestamp) -> Result<bool> {
    let Some(tat) = tat else { return Ok(false) };
    let owed = (tat - now.0).min(limit.interval * limit.burst);
    let wait = owed - limit.interval * (limit.burst - 1);
    if wait > 0 { Err(Error::TooManyRequests((wait + 999) / 1000)) } else { Ok(true) }
}

async fn stored(db: &Db, key: &str) -> Result<Option<i64>> {
    db.first("SELECT tat FROM rate_limit WHERE key = ?", params![key]).await
}

/// Gives one attempt back: it was taken before anybody knew that it would be right.
///
/// # Errors
/// `Internal`.
pub async fn give_back(db: &Db, key: &str, limit: Limit) -> Result<()> {
    db.run("UPDATE rate_limit SET tat = tat - ? WHERE key = ?", params![limit.interval, key]).await
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
            give_back(&db, "k", limit).await.unwrap();
            take(&db, "k", limit, Timestamp(11_500)).await.unwrap();
            forget(&db, "k").await.unwrap();
            take(&db, "k", limit, Timestamp(11_500)).await.unwrap();
        });
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let limit = Limit { burst: 3, interval: 1000 };
            let (tomorrow, today) = (Timestamp(86_400_000), Timestamp(10_000));
            for _ in 0..3 {
                take(&db, "k", limit, tomorrow).await.unwrap();
            }
            for _ in 0..3 {
                take(&db, "k", limit, today).await.unwrap();
            }
            assert!(take(&db, "k", limit, today).await.is_err());
            // A little: one interval to wait, and not the way back.
            let before = today.plus(-5000);
            let Err(Error::TooManyRequests(1)) = take(&db, "k", limit, before).await else { panic!("not one second") };
            take(&db, "k", limit, before.plus(1000)).await.unwrap();
            assert!(take(&db, "k", limit, before.plus(1000)).await.is_err());
        });
    }

    #[test]
    fn requests_that_arrived_earlier_and_run_later_get_nothing_more() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let limit = Limit { burst: 3, interval: 1000 };
            let mut through = 0;
            for earlier in 0..100 {
                through += i32::from(take(&db, "k", limit, Timestamp(10_000 - earlier)).await.is_ok());
            }
            assert!(through <= 3, "{through}");
        });
    }
}
