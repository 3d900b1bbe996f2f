//! 时间窗口: settings in force, and how they are changed (0026_window.sql).

use super::journal::InExam;
use super::session::Candidate;
use crate::db::Db;
use crate::{append, params};
use domain::event::{Event, window as event};
use domain::organisation::Path;
pub use domain::window::closed;
use domain::window::{ScopeKind, Setting, Targeted, Window, WindowRow};
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;
use std::collections::HashMap;

mod change;

pub use change::{PAGE, Viewer, decide, history, propose, proposed, waiting, withdraw};

/// The setting in force of a window for an organisation, and for a candidate below it (their number as text): their own, or that
/// of the organisation nearest above.
#[macro_export]
macro_rules! in_force {
    ($exam:literal, $name:literal, $organisation:literal) => {
        concat!(
            "(SELECT s.id FROM organisation_above AS l CROSS JOIN window_setting AS s ON s.in_force = 1 AND s.exam = ",
            $exam,
            " AND s.scope_kind = 'organisation' AND s.scope = l.above AND s.name = ",
            $name,
            " WHERE l.organisation = ",
            $organisation,
            " ORDER BY l.depth DESC LIMIT 1)"
        )
    };
    ($exam:literal, $name:literal, $organisation:literal, $candidate:literal) => {
        concat!(
            "COALESCE((SELECT s.id FROM window_setting AS s WHERE s.in_force = 1 AND s.exam = ",
            $exam,
            " AND s.scope_kind = 'candidate' AND s.scope = CAST(",
            $candidate,
            " AS TEXT) AND s.name = ",
            $name,
            "), ",
            $crate::in_force!($exam, $name, $organisation),
            ")"
        )
    };
}

/// The condition that a window is open at `?1` for an organisation, or for a candidate below it.
#[macro_export]
macro_rules! open_window {
    ($exam:literal, $name:literal, $organisation:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM window_interval AS w WHERE w.setting = ",
            $crate::in_force!($exam, $name, $organisation),
            " AND w.opens <= ?1 AND ?1 < w.closes)"
        )
    };
    ($exam:literal, $name:literal, $organisation:literal, $candidate:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM window_interval AS w WHERE w.setting = ",
            $crate::in_force!($exam, $name, $organisation, $candidate),
            " AND w.opens <= ?1 AND ?1 < w.closes)"
        )
    };
}

/// For whom a window is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    pub exam: &'a ExamId,
    /// The organisation; a candidate's 报名点
    pub organisation: &'a str,
    /// The candidate, if it is for one
    pub candidate: Option<i64>,
}

impl<'a> Whom<'a> {
    /// Everybody at an organisation.
    pub fn at(exam: &'a ExamId, organisation: &'a str) -> Self {
        Self { exam, organisation, candidate: None }
    }
}

impl Candidate {
    /// For whom their windows are looked at.
    pub fn whom(&self) -> Whom<'_> {
        Whom { exam: &self.exam, organisation: &self.point, candidate: Some(self.id) }
    }
}

/// Settings (`s`) with what they came from; what follows chooses among them.
macro_rules! settings {
    ($from:expr, $depth:literal, $where:expr) => {
        concat!(
            "SELECT s.id, s.name, k.title, s.scope_kind, s.scope, o.name AS scope_name, k.action, k.reason, k.decided_at AS since, \
             (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(i.opens, i.closes)) FROM window_interval AS i \
             WHERE i.setting = s.id) AS intervals, \
             (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(i.opens, i.closes)) FROM window_interval AS i \
             WHERE i.setting = s.basis) AS \"before\", ",
            $depth,
            " AS depth FROM ",
            $from,
            " JOIN window_change AS k ON k.id = s.change \
             LEFT JOIN organisation AS o ON s.scope_kind = 'organisation' AND o.code = s.scope WHERE s.in_force = 1 AND ",
            $where
        )
    };
}

/// The settings in force above somebody, window by window, from the broadest to the narrowest.
pub async fn above(db: &Db, whom: Whom<'_>, name: Option<&str>) -> Result<Vec<Setting>> {
    let sql = concat!(
        settings!(
            "organisation_above AS l CROSS JOIN window_setting AS s",
            "l.depth",
            "l.organisation = ?2 AND s.exam = ?1 AND s.scope_kind = 'organisation' AND s.scope = l.above \
             AND (?3 IS NULL OR s.name = ?3) AND ?4 IS ?4"
        ),
        " UNION ALL ",
        settings!(
            "window_setting AS s",
            "1000",
            "s.exam = ?1 AND s.scope_kind = 'candidate' AND s.scope = ?4 AND (?3 IS NULL OR s.name = ?3)"
        )
    );
    let candidate = whom.candidate.map(|candidate| candidate.to_string());
    let mut settings: Vec<Setting> = db.all(sql, params![whom.exam, whom.organisation, name, candidate]).await?;
    settings.sort_by(|one, other| (&one.name, one.depth).cmp(&(&other.name, other.depth)));
    Ok(settings)
}

