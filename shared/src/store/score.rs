//! 成绩 and 控制分数线: a file is one event, whose trigger takes all its rows in and recounts 上线.

use super::journal::{self, Author, Event};
use crate::db::Db;
use crate::domain::Timestamp;
use crate::domain::score::{Line, Score, Target};
use crate::{Result, append, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The candidates of an exam who have filled the form, by 报名流水号.
///
/// # Errors
/// `Internal`.
pub async fn targets(db: &Db, exam: &str) -> Result<HashMap<String, Target>> {
    #[derive(Deserialize)]
    struct Row {
        serial: String,
        #[serde(flatten)]
        target: Target,
    }
    let sql = "SELECT c.serial, c.id, r.first_subject AS track FROM candidate AS c \
               JOIN registration AS r ON r.candidate = c.id WHERE c.exam = ?";
    let rows: Vec<Row> = db.all(sql, params![exam]).await?;
    Ok(rows.into_iter().map(|row| (row.serial, row.target)).collect())
}

/// What a file brought.
#[derive(Serialize)]
struct Imported<'a> {
    /// SHA-256 of the file
    file: &'a str,
    #[serde(skip_serializing_if = "<[Score]>::is_empty")]
    scores: &'a [Score],
    #[serde(skip_serializing_if = "<[Line]>::is_empty")]
    lines: &'a [Line],
}

/// Takes the scores of a file in; `file` is its SHA-256.
///
/// # Errors
/// `IdempotencyKeyReused`; `Internal`; then nothing is stored.
pub async fn import(db: &Db, author: &Author, exam: &str, scores: &[Score], file: &str, at: Timestamp) -> Result<()> {
    let body = Imported { file, scores, lines: &[] };
    let event = Event { at, exam, kind: "scores.imported", subject: 0, body };
    stored(db, author, journal::append(db, author, event, append!("WHERE TRUE"), vec![]).await?).await
}

/// Takes the control lines of a file in, likewise.
///
/// # Errors
/// `IdempotencyKeyReused`; `Internal`; then nothing is stored.
pub async fn import_lines(
    db: &Db,
    author: &Author,
    exam: &str,
    lines: &[Line],
    file: &str,
    at: Timestamp,
) -> Result<()> {
    let body = Imported { file, scores: &[], lines };
    let event = Event { at, exam, kind: "control_lines.imported", subject: 0, body };
    stored(db, author, journal::append(db, author, event, append!("WHERE TRUE"), vec![]).await?).await
}

/// Only the same request once more may have stored nothing.
async fn stored(db: &Db, author: &Author, seq: Option<i64>) -> Result<()> {
    if seq.is_none() {
        journal::replayed(db, author).await?;
    }
    Ok(())
}
