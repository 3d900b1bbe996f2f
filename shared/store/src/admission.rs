//! Candidates as the exam offices see them: admitted, searched, shown.

use super::journal::InExam;
use crate::db::{Db, Value};
use crate::params;
use domain::admission::{Admitted, CandidateDetail, CandidateRow, Captured, Kept};
use domain::candidate::Stage;
use domain::event::{Event, candidate as event};
use domain::organisation::{Kind, Path, Unit};
use domain::page::{After, Page, Total};
use domain::{Error, ExamId, Result};
use serde::{Deserialize, Serialize};

pub const PAGE: usize = 50;

/// The 报名点 `?13` is open, and the 证件号 `?14` (its keyed hash) has no number in the exam; what follows is one more condition.
#[macro_export]
macro_rules! may_have_number {
    () => {
        "NOT EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = ?2 AND c.document_hash = ?14) \
         AND NOT EXISTS (SELECT 1 FROM organisation AS g WHERE g.code = ?13 AND g.closed_at IS NOT NULL) AND "
    };
}

/// The statement that completes an admission by the next free 报名流水号 of the point `?13`, for the 证件号 `?14`, while the window is
/// open there, and one more condition holds.
#[macro_export]
macro_rules! bind_number {
    ($condition:expr) => {
        $crate::append!(
            "JSON_SET(?12, '$.serial', PRINTF('%08d', s.next))",
            "FROM (SELECT next FROM segment WHERE exam = ?2 AND point = ?13 AND next <= last ORDER BY first LIMIT 1) AS s",
            concat!($crate::may_have_number!(), $condition, $crate::open_window!("?2", "'registration'", "?13"))
        )
    };
}

/// Binds the point's next free 报名流水号 to a candidate: the statement itself takes it, so that readers
/// of one point never wait for one another. `None` when the 证件号 has a number, the point has none left,
/// or the window has closed.
pub async fn admit(act: &InExam<'_>, point: &str, captured: &Captured, document: &Kept) -> Result<Option<i64>> {
    let event = event::Admitted { serial: None, point, captured, document, application: None };
    act.append(event.written()?, bind_number!(""), params![point, &document.document_hash]).await
}

/// The number that an admission bound.
///
/// # Errors
/// `NotFound`.
pub async fn admitted(db: &Db, seq: i64) -> Result<Admitted> {
    let sql = "SELECT id, serial FROM candidate WHERE id = ?";
    db.first(sql, params![seq]).await?.ok_or(Error::NotFound("考生"))
}

/// The 报名流水号 of a 证件号 (by its keyed hash) and its 报名点, if it has one.
pub async fn serial_of(db: &Db, exam: &ExamId, document_hash: &str) -> Result<Option<(String, String)>> {
    let sql = "SELECT serial, point FROM candidate WHERE exam = ? AND document_hash = ?";
    db.first(sql, params![exam, document_hash]).await
}

#[derive(Debug)]
pub struct Search<'a> {
    pub exam: &'a ExamId,
    pub unit: &'a Unit,
    /// How far they have come; `None` means any
    pub stage: Option<Stage>,
    /// Only those who 须补读身份证
    pub to_read: bool,
    pub wanted: Wanted<'a>,
}

/// Where a list ended: where the point is, and the number.
pub type Place = (Path, String);

