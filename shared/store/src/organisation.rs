//! 招考机构 and 报名流水号段.

use super::journal::{self, InExam};
use crate::db::Db;
use crate::{append, params};
use domain::event::{Event, organisation as event, segment as allotted};
use domain::organisation::{Kind, Organisation, Path, Point, SearchPoints, Segment, Unit};
use domain::page::{After, Page};
use domain::{Error, ExamId, Result, serial};
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

/// An organisation.
pub async fn find(db: &Db, code: &str) -> Result<Option<Unit>> {
    db.first("SELECT code, name, kind, path FROM organisation WHERE code = ?", params![code]).await
}

pub async fn province(db: &Db) -> Result<Option<Unit>> {
    let sql = "SELECT code, name, kind, path FROM organisation WHERE kind = 'province' ORDER BY code LIMIT 1";
    db.first(sql, vec![]).await
}

/// The organisations right below one.
pub async fn children(db: &Db, parent: &Path) -> Result<Vec<Organisation>> {
    let sql = "SELECT o.code, o.name, o.kind, (SELECT COUNT(*) FROM organisation AS d WHERE d.parent = o.path) AS children \
               FROM organisation AS o WHERE o.parent = ? ORDER BY o.code";
    db.all(sql, params![parent]).await
}

/// Those of `top` and below that one comes through on the way down to `path`, both included.
pub async fn between(db: &Db, top: &Path, path: &Path) -> Result<Vec<Organisation>> {
    let sql = "SELECT o.code, o.name, o.kind, (SELECT COUNT(*) FROM organisation AS d WHERE d.parent = o.path) AS children \
               FROM JSON_EACH(?1) AS j CROSS JOIN organisation AS o ON o.code = j.value \
               WHERE o.path >= ?2 AND o.path < ?2 || '0' ORDER BY o.path";
    let codes: Vec<&str> = path.codes().collect();
    db.all(sql, params![serde_json::to_string(&codes)?, top]).await
}

/// A new registration point with the next free code of its county: that of the county, and three digits.
///
/// # Errors
/// `Conflict` when the county has 999 points already.
pub async fn create_point(act: &InExam<'_>, county: &Unit, name: &str) -> Result<i64> {
    let next = "SELECT COALESCE(MAX(CAST(SUBSTR(code, LENGTH(?1) + 1) AS INTEGER)), 0) + 1 FROM organisation \
                WHERE code > ?1 AND code < ?1 || 'a' AND LENGTH(code) = LENGTH(?1) + 3";
    let next: i64 = act.db.first(next, params![&county.code]).await?.unwrap_or(1);
    let taken = || Error::Conflict("报名点代码刚刚被占用，请再试一次".into());
    if next > 999 {
        return Err(Error::Conflict("本县（市、区）的报名点代码已用完".into()));
    }
    let code = format!("{}{next:03}", county.code);
    let path = Path::of(Some(&county.path), &code);
    let event = event::Created { code: &code, name, kind: Kind::Point, path: &path };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM organisation WHERE code = ?13) AND NOT EXISTS (SELECT 1 FROM organisation WHERE code = ?14)"
    );
    act.append(event.written()?, statement, params![&county.code, &code]).await?.ok_or_else(taken)
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
    Ok(Organisation { kind: Kind::Point, code, name, children: 0 })
}

/// Is this 报名点 closed?
pub async fn closed(db: &Db, point: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM organisation WHERE code = ? AND closed_at IS NOT NULL";
    Ok(db.first::<i64>(sql, params![point]).await?.is_some())
}

/// Another name for a 报名点.
///
/// # Errors
/// `Conflict` when there is no such point; `IdempotencyKeyReused`.
pub async fn rename(act: &InExam<'_>, code: &str, name: &str) -> Result<()> {
    let event = event::Renamed { code, name };
    let statement = append!(where "EXISTS (SELECT 1 FROM organisation WHERE code = ?13 AND kind = 'point')");
    act.carry_out(event.written()?, statement, params![code], NO_POINT).await
}

const NO_POINT: &str = "没有这个报名点，或刚刚有人改过。请刷新后再看";

/// Closes a 报名点, or opens it again.
///
/// # Errors
/// `Conflict` when it is so already; `IdempotencyKeyReused`.
pub async fn close(act: &InExam<'_>, code: &str, closed: bool, reason: &str) -> Result<()> {
    let event = match closed {
        true => event::Closed { code, reason }.written()?,
        false => event::Reopened { code, reason }.written()?,
    };
    let statement = append!(where "EXISTS (SELECT 1 FROM organisation WHERE code = ?13 AND kind = 'point' AND (closed_at IS NULL) = ?14)"
    );
    act.carry_out(event, statement, params![code, i64::from(closed)], NO_POINT).await
}

/// A segment, for whoever wants some of it back: its point, and the numbers that nobody has.
#[derive(Debug, Deserialize)]
pub struct Unused {
    /// 报名点
    pub point: String,
    pub next: i64,
    pub last: i64,
}

