//! 成绩, as published; and whom a file of them can be about.

use crate::db::Db;
use crate::params;
use domain::organisation::Path;
use domain::score::{Mark, Part, Rule, Score};
use domain::subject::{Second, Track};
use domain::{ExamId, Result};
use serde::Deserialize;

/// What the marks of a score are (`s`), which its import (`i`) says; those from before there were imports have these.
macro_rules! columns {
    () => {
        "COALESCE(i.columns, '[\"chinese\",\"mathematics\",\"foreign_language\",\"first\",\"second_high\",\"second_low\",\"total\"]')"
    };
}

/// The rule of an exam's scores that its revision in force has.
macro_rules! rule {
    ($exam:literal) => {
        concat!(
            "(SELECT v.value FROM revision AS f CROSS JOIN revision_row AS w ON w.content = f.content AND w.noun = 'score' \
             AND w.key = f.exam CROSS JOIN revision_value AS v ON v.hash = w.value WHERE f.status = 'published' AND f.exam = ",
            $exam,
            ")"
        )
    };
}

/// What the scores of an exam are made of.
pub async fn rule(db: &Db, exam: &ExamId) -> Result<Rule> {
    #[derive(Deserialize)]
    struct Row {
        rule: Option<Rule>,
    }
    let row: Option<Row> = db.first(concat!("SELECT ", rule!("?1"), " AS rule"), params![exam]).await?;
    Ok(row.and_then(|row| row.rule).unwrap_or_else(Rule::before))
}

/// A candidate's score, once published.
pub async fn of_candidate(db: &Db, candidate: i64) -> Result<Option<Score>> {
    #[derive(Deserialize)]
    struct Row {
        track: Track,
        total: i64,
        rank: i64,
        marks: Vec<Mark>,
        columns: Vec<String>,
        rule: Option<Rule>,
    }
    let sql = concat!(
        "SELECT s.track, s.total, s.rank, s.marks, ",
        columns!(),
        " AS columns, ",
        rule!("s.exam"),
        " AS rule FROM score AS s LEFT JOIN import AS i ON i.id = s.import WHERE s.candidate = ?"
    );
    let Some(row) = db.first::<Row>(sql, params![candidate]).await? else { return Ok(None) };
    let rule = row.rule.unwrap_or_else(Rule::before);
    let total = rule.totals.first().map_or("total", |total| &total.code);
    let parts = row.columns.iter().zip(&row.marks).filter(|(code, _)| *code != total);
    let parts = parts.filter_map(|(code, mark)| {
        let name = rule.columns().find(|(known, ..)| known == code).map_or(code.as_str(), |(_, name, _)| name);
        Some(Part { code: code.clone(), name: name.to_owned(), mark: (*mark)?.into() })
    });
    Ok(Some(Score { total: row.total, track: row.track, rank: row.rank, parts: parts.collect() }))
}

/// A candidate that a score can be for.
#[derive(Debug, Deserialize)]
pub struct Target {
    pub id: i64,
    /// 报名流水号
    pub serial: String,
    pub name: String,
    /// 首选科目
    pub track: Track,
    /// 再选科目
    pub second_subjects: Option<Vec<Second>>,
}

/// Those of an exam with these 报名流水号 who have filled the form: not all there are, since a file may correct a single score.
pub async fn targets(db: &Db, exam: &ExamId, serials: &[&str]) -> Result<Vec<Target>> {
    let sql = "SELECT c.id, c.serial, c.name, r.first_subject AS track, r.second_subjects FROM JSON_EACH(?2) AS j \
               CROSS JOIN candidate AS c ON c.exam = ?1 AND c.serial = j.value \
               CROSS JOIN registration AS r ON r.candidate = c.id AND r.first_subject IS NOT NULL";
    db.all(sql, params![exam, serde_json::to_string(serials)?]).await
}

/// A score that is published.
#[derive(Debug, Deserialize)]
pub struct Published {
    pub candidate: i64,
    pub track: Track,
    pub rank: i64,
    marks: Vec<Mark>,
    columns: Vec<String>,
}

impl Published {
    /// Its marks, in another order.
    pub fn marks_of(self, columns: &[&str]) -> Vec<Mark> {
        if self.columns == columns {
            return self.marks;
        }
        let mark =
            |code: &&str| self.marks.get(self.columns.iter().position(|known| known == code)?).copied().flatten();
        columns.iter().map(mark).collect()
    }
}

/// Rows read at once.
const AT_ONCE: i64 = 20_000;

/// All scores of an exam, by candidate: the first ones after one.
pub async fn published(db: &Db, exam: &ExamId, after: i64) -> Result<Vec<Published>> {
    let sql = concat!(
        "SELECT s.candidate, s.track, s.rank, s.marks, ",
        columns!(),
        " AS columns FROM score AS s LEFT JOIN import AS i ON i.id = s.import WHERE s.exam = ? AND s.candidate > ? \
         ORDER BY s.candidate LIMIT ?"
    );
    db.all(sql, params![exam, after, AT_ONCE]).await
}

/// How many have filled the form: a score is expected of each.
pub async fn expected(db: &Db, exam: &ExamId) -> Result<i64> {
    let sql = "SELECT COALESCE(SUM(p.count), 0) FROM organisation AS o CROSS JOIN progress AS p ON p.exam = ? \
               AND p.organisation = o.code AND p.metric = 'filled' WHERE o.parent = ''";
    Ok(db.first(sql, params![exam]).await?.unwrap_or_default())
}

/// Somebody who has filled the form.
#[derive(Debug, Deserialize)]
pub struct Filled {
    pub id: i64,
    /// 报名流水号
    pub serial: String,
    path: Path,
}

impl Filled {
    /// Where they are in the list.
    pub fn place(&self) -> (String, String) {
        (self.path.to_string(), self.serial.clone())
    }
}

/// Before the first one.
pub const FIRST: (String, String) = (String::new(), String::new());

/// Those who have filled the form, by 报名点 and number: the first ones after a place.
pub async fn filled(db: &Db, exam: &ExamId, (path, serial): &(String, String)) -> Result<Vec<Filled>> {
    let sql = "SELECT id, serial, path FROM candidate WHERE exam = ? AND stage = 'filled' AND (path, serial) > (?, ?) \
               ORDER BY path, serial LIMIT ?";
    db.all(sql, params![exam, path, serial, AT_ONCE]).await
}