/// The next so many candidates of a subtree and a stage (or none), by point and number, for a file.
pub async fn listed(db: &Db, search: &Search<'_>, after: Option<Place>, count: usize) -> Result<Vec<CandidateRow>> {
    let way = if search.stage.is_none() { Way::Place } else { Way::Stage };
    let (path, serial) = after.unwrap_or_else(|| (search.unit.path.clone(), String::new()));
    found_by(db, search, way, (String::new(), path.as_str().to_owned(), serial), count).await
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// Nothing: everybody
    Anybody,
    /// The beginning of a 报名流水号
    Number(&'a str),
    /// A part of a 姓名
    Name(&'a str),
}

impl<'a> Wanted<'a> {
    /// Digits are a number, anything else a name.
    pub fn of(text: &'a str) -> Self {
        match text {
            "" => Self::Anybody,
            text if text.bytes().all(|byte| byte.is_ascii_digit()) => Self::Number(text),
            text => Self::Name(text),
        }
    }
}

/// Which statement finds them, each by an index of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Way {
    /// In the order of points and numbers
    Place,
    /// Likewise, of one stage
    Stage,
    /// Of the whole province, by the beginning of the number
    Number,
    /// Below the province: so few that all are looked at, for a part of the name or the beginning of the number
    Part,
    /// Of the whole province, by the beginning of the name
    Name,
    /// Of the whole province, by the beginning of the given name
    GivenName,
    /// Whose card has to be read yet: few
    ToRead,
}

impl Search<'_> {
    fn ways(&self) -> &'static [Way] {
        let is_province = self.unit.kind == Kind::Province;
        match (&self.wanted, is_province) {
            _ if self.to_read => &[Way::ToRead],
            (Wanted::Anybody, _) if self.stage.is_none() => &[Way::Place],
            (Wanted::Anybody, _) => &[Way::Stage],
            (_, false) => &[Way::Part],
            (Wanted::Number(_), true) => &[Way::Number],
            (Wanted::Name(_), true) => &[Way::Name, Way::GivenName],
        }
    }

    fn text(&self) -> &str {
        match self.wanted {
            Wanted::Anybody => "",
            Wanted::Number(text) | Wanted::Name(text) => text,
        }
    }

    /// `?1` exam, `?2` subtree, `?3` stage, `?4` text, `?5` the end of what begins with the text.
    fn values(&self) -> Vec<Value> {
        let text = self.text();
        params![self.exam, &self.unit.path, self.stage.map_or("", Stage::as_str), text, format!("{text}\u{10ffff}")]
    }
}

/// 须补读身份证: captured by hand for want of the card (the index `candidate_to_read` says the same).
macro_rules! to_read {
    () => {
        "c.capture IN ('manual_expired', 'manual_absent')"
    };
}
pub(crate) use to_read;

/// Candidates `c` with what a list shows; `?6`–`?8` are the [`Key`] of the last row, `?9` how many.
macro_rules! candidates {
    ($index:literal, $which:expr, $rest:literal) => {
        concat!(
            "SELECT c.id, c.serial, c.name, c.document_mask AS document_masked, c.point, c.path, p.name AS point_name, \
             COALESCE((SELECT k.name FROM organisation AS k WHERE k.code = p.county), '') AS county_name, \
             COALESCE((SELECT t.name FROM organisation AS t WHERE t.code = p.city), '') AS city_name, c.stage, \
             c.paid_at IS NOT NULL AS paid, EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = c.id) AS submitted, ",
            to_read!(),
            " AS to_read FROM candidate AS c ",
            $index,
            " CROSS JOIN organisation AS p ON p.code = c.point WHERE c.exam = ?1 AND ",
            $which,
            " AND ",
            $rest,
            " LIMIT ?9"
        )
    };
}

/// As many as [`domain::page::COUNTED`] and one more of them, counted. The planner would walk all points of the province for a number.
macro_rules! counted {
    ($index:literal, $which:expr) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM candidate AS c INDEXED BY ",
            $index,
            " WHERE c.exam = ?1 AND ",
            $which,
            " LIMIT 1001)"
        )
    };
}

/// The key of a row in the order of its way: what the index has before the point (nothing, the name or the given name),
/// where the point is and the number.
type Key = (String, String, String);

/// A page of candidates, `after` the end of the one before.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn search(db: &Db, search: &Search<'_>, after: &After) -> Result<Page<CandidateRow>> {
    let after: Option<(Way, Key)> = after.key()?;
    let ways = search.ways();
    let begun = after.as_ref().and_then(|(way, _)| ways.iter().position(|known| known == way)).unwrap_or(0);
    let mut rows: Vec<(Way, CandidateRow)> = Vec::new();
    for (index, way) in ways.iter().enumerate().skip(begun) {
        let left = PAGE + 1 - rows.len();
        let key = after.as_ref().filter(|_| index == begun).map(|(_, key)| key.clone());
        let found = found_by(db, search, *way, key.unwrap_or_else(|| way.start(search)), left).await?;
        rows.extend(found.into_iter().map(|row| (*way, row)));
    }
    Ok(Page::of(rows, PAGE, |(way, row)| (*way, way.key(row))).map(|(_, row)| row))
}

