//! The journal: the one place where state changes.

mod replay;

use crate::db::{self, Db};
use crate::params;
pub use domain::event::Answer;
use domain::event::{Entry, Factor, Role, Written};
use domain::page::{After, Page};
use domain::{Error, ExamId, Result, Timestamp};
pub use replay::{once, once_at_most, once_or_again, or_again, replayed};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Who does it, and what proved it.
#[derive(Clone, Debug)]
pub struct Author {
    /// `candidate:17`, `staff:3`, `provider:wechat`, `system`
    pub actor: String,
    pub role: Role,
    /// What proved it
    pub factor: Factor,
    /// Address of the client
    pub ip: String,
    /// Software of the client, shortened
    pub device: String,
    /// `Idempotency-Key`, or a provider's own number of the notice
    pub request_key: Option<String>,
    /// Fingerprint of the request that carries the key
    pub request_hash: Option<String>,
}

impl Author {
    /// The same author, proved by another factor.
    #[must_use]
    pub fn by(self, factor: Factor) -> Self {
        Self { factor, ..self }
    }
}

impl Author {
    /// The same author, for an event that is not the one which the request's key stands for.
    #[must_use]
    pub fn without_key(&self) -> Self {
        Self { request_key: None, request_hash: None, ..self.clone() }
    }
}

/// What somebody does: everything of an event but what it is. Whether it is within an exam (`E`), and about somebody (`S`), is in
/// its type: a function that writes down what candidates do takes an [`OfCandidate`], and no other.
#[derive(Clone, Copy)]
pub struct Act<'a, E = (), S = ()> {
    /// Where it is written down
    pub db: &'a Db,
    pub author: &'a Author,
    /// When the request arrived
    pub at: Timestamp,
    pub exam: E,
    /// The candidate, or the account, that it is about
    pub subject: S,
}

/// What is done within an exam.
pub type InExam<'a> = Act<'a, &'a ExamId>;
/// What is done within an exam by, or about, a candidate.
pub type OfCandidate<'a> = Act<'a, &'a ExamId, i64>;
/// What is done by, or about, an account.
pub type OfAccount<'a> = Act<'a, (), i64>;

/// An exam, or none.
pub trait Exam: Copy {
    /// As the journal has it
    fn name(&self) -> &str;
}

impl Exam for () {
    fn name(&self) -> &str {
        ""
    }
}

impl Exam for &ExamId {
    fn name(&self) -> &str {
        self.as_str()
    }
}

/// Whom it is about, or nobody.
pub trait Subject: Copy {
    /// As the journal has it
    fn number(self) -> i64;
}

impl Subject for () {
    fn number(self) -> i64 {
        0
    }
}

impl Subject for i64 {
    fn number(self) -> i64 {
        self
    }
}

/// The statement that appends an event (parameters 1–12) while a condition over further parameters, from `?13`, holds, and
/// while the author's account is in use: somebody may have stopped it since the request was asked who sent it. `?1` is the
/// time, `?2` the exam, `?3` the author, `?11` the subject, `?12` the body, which the statement itself may complete by an
/// expression over what a `FROM` gives.
#[macro_export]
macro_rules! append {
    (where $($condition:expr),+ $(,)?) => {
        $crate::append!("?12", "", concat!($($condition,)+))
    };
    ($body:literal, $from:literal, $condition:expr) => {
        $crate::append!(whoever $body, concat!($from, " WHERE (", $condition, ") AND ", $crate::author_in_use!()))
    };
    (whoever $body:literal, $rest:expr) => {
        concat!(
            "INSERT INTO journal (at, exam, actor, role, factor, ip, device, request_key, request_hash, kind, subject, body) ",
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ",
            $body,
            " ",
            $rest,
            " ON CONFLICT DO NOTHING RETURNING seq"
        )
    };
}

/// The condition that the author (`?3`) is nobody of staff, or one whose account is in use.
#[doc(hidden)]
#[macro_export]
macro_rules! author_in_use {
    () => {
        concat!(
            "(?3 NOT GLOB 'staff:*' OR EXISTS (SELECT 1 FROM staff WHERE id = ",
            $crate::staff_of!("?3"),
            " AND status = 'active'))"
        )
    };
}

