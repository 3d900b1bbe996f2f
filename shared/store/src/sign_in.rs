//! Sign-ins: the last good one of staff, and those that failed.

use crate::db::Db;
use crate::params;
use domain::page::{After, Page};
use domain::sign_in::{AccountAttacked, AddressFailing, FailureReason, FailureRow, Realm};
use domain::{Result, Timestamp, time};

pub const PAGE: usize = 50;
/// Rows that one address makes in an hour, and one account of staff; the same again and again says no more.
const OF_AN_ADDRESS: i64 = 300;
/// Rows of an hour in all: what bounds the table, whatever comes.
const OF_AN_HOUR: i64 = 5_000;
/// Kept so long (0012_staff.sql).
const KEPT: i64 = 183 * time::DAY;
/// Cleared away in one tick.
const CLEARED: i64 = 2_000;

#[derive(Debug)]
pub struct Failure<'a> {
    pub realm: Realm,
    /// Keyed hash of the name that was typed
    pub account: &'a str,
    /// When there is such an account of staff
    pub staff: Option<i64>,
    pub reason: FailureReason,
    pub ip: &'a str,
    pub device: &'a str,
}

/// Notes a failure, unless its address or this hour has made enough of them. Those of an account of staff that there is have a
/// share of their own: no flood of others hides who guesses at it.
pub async fn failed(db: &Db, failure: &Failure<'_>, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO sign_in_failure (at, realm, account, staff, reason, ip, device) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 \
               WHERE ?4 IS NOT NULL AND (SELECT COUNT(*) FROM sign_in_failure WHERE account = ?3 AND at > ?1 - ?8) < ?9 \
               OR (SELECT COUNT(*) FROM sign_in_failure WHERE ip = ?6 AND at > ?1 - ?8) < ?9 \
               AND COALESCE((SELECT MAX(id) FROM sign_in_failure) \
               - (SELECT id FROM sign_in_failure WHERE at > ?1 - ?8 ORDER BY at LIMIT 1), 0) < ?10";
    let Failure { realm, account, staff, reason, ip, device } = *failure;
    let (realm, reason) = (realm.as_str(), reason.as_str());
    let values = params![at, realm, account, staff, reason, ip, device, time::HOUR, OF_AN_ADDRESS, OF_AN_HOUR];
    db.run(sql, values).await
}

/// Notes that a member of staff got in.
pub async fn succeeded(db: &Db, staff: i64, ip: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO staff_sign_in (staff, at, ip) VALUES (?1, ?2, ?3) ON CONFLICT (staff) DO UPDATE SET at = ?2, ip = ?3";
    db.run(sql, params![staff, at, ip]).await
}

/// Which failures to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// From this address, or empty
    pub ip: &'a str,
    /// Of this account (keyed hash), or empty
    pub account: &'a str,
}

/// A page of failures, the newest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn failures(db: &Db, wanted: Wanted<'_>, after: &After) -> Result<Page<FailureRow>> {
    let before: i64 = after.key()?.unwrap_or_default();
    const ALL: &str = "SELECT f.id, f.at, f.realm, f.account, s.login AS username, f.reason, f.ip, f.device \
                       FROM sign_in_failure AS f LEFT JOIN staff AS s ON s.id = f.staff \
                       WHERE (?1 = 0 OR f.id < ?1) AND ?2 = '' AND ?3 = '' ORDER BY f.id DESC LIMIT ?4";
    const BY_IP: &str = "SELECT f.id, f.at, f.realm, f.account, s.login AS username, f.reason, f.ip, f.device \
                         FROM sign_in_failure AS f LEFT JOIN staff AS s ON s.id = f.staff \
                         WHERE f.ip = ?2 AND (?3 = '' OR f.account = ?3) AND (?1 = 0 OR (f.at, f.id) < \
                         (SELECT at, id FROM sign_in_failure WHERE id = ?1)) ORDER BY f.at DESC, f.id DESC LIMIT ?4";
    const BY_ACCOUNT: &str = "SELECT f.id, f.at, f.realm, f.account, s.login AS username, f.reason, f.ip, f.device \
                              FROM sign_in_failure AS f LEFT JOIN staff AS s ON s.id = f.staff \
                              WHERE f.account = ?3 AND ?2 = '' AND (?1 = 0 OR (f.at, f.id) < \
                              (SELECT at, id FROM sign_in_failure WHERE id = ?1)) ORDER BY f.at DESC, f.id DESC LIMIT ?4";
    let sql = match (wanted.ip, wanted.account) {
        ("", "") => ALL,
        ("", _) => BY_ACCOUNT,
        _ => BY_IP,
    };
    let rows: Vec<FailureRow> = db.all(sql, params![before, wanted.ip, wanted.account, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| row.id))
}

/// Of the last day's failures: addresses that tried many accounts.
pub async fn addresses(db: &Db, now: Timestamp) -> Result<Vec<AddressFailing>> {
    let sql = "SELECT ip, COUNT(DISTINCT account) AS accounts, COUNT(*) AS failures, MAX(at) AS last_at FROM \
               (SELECT ip, account, at FROM sign_in_failure WHERE at > ? ORDER BY at DESC LIMIT 20000) \
               GROUP BY ip HAVING accounts >= 5 ORDER BY accounts DESC, ip LIMIT 20";
    db.all(sql, params![now.plus(-time::DAY)]).await
}