/// The window of a name as it stands for somebody.
pub async fn of(db: &Db, whom: Whom<'_>, name: &str, now: Timestamp) -> Result<Option<Window>> {
    Ok(Window::of(&above(db, whom, Some(name)).await?, now))
}

/// All windows as they stand for somebody, by name.
pub async fn all_of(db: &Db, whom: Whom<'_>, now: Timestamp) -> Result<HashMap<String, Window>> {
    let settings = above(db, whom, None).await?;
    let windows = settings.chunk_by(|one, other| one.name == other.name).filter_map(|same| Window::of(same, now));
    Ok(windows.map(|window| (window.name.clone(), window)).collect())
}

/// The province's windows of an exam, for the public calendar: one for each interval.
pub async fn public(db: &Db, exam: &ExamId, now: Timestamp) -> Result<Vec<Window>> {
    let sql = settings!(
        "organisation AS g CROSS JOIN window_setting AS s",
        "0",
        "g.kind = 'province' AND s.exam = ?1 AND s.scope_kind = 'organisation' AND s.scope = g.code ORDER BY s.id"
    );
    let settings: Vec<Setting> = db.all(sql, params![exam]).await?;
    let mut windows: Vec<Window> = settings.iter().flat_map(|setting| Window::each_of(setting, now)).collect();
    windows.sort_by_key(|window| window.opens);
    Ok(windows)
}

/// Every setting of an organisation that touches another one's subtree, for staff; of one window, or of all.
pub async fn rows(db: &Db, exam: &ExamId, of: &Path, name: Option<&str>) -> Result<Vec<WindowRow>> {
    let sql = "SELECT s.id, s.name, k.title, s.scope AS organisation, o.name AS organisation_name, o.kind, k.action, k.reason, \
               (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(i.opens, i.closes)) FROM window_interval AS i \
               WHERE i.setting = s.id) AS intervals \
               FROM organisation AS o JOIN window_setting AS s ON s.in_force = 1 AND s.exam = ?1 AND s.scope_kind = 'organisation' \
               AND s.scope = o.code JOIN window_change AS k ON k.id = s.change WHERE (?3 IS NULL OR s.name = ?3) \
               AND (o.path >= ?2 AND o.path < ?2 || '0' OR ?2 >= o.path AND ?2 < o.path || '0') \
               ORDER BY (SELECT MIN(i.opens) FROM window_interval AS i WHERE i.setting = s.id), s.name, o.path";
    db.all(sql, params![exam, of, name]).await
}

/// Candidates of a subtree who have windows of their own, change by change, the newest first: so many, and whether there are more.
pub async fn targeted(db: &Db, exam: &ExamId, within: &Path, most: usize) -> Result<(Vec<Targeted>, bool)> {
    let sql = "SELECT s.change, s.name, COUNT(*) AS candidates, k.action, k.reason, \
               (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(i.opens, i.closes)) FROM window_interval AS i \
               WHERE i.setting = MIN(s.id)) AS intervals FROM window_setting AS s JOIN window_change AS k ON k.id = s.change \
               JOIN candidate AS c ON c.id = CAST(s.scope AS INTEGER) WHERE s.in_force = 1 AND s.exam = ?1 \
               AND s.scope_kind = 'candidate' AND c.path >= ?2 AND c.path < ?2 || '0' GROUP BY s.change ORDER BY s.change DESC LIMIT ?3";
    let mut changes: Vec<Targeted> = db.all(sql, params![exam, within, most + 1]).await?;
    let more = changes.len() > most;
    changes.truncate(most);
    Ok((changes, more))
}

/// A scope that a change is for.
#[derive(Debug, Deserialize)]
pub struct Found {
    /// Code of the organisation, number of the candidate
    pub scope: String,
    /// The organisation's name, the candidate's 报名流水号
    pub name: String,
    /// The organisation; the candidate's 报名点
    pub organisation: String,
    pub path: Path,
}

