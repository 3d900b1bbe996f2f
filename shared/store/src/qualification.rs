//! 资格 of candidates, and 已录取, as other offices hand them over: a file of 报名流水号, one a line.

use crate::append;
use crate::db::Db;
use crate::journal::InExam;
use crate::params;
use domain::error::{Faults, FieldError};
use domain::event::{Event, qualifications};
use domain::{Error, ExamId, Result};
use serde::Deserialize;
use std::collections::HashMap;

/// Faults that are told at once.
const SHOWN: usize = 100;
/// Candidates looked up in one statement.
const AT_ONCE: usize = 10_000;

/// Takes in who has a 资格 now: exactly those of the file. How many. `file` is the file's SHA-256.
///
/// # Errors
/// `NotFound` when there is no such 资格; `Invalid` with the line of each fault.
pub async fn import(act: &InExam<'_>, code: &str, text: &str, file: &str) -> Result<usize> {
    let sql = "SELECT 1 FROM code_item WHERE exam = ? AND list = 'eligibility' AND code = ?";
    if act.db.first::<i64>(sql, params![act.exam, code]).await?.is_none() {
        return Err(Error::NotFound("资格代码（代码表 eligibility）"));
    }
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty()).collect();
    let serials: Vec<(usize, &str)> =
        lines.into_iter().filter(|(line, text)| *line > 1 || text.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let known = known(act.db, act.exam, &serials).await?;
    let mut faults = Faults::default();
    for (line, _) in serials.iter().filter(|(_, serial)| !known.contains_key(*serial)) {
        faults.push(FieldError::at(*line, 1, "serial", "没有这个报名流水号"));
    }
    faults.at_most(SHOWN).or(())?;
    let mut candidates: Vec<i64> = serials.iter().filter_map(|(_, serial)| known.get(*serial).copied()).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let event = qualifications::Imported { file, code, candidates: &candidates };
    act.append(event.written()?, append!(where "TRUE"), vec![]).await?;
    Ok(candidates.len())
}

async fn known(db: &Db, exam: &ExamId, serials: &[(usize, &str)]) -> Result<HashMap<String, i64>> {
    #[derive(Deserialize)]
    struct Row {
        serial: String,
        id: i64,
    }
    let sql =
        "SELECT c.serial, c.id FROM JSON_EACH(?2) AS j CROSS JOIN candidate AS c ON c.exam = ?1 AND c.serial = j.value";
    let mut known = HashMap::new();
    for some in serials.chunks(AT_ONCE) {
        let asked: Vec<&str> = some.iter().map(|(_, serial)| *serial).collect();
        let rows: Vec<Row> = db.all(sql, params![exam, serde_json::to_string(&asked)?]).await?;
        known.extend(rows.into_iter().map(|row| (row.serial, row.id)));
    }
    Ok(known)
}
