//! Where a candidate stands before a batch, and how far their list is.

use crate::db::Db;
use crate::save_password::{self, Held};
use crate::session::{Candidate, Token};
use crate::{open_window, params, window};
use domain::exam::step::List;
use domain::subject::{Second, Track};
use domain::volunteer::{self, Batch, Chooser, Obstacle};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A condition of the folder (`domain::form::Condition`) holds for the answers of a form.
macro_rules! holds {
    ($condition:literal, $form:literal) => {
        concat!(
            "(",
            $condition,
            " = '[]' OR EXISTS (SELECT 1 FROM JSON_EACH(",
            $condition,
            ") AS a WHERE NOT EXISTS (SELECT 1 FROM JSON_EACH(a.value) AS t WHERE (t.value ->> 'is') <> EXISTS \
             (SELECT 1 FROM JSON_EACH(",
            $form,
            ", '$.' || (t.value ->> 'field')) AS f WHERE f.value = (t.value ->> 'code')))))"
        )
    };
}

/// What decides whether a candidate (`c`) may fill a batch (`b`), but for its window.
macro_rules! stands {
    () => {
        concat!(
            "r.candidate IS NOT NULL AS filled, r.first_subject AS track, s.total, b.line <> '' AS needs_line, k.line, \
             IIF(b.lines = '[]', '{}', (SELECT JSON_GROUP_OBJECT(n.value ->> 'plan_type', o.line) FROM JSON_EACH(b.lines) AS n \
             CROSS JOIN control_line AS o ON o.exam = c.exam AND o.batch = n.value ->> 'line' AND o.track = r.first_subject)) AS lines, ",
            holds!("b.relevant", "r.form"),
            " AS concerned, b.eligibility = '[]' OR EXISTS (SELECT 1 FROM JSON_EACH(b.eligibility) AS e CROSS JOIN qualification AS q \
             ON q.exam = c.exam AND q.code = e.value AND q.candidate = c.id) AS qualified, b.unadmitted AND EXISTS (SELECT 1 FROM qualification AS q \
             WHERE q.exam = c.exam AND q.code = 'enrolled' AND q.candidate = c.id) AS enrolled, \
             (SELECT x.name FROM JSON_EACH(b.excludes) AS e CROSS JOIN volunteer AS o ON o.candidate = c.id AND o.batch = e.value \
             AND o.choices > 0 CROSS JOIN batch AS x ON x.exam = b.exam AND x.code = o.batch LIMIT 1) AS excluded_by, \
             (SELECT f.name FROM fee AS f JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = f.item \
             WHERE f.candidate = c.id AND f.status = 'due' AND i.unlocks = 'volunteer' ORDER BY i.position LIMIT 1) AS unpaid, "
        )
    };
}

/// Where that is read.
macro_rules! stands_on {
    () => {
        "LEFT JOIN registration AS r ON r.candidate = c.id LEFT JOIN score AS s ON s.candidate = c.id \
         LEFT JOIN control_line AS k ON k.exam = c.exam AND k.batch = b.line AND k.track = r.first_subject \
         LEFT JOIN draft AS d ON d.candidate = c.id AND d.batch = b.code \
         LEFT JOIN volunteer AS v ON v.candidate = c.id AND v.batch = b.code "
    };
}

/// Fields of a row that are a [`volunteer::Standing`], which is not read as a part of it: flags are numbers there.
macro_rules! standing {
    ($row:expr) => {
        volunteer::Standing {
            filled: $row.filled,
            track: $row.track,
            total: $row.total,
            needs_line: $row.needs_line,
            lines: $row.line.map(|line| (String::new(), line)).into_iter().chain($row.lines.clone()).collect(),
            concerned: $row.concerned,
            qualified: $row.qualified,
            enrolled: $row.enrolled,
            excluded_by: $row.excluded_by.clone(),
            unpaid: $row.unpaid.clone(),
        }
    };
}

/// Where a candidate stands before a batch, to be shown.
#[derive(Debug, Deserialize)]
pub struct Standing {
    /// Code of the batch
    pub batch: String,
    pub name: String,
    /// Name of the window
    pub window: String,
    filled: bool,
    track: Option<Track>,
    total: Option<i64>,
    needs_line: bool,
    line: Option<i64>,
    /// Of some plan types
    lines: BTreeMap<String, i64>,
    concerned: bool,
    qualified: bool,
    enrolled: bool,
    excluded_by: Option<String>,
    unpaid: Option<String>,
    /// Version of the draft, 0 for none
    pub draft_version: i64,
    pub draft_saved_at: Option<Timestamp>,
    /// Version in force, 0 for none
    pub version: i64,
    pub submitted_at: Option<Timestamp>,
    /// Does the draft differ from the list in force?
    pub differs: bool,
    /// Names of the lists of which only one is filled: one of these, or this
    pub excludes: Vec<String>,
}

impl Standing {
    /// Why the candidate may not fill the batch; `None`: they may.
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.rules().obstacle()
    }

    fn rules(&self) -> volunteer::Standing {
        standing!(self)
    }

    /// As a step.
    pub fn list(self) -> List {
        let (drafted, submitted, standing) = (self.draft_version > 0, self.version > 0, self.rules());
        let Self { batch: code, name, window, differs, .. } = self;
        List { code, name, window, standing, drafted, submitted, differs }
    }
}