/// The organisations of these codes.
pub async fn organisations(db: &Db, codes: &[String]) -> Result<Vec<Found>> {
    let sql = "SELECT DISTINCT o.code AS scope, o.name, o.code AS organisation, o.path FROM JSON_EACH(?) AS j JOIN organisation AS o \
               ON o.code = j.value ORDER BY o.kind = 'point', o.kind = 'county', o.path";
    db.all(sql, params![serde_json::to_string(codes)?]).await
}

/// The candidates of these 报名流水号.
pub async fn candidates(db: &Db, exam: &ExamId, serials: &[String]) -> Result<Vec<Found>> {
    let sql = "SELECT DISTINCT CAST(c.id AS TEXT) AS scope, c.serial AS name, c.point AS organisation, c.path FROM JSON_EACH(?2) AS j \
               CROSS JOIN candidate AS c ON c.exam = ?1 AND c.serial = j.value ORDER BY c.serial";
    db.all(sql, params![exam, serde_json::to_string(serials)?]).await
}

/// A window, in a part of the province.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Name of the window
    pub name: &'a str,
    /// Where the organisation is, with all below
    pub path: &'a Path,
}

/// Whoever below an organisation has a setting of their own, at most so many: organisations, then candidates.
pub async fn narrower(db: &Db, exam: &ExamId, part: Part<'_>, most: usize) -> Result<Vec<(ScopeKind, Found)>> {
    let Part { name, path: of } = part;
    let sql = "SELECT s.scope, o.name, s.scope AS organisation, o.path FROM organisation AS o JOIN window_setting AS s ON s.in_force = 1 \
               AND s.exam = ?1 AND s.scope_kind = 'organisation' AND s.scope = o.code AND s.name = ?2 \
               WHERE o.path > ?3 AND o.path < ?3 || '0' ORDER BY o.path LIMIT ?4";
    let offices: Vec<Found> = db.all(sql, params![exam, name, of, most as i64]).await?;
    let sql = "SELECT s.scope, c.serial AS name, c.point AS organisation, c.path FROM window_setting AS s JOIN candidate AS c \
               ON c.id = CAST(s.scope AS INTEGER) WHERE s.in_force = 1 AND s.exam = ?1 AND s.scope_kind = 'candidate' \
               AND s.name = ?2 AND c.path >= ?3 AND c.path < ?3 || '0' ORDER BY c.serial LIMIT ?4";
    let people: Vec<Found> = db.all(sql, params![exam, name, of, most as i64]).await?;
    let offices = offices.into_iter().map(|found| (ScopeKind::Organisation, found));
    Ok(offices.chain(people.into_iter().map(|found| (ScopeKind::Candidate, found))).collect())
}

/// A window in which something is to be paid, and one that takes what has to be paid for.
#[derive(Debug, Deserialize)]
pub struct Fees {
    /// Name of the first
    pub fee: String,
    /// Name of the other
    pub other: String,
}

/// All such pairs with this window in them.
pub async fn fees(db: &Db, exam: &ExamId, name: &str) -> Result<Vec<Fees>> {
    let sql = "SELECT DISTINCT i.window AS fee, b.window AS other FROM any_fee_item AS i JOIN (SELECT 'registration' AS window, \
               '' AS unlocks UNION ALL SELECT window, 'volunteer' FROM batch WHERE exam = ?1) AS b \
               ON b.unlocks = IIF(i.unlocks = 'volunteer', 'volunteer', '') WHERE i.exam = ?1 AND NOT i.withdrawn \
               AND i.owed_by <> 'chooser' AND i.window <> b.window AND ?2 IN (i.window, b.window) ORDER BY 1, 2";
    db.all(sql, params![exam, name]).await
}

/// The title of a window.
///
/// # Errors
/// `NotFound`.
pub async fn title(db: &Db, exam: &ExamId, name: &str) -> Result<String> {
    let sql = "SELECT title FROM window_change WHERE exam = ? AND name = ? ORDER BY id LIMIT 1";
    db.first(sql, params![exam, name]).await?.ok_or(Error::NotFound("这个时间安排"))
}

/// Sets a window up, or extends it for a part of the province, as the system does with an exam year.
///
/// # Errors
/// `NotFound` when there is no such organisation.
pub async fn set(act: &InExam<'_>, set: &event::Set<'_>) -> Result<i64> {
    let statement = append!(where "EXISTS (SELECT 1 FROM organisation WHERE code = ?13)");
    act.append(set.written()?, statement, params![set.organisation]).await?.ok_or(Error::NotFound("机构"))
}

#[cfg(test)]
mod tests;
