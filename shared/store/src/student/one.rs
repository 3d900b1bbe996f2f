//! One of a college's students: put right, given a photo, taken back; while the college may still import.

use super::{document_place, kept, known, require_open};
use crate::db::Db;
use crate::journal::{InExam, replayed};
use crate::seal::Keys;
use crate::{append, open_window, params};
use domain::event::{self, Event};
use domain::student::Correction;
use domain::{Error, ExamId, Result};
use serde::Deserialize;
use std::collections::HashMap;

/// Puts right what a college had wrong.
///
/// # Errors
/// `Invalid` with what is wrong now; `NotFound`; `WrongState` for who has registered; `WindowClosed`; `IdempotencyKeyReused`.
pub async fn correct(
    act: &InExam<'_>,
    keys: &Keys,
    college: &str,
    student: i64,
    correction: &Correction,
) -> Result<()> {
    #[derive(Deserialize)]
    struct Held {
        document: String,
        document_hash: String,
        name: String,
        claimed: bool,
    }
    let exam = act.exam;
    let sql = "SELECT document, document_hash, name, candidate IS NOT NULL AS claimed FROM student WHERE id = ? AND exam = ? AND college = ?";
    let held: Option<Held> = act.db.first(sql, params![student, exam, college]).await?;
    let held = held.ok_or(Error::NotFound("学生"))?;
    let document = keys.open(&document_place(exam, &held.document_hash), &held.document)?;
    let corrected = correction.check(&document, &super::lists(act.db, exam).await?)?;
    let says = kept(exam, keys, &corrected)?;
    let hash = says.document_hash.clone();
    let is_another = hash != held.document_hash;
    if held.claimed && (is_another || corrected.name != held.name) {
        return Err(Error::WrongState("学生已经注册，姓名和证件号不能再更正".into()));
    }
    let event = event::student::Corrected { student, says, reason: correction.reason.trim() };
    let statement = append!(
        where "EXISTS (SELECT 1 FROM student AS s WHERE s.id = ?14 AND s.exam = ?2 AND s.college = ?13 \
               AND (s.candidate IS NULL OR s.document_hash = ?15 AND s.name = ?16)) \
               AND NOT EXISTS (SELECT 1 FROM student AS s WHERE s.exam = ?2 AND s.document_hash = ?15 AND s.id <> ?14) \
               AND NOT EXISTS (SELECT 1 FROM barred AS b WHERE b.exam = ?2 AND b.document_hash = ?15) AND ",
        open_window!("?2", "'import'", "?13")
    );
    let appended = act
        .append(event.written()?, statement, params![college, student, hash.clone(), corrected.name.clone()])
        .await?;
    if appended.or(replayed(act.db, act.author).await?).is_some() {
        return Ok(());
    }
    require_open(act, college).await?;
    let known = known(act, std::slice::from_ref(&hash)).await?;
    let in_the_way = known.get(&hash).filter(|known| known.reason.is_some() || is_another);
    Err(in_the_way.map_or(Error::NotFound("学生"), |known| Error::invalid("document", known.message(college))))
}

/// Takes one back.
///
/// # Errors
/// `NotFound`; `WrongState` once the student has registered; `WindowClosed`; `IdempotencyKeyReused`.
pub async fn remove(act: &InExam<'_>, college: &str, student: i64, reason: &str) -> Result<()> {
    let removed = event::student::Removed { student, reason };
    let statement = append!(
        where "EXISTS (SELECT 1 FROM student AS s WHERE s.id = ?14 AND s.exam = ?2 AND s.college = ?13 \
               AND s.candidate IS NULL) AND ",
        open_window!("?2", "'import'", "?13")
    );
    let appended = act.append(removed.written()?, statement, params![college, student]).await?;
    if appended.or(replayed(act.db, act.author).await?).is_none() {
        require_open(act, college).await?;
        let sql = "SELECT 1 FROM student WHERE id = ? AND exam = ? AND college = ? AND candidate IS NOT NULL";
        let claimed: Option<i64> = act.db.first(sql, params![student, act.exam, college]).await?;
        let registered = || Error::WrongState("学生已经注册，不能再撤回".into());
        return Err(claimed.map_or(Error::NotFound("学生"), |_| registered()));
    }
    Ok(())
}

/// The numbers of a college's students, by the keyed hashes of their 证件号.
pub async fn numbers(db: &Db, exam: &ExamId, college: &str, hashes: &[&str]) -> Result<HashMap<String, i64>> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        document_hash: String,
    }
    let sql = "SELECT s.id, s.document_hash FROM JSON_EACH(?3) AS j CROSS JOIN student AS s \
               ON s.exam = ?1 AND s.document_hash = j.value AND s.college = ?2";
    let rows: Vec<Row> = db.all(sql, params![exam, college, serde_json::to_string(hashes)?]).await?;
    Ok(rows.into_iter().map(|row| (row.document_hash, row.id)).collect())
}

/// Gives students photos (number, SHA-256), all of them or none. `file` is the SHA-256 of what they came in.
///
/// # Errors
/// `WindowClosed`; `Conflict` when one of them is no student of the college any more; `IdempotencyKeyReused`.
pub async fn photograph(act: &InExam<'_>, college: &str, file: &str, photos: &[(i64, String)]) -> Result<()> {
    let photographed = event::student::Photographed { college, file, photos };
    let statement = append!(
        where "NOT EXISTS (SELECT 1 FROM JSON_EACH(?14) AS j WHERE NOT EXISTS \
               (SELECT 1 FROM student AS s WHERE s.id = j.value AND s.exam = ?2 AND s.college = ?13)) AND ",
        open_window!("?2", "'import'", "?13")
    );
    let students: Vec<i64> = photos.iter().map(|(student, _)| *student).collect();
    let guard = params![college, serde_json::to_string(&students)?];
    let appended = act.append(photographed.written()?, statement, guard).await?;
    if appended.or(replayed(act.db, act.author).await?).is_none() {
        require_open(act, college).await?;
        return Err(Error::Conflict("名单刚有变化，请重新导入照片".into()));
    }
    Ok(())
}
