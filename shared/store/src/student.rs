//! 学籍, as colleges hand it over; and whom the province bars.

mod claim;
mod list;
mod one;
#[cfg(test)]
mod tests;

use crate::journal::{InExam, replayed};
use crate::seal::Keys;
use crate::window::Whom;
use crate::{append, open_window, params, window};
pub use claim::{
    Claimant, Outside, Record, Whose, barred, claim, of_document, outside, phone_is_taken, send_code, try_code,
};
use domain::error::{Faults, FieldError};
use domain::event::{self, Event};
use domain::student::{Barred, Line, Student};
use domain::window::closed;
use domain::{Error, ExamId, Result, mask};
pub use list::{counts, lists, page, photo};
pub use one::{correct, numbers, photograph, remove};
use serde::Deserialize;
use std::collections::HashMap;

/// In which colleges hand over.
const WINDOW: &str = "import";
/// Faults that are told at once.
const SHOWN: usize = 100;
/// Students of a file: a college has a tenth of it.
const MOST: usize = 20_000;

/// What stands in the way of a 证件号.
#[derive(Deserialize)]
struct Known {
    document_hash: String,
    /// The college that has it already
    college: Option<String>,
    /// Why it is barred, in words
    reason: Option<String>,
}

impl Known {
    /// Why a college does not import it.
    fn message(&self, college: &str) -> String {
        match (&self.reason, &self.college) {
            (Some(reason), _) => format!("不得报名：{reason}"),
            (None, Some(other)) if other == college => "这名学生已经导入".into(),
            (None, _) => "已由其他高校导入，请与省教育考试院核对".into(),
        }
    }
}

/// Takes in all students of a college's file, or none. `file` is its SHA-256.
///
/// # Errors
/// `Invalid` with line and column of everybody who is there already or barred; `WindowClosed`; `IdempotencyKeyReused`.
pub async fn import(
    act: &InExam<'_>,
    keys: &Keys,
    college: &str,
    file: &str,
    lines: &[Line<Student>],
) -> Result<usize> {
    if lines.is_empty() || lines.len() > MOST {
        return Err(Error::invalid("file", format!("一次导入 1–{MOST} 名学生")));
    }
    // Asked first: whoever repeats the request would find all of them there.
    if replayed(act.db, act.author).await?.is_some() {
        return Ok(lines.len());
    }
    let exam = act.exam;
    let hashes: Vec<String> = lines.iter().map(|line| keys.hash("document", &line.says.document)).collect();
    require_new(act, college, lines, &hashes).await?;
    let students: Vec<_> = lines.iter().map(|line| kept(exam, keys, &line.says)).collect::<Result<_>>()?;
    let imported = event::student::Imported { college, file, students: &students };
    let statement = append!(
        where "NOT EXISTS (SELECT 1 FROM JSON_EACH(?14) AS j CROSS JOIN student AS s ON s.exam = ?2 AND s.document_hash = j.value) \
               AND NOT EXISTS (SELECT 1 FROM JSON_EACH(?14) AS j CROSS JOIN barred AS b ON b.exam = ?2 AND b.document_hash = j.value) AND ",
        open_window!("?2", "'import'", "?13")
    );
    let appended =
        act.append(imported.written()?, statement, params![college, serde_json::to_string(&hashes)?]).await?;
    if appended.or(replayed(act.db, act.author).await?).is_none() {
        require_open(act, college).await?;
        require_new(act, college, lines, &hashes).await?;
        return Err(Error::Conflict("名单刚有变化，请重新导入".into()));
    }
    Ok(students.len())
}

/// As a student stands in the journal.
fn kept<'a>(exam: &ExamId, keys: &Keys, student: &'a Student) -> Result<event::student::Kept<'a>> {
    let Student { name, document_kind, document, graduate, household, major, major_name } = student;
    let document_hash = keys.hash("document", document);
    Ok(event::student::Kept {
        name,
        document_kind: *document_kind,
        document: keys.seal(&document_place(exam, &document_hash), document)?,
        document_hash,
        document_mask: mask::document(document),
        graduate,
        household,
        major,
        major_name,
    })
}

/// Where a student's 证件号 is sealed for, by its keyed hash.
pub fn document_place(exam: &ExamId, document_hash: &str) -> String {
    format!("student‖{exam}/{document_hash}‖document")
}

/// Insists on that the college may still change what it has handed over.
///
/// # Errors
/// `WindowClosed`.
pub async fn require_open(act: &InExam<'_>, college: &str) -> Result<()> {
    let window = window::of(act.db, Whom::at(act.exam, college), WINDOW, act.at).await?;
    if window.as_ref().is_some_and(|window| window.open) {
        Ok(())
    } else {
        Err(closed("导入学生", window.as_ref()))
    }
}

/// Those of these 证件号 that are there already, or barred.
async fn known(act: &InExam<'_>, hashes: &[String]) -> Result<HashMap<String, Known>> {
    let sql = "SELECT j.value AS document_hash, s.college, COALESCE(c.name, b.reason) AS reason FROM JSON_EACH(?2) AS j \
               LEFT JOIN student AS s ON s.exam = ?1 AND s.document_hash = j.value \
               LEFT JOIN barred AS b ON b.exam = ?1 AND b.document_hash = j.value \
               LEFT JOIN code_item AS c ON c.exam = ?1 AND c.list = 'barred_reason' AND c.code = b.reason \
               WHERE s.id IS NOT NULL OR b.reason IS NOT NULL";
    let rows: Vec<Known> = act.db.all(sql, params![act.exam, serde_json::to_string(hashes)?]).await?;
    Ok(rows.into_iter().map(|row| (row.document_hash.clone(), row)).collect())
}

/// Insists on that nobody is there already, barred, or stands in the file twice.
async fn require_new(act: &InExam<'_>, college: &str, lines: &[Line<Student>], hashes: &[String]) -> Result<()> {
    let known = known(act, hashes).await?;
    let (mut faults, mut seen) = (Faults::default(), HashMap::new());
    for (line, hash) in lines.iter().zip(hashes) {
        let message = match (seen.insert(hash, line.line), known.get(hash)) {
            (Some(before), _) => format!("与第 {before} 行的证件号重复"),
            (None, Some(known)) => known.message(college),
            (None, None) => continue,
        };
        faults.push(FieldError::at(line.line, line.column, "document", message));
    }
    faults.at_most(SHOWN).or(())
}

/// Whom the province bars from now on: exactly those of the file. How many.
///
/// # Errors
/// `IdempotencyKeyReused`.
pub async fn bar(act: &InExam<'_>, keys: &Keys, file: &str, lines: &[Line<Barred>]) -> Result<usize> {
    let person = |line: &'_ Line<Barred>| (keys.hash("document", &line.says.document), line.says.reason.clone());
    let mut people: Vec<(String, String)> = lines.iter().map(person).collect();
    people.sort_unstable();
    people.dedup_by(|one, other| one.0 == other.0);
    let people: Vec<(String, &str)> = people.iter().map(|(hash, reason)| (hash.clone(), reason.as_str())).collect();
    let imported = event::barred::Imported { file, people: &people };
    act.carry_out(imported.written()?, append!(where "TRUE"), vec![], "名单没有导入，请重试").await?;
    Ok(people.len())
}