impl Way {
    /// Before the first row. One bound from below, so that each page seeks to where it begins; never before the subtree, since the key
    /// comes from outside.
    fn start(self, search: &Search<'_>) -> Key {
        match self {
            Self::Place | Self::Stage | Self::Part | Self::ToRead => {
                (String::new(), search.unit.path.as_str().to_owned(), String::new())
            }
            Self::Number => (String::new(), String::new(), search.text().to_owned()),
            Self::Name | Self::GivenName => (search.text().to_owned(), String::new(), String::new()),
        }
    }

    fn key(self, row: &CandidateRow) -> Key {
        let before = match self {
            Self::Name => row.name.clone(),
            Self::GivenName => row.name.chars().skip(1).collect(),
            Self::Place | Self::Stage | Self::Part | Self::Number | Self::ToRead => String::new(),
        };
        // Right behind the number: all are of one length.
        let serial = if self == Self::Number { format!("{}0", row.serial) } else { row.serial.clone() };
        (before, row.path.as_str().to_owned(), serial)
    }
}

async fn found_by(db: &Db, search: &Search<'_>, way: Way, key: Key, count: usize) -> Result<Vec<CandidateRow>> {
    let sql = match way {
        Way::Place => {
            candidates!("", "c.path < ?2 || '0'", "(c.path, c.serial) > (MAX(?7, ?2), ?8) ORDER BY c.path, c.serial")
        }
        Way::Stage => candidates!(
            "INDEXED BY candidate_by_stage",
            "c.stage = ?3 AND c.path < ?2 || '0'",
            "(c.path, c.serial) > (MAX(?7, ?2), ?8) ORDER BY c.path, c.serial"
        ),
        Way::ToRead => candidates!(
            "INDEXED BY candidate_to_read",
            concat!(
                to_read!(),
                " AND c.path < ?2 || '0' AND (?4 = '' OR INSTR(c.name, ?4) > 0 OR c.serial >= ?4 AND c.serial < ?5) \
                 AND (?3 = '' OR c.stage = ?3)"
            ),
            "(c.path, c.serial) > (MAX(?7, ?2), ?8) ORDER BY c.path, c.serial"
        ),
        Way::Number => candidates!(
            "",
            "c.serial >= ?8 AND c.serial < ?5 AND (?3 = '' OR c.stage = ?3)",
            "c.path >= ?2 AND c.path < ?2 || '0' ORDER BY c.serial"
        ),
        Way::Part => candidates!(
            "",
            "c.path < ?2 || '0' AND (INSTR(c.name, ?4) > 0 OR c.serial >= ?4 AND c.serial < ?5) \
             AND (?3 = '' OR c.stage = ?3)",
            "(c.path, c.serial) > (MAX(?7, ?2), ?8) ORDER BY c.path, c.serial"
        ),
        Way::Name => candidates!(
            "",
            "c.name < ?5 AND (?3 = '' OR c.stage = ?3)",
            "(c.name, c.path, c.serial) > (?6, ?7, ?8) AND c.path >= ?2 AND c.path < ?2 || '0' \
             ORDER BY c.name, c.path, c.serial"
        ),
        Way::GivenName => candidates!(
            "",
            "c.given_name < ?5 AND NOT (c.name >= ?4 AND c.name < ?5) AND (?3 = '' OR c.stage = ?3)",
            "(c.given_name, c.path, c.serial) > (?6, ?7, ?8) AND c.path >= ?2 AND c.path < ?2 || '0' \
             ORDER BY c.given_name, c.path, c.serial"
        ),
    };
    let mut values = search.values();
    values.extend(params![key.0, key.1, key.2, count]);
    db.all(sql, values).await
}

