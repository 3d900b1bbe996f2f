//! What staff did, looked through by person, office, kind and time.

use crate::db::Db;
use crate::params;
use domain::act::{ActRow, SearchActs};
use domain::event::Kind;
use domain::organisation::Path;
use domain::page::Page;
use domain::{Result, Timestamp, event, time};

pub const PAGE: usize = 50;
/// Events are numbered in the order in which they are written, which is that of time but for so much.
const SLACK: i64 = time::HOUR;
/// To the present, and a little more.
const AHEAD: i64 = time::DAY;

/// Only one of the conditions is looked up in an index: the one that leaves the fewest rows. The others are hidden from
/// the planner by a plus sign.
macro_rules! page {
    ($indexed:literal) => {
        concat!(
            "SELECT a.seq, a.at, a.kind, a.staff, s.login AS username, s.name, a.organisation, o.name AS organisation_name, ",
            "c.id AS candidate, c.serial, t.login AS account, j.body ->> 'reason' AS reason, j.ip, j.device FROM staff_act AS a ",
            "JOIN journal AS j ON j.seq = a.seq JOIN staff AS s ON s.id = a.staff ",
            "LEFT JOIN organisation AS o ON o.code = a.organisation ",
            "LEFT JOIN candidate AS c ON c.id = CASE a.kind WHEN 'candidate.admitted' THEN a.seq ELSE j.subject END ",
            "LEFT JOIN staff AS t ON t.id = CASE a.kind WHEN 'staff.created' THEN a.seq ELSE j.subject END ",
            "WHERE ",
            $indexed,
            " AND ?9 = ?9 AND +a.path >= ?1 AND +a.path < ?1 || '0' AND (?2 = 0 OR +a.staff = ?2) ",
            "AND (?3 = '' OR +a.kind = ?3) AND +a.at >= ?4 AND +a.at < ?5 AND (?6 = 0 OR a.seq < ?6) ",
            "AND a.seq >= COALESCE((SELECT f.seq FROM staff_act AS f WHERE f.at >= ?4 - ?7 ORDER BY f.at LIMIT 1), 0) ",
            "AND a.seq <= COALESCE((SELECT l.seq FROM staff_act AS l WHERE l.at >= ?5 + ?7 ORDER BY l.at LIMIT 1), ",
            "9223372036854775807) ORDER BY a.seq DESC LIMIT ?8"
        )
    };
}

/// A page below an organisation, the newest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn page(db: &Db, within: &Path, wanted: &SearchActs, now: Timestamp) -> Result<Page<ActRow>> {
    let (staff, kind) = (wanted.staff.unwrap_or_default(), wanted.kind.map_or("", Kind::as_str));
    let (from, until) = (wanted.from.unwrap_or_default(), wanted.until.unwrap_or(now.plus(AHEAD)));
    let before: Option<i64> = wanted.after.key()?;
    let mut codes = within.codes().skip(1);
    let (first, second) = (codes.next(), codes.next());
    let sql = match (staff, first, second) {
        (1.., _, _) => page!("a.staff = ?2"),
        (_, _, Some(_)) => page!("a.second = ?9"),
        (_, Some(_), None) => page!("a.first = ?9"),
        _ if !kind.is_empty() => page!("a.kind = ?3"),
        _ => page!("TRUE"),
    };
    let values =
        params![within, staff, kind, from, until, before.unwrap_or_default(), SLACK, PAGE + 1, second.or(first)];
    let rows: Vec<ActRow> = db.all(sql, values).await?;
    let titled = |row: ActRow| ActRow { title: event::title(&row.kind).to_owned(), ..row };
    Ok(Page::of(rows, PAGE, |row| row.seq).map(titled))
}
