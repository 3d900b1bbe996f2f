//! 招考机构 and 报名流水号段.

use super::journal::{self, Act};
use crate::db::Db;
use crate::{append, params};
use domain::event::{Event, organisation as event, segment as allotted};
use domain::organisation::{Level, Organisation, Point, Segment};
use domain::{Error, Result, serial};
use serde::Deserialize;

/// Segments or points a page.
pub const PAGE: usize = 100;

/// The name of an organisation.
///
/// # Errors
/// `NotFound`.
pub async fn name(db: &Db, code: &str) -> Result<String> {
    db.first("SELECT name FROM organisation WHERE code = ?", params![code]).await?.ok_or(Error::NotFound("机构"))
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    children: i64,
}

/// The organisations right below one.
///
/// # Errors
/// `Internal`.
pub async fn children(db: &Db, parent: &str) -> Result<Vec<Organisation>> {
    let sql = "SELECT o.code, o.name, (SELECT COUNT(*) FROM organisation AS d WHERE d.code > o.code AND d.code < o.code || 'a' \
               AND LENGTH(d.code) = ?3) AS children FROM organisation AS o \
               WHERE o.code > ?1 AND o.code < ?1 || 'a' AND LENGTH(o.code) = ?2 ORDER BY o.code";
    let rows: Vec<Row> = db.all(sql, params![parent, below(parent.len()), below(below(parent.len()))]).await?;
    let of = |Row { code, name, children }| Some(Organisation { level: Level::of(&code)?, code, name, children });
    Ok(rows.into_iter().filter_map(of).collect())
}

/// Length of the codes one level below codes of this length.
fn below(length: usize) -> usize {
    match length {
        2 => 4,
        4 => 6,
        6 => 9,
        _ => 0,
    }
}

/// A new registration point with the next free code of its county.
///
/// # Errors
/// `Conflict` when the county is unknown or has 999 points already.
pub async fn create_point(act: &Act<'_>, county: &str, name: &str) -> Result<i64> {
    let next = "SELECT ?1 || PRINTF('%03d', COALESCE(MAX(CAST(SUBSTR(code, 7) AS INTEGER)), 0) + 1) FROM organisation \
                WHERE SUBSTR(code, 1, 6) = ?1 AND LENGTH(code) = 9";
    let code: String = act.db.first(next, params![county]).await?.unwrap_or_default();
    let event = event::Created { code: &code, name };
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM organisation WHERE code = ?13) AND LENGTH(?14) = 9 \
         AND NOT EXISTS (SELECT 1 FROM organisation WHERE code = ?14)"
    );
    let made = act.append(event.written()?, statement, params![county, &code]).await?;
    made.ok_or_else(|| Error::Conflict("报名点代码刚刚被占用，请再试一次".into()))
}

/// The registration point that an event created.
///
/// # Errors
/// `NotFound`.
pub async fn created(db: &Db, seq: i64) -> Result<Organisation> {
    #[derive(Deserialize)]
    struct Created {
        code: String,
        name: String,
    }
    let Created { code, name } = journal::said(db, seq).await?.body;
    Ok(Organisation { level: Level::Point, code, name, children: 0 })
}

#[derive(Deserialize)]
struct SegmentRow {
    id: i64,
    point: String,
    point_name: String,
    first: i64,
    last: i64,
    next: i64,
}

impl From<SegmentRow> for Segment {
    fn from(row: SegmentRow) -> Self {
        let text = |number: i64| format!("{number:08}");
        Self {
            id: row.id,
            point: row.point,
            point_name: row.point_name,
            first: text(row.first),
            last: text(row.last),
            used: row.next - row.first,
            next: (row.next <= row.last).then(|| text(row.next)),
        }
    }
}

