//! What is staged, to be looked at: what it changes of what was published, and what is worth a look.

use super::block;
use crate::db::Db;
use crate::params;
use crate::score;
use domain::import::{Change, Kind, Row, Shown};
use domain::page::{After, Page};
use domain::score::{Mark, Rule};
use domain::subject::Track;
use domain::{Error, ExamId, FieldError, Result};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Staged {
    exam: ExamId,
    kind: Kind,
    blocks: Vec<String>,
    columns: Vec<String>,
    notes: Option<String>,
}

/// What is worth a look, and what changes: that of one block, from the first one on.
///
/// # Errors
/// `NotFound`; `Invalid` for a place that is none.
pub async fn shown(db: &Db, import: i64, after: &After) -> Result<Shown> {
    let sql = "SELECT exam, kind, blocks, columns, notes FROM import WHERE id = ?";
    let staged: Staged = db.first(sql, params![import]).await?.ok_or(Error::NotFound("这次导入"))?;
    let at: usize = after.key()?.unwrap_or_default();
    let mut rows = match staged.blocks.get(at) {
        Some(hash) => block::<Row>(db, hash).await?,
        None => Vec::new(),
    };
    let all = rows.len();
    rows.retain(|row| row.2.is_some());
    // What changes comes first: a block with anything else is the last.
    let next = (rows.len() == all && at + 1 < staged.blocks.len()).then_some(at + 1);
    let notes = match (&staged.notes, at) {
        (Some(hash), 0) => block::<(Option<usize>, Option<usize>, String, String)>(db, hash).await?,
        _ => Vec::new(),
    };
    let notes = notes.into_iter().map(|(line, column, field, message)| FieldError { field, message, line, column });
    let changes = match staged.kind {
        Kind::Scores => of_scores(db, &staged, &rows).await?,
        Kind::ControlLines => of_lines(&rows),
    };
    Ok(Shown { changes: Page::cut(changes, next), notes: notes.collect() })
}

/// 投档成绩, 位次 and marks of a candidate.
type Value = (Track, i64, i64, Vec<Mark>);

async fn of_scores(db: &Db, staged: &Staged, rows: &[Row]) -> Result<Vec<Change>> {
    #[derive(Deserialize)]
    struct Somebody {
        id: i64,
        serial: String,
    }
    let rule = score::rule(db, &staged.exam).await?;
    let ids = serde_json::to_string(&rows.iter().map(|row| &row.0).collect::<Vec<_>>())?;
    let sql = "SELECT c.id, c.serial FROM JSON_EACH(?) AS j CROSS JOIN candidate AS c ON c.id = j.value";
    let somebody: Vec<Somebody> = db.all(sql, params![ids]).await?;
    let serials: HashMap<i64, String> = somebody.into_iter().map(|one| (one.id, one.serial)).collect();
    let read = |value: &Option<Box<serde_json::value::RawValue>>| -> Result<Option<Value>> {
        Ok(value.as_ref().map(|value| serde_json::from_str(value.get())).transpose()?)
    };
    rows.iter()
        .map(|row| {
            let (new, old) = (read(&row.1)?, read(&row.2)?);
            let id: i64 = serde_json::from_str(row.0.get())?;
            let whose = serials.get(&id).cloned().unwrap_or_default();
            let (old, new) = words((&rule, &staged.columns[..]), old.as_ref(), new.as_ref());
            Ok(Change { whose, old, new })
        })
        .collect()
}

/// What differs of two scores, of each the same things in the same order.
fn words((rule, columns): (&Rule, &[String]), old: Option<&Value>, new: Option<&Value>) -> (String, String) {
    let facts = |value: &Value| {
        let (track, _, rank, marks) = value;
        let mut facts = vec![track.title().to_owned(), format!("位次 {rank}")];
        facts.extend(columns.iter().enumerate().map(|(index, code)| {
            let name = rule.columns().find(|(known, ..)| known == code).map_or(&code[..], |(_, name, _)| name);
            marks.get(index).copied().flatten().map_or_else(String::new, |mark| format!("{name} {mark}"))
        }));
        facts
    };
    let (Some(old), Some(new)) = (old.map(facts), new.map(facts)) else {
        return (old.map(facts).unwrap_or_default().join("，"), new.map(facts).unwrap_or_default().join("，"));
    };
    let differing = |these: &[String], others: &[String]| {
        let differ = these.iter().zip(others).filter(|(one, other)| one != other).map(|(one, _)| one.clone());
        differ.collect::<Vec<_>>().join("，")
    };
    (differing(&old, &new), differing(&new, &old))
}

fn of_lines(rows: &[Row]) -> Vec<Change> {
    let text = |value: &Option<Box<serde_json::value::RawValue>>| {
        value.as_ref().map(|value| value.get().to_owned()).unwrap_or_default()
    };
    let change =
        |row: &Row| Change { whose: row.0.get().trim_matches('"').to_owned(), old: text(&row.2), new: text(&row.1) };
    rows.iter().map(change).collect()
}
