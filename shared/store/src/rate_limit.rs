//! Rate limits: GCRA, one UPSERT an attempt. `now` is the time by the clock (`Request::begun`), not that at which a request
//! arrived: some stand in line for minutes, others don't, and each limit must know only one time.

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

/// What is owed beyond a full budget and this was taken by a clock that has gone back since: it counts for nothing. (Of two
/// requests that run side by side, one comes less late than this.)
const LATE: i64 = time::MINUTE;

/// The condition that a turn, under this key, can be claimed now ([`Turn`]): none is kept for longer than an hour.
macro_rules! is_free {
    ($key:literal, $now:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM rate_limit WHERE key = ",
            $key,
            " AND tat > ",
            $now,
            " AND tat <= ",
            $now,
            " + 3660000)"
        )
    };
}
pub(crate) use is_free;

/// Takes one attempt of `key`.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait.
pub async fn take(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<()> {
    take_all(db, &[(key.to_owned(), limit)], now).await
}

/// Takes one attempt of each key, or none of any.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait.
pub async fn take_all(db: &Db, attempts: &[(String, Limit)], now: Timestamp) -> Result<()> {
    if taken(db, attempts, now).await? {
        return Ok(());
    }
    check_all(db, attempts, now).await?;
    Err(Error::TooManyRequests(1))
}

/// Claims `key` for so many milliseconds, unless somebody has: for work that one at a time should do.
pub async fn claim(db: &Db, key: &str, interval: i64, now: Timestamp) -> Result<bool> {
    taken(db, &[(key.to_owned(), Limit { burst: 1, interval })], now).await
}

/// Work of which one at a time is done, and which is then left alone for a while.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    pub key: &'a str,
    /// Milliseconds for which it is claimed: the work takes less
    pub interval: i64,
    /// Milliseconds for which it is left alone at most: what is kept for longer than that was kept by a clock that has gone
    /// back since
    pub longest: i64,
}

impl Turn<'_> {
    /// Claims it, unless somebody has.
    pub async fn claim(self, db: &Db, now: Timestamp) -> Result<bool> {
        let Self { key, interval, longest } = self;
        let sql = "INSERT INTO rate_limit (key, tat) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET tat = excluded.tat \
                   WHERE tat <= ?3 OR tat > ?4 RETURNING tat";
        let params = params![key, now.plus(interval), now, now.plus(longest.max(interval) + LATE)];
        Ok(db.first::<i64>(sql, params).await?.is_some())
    }

    /// The work that was claimed then is done: it is left alone until `until`. Whoever has claimed it since keeps it.
    pub async fn done(self, db: &Db, claimed: Timestamp, until: Timestamp) -> Result<()> {
        let sql = "UPDATE rate_limit SET tat = ? WHERE key = ? AND tat = ?";
        db.run(sql, params![until, self.key, claimed.plus(self.interval)]).await
    }
}

async fn taken(db: &Db, attempts: &[(String, Limit)], now: Timestamp) -> Result<bool> {
    let sql = "WITH known AS (SELECT a.value ->> 0 AS key, a.value ->> 1 AS interval, \
               ?2 + (a.value ->> 1) * ((a.value ->> 2) - 1) AS last, \
               IIF(r.tat > ?2 + (a.value ->> 1) * (a.value ->> 2) + ?3, NULL, r.tat) AS tat \
               FROM JSON_EACH(?1) AS a LEFT JOIN rate_limit AS r ON r.key = a.value ->> 0) \
               INSERT INTO rate_limit (key, tat) SELECT key, MAX(COALESCE(tat, ?2), ?2) + interval FROM known \
               WHERE NOT EXISTS (SELECT 1 FROM known WHERE tat > last) \
               ON CONFLICT (key) DO UPDATE SET tat = excluded.tat RETURNING tat";
    let all: Vec<_> = attempts.iter().map(|(key, limit)| (key, limit.interval, limit.burst)).collect();
    let taken: Option<i64> = db.first(sql, params![serde_json::to_string(&all)?, now, LATE]).await?;
    Ok(taken.is_some())
}

