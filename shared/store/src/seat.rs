//! Seats for requests that wait for somebody outside: so few at once, over all instances, that nobody else's find theirs
//! taken when nothing comes back.

use crate::db::Db;
use crate::{log, params};
use domain::{Result, Timestamp, time};

/// A seat is free again after so long, whatever became of who had it.
const LONGEST: i64 = time::MINUTE;

/// What somebody waits for, in one of `count` seats of this kind. `None`: all are taken, and nothing was begun. `now` is the
/// time by the clock, not that of a request, which may have stood in line: what is taken with a time long past is free at once.
///
/// # Errors
/// Those of `work`.
pub async fn held<T>(
    db: &Db,
    kind: &str,
    count: i64,
    now: Timestamp,
    work: impl AsyncFnOnce() -> Result<T>,
) -> Result<Option<T>> {
    let Some(seat) = take(db, kind, count, now).await? else { return Ok(None) };
    let done = work().await;
    // One that can't be left ends by itself: what was done, or why not, is what counts.
    if let Err(error) = leave(db, seat).await {
        log::log("a seat is left later", format_args!("{error:?}"));
    }
    done.map(Some)
}

/// A seat that is taken.
#[derive(Debug)]
struct Seat {
    key: String,
    until: Timestamp,
}

async fn take(db: &Db, kind: &str, count: i64, now: Timestamp) -> Result<Option<Seat>> {
    // One that is taken for longer than any can be was taken by a clock that has gone back since.
    let sql = "INSERT INTO rate_limit (key, tat) SELECT s.key, ?3 FROM \
               (WITH RECURSIVE seat (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM seat WHERE number < ?4) \
               SELECT 'seat‖' || ?1 || '‖' || number AS key FROM seat) AS s LEFT JOIN rate_limit AS r ON r.key = s.key \
               WHERE r.key IS NULL OR r.tat <= ?2 OR r.tat > ?3 + ?5 LIMIT 1 \
               ON CONFLICT (key) DO UPDATE SET tat = excluded.tat RETURNING key";
    let until = now.plus(LONGEST);
    let key: Option<String> = db.first(sql, params![kind, now, until, count, LONGEST]).await?;
    Ok(key.map(|key| Seat { key, until }))
}

/// Leaves a seat, unless somebody else has it by now.
async fn leave(db: &Db, seat: Seat) -> Result<()> {
    db.run("DELETE FROM rate_limit WHERE key = ? AND tat = ?", params![seat.key, seat.until]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_so_many_seats_and_one_that_is_left_is_free() {
        pollster::block_on(async {
            let (db, now) = (Db::in_memory().unwrap(), Timestamp(1_000_000));
            let take = async |now: Timestamp| take(&db, "wechat", 3, now).await.unwrap();
            let mut taken = Vec::new();
            for _ in 0..3 {
                taken.push(take(now).await.unwrap());
            }
            assert!(take(now.plus(1_000)).await.is_none());
            assert!(super::take(&db, "alipay", 3, now).await.unwrap().is_some(), "another kind");
            leave(&db, taken.remove(1)).await.unwrap();
            let again = take(now.plus(1_000)).await.unwrap();
            assert!(take(now.plus(1_000)).await.is_none());

            // Nobody has left the other two: they are free after their time, and whoever had them takes none along.
            let later = now.plus(LONGEST);
            let next = [take(later).await.unwrap(), take(later).await.unwrap()];
            assert!(take(later).await.is_none());
            for seat in taken {
                leave(&db, seat).await.unwrap();
            }
            assert!(take(later).await.is_none());
            drop((again, next));
        });
    }

    #[test]
    fn a_clock_that_goes_back_empties_the_seats() {
        pollster::block_on(async {
            let (db, now) = (Db::in_memory().unwrap(), Timestamp(1_000_000));
            take(&db, "wechat", 1, now.plus(time::DAY)).await.unwrap().unwrap();
            assert!(take(&db, "wechat", 1, now).await.unwrap().is_some());
        });
    }
}
