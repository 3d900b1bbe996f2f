//! 成绩 and 控制分数线, as files bring them: CSV with these very columns, taken in whole or not at all.

use super::serial::Serial;
use super::subject::Track;
use crate::error::Faults;
use crate::{Error, FieldError, Result};
use csv::StringRecord;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

const SCORE_COLUMNS: [&str; 9] =
    ["serial", "total", "chinese", "mathematics", "foreign_language", "first", "second_high", "second_low", "rank"];
/// Highest value of each number above: 750 in all, 150 or 100 a subject, ranks up to a million.
const SCORE_LIMITS: [i64; 9] = [0, 750, 150, 150, 150, 100, 100, 100, 1_000_000];
const LINE_COLUMNS: [&str; 3] = ["batch", "track", "line"];
/// Faults that one answer names; the rest come after these are mended.
const FAULTS_SHOWN: usize = 1000;

/// A candidate that a score can be for.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Target {
    /// Number
    pub id: i64,
    /// 首选科目
    pub track: Track,
}

/// A candidate's score.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// Candidate
    pub candidate: i64,
    /// 首选科目
    pub track: Track,
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

/// A spreadsheet takes the zeros away that a number begins with, and writes large ones its own way.
fn unknown(serial: &str) -> &'static str {
    let is_number = !serial.is_empty() && serial.bytes().all(|byte| byte.is_ascii_digit());
    match serial.len() {
        4..=7 if is_number => "报名流水号应为 8 位：前面的 0 被表格软件去掉了，请把这一列设为文本格式后重新填写、导出",
        _ if serial.contains(['E', 'e']) && serial.contains('+') => {
            "报名流水号被表格软件写成了科学计数，请把这一列设为文本格式后重新填写、导出"
        }
        8 if is_number => "没有这个报名流水号，或该考生没有提交保存报名信息",
        _ => "报名流水号应为 8 位数字",
    }
}

/// A control line.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Batch
    pub batch: String,
    /// 首选科目
    pub track: Track,
    /// Least total
    pub line: i64,
}

/// Reads scores, for candidates who are known by their 报名流水号.
///
/// # Errors
/// `Malformed`; `Invalid` with line and column of each fault.
pub fn scores(text: &str, targets: &HashMap<String, Target>) -> Result<Vec<Score>> {
    let mut seen = HashSet::new();
    table(text, &SCORE_COLUMNS, |record, line, faults| {
        let serial = record.get(0).unwrap_or_default();
        let target = targets.get(serial).copied();
        if target.is_none() {
            faults.push(FieldError::at(line, 1, "serial", unknown(serial)));
        }
        if !seen.insert(serial.to_owned()) {
            faults.push(FieldError::at(line, 1, "serial", "报名流水号重复"));
        }
        let mut number = |column: usize| number(record, line, column, &SCORE_COLUMNS, SCORE_LIMITS[column], faults);
        let [total, chinese, mathematics, foreign_language, first, second_high, second_low, rank] =
            [number(1), number(2), number(3), number(4), number(5), number(6), number(7), number(8)];
        let target = target?;
        Some(Score {
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
    })
}

/// The 报名流水号 that a file of scores names, as long as it could be one; what is wrong with any of it, [`scores`] says.
///
/// # Errors
/// `Malformed`; `Invalid` when the first line is another file's.
pub fn serials(text: &str) -> Result<Vec<String>> {
    let mut reader = reader(text);
    check_header(&mut reader, &SCORE_COLUMNS)?;
    let (mut serials, mut others) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| Error::Malformed(error.to_string()))?;
        match record.get(0).filter(|serial| record.len() == SCORE_COLUMNS.len() && Serial::parse(serial).is_ok()) {
            Some(serial) => serials.push(serial.to_owned()),
            None => others += 1,
        }
        // Whatever comes after so many faults is not looked at: millions of short lines would not fit into memory.
        if others > FAULTS_SHOWN {
            break;
        }
    }
    Ok(serials)
}

fn check_header(reader: &mut csv::Reader<&[u8]>, columns: &[&str]) -> Result<()> {
    let header = reader.headers().map_err(|error| Error::Malformed(error.to_string()))?;
    if header.iter().ne(columns.iter().copied()) {
        let message = format!("第一行应为 {}", columns.join(","));
        return Err(Error::Invalid(vec![FieldError::at(1, 1, "header", message)]));
    }
    Ok(())
}