/// The number of the account of an actor who is staff: 3 of `staff:3`.
#[macro_export]
macro_rules! staff_of {
    ($actor:literal) => {
        concat!("CAST(SUBSTR(", $actor, ", 7) AS INTEGER)")
    };
}

/// The account of an actor, by this name; no row of who is no staff.
#[macro_export]
macro_rules! staff_behind {
    ($name:literal, $actor:literal) => {
        concat!("LEFT JOIN staff AS ", $name, " ON ", $name, ".id = ", $crate::staff_of!($actor), " ")
    };
}

/// The condition that somebody who wanted something (`staff:3`) was not stopped meanwhile, and may still do what this permission says.
#[macro_export]
macro_rules! may_still {
    ($actor:literal, $permission:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM staff AS s JOIN organisation AS o ON o.code = s.organisation WHERE s.id = ",
            $crate::staff_of!($actor),
            " AND (s.status <> 'active' OR NOT EXISTS (SELECT 1 FROM role_permission AS p WHERE p.role = s.role AND p.kind = o.kind \
             AND p.permission = ",
            $permission,
            ")))"
        )
    };
}

/// The condition that two actors (`staff:3`) are two people (0012_staff.sql), and that the other one's account is in use.
#[macro_export]
macro_rules! independent {
    ($one:literal, $other:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = ",
            $crate::staff_of!($one),
            " AND i.b = ",
            $crate::staff_of!($other),
            ") AND EXISTS (SELECT 1 FROM staff WHERE status = 'active' AND id = ",
            $crate::staff_of!($other),
            "))"
        )
    };
}

impl Author {
    /// Is it nobody of staff, or one whose account is in use?
    async fn is_in_use(&self, db: &Db) -> Result<bool> {
        let Some(id) = self.staff() else { return Ok(true) };
        let sql = "SELECT EXISTS (SELECT 1 FROM staff WHERE id = ? AND status = 'active')";
        Ok(db.first(sql, params![id]).await?.unwrap_or(false))
    }

    /// The number of their account, if it is a member of staff.
    pub(crate) fn staff(&self) -> Option<i64> {
        self.actor.strip_prefix("staff:")?.parse().ok()
    }

    /// What this one does at an instant; [`Act::within`] an exam, [`Act::about`] somebody.
    pub fn acts<'a>(&'a self, db: &'a Db, at: Timestamp) -> Act<'a> {
        Act { db, author: self, at, exam: (), subject: () }
    }
}

impl<'a, E: Exam, S: Subject> Act<'a, E, S> {
    /// The same in an exam.
    #[must_use]
    pub fn within(self, exam: &'a ExamId) -> Act<'a, &'a ExamId, S> {
        let Self { db, author, at, subject, .. } = self;
        Act { db, author, at, exam, subject }
    }

