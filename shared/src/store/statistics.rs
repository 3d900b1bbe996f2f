//! 统计: reads the counters that triggers keep.

use crate::api::statistics::{Counters, Hour, Missing};
use crate::db::Db;
use crate::domain::{Timestamp, time};
use crate::{Result, params};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Candidates on a page of the list.
pub const PAGE: i64 = 50;

#[derive(Deserialize)]
struct Row {
    organisation: String,
    #[serde(flatten)]
    counters: Counters,
}

/// The counters of an organisation and of those right below it, by code.
///
/// # Errors
/// `Internal`.
pub async fn counters(db: &Db, exam: &str, organisation: &str, batch: &str) -> Result<BTreeMap<String, Counters>> {
    // One range of the primary key for each number; grouping the whole subtree would read every hour of every point.
    let sql = "SELECT o.code AS organisation, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'registered') AS registered, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'paid') AS paid, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'verified') AS verified, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'active') AS active, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'filled') AS filled, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'above_line:' || ?3) AS above_line, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'draft_only:' || ?3) AS draft_only, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'submitted:' || ?3) AS submitted \
               FROM organisation AS o WHERE o.code = ?2 OR (o.code > ?2 AND o.code < ?2 || 'a' \
               AND LENGTH(o.code) = CASE LENGTH(?2) WHEN 2 THEN 4 WHEN 4 THEN 6 ELSE 9 END)";
    let rows: Vec<Row> = db.all(sql, params![exam, organisation, batch]).await?;
    Ok(rows.into_iter().map(|row| (row.organisation, row.counters)).collect())
}

/// What came by hour, oldest first.
///
/// # Errors
/// `Internal`.
pub async fn hours(db: &Db, exam: &str, organisation: &str, batch: &str) -> Result<Vec<Hour>> {
    #[derive(Deserialize)]
    struct Row {
        hour: i64,
        registered: i64,
        paid: i64,
        verified: i64,
        filled: i64,
        submitted: i64,
    }
    let sql = "SELECT hour, \
               SUM(CASE metric WHEN 'registered' THEN count ELSE 0 END) AS registered, \
               SUM(CASE metric WHEN 'paid' THEN count ELSE 0 END) AS paid, \
               SUM(CASE metric WHEN 'verified' THEN count ELSE 0 END) AS verified, \
               SUM(CASE metric WHEN 'filled' THEN count ELSE 0 END) AS filled, \
               SUM(CASE metric WHEN 'submitted:' || ?3 THEN count ELSE 0 END) AS submitted \
               FROM progress WHERE exam = ?1 AND organisation = ?2 AND hour > 0 GROUP BY hour ORDER BY hour";
    let rows: Vec<Row> = db.all(sql, params![exam, organisation, batch]).await?;
    let hour = |row: Row| Hour {
        hour: Timestamp(row.hour * time::HOUR),
        registered: row.registered,
        paid: row.paid,
        verified: row.verified,
        filled: row.filled,
        submitted: row.submitted,
    };
    Ok(rows.into_iter().map(hour).collect())
}

/// 上线未提交保存正式志愿考生 of a subtree, by 报名流水号; all of them when `page` is `None`.
///
/// # Errors
/// `Internal`.
pub async fn not_submitted(
    db: &Db,
    exam: &str,
    organisation: &str,
    batch: &str,
    page: Option<i64>,
) -> Result<(i64, Vec<Missing>)> {
    #[derive(Deserialize)]
    struct Row {
        total: i64,
        #[serde(flatten)]
        missing: MissingRow,
    }
    let sql = "SELECT COUNT(*) OVER () AS total, c.serial, c.name, p.name AS point_name, c.phone_mask AS phone_masked, \
               d.candidate IS NOT NULL AS draft FROM candidate AS c JOIN score AS s ON s.candidate = c.id \
               JOIN control_line AS k ON k.exam = s.exam AND k.batch = ?3 AND k.track = s.track AND s.total >= k.line \
               JOIN organisation AS p ON p.code = c.point \
               LEFT JOIN draft AS d ON d.candidate = c.id AND d.batch = ?3 \
               WHERE c.exam = ?1 AND c.point >= ?2 AND c.point < ?2 || 'a' \
               AND NOT EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = c.id AND v.batch = ?3) \
               ORDER BY c.point, c.serial LIMIT ?4 OFFSET ?5";
    let (limit, offset) = page.map_or((-1, 0), |page| (PAGE, (page - 1) * PAGE));
    let rows: Vec<Row> = db.all(sql, params![exam, organisation, batch, limit, offset]).await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((total, rows.into_iter().map(|row| row.missing.into()).collect()))
}

/// `Missing` with the flag as SQLite has it: a flattened struct sees the raw integer.
#[derive(Deserialize)]
struct MissingRow {
    serial: String,
    name: String,
    point_name: String,
    phone_masked: Option<String>,
    draft: i64,
}

impl From<MissingRow> for Missing {
    fn from(row: MissingRow) -> Self {
        Self {
            serial: row.serial,
            name: row.name,
            point_name: row.point_name,
            phone_masked: row.phone_masked,
            draft: row.draft != 0,
        }
    }
}