/// Reads control lines, for batches that are known by their code.
///
/// # Errors
/// As [`scores`].
pub fn lines(text: &str, batches: &[&str]) -> Result<Vec<Line>> {
    let mut seen = HashSet::new();
    table(text, &LINE_COLUMNS, |record, line, faults| {
        let (batch, track) = (record.get(0).unwrap_or_default(), record.get(1).unwrap_or_default());
        if !batches.contains(&batch) {
            faults.push(FieldError::at(line, 1, "batch", "没有这个批次"));
        }
        if !seen.insert((batch.to_owned(), track.to_owned())) {
            faults.push(FieldError::at(line, 1, "batch", "批次和首选科目重复"));
        }
        let track = Track::parse(track);
        if track.is_none() {
            faults.push(FieldError::at(line, 2, "track", "应为 physics 或 history"));
        }
        let least = number(record, line, 2, &LINE_COLUMNS, 750, faults);
        Some(Line { batch: batch.to_owned(), track: track?, line: least? })
    })
}

/// Reads a CSV file with exactly these columns.
fn table<T>(
    text: &str,
    columns: &[&str],
    mut row: impl FnMut(&StringRecord, usize, &mut Faults) -> Option<T>,
) -> Result<Vec<T>> {
    let mut reader = reader(text);
    check_header(&mut reader, columns)?;
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for (index, record) in reader.records().enumerate() {
        if faults.count() >= FAULTS_SHOWN {
            break;
        }
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

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "serial,total,chinese,mathematics,foreign_language,first,second_high,second_low,rank";

    fn targets() -> HashMap<String, Target> {
        HashMap::from([("01020001".to_owned(), Target { id: 7, track: Track::History })])
    }

    /// (line, column) of each fault.
    fn places<T: std::fmt::Debug>(read: Result<Vec<T>>) -> Vec<(usize, usize)> {
        let Err(Error::Invalid(faults)) = read else { panic!("{read:?}") };
        faults.iter().map(|fault| (fault.line.unwrap_or(0), fault.column.unwrap_or(0))).collect()
    }

    #[test]
    fn a_row_becomes_the_score_of_its_candidate() {
        let read = scores(&format!("{HEAD}\r\n 01020001 ,601,120,130,140,80,70,61,3456\r\n"), &targets()).unwrap();
        assert_eq!((read[0].candidate, read[0].track, read[0].total, read[0].rank), (7, Track::History, 601, 3456));
    }

    #[test]
    fn each_fault_is_named_with_line_and_column() {
        let cases = [
            ("", vec![(0, 0)]),
            ("01020002,1,1,1,1,1,1,1,1", vec![(2, 1)]),
            ("01020001,751,1,1,151,1,1,101,x", vec![(2, 2), (2, 5), (2, 8), (2, 9)]),
            ("01020001,1,1,1,1,1,1,1,1\n01020001,1,1,1,1,1,1,1,1\n1,2", vec![(3, 1), (4, 2)]),
        ];
        for (rows, expected) in cases {
            assert_eq!(places(scores(&format!("{HEAD}\n{rows}"), &targets())), expected, "{rows}");
        }
        let wrong = "batch,track,line\nundergraduate,physics,410\nundergraduate,physics,411\nother,art,-1";
        assert_eq!(places(lines(wrong, &["undergraduate"])), [(3, 1), (4, 1), (4, 2), (4, 3)]);
    }

    #[test]
    fn millions_of_wrong_lines_are_given_up_after_the_first_thousand_faults() {
        for row in ["x\n", "x,y\n", ",,,,,,,,\n", "1,1,1,1,1,1,1,1,1\n"] {
            let text = format!("{HEAD}\n{}", row.repeat((8 << 20) / row.len()));
            assert!(serials(&text).unwrap().is_empty());
            assert_eq!(places(scores(&text, &targets())).len(), FAULTS_SHOWN);
        }
        assert!(
            matches!(serials(&"x,y\n".repeat(2 << 20)), Err(Error::Invalid(_))),
            "the first line is looked at first"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}", rows in "([0-9,\"\r\n-]|\\PC){0,200}") {
            for text in [text, format!("{HEAD}\n{rows}")] {
                if let Ok(rows) = scores(&text, &targets()) {
                    prop_assert!(!rows.is_empty());
                }
            }
        }
    }
}