/// Of the last day's failures: accounts that were tried from many addresses.
pub async fn accounts(db: &Db, now: Timestamp) -> Result<Vec<AccountAttacked>> {
    let sql = "SELECT f.account, f.realm, s.login AS username, COUNT(DISTINCT f.ip) AS addresses, COUNT(*) AS failures, \
               MAX(f.at) AS last_at FROM \
               (SELECT account, realm, staff, ip, at FROM sign_in_failure WHERE at > ? ORDER BY at DESC LIMIT 20000) AS f \
               LEFT JOIN staff AS s ON s.id = f.staff GROUP BY f.account HAVING addresses >= 3 ORDER BY addresses DESC, f.account LIMIT 20";
    db.all(sql, params![now.plus(-time::DAY)]).await
}

/// Clears away some of what has been kept long enough; how many.
pub async fn clear(db: &Db, now: Timestamp) -> Result<usize> {
    let sql = "DELETE FROM sign_in_failure WHERE id IN (SELECT id FROM sign_in_failure WHERE at <= MIN(?1, \
               (SELECT at FROM sign_in_failure ORDER BY at DESC LIMIT 1)) - ?2 ORDER BY at LIMIT ?3) RETURNING id";
    let cleared: Vec<i64> = db.all(sql, params![now, KEPT, CLEARED]).await?;
    Ok(cleared.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    async fn fail(db: &Db, account: &str, ip: &str, at: Timestamp) {
        let failure =
            Failure { realm: Realm::Staff, account, staff: None, reason: FailureReason::WrongPassword, ip, device: "" };
        failed(db, &failure, at).await.unwrap();
    }

    async fn rows(db: &Db) -> i64 {
        db.first("SELECT COUNT(*) FROM sign_in_failure", vec![]).await.unwrap().unwrap()
    }

    #[test]
    fn whatever_comes_the_list_grows_by_so_much_an_hour() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            for i in 0..OF_AN_ADDRESS + 50 {
                fail(&db, &i.to_string(), "192.0.2.1", NOW.plus(i)).await;
            }
            assert_eq!(rows(&db).await, OF_AN_ADDRESS);
            fail(&db, "x", "192.0.2.1", NOW.plus(time::HOUR + 1_000)).await;
            assert_eq!(rows(&db).await, OF_AN_ADDRESS + 1, "in the next hour it is told again");
            let later = NOW.plus(time::DAY);
            for i in 0..OF_AN_HOUR + 100 {
                fail(&db, "x", &format!("10.0.{}.{}", i / 250, i % 250), later.plus(i)).await;
            }
            assert!(rows(&db).await <= OF_AN_ADDRESS + 2 + OF_AN_HOUR, "{}", rows(&db).await);
            let before = rows(&db).await;
            for i in 0..OF_AN_ADDRESS + 50 {
                let (account, ip, reason) = ("province", "192.0.2.9", FailureReason::WrongPassword);
                let failure = Failure { realm: Realm::Staff, account, staff: Some(3), reason, ip, device: "" };
                failed(&db, &failure, later.plus(OF_AN_HOUR + 200 + i)).await.unwrap();
            }
            assert_eq!(rows(&db).await, before + OF_AN_ADDRESS, "no flood hides who guesses at an account of staff");
        });
    }

    #[test]
    fn nothing_is_changed_and_nothing_goes_before_half_a_year() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            fail(&db, "x", "192.0.2.1", NOW).await;
            fail(&db, "y", "192.0.2.1", NOW.plus(KEPT - 1)).await;
            assert!(db.run("UPDATE sign_in_failure SET ip = ''", vec![]).await.is_err());
            assert!(db.run("DELETE FROM sign_in_failure", vec![]).await.is_err());
            assert_eq!(clear(&db, NOW.plus(9 * KEPT)).await.unwrap(), 0, "counted to the newest");
            fail(&db, "z", "192.0.2.1", NOW.plus(KEPT)).await;
            assert_eq!(clear(&db, NOW).await.unwrap(), 0, "the clock has gone back");
            assert_eq!(clear(&db, NOW.plus(KEPT)).await.unwrap(), 1);
            assert_eq!(rows(&db).await, 2);
        });
    }

    #[test]
    fn what_stands_out_is_seen_and_pages_follow_each_other() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            for i in 0..60 {
                fail(&db, &(i % 20).to_string(), "192.0.2.1", NOW.plus(i)).await;
                fail(&db, "attacked", &format!("198.51.100.{i}"), NOW.plus(i)).await;
            }
            let (addresses, accounts) = (addresses(&db, NOW).await.unwrap(), accounts(&db, NOW).await.unwrap());
            assert_eq!((addresses.len(), &addresses[0].ip[..], addresses[0].accounts), (1, "192.0.2.1", 20));
            assert_eq!((accounts.len(), &accounts[0].account[..], accounts[0].addresses), (1, "attacked", 60));
            for (wanted, count) in [
                (Wanted::default(), 120),
                (Wanted { ip: "192.0.2.1", ..Wanted::default() }, 60),
                (Wanted { account: "attacked", ..Wanted::default() }, 60),
                (Wanted { ip: "192.0.2.1", account: "3" }, 3),
            ] {
                let (mut after, mut seen) = (After::default(), Vec::new());
                loop {
                    let page = failures(&db, wanted, &after).await.unwrap();
                    seen.extend(page.rows.iter().map(|row| row.id));
                    after = page.next.into();
                    if after.is_first() {
                        break;
                    }
                }
                assert_eq!(seen.len(), count, "{wanted:?}");
                assert!(seen.is_sorted_by(|a, b| a > b), "{wanted:?}");
            }
        });
    }
}
