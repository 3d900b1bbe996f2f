//! A college's students, as they are listed.

use crate::db::Db;
use crate::params;
use crate::seal::Keys;
use domain::organisation::Path;
use domain::page::Page;
use domain::student::{CollegeCount, Lists, SearchStudents, StudentRow};
use domain::text::looked_for;
use domain::{Error, ExamId, Result};
use serde::Deserialize;

const PAGE: usize = 50;

/// Students (`s`); what follows chooses among those of `?1` and `?2`, and has the rest of the parameters.
macro_rules! students {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.name, s.document_mask AS document_masked, s.graduate, s.household, s.major, s.major_name, \
             s.photo IS NOT NULL AS photo, s.candidate IS NOT NULL AS claimed FROM student AS s WHERE s.exam = ?1 AND s.college = ?2 AND s.id > ?3 AND ",
            $rest,
            " ORDER BY s.id LIMIT ?4"
        )
    };
}

/// A college's students, in the order in which they came.
///
/// # Errors
/// `Invalid` for an `after` that is none.
pub async fn page(
    db: &Db,
    exam: &ExamId,
    keys: &Keys,
    college: &str,
    wanted: &SearchStudents,
) -> Result<Page<StudentRow>> {
    let after: Option<i64> = wanted.after.key()?;
    let text = looked_for(&wanted.text);
    let is_number = text.bytes().any(|byte| byte.is_ascii_digit());
    let (sql, sought) = match (text.is_empty(), is_number) {
        (true, _) if wanted.without_photo => (students!("s.photo IS NULL AND ?5 = ''"), text),
        (true, _) if wanted.unclaimed => (students!("s.candidate IS NULL AND ?5 = ''"), text),
        (true, _) => (students!("?5 = ''"), text),
        (false, true) => (students!("s.document_hash = ?5"), keys.hash("document", &text.to_uppercase())),
        (false, false) => (students!("s.name = ?5"), text),
    };
    let rows: Vec<StudentRow> = db.all(sql, params![exam, college, after.unwrap_or(-1), PAGE + 1, sought]).await?;
    Ok(Page::of(rows, PAGE, |row| row.id))
}

/// How far the students of each college of a subtree are, also of one that has handed over none; and of other organisations to which some
/// belong.
pub async fn counts(db: &Db, exam: &ExamId, within: &Path) -> Result<Vec<CollegeCount>> {
    let sql = "SELECT o.code AS college, o.name, COALESCE(n.students, 0) AS students, COALESCE(n.photos, 0) AS photos, \
               COALESCE(n.claimed, 0) AS claimed FROM organisation AS o \
               LEFT JOIN student_count AS n ON n.exam = ?1 AND n.college = o.code \
               WHERE o.path >= ?2 AND o.path < ?2 || '0' AND (o.kind = 'college' OR n.students > 0) ORDER BY o.path";
    db.all(sql, params![exam, within]).await
}

/// The photo of a student of a college of this subtree, its SHA-256.
///
/// # Errors
/// `NotFound`.
pub async fn photo(db: &Db, exam: &ExamId, within: &Path, student: i64) -> Result<String> {
    let sql = "SELECT s.photo FROM student AS s JOIN organisation AS o ON o.code = s.college WHERE s.id = ?1 AND s.exam = ?2 \
               AND s.photo IS NOT NULL AND o.path >= ?3 AND o.path < ?3 || '0'";
    db.first(sql, params![student, exam, within]).await?.ok_or(Error::NotFound("照片"))
}

/// The codes that a file of students, or of who is barred, may name.
pub async fn lists(db: &Db, exam: &ExamId) -> Result<Lists> {
    #[derive(Deserialize)]
    struct Row {
        list: String,
        code: String,
        name: String,
    }
    let sql =
        "SELECT list, code, name FROM code_item WHERE exam = ? AND list IN ('graduate', 'household', 'barred_reason')";
    let rows: Vec<Row> = db.all(sql, params![exam]).await?;
    let mut lists = Lists::new();
    for Row { list, code, name } in rows {
        lists.entry(list).or_default().insert(code, name);
    }
    Ok(lists)
}