/// What of a segment nobody has.
///
/// # Errors
/// `NotFound`.
pub async fn unused(db: &Db, exam: &ExamId, segment: i64) -> Result<Unused> {
    let sql = "SELECT point, next, last FROM segment WHERE exam = ? AND id = ?";
    db.first(sql, params![exam, segment]).await?.ok_or(Error::NotFound("号段"))
}

/// Takes the end of a segment back, from a number on that nobody has.
///
/// # Errors
/// `Conflict` when somebody got one of them meanwhile; `IdempotencyKeyReused`.
pub async fn take_back(act: &InExam<'_>, end: allotted::Returned) -> Result<()> {
    let allotted::Returned { segment, first, last } = end;
    let statement =
        append!(where "EXISTS (SELECT 1 FROM segment WHERE id = ?13 AND next <= ?14 AND last = ?15 AND ?14 <= ?15)");
    let conflict = "其中有的号刚刚发出，或号段已有变化。请刷新后再看";
    act.carry_out(end.written()?, statement, params![segment, first, last], conflict).await
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

/// A page of the segments of a subtree, by first number.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn segments(db: &Db, exam: &ExamId, within: &Path, after: &After) -> Result<Page<Segment>> {
    let after: i64 = after.key()?.unwrap_or_default();
    let sql = "SELECT s.id, s.point, o.name AS point_name, s.first, s.last, s.next FROM segment AS s \
               JOIN organisation AS o ON o.code = s.point \
               WHERE s.exam = ?1 AND o.path >= ?2 AND o.path < ?2 || '0' AND s.first > ?3 ORDER BY s.first LIMIT ?4";
    let rows: Vec<SegmentRow> = db.all(sql, params![exam, within, after, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| row.first).map(Segment::from))
}

/// The 号段码 of a 报名点's county, or of a county: with which its numbers begin.
///
/// # Errors
/// `NotFound` where there is no county.
pub async fn prefix(db: &Db, code: &str) -> Result<String> {
    let sql = "SELECT IIF(c.prefix = '', SUBSTR(c.code, -4), c.prefix) FROM organisation AS o \
               JOIN organisation AS c ON c.code = o.county WHERE o.code = ?";
    db.first(sql, params![code]).await?.ok_or(Error::NotFound("县（市、区）"))
}

/// The numbers with a 号段码 that segments have: the first and the last of each.
pub async fn taken(db: &Db, exam: &ExamId, prefix: &str) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT first, last FROM segment WHERE exam = ?1 AND first >= CAST(?2 AS INTEGER) * 10000 \
               AND first < (CAST(?2 AS INTEGER) + 1) * 10000 ORDER BY first";
    db.all(sql, params![exam, prefix]).await
}

/// A page of the registration points of a subtree whose name or code begins so.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn points(db: &Db, exam: &ExamId, within: &Path, wanted: &SearchPoints) -> Result<Page<Point>> {
    let (text, after): (_, String) = (wanted.text.trim(), wanted.after.key()?.unwrap_or_default());
    let sql = "SELECT p.code, p.path, p.name, COALESCE(p.county, '') AS county, COALESCE(c.name, '') AS county_name, p.closed_at \
               FROM organisation AS p LEFT JOIN organisation AS c ON c.code = p.county \
               WHERE p.path >= ?1 AND p.path < ?1 || '0' AND p.path > ?2 AND p.kind = 'point' \
               AND (INSTR(p.name, ?3) > 0 OR SUBSTR(p.code, 1, LENGTH(?3)) = ?3) ORDER BY p.path LIMIT ?4";
    let rows: Vec<Point> = db.all(sql, params![within, after, text, PAGE + 1]).await?;
    let mut page = Page::of(rows, PAGE, |row| row.path.clone());
    let codes: Vec<&str> = page.rows.iter().map(|point| &point.code[..]).collect();
    let sql = "SELECT s.id, s.point, '' AS point_name, s.first, s.last, s.next FROM segment AS s \
               WHERE s.exam = ?1 AND s.point IN (SELECT value FROM JSON_EACH(?2)) ORDER BY s.first";
    let segments: Vec<SegmentRow> = db.all(sql, params![exam, serde_json::to_string(&codes)?]).await?;
    for segment in segments {
        if let Some(point) = page.rows.iter_mut().find(|point| point.code == segment.point) {
            point.segments.push(segment.into());
        }
    }
    Ok(page)
}

/// Gives a segment to a point. No number of a county is given twice.
///
/// # Errors
/// `Conflict` when it overlaps another segment, `NotFound` when there is no such point.
pub async fn allot(act: &InExam<'_>, point: &str, segment: serial::Segment) -> Result<i64> {
    name(act.db, point).await?;
    if closed(act.db, point).await? {
        return Err(Error::Conflict("报名点已停用，请先恢复".into()));
    }
    let (first, last) = (segment.first().number(), segment.last().number());
    let event = allotted::Allotted { point, first, last };
    let statement =
        append!(where "NOT EXISTS (SELECT 1 FROM segment WHERE exam = ?2 AND first <= ?14 AND last >= ?13)");
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
