//! 导入: a file is taken in whole or not at all; every wrong row is named with line and column.

use csv::StringRecord;
use shared::api::admin::Imported;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::domain::subject::Track;
use shared::error::Faults;
use shared::seal;
use shared::store::score::{self, Line, Row};
use shared::store::{exam, volunteer};
use shared::web::{Reply, Request};
use shared::{Error, FieldError, Result};
use std::collections::HashSet;

const SCORE_COLUMNS: [&str; 9] =
    ["serial", "total", "chinese", "mathematics", "foreign_language", "first", "second_high", "second_low", "rank"];
/// Highest value of each number above: 750 in all, 150 or 100 a subject, ranks up to a million.
const SCORE_LIMITS: [i64; 9] = [0, 750, 150, 150, 150, 100, 100, 100, 1_000_000];
const LINE_COLUMNS: [&str; 3] = ["batch", "track", "line"];
/// Faults that one answer names; the rest come after these are mended.
const FAULTS_SHOWN: usize = 1000;

pub(crate) async fn scores(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let exam = exam::current(&db).await?.id;
    let targets = score::targets(&db, &exam).await?;
    let mut seen = HashSet::new();
    let rows = table(&text, &SCORE_COLUMNS, |record, line, faults| {
        let serial = record.get(0).unwrap_or_default();
        let target = targets.get(serial).copied();
        if target.is_none() {
            faults.push(FieldError::at(line, 1, "serial", "没有这个报名流水号，或该考生没有提交保存报名信息"));
        }
        if !seen.insert(serial.to_owned()) {
            faults.push(FieldError::at(line, 1, "serial", "报名流水号重复"));
        }
        let mut number = |column: usize| number(record, line, column, &SCORE_COLUMNS, SCORE_LIMITS[column], faults);
        let [total, chinese, mathematics, foreign_language, first, second_high, second_low, rank] =
            [number(1), number(2), number(3), number(4), number(5), number(6), number(7), number(8)];
        let target = target?;
        Some(Row {
            candidate: target.id,
            track: target.track,
            total: total?,
            chinese: chinese?,
            mathematics: mathematics?,
            foreign_language: foreign_language?,
            first: first?,
            second_high: second_high?,
            second_low: second_low?,
            rank: rank?,
        })
    })?;
    score::import(&db, &author, &exam, &rows, &seal::sha256(request.body()), request.now()).await?;
    Reply::json(&Imported { imported: rows.len() })
}

pub(crate) async fn control_lines(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let exam = exam::current(&db).await?.id;
    let batches = volunteer::batches(&db, &exam).await?;
    let rows = table(&text, &LINE_COLUMNS, |record, line, faults| {
        let batch = record.get(0).unwrap_or_default();
        if !batches.iter().any(|known| known.code == batch) {
            faults.push(FieldError::at(line, 1, "batch", "没有这个批次"));
        }
        let track = Track::parse(record.get(1).unwrap_or_default());
        if track.is_none() {
            faults.push(FieldError::at(line, 2, "track", "应为 physics 或 history"));
        }
        let least = number(record, line, 2, &LINE_COLUMNS, 750, faults);
        Some(Line { batch: batch.to_owned(), track: track?, line: least? })
    })?;
    score::import_lines(&db, &author, &exam, &rows, &seal::sha256(request.body()), request.now()).await?;
    Reply::json(&Imported { imported: rows.len() })
}

/// Reads a CSV file with exactly these columns.
fn table<T>(
    text: &str,
    columns: &[&str],
    mut row: impl FnMut(&StringRecord, usize, &mut Faults) -> Option<T>,
) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Error::Malformed(error.to_string()))?;
    if header.iter().ne(columns.iter().copied()) {
        let message = format!("第一行应为 {}", columns.join(","));
        return Err(Error::Invalid(vec![FieldError::at(1, 1, "header", message)]));
    }
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Error::Malformed(error.to_string()))?;
        let line = record.position().map_or(index + 2, |at| usize::try_from(at.line()).unwrap_or(index + 2));
        if record.len() != columns.len() {
            faults.push(FieldError::at(line, record.len(), "row", format!("应有 {} 列", columns.len())));
            continue;
        }
        rows.extend(row(&record, line, &mut faults));
    }
    faults.add_if(rows.is_empty() && faults.is_empty(), "file", "文件中没有数据");
    faults.at_most(FAULTS_SHOWN).or(rows)
}

fn number(
    record: &StringRecord,
    line: usize,
    column: usize,
    names: &[&str],
    most: i64,
    faults: &mut Faults,
) -> Option<i64> {
    let value = record.get(column).and_then(|text| text.parse().ok()).filter(|value| (0..=most).contains(value));
    if value.is_none() {
        faults.push(FieldError::at(line, column + 1, names[column], format!("应为 0–{most} 的整数")));
    }
    value
}