/// Whether attempts of `key` are remembered; takes none itself.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait, when not one more may be taken.
pub async fn check(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<bool> {
    may(stored(db, key).await?, limit, now)
}

/// Takes none of any; whether each may be taken.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait.
pub async fn check_all(db: &Db, attempts: &[(String, Limit)], now: Timestamp) -> Result<()> {
    for (key, limit) in attempts {
        check(db, key, *limit, now).await?;
    }
    Ok(())
}

/// The same as [`check`] for what is known to be stored under the key.
///
/// # Errors
/// `TooManyRequests`, likewise.
pub fn may(tat: Option<i64>, limit: Limit, now: Timestamp) -> Result<bool> {
    let full = limit.interval * limit.burst;
    let Some(owed) = tat.map(|tat| tat - now.0).filter(|owed| *owed <= full + LATE) else { return Ok(false) };
    let wait = owed.min(full) - limit.interval * (limit.burst - 1);
    if wait > 0 { Err(Error::TooManyRequests((wait + 999) / 1000)) } else { Ok(true) }
}

/// How many attempts of `key` may be taken at once.
pub async fn left(db: &Db, key: &str, limit: Limit, now: Timestamp) -> Result<i64> {
    let full = limit.interval * limit.burst;
    let owed = stored(db, key).await?.map_or(0, |tat| tat - now.0).max(0);
    Ok(if owed > full + LATE { limit.burst } else { (full - owed).max(0) / limit.interval })
}

async fn stored(db: &Db, key: &str) -> Result<Option<i64>> {
    db.first("SELECT tat FROM rate_limit WHERE key = ?", params![key]).await
}

/// Gives one attempt of each key back: they were taken before anybody knew that it would be right.
pub async fn give_back_all(db: &Db, attempts: &[(String, Limit)]) -> Result<()> {
    let sql =
        "UPDATE rate_limit SET tat = tat - (a.value ->> 1) FROM JSON_EACH(?) AS a WHERE rate_limit.key = a.value ->> 0";
    let all: Vec<_> = attempts.iter().map(|(key, limit)| (key, limit.interval)).collect();
    db.run(sql, params![serde_json::to_string(&all)?]).await
}

/// The same for one.
pub async fn give_back(db: &Db, key: &str, limit: Limit) -> Result<()> {
    give_back_all(db, &[(key.to_owned(), limit)]).await
}

/// Forgets the attempts of `key`: the right person has come.
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
            for (key, at, expected) in
                [("k", 10_000, 0), ("k", 11_000, 1), ("k", 12_500, 2), ("k", 20_000, 3), ("o", 0, 3)]
            {
                assert_eq!(left(&db, key, limit, Timestamp(at)).await.unwrap(), expected, "{key} at {at}");
            }
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
    fn of_several_all_are_taken_or_none() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let now = Timestamp(10_000);
            let wide = ("wide".to_owned(), Limit { burst: 3, interval: 2000 });
            let both = |narrow: &str| [(narrow.to_owned(), Limit { burst: 2, interval: 1000 }), wide.clone()];
            take_all(&db, &both("a"), now).await.unwrap();
            take_all(&db, &both("a"), now).await.unwrap();
            let Err(Error::TooManyRequests(1)) = take_all(&db, &both("a"), now).await else { panic!("a third") };
            take_all(&db, &both("b"), now).await.unwrap();
            let Err(Error::TooManyRequests(2)) = take_all(&db, &both("c"), now).await else { panic!("a fourth") };
            assert!(!check(&db, "c", both("c")[0].1, now).await.unwrap(), "nothing was taken of it");
            give_back_all(&db, &both("b")).await.unwrap();
            take_all(&db, &both("c"), now).await.unwrap();
            assert!(take_all(&db, &both("b"), now).await.is_err());
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
            assert!(!check(&db, "k", limit, today).await.unwrap(), "by what is stored alone, too");
            for _ in 0..3 {
                take(&db, "k", limit, today).await.unwrap();
            }
            assert!(take(&db, "k", limit, today).await.is_err());
            // A little: until it is where it was, which is told as what one waits at most.
            let before = today.plus(-5000);
            let Err(Error::TooManyRequests(1)) = take(&db, "k", limit, before).await else { panic!("not one second") };
            assert!(take(&db, "k", limit, today.plus(999)).await.is_err());
            take(&db, "k", limit, today.plus(1000)).await.unwrap();
        });
    }

    #[test]
    fn a_turn_may_be_kept_for_longer_than_it_was_claimed() {
        pollster::block_on(async {
            let (db, now) = (Db::in_memory().unwrap(), Timestamp(100 * time::DAY));
            let turn = Turn { key: "k", interval: 1_000, longest: time::HOUR };
            let claimed = async |now: Timestamp| turn.claim(&db, now).await.unwrap();
            assert!(claimed(now).await);
            assert!(!claimed(now.plus(999)).await);
            assert!(claimed(now.plus(1_000)).await, "nobody has said that it was done");
            let until = now.plus(time::HOUR);
            turn.done(&db, now.plus(1_000), until).await.unwrap();
            for early in [2_000, time::MINUTE, time::HOUR - 1] {
                assert!(!claimed(now.plus(early)).await, "{early}");
            }
            assert!(claimed(until).await);
            // The clock goes back by a day.
            assert!(claimed(now.plus(-time::DAY)).await);
        });
    }

    #[test]
    fn requests_that_run_side_by_side_get_nothing_more() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let limit = Limit { burst: 3, interval: 1000 };
            let mut through = 0;
            for late in [0, 1, 100, 2_000, 30_000].repeat(40) {
                through += i32::from(take(&db, "k", limit, Timestamp(100_000 - late)).await.is_ok());
            }
            assert!(through <= 3, "{through}");
        });
    }
}
