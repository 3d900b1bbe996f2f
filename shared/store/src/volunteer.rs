//! 志愿: batches, drafts, submissions, favourites.

use super::journal::OfCandidate;
use super::session::Candidate;
use super::window;
use crate::db::Db;
use crate::save_password::{self, Held};
use crate::{append, open_window, params, seal};
use domain::event::{Event, volunteer as event};
use domain::subject::{Second, Track};
use domain::volunteer::{self, Batch, Choice, Chooser, ControlLine, Submission};
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;

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
}

impl BatchRow {
    /// As the rules see it.
    pub fn rules(&self) -> Batch {
        Batch { code: self.code.clone(), name: self.name.clone(), slots: self.slots, majors: self.majors }
    }
}

/// All batches of an exam in order.
pub async fn batches(db: &Db, exam: &ExamId) -> Result<Vec<BatchRow>> {
    let sql = "SELECT code, name, window, slots, majors FROM batch WHERE exam = ? ORDER BY position";
    db.all(sql, params![exam]).await
}

/// The code of the batch that is asked for; without one, of the one that is filled in the province now, or comes next: the last one,
/// once all are over. Empty where an exam has none.
pub async fn asked_for(db: &Db, exam: &ExamId, asked: Option<String>, now: Timestamp) -> Result<String> {
    let sql = "SELECT b.code FROM batch AS b LEFT JOIN window_setting AS s ON s.in_force = 1 AND s.exam = b.exam \
               AND s.scope_kind = 'organisation' AND LENGTH(s.scope) = 2 AND s.name = b.window \
               LEFT JOIN window_interval AS i ON i.setting = s.id WHERE b.exam = ?1 \
               ORDER BY i.closes > ?2 DESC, IIF(i.closes > ?2, i.opens, -i.closes), b.position LIMIT 1";
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
    let sql = "SELECT code, name, window, slots, majors FROM batch WHERE exam = ? AND code = ?";
    db.first(sql, params![exam, code]).await?.ok_or(Error::NotFound("批次"))
}

/// Where a candidate stands in a batch, to be shown.
#[derive(Debug, Deserialize)]
pub struct Standing {
    /// 首选科目 of the form
    first_subject: Option<Track>,
    /// 投档成绩
    total: Option<i64>,
    /// 控制分数线 of the batch and track
    line: Option<i64>,
    /// Version of the draft, 0 for none
    pub draft_version: i64,
    pub draft_saved_at: Option<Timestamp>,
    /// Version in force, 0 for none
    pub version: i64,
    pub submitted_at: Option<Timestamp>,
}

impl Standing {
    /// Why the candidate may not fill the batch, in Chinese; `None`: they may.
    pub fn ineligible(&self) -> Option<&'static str> {
        ineligible(self.first_subject, self.total, self.line)
    }
}

fn ineligible(form: Option<Track>, total: Option<i64>, line: Option<i64>) -> Option<&'static str> {
    match (form, total, line) {
        (None, _, _) => Some("尚未提交保存报名信息"),
        (_, None, _) => Some("成绩尚未公布"),
        (_, _, None) => Some("控制分数线尚未公布"),
        (_, Some(total), Some(line)) if total < line => Some("未达到本批次控制分数线"),
        _ => None,
    }
}

/// Where a candidate stands in a batch.
///
/// # Errors
/// `NotFound`.
pub async fn standing(db: &Db, candidate: i64, batch: &str) -> Result<Standing> {
    let sql = "SELECT r.first_subject, s.total, k.line, \
               COALESCE(d.version, 0) AS draft_version, d.saved_at AS draft_saved_at, \
               COALESCE(v.version, 0) AS version, v.submitted_at \
               FROM candidate AS c LEFT JOIN registration AS r ON r.candidate = c.id \
               LEFT JOIN score AS s ON s.candidate = c.id \
               LEFT JOIN control_line AS k ON k.exam = c.exam AND k.batch = ?2 AND k.track = r.first_subject \
               LEFT JOIN draft AS d ON d.candidate = c.id AND d.batch = ?2 \
               LEFT JOIN volunteer AS v ON v.candidate = c.id AND v.batch = ?2 \
               WHERE c.id = ?1";
    db.first(sql, params![candidate, batch]).await?.ok_or(Error::NotFound("考生"))
}

