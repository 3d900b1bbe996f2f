//! 统计: reads the counters that triggers keep.

use crate::db::Db;
use crate::journal::Act;
use crate::{append, params, staff_behind};
use domain::event::{Event, list};
use domain::organisation::{Path, Unit};
use domain::page::Total;
use domain::statistics::{Counters, Hour, Missing};
use domain::{ExamId, Result, Timestamp, time};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Candidates on a page of the list.
pub const PAGE: usize = 50;

/// What is counted or listed.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub exam: &'a ExamId,
    pub unit: &'a Unit,
    /// Of which batch, where it is about volunteers
    pub batch: &'a str,
}

#[derive(Deserialize)]
struct Row {
    organisation: String,
    #[serde(flatten)]
    counters: Counters,
}

/// The count of a metric at an organisation `o`: one range of the primary key, where grouping the whole subtree would read every hour
/// of every point.
macro_rules! count {
    ($metric:literal) => {
        concat!(
            "(SELECT COALESCE(SUM(p.count), 0) FROM progress AS p WHERE p.exam = ?1 AND p.organisation = o.code AND p.metric = ",
            $metric,
            ")"
        )
    };
}

/// The counters of an organisation and of those right below it, by code.
pub async fn counters(db: &Db, of: Scope<'_>) -> Result<BTreeMap<String, Counters>> {
    let Scope { exam, unit, batch } = of;
    let sql = concat!(
        "SELECT o.code AS organisation, ",
        count!("'registered'"),
        " AS registered, ",
        count!("'paid'"),
        " AS paid, ",
        count!("'verified'"),
        " AS verified, ",
        count!("'active'"),
        " AS active, ",
        count!("'filled'"),
        " AS filled, ",
        count!("'above_line:' || ?3"),
        " AS above_line, ",
        count!("'draft_only:' || ?3"),
        " AS draft_only, ",
        count!("'submitted:' || ?3"),
        " AS submitted, ",
        count!("'missing:' || ?3"),
        " AS missing FROM organisation AS o WHERE o.path = ?2 OR o.parent = ?2"
    );
    let rows: Vec<Row> = db.all(sql, params![exam, &unit.path, batch]).await?;
    Ok(rows.into_iter().map(|row| (row.organisation, row.counters)).collect())
}

/// What came is told by the hour for so many of them, and by the day before: a year is some hundred rows and not thousands.
const BY_HOUR: i64 = 14 * 24;
/// More there are of no year.
const HOURS: usize = 1_000;

/// What came by hour, oldest first; what is older than two weeks by days of Beijing.
pub async fn hours(db: &Db, of: Scope<'_>, now: Timestamp) -> Result<Vec<Hour>> {
    let Scope { exam, unit, batch } = of;
    #[derive(Deserialize)]
    struct Row {
        hour: i64,
        registered: i64,
        paid: i64,
        verified: i64,
        filled: i64,
        submitted: i64,
    }
    let sql = "SELECT IIF(hour > ?4, hour, (hour + 8) / 24 * 24 - 8) AS hour, \
               SUM(CASE metric WHEN 'registered' THEN count ELSE 0 END) AS registered, \
               SUM(CASE metric WHEN 'paid' THEN count ELSE 0 END) AS paid, \
               SUM(CASE metric WHEN 'verified' THEN count ELSE 0 END) AS verified, \
               SUM(CASE metric WHEN 'filled' THEN count ELSE 0 END) AS filled, \
               SUM(CASE metric WHEN 'submitted:' || ?3 THEN count ELSE 0 END) AS submitted \
               FROM progress WHERE exam = ?1 AND organisation = ?2 AND hour > 0 GROUP BY 1 ORDER BY 1 DESC LIMIT ?5";
    let since = now.0.div_euclid(time::HOUR) - BY_HOUR;
    let rows: Vec<Row> = db.all(sql, params![exam, &unit.code, batch, since, HOURS]).await?;
    let hour = |row: Row| Hour {
        hour: Timestamp(row.hour * time::HOUR),
        registered: row.registered,
        paid: row.paid,
        verified: row.verified,
        filled: row.filled,
        submitted: row.submitted,
    };
    Ok(rows.into_iter().rev().map(hour).collect())
}

/// One counter of an organisation, over all hours.
pub async fn counter(db: &Db, exam: &ExamId, organisation: &str, metric: &str) -> Result<i64> {
    let sql = "SELECT COALESCE(SUM(count), 0) FROM progress WHERE exam = ? AND organisation = ? AND metric = ?";
    Ok(db.first(sql, params![exam, organisation, metric]).await?.unwrap_or_default())
}