    /// The same about a candidate, or an account.
    #[must_use]
    pub fn about(self, subject: i64) -> Act<'a, E, i64> {
        let Self { db, author, at, exam, .. } = self;
        Act { db, author, at, exam, subject }
    }

    /// The same person at the same instant, in no exam and about nobody yet.
    #[must_use]
    pub fn anew(self) -> Act<'a> {
        self.author.acts(self.db, self.at)
    }

    /// The same by somebody else, or proved by another factor.
    #[must_use]
    pub fn by(self, author: &'a Author) -> Self {
        Self { author, ..self }
    }

    /// Appends an event by a statement of [`append!`](crate::append). `None`: the guard did not hold,
    /// or the request's key was used by a request that came at the same moment.
    ///
    /// # Errors
    /// `SessionExpired` when the author's account was stopped meanwhile; `Internal`, also when a trigger's constraint is
    /// violated.
    pub async fn append(&self, event: Written, statement: &'static str, guard: Vec<db::Value>) -> Result<Option<i64>> {
        let author = self.author;
        let mut values = params![
            self.at,
            self.exam.name(),
            author.actor.clone(),
            author.role.as_str(),
            author.factor.as_str(),
            author.ip.clone(),
            author.device.clone(),
            author.request_key.clone(),
            author.request_hash.clone(),
            event.kind().as_str(),
            self.subject.number(),
            event.into_body(),
        ];
        values.extend(guard);
        match self.db.first(statement, values).await? {
            None if !self.author.is_in_use(self.db).await? => Err(Error::SessionExpired),
            appended => Ok(appended),
        }
    }

    /// Likewise, for a request that fails when the guard does not hold; unless this very request was carried out before.
    ///
    /// # Errors
    /// `Conflict` with this text; `IdempotencyKeyReused`; `Internal`.
    pub async fn carry_out(
        &self,
        event: Written,
        statement: &'static str,
        guard: Vec<db::Value>,
        conflict: &str,
    ) -> Result<()> {
        match self.append(event, statement, guard).await?.or(replayed(self.db, self.author).await?) {
            Some(_) => Ok(()),
            None => Err(Error::Conflict(conflict.into())),
        }
    }

    /// Likewise, for an answer to a proposal that the guard names.
    ///
    /// # Errors
    /// `ProposalChanged` when it waits no more; `Conflict` with this text; `IdempotencyKeyReused`; `Internal`.
    pub async fn decide(
        &self,
        event: Written,
        statement: &'static str,
        guard: Vec<db::Value>,
        answered: Answered<'_>,
    ) -> Result<()> {
        match self.carry_out(event, statement, guard, answered.conflict).await {
            Err(Error::Conflict(_)) if !waits(self.db, answered.proposal).await? => Err(Error::ProposalChanged),
            done => done,
        }
    }
}

/// A proposal that somebody answers, and what they are told while it waits and their answer does not count.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Number of the event that proposed it
    pub proposal: i64,
    pub conflict: &'a str,
}

async fn waits(db: &Db, proposal: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM waiting_proposal WHERE id = ?)";
    Ok(db.first(sql, params![proposal]).await?.unwrap_or(false))
}

/// What an event says.
#[derive(Debug, Deserialize)]
pub struct Said<B> {
    pub at: Timestamp,
    /// The rest
    pub body: B,
}

/// Reads an event again, for the answer to the request that made it.
///
/// # Errors
/// `NotFound`.
pub async fn said<B: DeserializeOwned>(db: &Db, seq: i64) -> Result<Said<B>> {
    db.first("SELECT at, body FROM journal WHERE seq = ?", params![seq]).await?.ok_or(Error::NotFound("操作记录"))
}

pub const PAGE: usize = 100;

/// A page of what happened to a candidate, oldest first, with what of its body may be shown.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn of_candidate(db: &Db, candidate: i64, after: &After) -> Result<Page<(Entry, Map<String, Value>)>> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
        at: Timestamp,
        kind: String,
        actor: String,
        actor_name: Option<String>,
        role: String,
        factor: String,
        ip: String,
        device: String,
        body: Map<String, Value>,
    }
    let after: Option<i64> = after.key()?;
    let sql = concat!(
        "SELECT j.seq, j.at, j.kind, j.actor, s.name AS actor_name, j.role, j.factor, j.ip, j.device, \
         JSON_REMOVE(j.body, '$.choices', '$.form', '$.proof', '$.document', '$.phone', '$.outside') AS body FROM journal AS j \
         LEFT JOIN staff AS s ON j.actor GLOB 'staff:*' AND s.id = ",
        staff_of!("j.actor"),
        " WHERE (j.subject = ?1 OR j.seq = ?1 AND j.kind IN ('candidate.admitted', 'student.claimed')) AND j.seq > ?2 ORDER BY j.seq LIMIT ?3"
    );
    let rows: Vec<Row> = db.all(sql, params![candidate, after.unwrap_or_default(), PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| row.seq).map(|row| {
        let Row { seq, at, kind, actor, actor_name, role, factor, ip, device, body } = row;
        (Entry { seq, at, kind, actor, actor_name, role, factor, ip, device }, body)
    }))
}
