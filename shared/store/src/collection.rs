//! 收缴: what was collected and what went back, from the counters that triggers keep (0028_offices.sql).

use crate::db::Db;
use crate::params;
use domain::finance::{Collected, CollectedBy, ReconciledDay};
use domain::organisation::Unit;
use domain::payment::Provider;
use domain::{ExamId, Result};

/// Of which subtree, and of which days, both included (`YYYY-MM-DD`).
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub exam: &'a ExamId,
    /// Of which subtree; not of a 报名点 alone
    pub unit: &'a Unit,
    pub first: &'a str,
    pub last: &'a str,
}

/// Sums by `$key`, called `$name`, of the rows of organisations that `$of` says.
macro_rules! sums {
    ($key:literal, $name:literal, $from:literal, $of:literal) => {
        concat!(
            "SELECT ",
            $key,
            " AS key, ",
            $name,
            " AS name, SUM(w.payments) AS payments, SUM(w.paid) AS paid, SUM(w.refunds) AS refunds, SUM(w.refunded) AS refunded \
             FROM ",
            $from,
            " WHERE w.exam = ?1 AND ",
            $of,
            " AND w.day >= ?3 AND w.day <= ?4 GROUP BY 1, 2 ORDER BY 1"
        )
    };
}

/// What was collected, summed by day, provider, fee item or the organisations right below.
pub async fn sums(db: &Db, of: Scope<'_>, by: CollectedBy) -> Result<Vec<Collected>> {
    let sql = match by {
        CollectedBy::Day => sums!("w.day", "w.day", "collection AS w", "w.organisation = ?2 AND ?5 = ?5"),
        CollectedBy::Provider => {
            sums!("w.provider", "w.provider", "collection AS w", "w.organisation = ?2 AND ?5 = ?5")
        }
        CollectedBy::Item => sums!(
            "w.item",
            "COALESCE(i.name, w.item)",
            "collection AS w LEFT JOIN any_fee_item AS i ON i.exam = w.exam AND i.item = w.item",
            "w.organisation = ?2 AND ?5 = ?5"
        ),
        CollectedBy::County => sums!(
            "w.organisation",
            "o.name",
            "organisation AS o CROSS JOIN collection AS w ON w.organisation = o.code",
            "?2 = ?2 AND o.path >= ?5 AND o.path < ?5 || '0' AND o.kind IN ('county', 'college')"
        ),
    };
    let mut rows: Vec<Collected> =
        db.all(sql, params![of.exam, &of.unit.code, of.first, of.last, &of.unit.path]).await?;
    if by == CollectedBy::Provider {
        for row in &mut rows {
            row.name = Provider::parse(&row.key).map_or_else(|| row.key.clone(), |known| known.title().to_owned());
        }
    }
    Ok(rows)
}

/// Each day and provider of which money is known, here or there: what we have, and the statement in force, if one came.
pub async fn reconciled(db: &Db, of: Scope<'_>) -> Result<Vec<ReconciledDay>> {
    let sql = "SELECT k.day, k.provider, COALESCE(w.payments, 0) AS payments, COALESCE(w.paid, 0) AS paid, \
               COALESCE(w.refunds, 0) AS refunds, COALESCE(w.refunded, 0) AS refunded, s.id AS statement, \
               (SELECT COUNT(*) FROM difference AS d WHERE d.provider = k.provider AND d.date = k.day AND d.status <> 'resolved') \
               AS differences FROM (SELECT day, provider FROM collection WHERE exam = ?1 AND organisation = ?2 AND day >= ?3 \
               AND day <= ?4 UNION SELECT date, provider FROM statement WHERE date >= ?3 AND date <= ?4) AS k \
               LEFT JOIN (SELECT day, provider, SUM(payments) AS payments, SUM(paid) AS paid, SUM(refunds) AS refunds, \
               SUM(refunded) AS refunded FROM collection WHERE exam = ?1 AND organisation = ?2 AND day >= ?3 AND day <= ?4 \
               GROUP BY day, provider) AS w ON w.day = k.day AND w.provider = k.provider \
               LEFT JOIN statement AS s ON s.provider = k.provider AND s.date = k.day ORDER BY k.day, k.provider";
    db.all(sql, params![of.exam, &of.unit.code, of.first, of.last]).await
}

/// The first and the last day of which something was collected.
pub async fn days(db: &Db, exam: &ExamId, organisation: &str) -> Result<Option<(String, String)>> {
    let sql =
        "SELECT MIN(day), MAX(day) FROM collection WHERE exam = ? AND organisation = ? HAVING MIN(day) IS NOT NULL";
    db.first(sql, params![exam, organisation]).await
}
