//! 成绩 and 控制分数线: a file is one event, whose trigger takes all its rows in and recounts 上线.

use super::journal::{self, InExam};
use super::volunteer;
use crate::db::Db;
use crate::{append, params};
use domain::event::{Event, Written, control_lines, scores};
use domain::score::{self as rules, Target};
use domain::{Error, ExamId, Result};
use serde::Deserialize;
use std::collections::HashMap;

/// How far an import has come.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// So many of so many candidates are looked up
    LookedUp(usize, usize),
    /// So many rows are being stored, all in one statement
    Storing(usize),
}

/// Takes the scores of a file in, for an exam; how many. `file` is the file's SHA-256; `tell` hears how far it is.
///
/// # Errors
/// Those of [`rules::scores`]; `IdempotencyKeyReused`; `Internal`. Then nothing is stored.
pub async fn import(act: &InExam<'_>, text: &str, file: &str, mut tell: impl FnMut(Stage)) -> Result<usize> {
    let scores = {
        let serials = rules::serials(text)?;
        rules::scores(text, &targets(act.db, act.exam, &serials, &mut tell).await?)?
    };
    tell(Stage::Storing(scores.len()));
    append_file(act, scores::Imported { file, scores: &scores }.written()?).await?;
    Ok(scores.len())
}

/// Takes the control lines of a file in, likewise.
///
/// # Errors
/// Those of [`rules::lines`]; `IdempotencyKeyReused`; `Internal`. Then nothing is stored.
pub async fn import_lines(act: &InExam<'_>, text: &str, file: &str) -> Result<usize> {
    let batches = volunteer::batches(act.db, act.exam).await?;
    let codes: Vec<&str> = batches.iter().map(|batch| batch.code.as_str()).collect();
    let lines = rules::lines(text, &codes)?;
    append_file(act, control_lines::Imported { file, lines: &lines }.written()?).await?;
    Ok(lines.len())
}

/// How many rows the file of an event had.
///
/// # Errors
/// `NotFound`.
pub async fn imported(db: &Db, seq: i64) -> Result<usize> {
    let sql = "SELECT COALESCE(JSON_ARRAY_LENGTH(body, '$.scores'), JSON_ARRAY_LENGTH(body, '$.lines')) FROM journal \
               WHERE seq = ? AND kind IN ('scores.imported', 'control_lines.imported')";
    db.first(sql, params![seq]).await?.ok_or(Error::NotFound("导入记录"))
}

/// Only the same request once more may store nothing.
async fn append_file(act: &InExam<'_>, event: Written) -> Result<()> {
    if act.append(event, append!(where "TRUE"), vec![]).await?.is_none() {
        journal::replayed(act.db, act.author).await?;
    }
    Ok(())
}

/// Candidates looked up in one statement.
const AT_ONCE: usize = 10_000;

/// Those of these candidates of an exam who have filled the form, by 报名流水号: not all there are, since a file may
/// correct a single score.
async fn targets(
    db: &Db,
    exam: &ExamId,
    serials: &[String],
    tell: &mut impl FnMut(Stage),
) -> Result<HashMap<String, Target>> {
    #[derive(Deserialize)]
    struct Row {
        serial: String,
        #[serde(flatten)]
        target: Target,
    }
    let sql = "SELECT c.serial, c.id, r.first_subject AS track FROM JSON_EACH(?2) AS j \
               CROSS JOIN candidate AS c ON c.exam = ?1 AND c.serial = j.value \
               CROSS JOIN registration AS r ON r.candidate = c.id AND r.first_subject IS NOT NULL";
    let (mut targets, mut done) = (HashMap::new(), 0);
    for some in serials.chunks(AT_ONCE) {
        let rows: Vec<Row> = db.all(sql, params![exam, serde_json::to_string(some)?]).await?;
        targets.extend(rows.into_iter().map(|row| (row.serial, row.target)));
        done += some.len();
        tell(Stage::LookedUp(done, serials.len()));
    }
    Ok(targets)
}
