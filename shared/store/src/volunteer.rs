//! 志愿: batches, drafts, submissions.

mod standing;

use super::journal::OfCandidate;
use crate::db::Db;
use crate::{append, open_window, params};
use domain::event::{Event, volunteer as event};
use domain::volunteer::{self, Choice, ControlLine, Submission, Ways};
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;
pub use standing::{Position, Standing, position, standing, standings};

/// A batch of an exam and its window.
#[derive(Debug, Deserialize)]
pub struct BatchRow {
    /// `undergraduate`
    pub code: String,
    pub name: String,
    /// Name of the window
    pub window: String,
    /// Choices at most
    pub slots: usize,
    /// Majors a choice at most
    pub majors: usize,
    /// `parallel`, `single`
    pub choices: Ways,
    /// Can 专业服从调剂 be said?
    pub adjust: bool,
    /// Is there another one that can be filled in its place?
    pub excludes: bool,
}

macro_rules! batches {
    ($which:literal) => {
        concat!(
            "SELECT code, name, window, slots, majors, choices, adjust, excludes <> '[]' AS excludes FROM batch WHERE ",
            $which
        )
    };
}

/// All batches of an exam in order.
pub async fn batches(db: &Db, exam: &ExamId) -> Result<Vec<BatchRow>> {
    db.all(batches!("exam = ? ORDER BY position"), params![exam]).await
}

/// The code of the batch that is asked for; without one, of the one that is filled in the province now, or comes next: the last one,
/// once all are over. Of several at once it is the one that has a 控制分数线. Empty where an exam has none.
pub async fn asked_for(db: &Db, exam: &ExamId, asked: Option<String>, now: Timestamp) -> Result<String> {
    let sql = "SELECT b.code FROM batch AS b LEFT JOIN window_setting AS s ON s.in_force = 1 AND s.exam = b.exam \
               AND s.scope_kind = 'organisation' AND s.name = b.window \
               AND s.scope IN (SELECT o.code FROM organisation AS o WHERE o.parent = '') \
               LEFT JOIN window_interval AS i ON i.setting = s.id WHERE b.exam = ?1 \
               ORDER BY i.closes > ?2 DESC, IIF(i.closes > ?2, i.opens, -i.closes), \
               EXISTS (SELECT 1 FROM control_line AS k WHERE k.exam = b.exam AND k.batch = b.code) DESC, b.position LIMIT 1";
    match asked {
        Some(asked) => Ok(asked),
        None => Ok(db.first(sql, params![exam, now]).await?.unwrap_or_default()),
    }
}

/// One batch.
///
/// # Errors
/// `NotFound`.
pub async fn batch(db: &Db, exam: &ExamId, code: &str) -> Result<BatchRow> {
    db.first(batches!("exam = ? AND code = ?"), params![exam, code]).await?.ok_or(Error::NotFound("批次"))
}

/// The draft's choices.
pub async fn draft(db: &Db, candidate: i64, batch: &str) -> Result<Option<Vec<Choice>>> {
    db.first("SELECT choices FROM draft WHERE candidate = ? AND batch = ?", params![candidate, batch]).await
}

/// A draft to be saved.
#[derive(Clone, Copy, Debug)]
pub struct NewDraft<'a> {
    pub batch: &'a str,
    /// As they are stored
    pub choices: &'a str,
    /// Of the draft that it is saved over, 0 for none
    pub version: i64,
}

/// Saves a draft: one UPSERT while the window is open and the version is the expected one. The new
/// version, or `None`.
pub async fn save_draft(db: &Db, candidate: i64, draft: NewDraft<'_>, at: Timestamp) -> Result<Option<i64>> {
    let sql = concat!(
        "INSERT INTO draft (candidate, batch, version, saved_at, choices) \
         SELECT c.id, b.code, 1, ?1, ?5 FROM candidate AS c JOIN batch AS b ON b.exam = c.exam AND b.code = ?3 \
         WHERE c.id = ?2 AND ",
        open_window!("c.exam", "b.window", "c.point", "c.id"),
        " AND ?4 = COALESCE((SELECT d.version FROM draft AS d WHERE d.candidate = ?2 AND d.batch = ?3), 0) \
         ON CONFLICT (candidate, batch) DO UPDATE SET version = draft.version + 1, saved_at = excluded.saved_at, \
         choices = excluded.choices RETURNING version"
    );
    db.first(sql, params![at, candidate, draft.batch, draft.version, draft.choices]).await
}

