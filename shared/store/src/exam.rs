//! 考试: exams and their code tables.

use crate::db::Db;
use crate::params;
use domain::event::Names;
use domain::exam::{Authority, Exam, Region, Text};
use domain::form::Form;
use domain::{Error, ExamId, Result, photo};
use serde::Deserialize;

/// All exams, the newest first.
pub async fn all(db: &Db) -> Result<Vec<Exam>> {
    db.all("SELECT id, name, kind, year, photo FROM exam ORDER BY year DESC, id", vec![]).await
}

/// What an exam asks of 采集照片.
///
/// # Errors
/// `NotFound`.
pub async fn photo(db: &Db, exam: &ExamId) -> Result<photo::Rule> {
    db.first("SELECT photo FROM exam WHERE id = ?", params![exam]).await?.ok_or(Error::NotFound("考试"))
}

/// Who holds the exams, as the settings in force of the newest one name them.
pub async fn authority(db: &Db) -> Result<Authority> {
    let sql = "SELECT COALESCE(v.value ->> '$.authority.name', '') AS name, COALESCE(v.value ->> '$.authority.brand', '') AS brand, \
               COALESCE(v.value ->> '$.authority.telephone', '') AS telephone FROM exam AS e \
               JOIN revision AS r ON r.exam = e.id AND r.status = 'published' \
               JOIN revision_row AS n ON n.content = r.content AND n.noun = 'exam' \
               JOIN revision_value AS v ON v.hash = n.value ORDER BY e.year DESC, e.id LIMIT 1";
    Ok(db.first(sql, vec![]).await?.unwrap_or_default())
}

/// The exam of this id; without one, the only exam that there is.
///
/// # Errors
/// `UnknownExam`; `NotFound` where there is none at all; `ExamMissing` where none is named of several.
pub async fn named(db: &Db, id: Option<&str>) -> Result<Exam> {
    let mut exams = all(db).await?;
    exams.retain(|exam| id.is_none_or(|id| exam.id.as_str() == id));
    match (exams.pop(), id) {
        (Some(exam), _) if exams.is_empty() => Ok(exam),
        (Some(_), _) => Err(Error::ExamMissing),
        (None, Some(id)) => Err(Error::UnknownExam(id.chars().take(40).collect())),
        (None, None) => Err(Error::NotFound("考试")),
    }
}

/// What an exam calls its 批次 and 缴费项目.
pub async fn names(db: &Db, exam: &ExamId) -> Result<Names> {
    let sql = "SELECT (SELECT JSON_GROUP_OBJECT(code, name) FROM batch WHERE exam = ?1) AS batches, \
               (SELECT JSON_GROUP_OBJECT(item, name) FROM fee_item WHERE exam = ?1) AS items";
    Ok(db.first(sql, params![exam]).await?.unwrap_or_default())
}

/// A code of a list.
#[derive(Debug, Deserialize)]
pub struct CodeItem {
    /// `political_status`, …
    pub list: String,
    pub code: String,
    pub name: String,
}

/// All code tables of an exam.
pub async fn codes(db: &Db, exam: &ExamId) -> Result<Vec<CodeItem>> {
    db.all("SELECT list, code, name FROM code_item WHERE exam = ? ORDER BY list, position", params![exam]).await
}

/// The columns of a region `r`.
macro_rules! region {
    () => {
        "r.code, r.name, r.parent, r.urban_rural, EXISTS (SELECT 1 FROM region AS b WHERE b.parent = r.code) AS divided"
    };
}
pub(super) use region;

/// The form of an exam: its version, and itself.
///
/// # Errors
/// `NotFound`.
pub async fn form(db: &Db, exam: &ExamId) -> Result<(i64, Form)> {
    #[derive(Deserialize)]
    struct Row {
        version: i64,
        definition: Form,
    }
    let sql = "SELECT version, definition FROM form WHERE exam = ? ORDER BY version DESC LIMIT 1";
    let row: Row = db.first(sql, params![exam]).await?.ok_or(Error::NotFound("报名表"))?;
    Ok((row.version, row.definition))
}

/// A text of an exam: `pledge`.
///
/// # Errors
/// `NotFound`.
pub async fn text(db: &Db, exam: &ExamId, name: &str) -> Result<Text> {
    let sql = "SELECT title, version, body FROM exam_text WHERE exam = ? AND name = ?";
    db.first(sql, params![exam, name]).await?.ok_or(Error::NotFound("承诺书"))
}

/// What is directly below a region; provinces, below nothing.
pub async fn regions(db: &Db, parent: &str) -> Result<Vec<Region>> {
    let sql = concat!("SELECT ", region!(), " FROM region AS r WHERE r.parent = ? ORDER BY r.code");
    db.all(sql, params![parent]).await
}

/// A region and those above it, from the province down.
pub async fn region_path(db: &Db, code: &str) -> Result<Vec<Region>> {
    let sql = concat!(
        "WITH RECURSIVE up (code) AS (SELECT ?1 UNION ALL SELECT r.parent FROM up JOIN region AS r ON r.code = up.code) SELECT ",
        region!(),
        " FROM up JOIN region AS r ON r.code = up.code ORDER BY LENGTH(r.code)"
    );
    db.all(sql, params![code]).await
}
