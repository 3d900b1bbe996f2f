//! 统计: reads the counters that triggers keep.

use crate::db::Db;
use crate::journal::Act;
use crate::{append, params};
use domain::event::{Event, list};
use domain::statistics::{Counters, Hour, Missing};
use domain::{Result, Timestamp, time};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Candidates on a page of the list.
pub const PAGE: i64 = 50;

/// What is counted or listed.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Of which exam
    pub exam: &'a str,
    /// Of which subtree
    pub organisation: &'a str,
    /// Of which batch, where it is about volunteers
    pub batch: &'a str,
}

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
pub async fn counters(db: &Db, of: Scope<'_>) -> Result<BTreeMap<String, Counters>> {
    let Scope { exam, organisation, batch } = of;
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
                AND p.metric = 'submitted:' || ?3) AS submitted, \
               (SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code \
                AND p.metric = 'missing:' || ?3) AS missing \
               FROM organisation AS o WHERE o.code = ?2 OR (o.code > ?2 AND o.code < ?2 || 'a' \
               AND LENGTH(o.code) = CASE LENGTH(?2) WHEN 2 THEN 4 WHEN 4 THEN 6 ELSE 9 END)";
    let rows: Vec<Row> = db.all(sql, params![exam, organisation, batch]).await?;
    Ok(rows.into_iter().map(|row| (row.organisation, row.counters)).collect())
}

/// What came by hour, oldest first.
///
/// # Errors
/// `Internal`.
pub async fn hours(db: &Db, of: Scope<'_>) -> Result<Vec<Hour>> {
    let Scope { exam, organisation, batch } = of;
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

/// One counter of an organisation, over all hours.
///
/// # Errors
/// `Internal`.
pub async fn counter(db: &Db, exam: &str, organisation: &str, metric: &str) -> Result<i64> {
    let sql = "SELECT COALESCE(SUM(count), 0) FROM progress WHERE exam = ? AND organisation = ? AND metric = ?";
    Ok(db.first(sql, params![exam, organisation, metric]).await?.unwrap_or_default())
}

/// How many of a subtree are above the line of a batch and have not submitted.
///
/// # Errors
/// `Internal`.
pub async fn missing(db: &Db, of: Scope<'_>) -> Result<i64> {
    let Scope { exam, organisation, batch } = of;
    counter(db, exam, organisation, &format!("missing:{batch}")).await
}

/// Notes that the list of a subtree and a batch, so many rows, was taken as a file.
///
/// # Errors
/// `Internal`.
pub async fn exported(act: &Act<'_>, of: Scope<'_>, rows: i64) -> Result<()> {
    let Scope { exam, organisation, batch } = of;
    let event = list::Exported { list: "not-submitted", organisation, batch, rows };
    act.within(exam).append(event.written()?, append!("WHERE TRUE"), vec![]).await.map(drop)
}

/// Where a page of the list ended: registration point and number.
pub type Place = (String, String);

/// The next so many 上线未提交保存正式志愿考生 of a subtree, by registration point and number.
///
/// # Errors
/// `Internal`.
pub async fn not_submitted(db: &Db, of: Scope<'_>, after: Option<Place>, count: i64) -> Result<Vec<(Place, Missing)>> {
    let Scope { exam, organisation, batch } = of;
    #[derive(Deserialize)]
    struct Row {
        point: String,
        serial: String,
        name: String,
        point_name: String,
        phone_masked: Option<String>,
        draft: bool,
    }
    let sql = "SELECT a.point, a.serial, c.name, p.name AS point_name, c.phone_mask AS phone_masked, \
               EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = a.candidate AND d.batch = ?3) AS draft \
               FROM above_line AS a CROSS JOIN candidate AS c ON c.id = a.candidate \
               CROSS JOIN organisation AS p ON p.code = a.point \
               WHERE a.exam = ?1 AND a.batch = ?3 AND a.submitted = 0 AND a.point < ?2 || 'a' \
               AND (a.point, a.serial) > (?4, ?5) ORDER BY a.point, a.serial LIMIT ?6";
    let (point, serial) = after.unwrap_or_else(|| (organisation.to_owned(), String::new()));
    let rows: Vec<Row> = db.all(sql, params![exam, organisation, batch, point, serial, count]).await?;
    let missing = |row: Row| {
        let Row { point, serial, name, point_name, phone_masked, draft } = row;
        ((point, serial.clone()), Missing { serial, name, point_name, phone_masked, draft })
    };
    Ok(rows.into_iter().map(missing).collect())
}

#[cfg(test)]
mod tests;