/// When this draft was saved; `None` when another one is there.
pub async fn draft_saved(db: &Db, candidate: i64, draft: NewDraft<'_>) -> Result<Option<Timestamp>> {
    let sql = "SELECT saved_at FROM draft WHERE candidate = ? AND batch = ? AND version - 1 = ? AND choices = ?";
    let saved_at: Option<i64> = db.first(sql, params![candidate, draft.batch, draft.version, draft.choices]).await?;
    Ok(saved_at.map(Timestamp))
}

/// What a submission made: the core of its receipt.
#[derive(Debug, Deserialize)]
pub struct Made {
    /// Number in the journal
    pub seq: i64,
    pub at: Timestamp,
    /// The how-manieth
    pub version: i64,
    /// SHA-256 of the choices
    pub hash: String,
}

/// 提交保存: one INSERT while the window is open, nothing is owed that has to be paid before, and the version is the expected
/// one. `canonical` are the bytes that are stored and hashed. `None` when the guard did not hold.
pub async fn submit(act: &OfCandidate<'_>, batch: &str, canonical: &str, version: i64) -> Result<Option<Made>> {
    let (hash, version, seen) = (volunteer::hash(canonical), version + 1, version);
    let choices = serde_json::from_str(canonical)?;
    let event = event::Submitted { batch, version, hash: &hash, choices };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate AS c JOIN batch AS b ON b.exam = c.exam AND b.code = ?13 WHERE c.id = ?11 AND ",
        open_window!("c.exam", "b.window", "c.point", "c.id"),
        ") \
         AND NOT EXISTS (SELECT 1 FROM fee AS f JOIN any_fee_item AS i ON i.exam = ?2 AND i.item = f.item \
         WHERE f.candidate = ?11 AND f.status = 'due' AND i.unlocks = 'volunteer') \
         AND NOT EXISTS (SELECT 1 FROM batch AS b CROSS JOIN JSON_EACH(b.excludes) AS e JOIN volunteer AS o \
         ON o.candidate = ?11 AND o.batch = e.value AND o.choices > 0 WHERE b.exam = ?2 AND b.code = ?13) \
         AND ?14 = COALESCE((SELECT v.version FROM volunteer AS v WHERE v.candidate = ?11 AND v.batch = ?13), 0)"
    );
    let seq = act.append(event.written()?, statement, params![batch, seen]).await?;
    Ok(seq.map(|seq| Made { seq, at: act.at, version, hash }))
}

/// A submission as stored.
#[derive(Debug, Deserialize)]
pub struct Stored {
    /// Number in the journal
    pub seq: i64,
    pub at: Timestamp,
    /// The how-manieth
    pub version: i64,
    /// SHA-256 of the choices
    pub hash: String,
    pub choices: Vec<Choice>,
}

/// A submission of a candidate; `None` for `version`: the one in force.
pub async fn submission(db: &Db, candidate: i64, batch: &str, version: Option<i64>) -> Result<Option<Stored>> {
    let sql = "SELECT seq, at, body ->> 'version' AS version, body ->> 'hash' AS hash, body -> 'choices' AS choices \
               FROM journal WHERE subject = ?1 AND kind = 'volunteer.submitted' AND body ->> 'batch' = ?2 \
               AND (?3 IS NULL OR body ->> 'version' = ?3) ORDER BY seq DESC LIMIT 1";
    db.first(sql, params![candidate, batch, version]).await
}

/// The submission that an event made, for the same request once more.
///
/// # Errors
/// `NotFound`.
pub async fn made(db: &Db, candidate: i64, seq: i64) -> Result<Made> {
    let sql = "SELECT seq, at, body ->> 'version' AS version, body ->> 'hash' AS hash \
               FROM journal WHERE seq = ? AND subject = ? AND kind = 'volunteer.submitted'";
    db.first(sql, params![seq, candidate]).await?.ok_or(Error::NotFound("提交记录"))
}

/// The submissions of a batch, the newest first, at most a hundred.
pub async fn submissions(db: &Db, candidate: i64, batch: &str) -> Result<Vec<Submission>> {
    let sql = "SELECT body ->> 'version' AS version, at AS submitted_at, body ->> 'hash' AS hash, \
               JSON_ARRAY_LENGTH(body, '$.choices') AS count, device, ip FROM journal \
               WHERE subject = ? AND kind = 'volunteer.submitted' AND body ->> 'batch' = ? ORDER BY seq DESC LIMIT 100";
    db.all(sql, params![candidate, batch]).await
}

/// The control lines of an exam.
pub async fn control_lines(db: &Db, exam: &ExamId) -> Result<Vec<ControlLine>> {
    db.all("SELECT batch, track, line FROM control_line WHERE exam = ? ORDER BY batch, track", params![exam]).await
}