/// How many there are: exactly for everybody, up to a bound for those who were searched.
pub async fn count(db: &Db, search: &Search<'_>) -> Result<Total> {
    let mut rows = 0;
    for way in search.ways() {
        let sql = match way {
            Way::Place => {
                return Ok(Total::exactly(
                    super::statistics::counter(db, search.exam, &search.unit.code, "registered").await?,
                ));
            }
            Way::Stage => {
                counted!("candidate_by_stage", "c.stage = ?3 AND c.path >= ?2 AND c.path < ?2 || '0'")
            }
            Way::ToRead => counted!(
                "candidate_to_read",
                concat!(
                    to_read!(),
                    " AND c.path >= ?2 AND c.path < ?2 || '0' AND (?4 = '' OR INSTR(c.name, ?4) > 0 \
                     OR c.serial >= ?4 AND c.serial < ?5) AND (?3 = '' OR c.stage = ?3)"
                )
            ),
            Way::Number => counted!(
                "candidate_by_serial",
                "c.serial >= ?4 AND c.serial < ?5 AND (?3 = '' OR c.stage = ?3) AND c.path >= ?2 AND c.path < ?2 || '0'"
            ),
            Way::Part => counted!(
                "candidate_by_place",
                "c.path >= ?2 AND c.path < ?2 || '0' AND (INSTR(c.name, ?4) > 0 OR c.serial >= ?4 AND c.serial < ?5) \
                 AND (?3 = '' OR c.stage = ?3)"
            ),
            Way::Name => counted!(
                "candidate_by_name",
                "c.name >= ?4 AND c.name < ?5 AND (?3 = '' OR c.stage = ?3) AND c.path >= ?2 AND c.path < ?2 || '0'"
            ),
            Way::GivenName => counted!(
                "candidate_by_given_name",
                "c.given_name >= ?4 AND c.given_name < ?5 AND NOT (c.name >= ?4 AND c.name < ?5) \
                 AND (?3 = '' OR c.stage = ?3) AND c.path >= ?2 AND c.path < ?2 || '0'"
            ),
        };
        let mut values = search.values();
        // Without a text.
        values.truncate(if *way == Way::Stage { 3 } else { 5 });
        rows += db.first::<i64>(sql, values).await?.unwrap_or_default();
    }
    Ok(Total::counted(rows))
}

/// The candidate of a 证件号 (by its keyed hash), of a subtree.
pub async fn of_document(
    db: &Db,
    (exam, within): (&ExamId, &Path),
    document_hash: &str,
) -> Result<Option<CandidateRow>> {
    let sql = candidates!("", "c.document_hash = ?2", "c.path >= ?3 AND c.path < ?3 || '0'");
    let nothing: Option<i64> = None;
    let values = params![exam, document_hash, within, nothing, nothing, nothing, nothing, nothing, 1];
    db.first(sql, values).await
}

/// One candidate of a subtree.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn detail(db: &Db, id: i64, within: &Path) -> Result<CandidateDetail> {
    let sql = concat!(
        "SELECT c.id, c.exam, c.serial, c.name, c.sex, c.ethnicity, c.birth, c.document_kind, c.document_mask AS document_masked, \
         c.valid_until, c.capture, ",
        to_read!(),
        " AS to_read, c.phone_mask AS phone_masked, c.point, p.name AS point_name, c.stage, c.registered_at, c.paid_at, \
         c.verified_at, c.activated_at, c.pledged_at, c.filled_at, COALESCE(r.version, 0) AS form_version, \
         r.first_subject, (SELECT MAX(v.submitted_at) FROM volunteer AS v WHERE v.candidate = c.id) AS submitted_at \
         FROM candidate AS c JOIN organisation AS p ON p.code = c.point LEFT JOIN registration AS r ON r.candidate = c.id \
         WHERE c.id = ?1 AND c.path >= ?2 AND c.path < ?2 || '0'"
    );
    db.first(sql, params![id, within]).await?.ok_or(Error::NotFound("考生"))
}

#[cfg(test)]
mod tests;