/// Where a candidate stands before each batch, in their order.
pub async fn standings(db: &Db, candidate: i64) -> Result<Vec<Standing>> {
    let sql = concat!(
        "SELECT b.code AS batch, b.name, b.window, ",
        stands!(),
        "COALESCE(d.version, 0) AS draft_version, d.saved_at AS draft_saved_at, COALESCE(v.version, 0) AS version, v.submitted_at, \
         COALESCE(d.choices <> (j.body -> 'choices'), d.choices IS NOT NULL) AS differs, \
         (SELECT JSON_GROUP_ARRAY(x.name) FROM JSON_EACH(b.excludes) AS e CROSS JOIN batch AS x ON x.exam = b.exam AND x.code = e.value) \
         AS excludes FROM candidate AS c JOIN batch AS b ON b.exam = c.exam ",
        stands_on!(),
        "LEFT JOIN journal AS j ON j.seq = v.seq WHERE c.id = ? ORDER BY b.position"
    );
    db.all(sql, params![candidate]).await
}

/// Where a candidate stands before one batch.
///
/// # Errors
/// `NotFound`.
pub async fn standing(db: &Db, candidate: i64, batch: &str) -> Result<Standing> {
    let all = standings(db, candidate).await?;
    all.into_iter().find(|standing| standing.batch == batch).ok_or(Error::NotFound("批次"))
}

/// Where a candidate stands before a batch, with the batch and its window for them: all that a write has to know, in one
/// statement.
#[derive(Debug, Deserialize)]
pub struct Position {
    filled: bool,
    track: Option<Track>,
    total: Option<i64>,
    needs_line: bool,
    line: Option<i64>,
    /// Of some plan types
    lines: BTreeMap<String, i64>,
    concerned: bool,
    qualified: bool,
    enrolled: bool,
    excluded_by: Option<String>,
    unpaid: Option<String>,
    /// 再选科目 of the form
    second_subjects: Option<Vec<Second>>,
    /// Version of the draft, 0 for none
    pub draft_version: i64,
    /// Version in force, 0 for none
    pub version: i64,
    pub submitted_at: Option<Timestamp>,
    batch_name: String,
    slots: usize,
    majors: usize,
    adjust: bool,
    /// Is there another list that can be filled in its place?
    excludes: bool,
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
        let standing = standing!(self);
        if let Some(obstacle) = standing.obstacle() {
            return Err(Error::WrongState(obstacle.why));
        }
        let track = standing.track.ok_or_else(|| Error::WrongState("没有选考科目，不能填报".into()))?;
        Ok(Chooser { track, seconds: self.second_subjects.clone().unwrap_or_default(), standing })
    }

    /// The batch, as the rules see it.
    pub fn batch(&self, code: &str) -> Batch {
        let Self { slots, majors, adjust, excludes, version, .. } = self;
        let (code, name) = (code.to_owned(), self.batch_name.clone());
        Batch { code, name, slots: *slots, majors: *majors, adjust: *adjust, may_be_empty: *excludes && *version > 0 }
    }

    /// Insists on an open window.
    ///
    /// # Errors
    /// `WindowClosed`.
    pub async fn require_open(&self, db: &Db, who: &Candidate, now: Timestamp) -> Result<()> {
        if self.open {
            return Ok(());
        }
        let window = window::of(db, who.whom(), &self.window, now).await?;
        Err(window::closed("填报志愿", window.as_ref()))
    }

    /// What decides about a try of the 信息保存密码.
    pub fn held(&self) -> Held {
        let Self { sealed, proof, proved_at, tat, .. } = self;
        Held { sealed: sealed.clone(), proof: proof.clone(), proved_at: *proved_at, tat: *tat }
    }
}

/// Where a candidate stands before a batch, and what their session (by its token) knows of their 信息保存密码.
///
/// # Errors
/// `NotFound`.
pub async fn position(db: &Db, candidate: i64, batch: &str, token: Token<'_>, now: Timestamp) -> Result<Position> {
    let sql = concat!(
        "SELECT ",
        stands!(),
        "r.second_subjects, COALESCE(d.version, 0) AS draft_version, COALESCE(v.version, 0) AS version, v.submitted_at, \
         b.name AS batch_name, b.window, b.slots, b.majors, b.adjust, b.excludes <> '[]' AS excludes, ",
        open_window!("c.exam", "b.window", "c.point", "c.id"),
        " AS open, c.save_password AS sealed, t.proof, t.proved_at, l.tat, (SELECT version FROM plans WHERE id = 1) AS plans \
         FROM candidate AS c JOIN batch AS b ON b.exam = c.exam AND b.code = ?2 ",
        stands_on!(),
        "LEFT JOIN session AS t ON t.token_hash = ?4 LEFT JOIN rate_limit AS l ON l.key = ?5 WHERE c.id = ?3"
    );
    let values = params![now, batch, candidate, &token.hash(), save_password::guesses(candidate)];
    db.first(sql, values).await?.ok_or(Error::NotFound("批次"))
}
