//! 成绩 and 控制分数线: imported whole or not at all.

use super::journal::{self, Author, Event};
use crate::db::Db;
use crate::domain::Timestamp;
use crate::{Result, append, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;

/// A candidate that a score can be for.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Target {
    /// Number
    pub id: i64,
    /// 首选科目
    pub track: crate::domain::subject::Track,
}

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

/// A score to store.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Candidate
    pub candidate: i64,
    /// 首选科目
    pub track: crate::domain::subject::Track,
    /// 投档成绩
    pub total: i64,
    /// 语文
    pub chinese: i64,
    /// 数学
    pub mathematics: i64,
    /// 外语
    pub foreign_language: i64,
    /// 首选科目
    pub first: i64,
    /// 再选科目, the higher
    pub second_high: i64,
    /// 再选科目, the lower
    pub second_low: i64,
    /// 位次
    pub rank: i64,
}

/// Stores the scores, one statement for all, and then the event that says so and recounts 上线.
///
/// # Errors
/// `Internal`; then nothing is stored.
pub async fn import(db: &Db, author: &Author, exam: &str, rows: &[Row], file: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO score (candidate, exam, track, total, chinese, mathematics, foreign_language, first, second_high, second_low, rank) \
               SELECT value ->> 'candidate', ?1, value ->> 'track', value ->> 'total', value ->> 'chinese', value ->> 'mathematics', \
               value ->> 'foreign_language', value ->> 'first', value ->> 'second_high', value ->> 'second_low', value ->> 'rank' \
               FROM JSON_EACH(?2) WHERE TRUE ON CONFLICT (candidate) DO UPDATE SET track = excluded.track, total = excluded.total, \
               chinese = excluded.chinese, mathematics = excluded.mathematics, foreign_language = excluded.foreign_language, \
               first = excluded.first, second_high = excluded.second_high, second_low = excluded.second_low, rank = excluded.rank";
    db.run(sql, params![exam, serde_json::to_string(rows)?]).await?;
    let body = json!({ "file": file, "rows": rows.len() });
    let event = Event { at, exam, kind: "scores.imported", subject: 0, body };
    journal::append(db, author, event, append!("WHERE TRUE"), vec![]).await.map(drop)
}

/// A control line to store.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Batch
    pub batch: String,
    /// 首选科目
    pub track: crate::domain::subject::Track,
    /// Least total
    pub line: i64,
}

/// Stores the control lines likewise.
///
/// # Errors
/// `Internal`; then nothing is stored.
pub async fn import_lines(
    db: &Db,
    author: &Author,
    exam: &str,
    rows: &[Line],
    file: &str,
    at: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO control_line (exam, batch, track, line) \
               SELECT ?1, value ->> 'batch', value ->> 'track', value ->> 'line' FROM JSON_EACH(?2) WHERE TRUE \
               ON CONFLICT DO UPDATE SET line = excluded.line";
    db.run(sql, params![exam, serde_json::to_string(rows)?]).await?;
    let body = json!({ "file": file, "rows": rows });
    let event = Event { at, exam, kind: "control_lines.imported", subject: 0, body };
    journal::append(db, author, event, append!("WHERE TRUE"), vec![]).await.map(drop)
}