/// A page of the segments of a subtree, those after a first number; whether more follow.
///
/// # Errors
/// `Internal`.
pub async fn segments(db: &Db, exam: &str, organisation: &str, after: i64) -> Result<(bool, Vec<Segment>)> {
    let sql = "SELECT s.id, s.point, o.name AS point_name, s.first, s.last, s.next FROM segment AS s \
               JOIN organisation AS o ON o.code = s.point \
               WHERE s.exam = ?1 AND s.point >= ?2 AND s.point < ?2 || 'a' AND s.first > ?3 ORDER BY s.first LIMIT ?4";
    let mut rows: Vec<SegmentRow> = db.all(sql, params![exam, organisation, after, PAGE + 1]).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok((more, rows.into_iter().map(Segment::from).collect()))
}

/// The numbers of a county that segments have: the first and the last of each.
///
/// # Errors
/// `Internal`.
pub async fn taken(db: &Db, exam: &str, county: &str) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT first, last FROM segment WHERE exam = ?1 AND point >= ?2 AND point < ?2 || 'a' ORDER BY first";
    db.all(sql, params![exam, county]).await
}

/// A page of the registration points of a subtree whose name or code begins so, after a code; whether more follow.
///
/// # Errors
/// `Internal`.
pub async fn points(
    db: &Db,
    exam: &str,
    organisation: &str,
    (text, after): (&str, &str),
) -> Result<(bool, Vec<Point>)> {
    let sql = "SELECT p.code, p.name, COALESCE(c.name, '') AS county_name FROM organisation AS p \
               LEFT JOIN organisation AS c ON c.code = SUBSTR(p.code, 1, 6) \
               WHERE p.code >= ?1 AND p.code < ?1 || 'a' AND p.code > ?2 AND LENGTH(p.code) = 9 \
               AND (SUBSTR(p.name, 1, LENGTH(?3)) = ?3 OR SUBSTR(p.code, 1, LENGTH(?3)) = ?3) ORDER BY p.code LIMIT ?4";
    let mut rows: Vec<Point> = db.all(sql, params![organisation, after, text, PAGE + 1]).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let codes: Vec<&str> = rows.iter().map(|point| &point.code[..]).collect();
    let sql = "SELECT s.id, s.point, '' AS point_name, s.first, s.last, s.next FROM segment AS s \
               WHERE s.exam = ?1 AND s.point IN (SELECT value FROM JSON_EACH(?2)) ORDER BY s.first";
    let segments: Vec<SegmentRow> = db.all(sql, params![exam, serde_json::to_string(&codes)?]).await?;
    for segment in segments {
        if let Some(point) = rows.iter_mut().find(|point| point.code == segment.point) {
            point.segments.push(segment.into());
        }
    }
    Ok((more, rows))
}

/// Gives a segment to a point. No number of a county is given twice.
///
/// # Errors
/// `Conflict` when it overlaps another segment, `NotFound` when there is no such point.
pub async fn allot(act: &Act<'_>, point: &str, segment: serial::Segment) -> Result<i64> {
    name(act.db, point).await?;
    let (first, last) = (segment.first().number(), segment.last().number());
    let event = allotted::Allotted { point, first, last };
    let statement =
        append!("WHERE NOT EXISTS (SELECT 1 FROM segment WHERE exam = ?2 AND first <= ?14 AND last >= ?13)");
    let made = act.append(event.written()?, statement, params![first, last]).await?;
    made.ok_or_else(|| Error::Conflict("与已有号段重叠，请改用空闲号段".into()))
}

/// The segment that an event allotted, as it was then: unused.
///
/// # Errors
/// `NotFound`.
pub async fn allotted(db: &Db, seq: i64) -> Result<Segment> {
    #[derive(Deserialize)]
    struct Allotted {
        point: String,
        first: i64,
        last: i64,
    }
    let Allotted { point, first, last } = journal::said(db, seq).await?.body;
    let point_name = name(db, &point).await?;
    let next = first;
    Ok(SegmentRow { id: seq, point, point_name, first, last, next }.into())
}