/// How many of a subtree are above the line of a batch and have not submitted.
pub async fn missing(db: &Db, of: Scope<'_>) -> Result<i64> {
    let Scope { exam, unit, batch } = of;
    counter(db, exam, &unit.code, &format!("missing:{batch}")).await
}

/// Notes that a list of a subtree and a batch (or whatever else it was narrowed by), so many rows, was taken as a file.
pub async fn exported(act: &Act<'_>, list: &str, of: Scope<'_>, rows: Total) -> Result<()> {
    let Scope { exam, unit, batch } = of;
    let Total { total: rows, at_least } = rows;
    let event = list::Exported { list, organisation: &unit.code, batch, rows, at_least };
    act.within(exam).append(event.written()?, append!(where "TRUE"), vec![]).await.map(drop)
}

/// Where a page of the list ended: where the registration point is, and the number.
pub type Place = (Path, String);

#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowing {
    /// Only those with a draft
    pub draft: bool,
    /// Only those whom nobody has called yet
    pub unchased: bool,
}

macro_rules! missing {
    ($index:literal, $which:literal) => {
        concat!(
            "SELECT a.candidate, a.point, a.path, a.serial, c.name, p.name AS point_name, COALESCE(k.name, '') AS county_name, COALESCE(t.name, '') AS city_name, \
             r.form ->> '$.school_name' AS school, r.form ->> '$.class_name' AS class_name, c.phone_mask AS phone_masked, a.draft, \
             h.outcome, h.note, h.at AS chased_at, s.name AS chased_by FROM above_line AS a INDEXED BY ",
            $index,
            " CROSS JOIN candidate AS c ON c.id = a.candidate CROSS JOIN organisation AS p ON p.code = a.point \
             LEFT JOIN organisation AS k ON k.code = p.county LEFT JOIN organisation AS t ON t.code = p.city \
             LEFT JOIN registration AS r ON r.candidate = a.candidate \
             LEFT JOIN chase AS h ON h.candidate = a.candidate AND h.batch = a.batch ",
            staff_behind!("s", "h.by"),
            "WHERE a.exam = ?1 AND a.batch = ?3 AND a.submitted = 0 AND ",
            $which,
            " AND a.path < ?2 || '0' AND (a.path, a.serial) > (MAX(?4, ?2), ?5) ORDER BY a.path, a.serial LIMIT ?6"
        )
    };
}

/// The next so many 上线未提交保存正式志愿考生 of a subtree, by registration point and number.
pub async fn not_submitted(
    db: &Db,
    of: Scope<'_>,
    only: Narrowing,
    after: Option<Place>,
    count: usize,
) -> Result<Vec<Missing>> {
    let sql = match (only.draft, only.unchased) {
        (false, false) => missing!("above_line_missing", "TRUE"),
        (true, false) => missing!("above_line_drafted", "a.draft = 1"),
        (false, true) => missing!("above_line_unchased", "a.chased = 0"),
        (true, true) => missing!("above_line_drafted", "a.draft = 1 AND a.chased = 0"),
    };
    let Scope { exam, unit, batch } = of;
    let (path, serial) = after.unwrap_or_else(|| (unit.path.clone(), String::new()));
    db.all(sql, params![exam, &unit.path, batch, &path, serial, count]).await
}

/// How many there are of those, counted up to a bound when they are narrowed.
pub async fn how_many(db: &Db, of: Scope<'_>, only: Narrowing) -> Result<Total> {
    let sql = match (only.draft, only.unchased) {
        (false, false) => return Ok(Total::exactly(missing(db, of).await?)),
        (true, _) => {
            "SELECT COUNT(*) FROM (SELECT 1 FROM above_line AS a INDEXED BY above_line_drafted WHERE a.exam = ?1 AND a.batch = ?3 \
             AND a.submitted = 0 AND a.draft = 1 AND (?4 = 0 OR a.chased = 0) AND a.path >= ?2 AND a.path < ?2 || '0' LIMIT 1001)"
        }
        (false, true) => {
            "SELECT COUNT(*) FROM (SELECT 1 FROM above_line AS a INDEXED BY above_line_unchased WHERE a.exam = ?1 AND a.batch = ?3 \
             AND a.submitted = 0 AND a.chased = 0 AND ?4 = ?4 AND a.path >= ?2 AND a.path < ?2 || '0' LIMIT 1001)"
        }
    };
    let Scope { exam, unit, batch } = of;
    let rows: Option<i64> = db.first(sql, params![exam, &unit.path, batch, i64::from(only.unchased)]).await?;
    Ok(Total::counted(rows.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