/// Where a candidate stands in a batch, with the batch and its window for them: all that a write has to know, in one
/// statement.
#[derive(Debug, Deserialize)]
pub struct Position {
    /// 首选科目 of the form
    first_subject: Option<Track>,
    /// 再选科目 of the form
    second_subjects: Option<Vec<Second>>,
    /// 投档成绩
    total: Option<i64>,
    /// 控制分数线 of the batch and track
    line: Option<i64>,
    /// Version of the draft, 0 for none
    pub draft_version: i64,
    /// Version in force, 0 for none
    pub version: i64,
    pub submitted_at: Option<Timestamp>,
    batch_name: String,
    slots: usize,
    majors: usize,
    /// Name of a fee that has to be paid before
    unpaid: Option<String>,
    /// The batch's window
    window: String,
    /// Is it open for them?
    open: bool,
    /// Which plans there are
    pub plans: String,
    sealed: Option<String>,
    proof: Option<String>,
    proved_at: Option<Timestamp>,
    tat: Option<i64>,
}

impl Position {
    /// What the rules need to know.
    ///
    /// # Errors
    /// `WrongState` for who may not fill the batch.
    pub fn chooser(&self) -> Result<Chooser> {
        let first = self.first_subject;
        match (ineligible(first, self.total, self.line), first) {
            (None, Some(track)) => Ok(Chooser { track, seconds: self.second_subjects.clone().unwrap_or_default() }),
            (reason, _) => Err(Error::WrongState(reason.unwrap_or_default().into())),
        }
    }

    /// The batch, as the rules see it.
    pub fn batch(&self, code: &str) -> Batch {
        Batch { code: code.to_owned(), name: self.batch_name.clone(), slots: self.slots, majors: self.majors }
    }

    /// Insists on an open window.
    ///
    /// # Errors
    /// `WindowClosed`.
    pub async fn require_open(&self, db: &Db, who: &Candidate, now: Timestamp) -> Result<()> {
        if self.open {
            return Ok(());
        }
        let window = window::of(db, &who.exam, &self.window, who.whom(), now).await?;
        Err(window::closed("填报志愿", window.as_ref()))
    }

    /// Insists on what has to be paid before.
    ///
    /// # Errors
    /// `WrongState` with the name of the fee.
    pub fn require_paid(&self) -> Result<()> {
        match &self.unpaid {
            Some(name) => Err(Error::WrongState(format!("还没有缴纳{name}，请先缴费"))),
            None => Ok(()),
        }
    }

    /// What decides about a try of the 信息保存密码.
    pub fn held(&self) -> Held {
        let Self { sealed, proof, proved_at, tat, .. } = self;
        Held { sealed: sealed.clone(), proof: proof.clone(), proved_at: *proved_at, tat: *tat }
    }
}

/// Where a candidate stands in a batch, and what their session (by its token) knows of their 信息保存密码.
///
/// # Errors
/// `NotFound`.
pub async fn position(db: &Db, candidate: i64, batch: &str, token: &str, now: Timestamp) -> Result<Position> {
    let sql = concat!(
        "SELECT r.first_subject, r.second_subjects, s.total, k.line, COALESCE(d.version, 0) AS draft_version, \
         COALESCE(v.version, 0) AS version, v.submitted_at, b.name AS batch_name, b.window, b.slots, b.majors, ",
        open_window!("c.exam", "b.window", "c.point", "c.id"),
        " AS open, c.save_password AS sealed, t.proof, t.proved_at, l.tat, (SELECT version FROM plans WHERE id = 1) AS plans, \
         (SELECT f.name FROM fee AS f JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = f.item \
         WHERE f.candidate = c.id AND f.status = 'due' AND i.unlocks = 'volunteer' ORDER BY i.position LIMIT 1) AS unpaid \
         FROM candidate AS c JOIN batch AS b ON b.exam = c.exam AND b.code = ?2 \
         LEFT JOIN registration AS r ON r.candidate = c.id LEFT JOIN score AS s ON s.candidate = c.id \
         LEFT JOIN control_line AS k ON k.exam = c.exam AND k.batch = ?2 AND k.track = r.first_subject \
         LEFT JOIN draft AS d ON d.candidate = c.id AND d.batch = ?2 \
         LEFT JOIN volunteer AS v ON v.candidate = c.id AND v.batch = ?2 \
         LEFT JOIN session AS t ON t.token_hash = ?4 LEFT JOIN rate_limit AS l ON l.key = ?5 \
         WHERE c.id = ?3"
    );
    let values = params![now, batch, candidate, seal::sha256(token), save_password::guesses(candidate)];
    db.first(sql, values).await?.ok_or(Error::NotFound("批次"))
}

/// Whether the draft differs from the list in force.
pub async fn differs(db: &Db, candidate: i64, batch: &str) -> Result<bool> {
    let sql = "SELECT j.body IS NULL OR d.choices <> (j.body -> 'choices') FROM draft AS d \
               LEFT JOIN volunteer AS v ON v.candidate = d.candidate AND v.batch = d.batch \
               LEFT JOIN journal AS j ON j.seq = v.seq WHERE d.candidate = ? AND d.batch = ?";
    Ok(db.first(sql, params![candidate, batch]).await?.unwrap_or(false))
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
