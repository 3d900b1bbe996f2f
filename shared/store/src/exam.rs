//! 考试: exams, their windows and code tables.

use super::journal::Act;
use crate::db::Db;
use crate::{append, params};
use domain::event::{Event, window as event};
use domain::exam::{NewWindow, Region, Window, WindowRow};
use domain::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// An exam.
#[derive(Debug, Serialize, Deserialize)]
pub struct Exam {
    /// `gaokao-2027`
    pub id: String,
    /// Its name
    pub name: String,
    /// `gaokao`, `zsb`
    pub kind: String,
    /// Year
    pub year: i32,
}

/// All exams, the newest first.
///
/// # Errors
/// `Internal`.
pub async fn all(db: &Db) -> Result<Vec<Exam>> {
    db.all("SELECT id, name, kind, year FROM exam ORDER BY year DESC, id", vec![]).await
}

/// The exam that staff work on: the newest.
///
/// # Errors
/// `NotFound` while there is none.
pub async fn current(db: &Db) -> Result<Exam> {
    all(db).await?.into_iter().next().ok_or(Error::NotFound("考试"))
}

/// The condition that a window is open at `?1` for an organisation and whoever is below it: by the calendar's row for it, or one
/// above. A row for one county extends the province's.
#[macro_export]
macro_rules! open_window {
    ($exam:literal, $name:literal, $organisation:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM exam_window AS w WHERE w.exam = ",
            $exam,
            " AND w.name = ",
            $name,
            " AND SUBSTR(",
            $organisation,
            ", 1, LENGTH(w.organisation)) = w.organisation AND w.opens <= ?1 AND ?1 < w.closes)"
        )
    };
}

/// Of the rows above an organisation: the one that is open at an instant (`$now`, a parameter) and closes last.
macro_rules! window_in_force {
    ($now:literal, $row:literal) => {
        concat!(
            "ORDER BY (",
            $now,
            " >= ",
            $row,
            ".opens AND ",
            $now,
            " < ",
            $row,
            ".closes) DESC, ",
            $row,
            ".closes DESC, ",
            $row,
            ".opens LIMIT 1"
        )
    };
}
pub(super) use window_in_force;

/// The window of a name as it stands for an organisation: of all rows above it, the one that
/// closes last. A row for one county extends the province's.
///
/// # Errors
/// `Internal`.
pub async fn window(db: &Db, exam: &str, name: &str, organisation: &str, now: Timestamp) -> Result<Option<Window>> {
    let sql = concat!(
        "SELECT w.name, w.title, w.opens, w.closes, ?1 >= w.opens AND ?1 < w.closes AS open FROM exam_window AS w \
         WHERE w.exam = ?2 AND w.name = ?3 AND SUBSTR(?4, 1, LENGTH(w.organisation)) = w.organisation ",
        window_in_force!("?1", "w")
    );
    db.first(sql, params![now, exam, name, organisation]).await
}

/// All windows as they stand for an organisation, by name.
///
/// # Errors
/// `Internal`.
pub async fn windows_for(db: &Db, exam: &str, organisation: &str, now: Timestamp) -> Result<HashMap<String, Window>> {
    let sql = "SELECT name, title, opens, closes, ?1 >= opens AND ?1 < closes AS open FROM exam_window \
               WHERE exam = ?2 AND SUBSTR(?3, 1, LENGTH(organisation)) = organisation \
               ORDER BY (?1 >= opens AND ?1 < closes), closes, opens DESC";
    let rows: Vec<Window> = db.all(sql, params![now, exam, organisation]).await?;
    // The one that counts comes last, and stays.
    Ok(rows.into_iter().map(|window| (window.name.clone(), window)).collect())
}

/// What to answer when a window is not open.
pub fn closed(what: &str, window: Option<&Window>) -> Error {
    let (opens, closes) = (window.map(|w| w.opens), window.map(|w| w.closes));
    Error::WindowClosed { what: what.to_owned(), opens, closes }
}

/// The province's windows of an exam, for the public calendar.
///
/// # Errors
/// `Internal`.
pub async fn windows(db: &Db, exam: &str, now: Timestamp) -> Result<Vec<Window>> {
    let sql = "SELECT name, title, opens, closes, ?1 >= opens AND ?1 < closes AS open FROM exam_window \
               WHERE exam = ?2 AND LENGTH(organisation) = 2 ORDER BY opens, id";
    db.all(sql, params![now, exam]).await
}

/// Every row of the calendar that touches an organisation's subtree, for staff.
///
/// # Errors
/// `Internal`.
pub async fn window_rows(db: &Db, exam: &str, organisation: &str) -> Result<Vec<WindowRow>> {
    let sql = "SELECT w.id, w.name, w.title, w.organisation, o.name AS organisation_name, w.opens, w.closes, w.reason \
               FROM exam_window AS w JOIN organisation AS o ON o.code = w.organisation WHERE w.exam = ?1 \
               AND (SUBSTR(?2, 1, LENGTH(w.organisation)) = w.organisation OR SUBSTR(w.organisation, 1, LENGTH(?2)) = ?2) \
               ORDER BY w.opens, w.id";
    db.all(sql, params![exam, organisation]).await
}

/// Sets a window, or extends one for part of the province.
///
/// # Errors
/// `NotFound` when there is no window of that name to take the title from, or no such organisation.
pub async fn set_window(act: &Act<'_>, window: &NewWindow) -> Result<i64> {
    let title = "SELECT title FROM exam_window WHERE exam = ? AND name = ? ORDER BY id LIMIT 1";
    let title: String =
        act.db.first(title, params![act.exam, &window.name]).await?.ok_or(Error::NotFound("这个时间安排"))?;
    let event = event::Set {
        name: &window.name,
        title: &title,
        organisation: &window.organisation,
        opens: window.opens.into(),
        closes: window.closes.into(),
        reason: &window.reason,
    };
    let statement = append!("WHERE EXISTS (SELECT 1 FROM organisation WHERE code = ?13)");
    act.append(event.written()?, statement, params![&window.organisation]).await?.ok_or(Error::NotFound("机构"))
}

/// A code of a list.
#[derive(Debug, Deserialize)]
pub struct CodeItem {
    /// `political_status`, …
    pub list: String,
    /// Code
    pub code: String,
    /// Name
    pub name: String,
}

/// All code tables of an exam.
///
/// # Errors
/// `Internal`.
pub async fn codes(db: &Db, exam: &str) -> Result<Vec<CodeItem>> {
    db.all("SELECT list, code, name FROM code_item WHERE exam = ? ORDER BY list, position", params![exam]).await
}

/// Cities and counties.
///
/// # Errors
/// `Internal`.
pub async fn regions(db: &Db) -> Result<Vec<Region>> {
    db.all("SELECT code, name, parent FROM region WHERE LENGTH(code) > 2 ORDER BY code", vec![]).await
}
