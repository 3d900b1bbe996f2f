//! The journal: the one place where state changes.

use crate::db::{Db, Value};
use crate::params;
use domain::event::{Entry, Role, Written};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Who does it, and what proved it.
#[derive(Clone, Debug)]
pub struct Author {
    /// `candidate:17`, `staff:3`, `provider:wechat`, `system`
    pub actor: String,
    /// As what
    pub role: Role,
    /// What proved it: `facts`, `login-password`, `save-password`, `identity`, `sms`, `signature`, `none`
    pub factor: &'static str,
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
    pub fn by(self, factor: &'static str) -> Self {
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

/// What somebody does: everything of an event but what it is.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// Where it is written down
    pub db: &'a Db,
    /// Who does it
    pub author: &'a Author,
    /// When the request arrived
    pub at: Timestamp,
    /// In which exam, or empty
    pub exam: &'a str,
    /// The candidate, or the account, that it is about, or 0
    pub subject: i64,
}

/// The statement that appends an event (parameters 1–12) while `$guard`, a `WHERE` clause over
/// further parameters from `?13`, holds. `?1` is the time, `?2` the exam, `?11` the subject, `?12` the
/// body, which the statement itself may complete by an expression.
#[macro_export]
macro_rules! append {
    ($guard:literal) => {
        $crate::append!("?12", $guard)
    };
    (where $($guard:expr),+ $(,)?) => {
        concat!(
            "INSERT INTO journal (at, exam, actor, role, factor, ip, device, request_key, request_hash, kind, subject, body) ",
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE ",
            $($guard,)+
            " ON CONFLICT DO NOTHING RETURNING seq"
        )
    };
    ($body:literal, $guard:expr) => {
        concat!(
            "INSERT INTO journal (at, exam, actor, role, factor, ip, device, request_key, request_hash, kind, subject, body) ",
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ",
            $body,
            " ",
            $guard,
            " ON CONFLICT DO NOTHING RETURNING seq"
        )
    };
}

/// The condition that the author (`?3`), if it is a member of staff, is still in use: somebody may have stopped them since they
/// were asked who they are.
#[macro_export]
macro_rules! author_in_use {
    () => {
        "(?3 NOT GLOB 'staff:*' OR EXISTS (SELECT 1 FROM staff WHERE id = CAST(SUBSTR(?3, 7) AS INTEGER) AND status = 'active'))"
    };
}

/// The condition that two actors (`staff:3`) are two people (0012_staff.sql), and that the other one's account is in use.
#[macro_export]
macro_rules! independent {
    ($one:literal, $other:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = CAST(SUBSTR(",
            $one,
            ", 7) AS INTEGER) AND i.b = CAST(SUBSTR(",
            $other,
            ", 7) AS INTEGER)) AND EXISTS (SELECT 1 FROM staff WHERE status = 'active' AND id = CAST(SUBSTR(",
            $other,
            ", 7) AS INTEGER)))"
        )
    };
}

impl Author {
    /// What this one does at an instant; [`Act::within`] an exam, [`Act::about`] somebody.
    pub fn acts<'a>(&'a self, db: &'a Db, at: Timestamp) -> Act<'a> {
        Act { db, author: self, at, exam: "", subject: 0 }
    }
}

impl<'a> Act<'a> {
    /// The same in an exam.
    #[must_use]
    pub fn within(self, exam: &'a str) -> Self {
        Self { exam, ..self }
    }

    /// The same about a candidate, or an account.
    #[must_use]
    pub fn about(self, subject: i64) -> Self {
        Self { subject, ..self }
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
    /// `Internal`, also when a trigger's constraint is violated.
    pub async fn append(&self, event: Written, statement: &'static str, guard: Vec<Value>) -> Result<Option<i64>> {
        let author = self.author;
        let mut values = params![
            self.at,
            self.exam,
            author.actor.clone(),
            author.role.as_str(),
            author.factor,
            author.ip.clone(),
            author.device.clone(),
            author.request_key.clone(),
            author.request_hash.clone(),
            event.kind().as_str(),
            self.subject,
            event.into_body(),
        ];
        values.extend(guard);
        self.db.first(statement, values).await
    }

    /// Likewise, for a request that fails when the guard does not hold; unless this very request was carried out before.
    ///
    /// # Errors
    /// `Conflict` with this text; `IdempotencyKeyReused`; `Internal`.
    pub async fn carry_out(
        &self,
        event: Written,
        statement: &'static str,
        guard: Vec<Value>,
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
        guard: Vec<Value>,
        (proposal, conflict): (i64, &str),
    ) -> Result<()> {
        match self.carry_out(event, statement, guard, conflict).await {
            Err(Error::Conflict(_)) if !waits(self.db, proposal).await? => Err(Error::ProposalChanged),
            done => done,
        }
    }
}

async fn waits(db: &Db, proposal: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM waiting_proposal WHERE id = ?)";
    Ok(db.first(sql, params![proposal]).await?.unwrap_or(false))
}

/// What somebody says to a proposal.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The one that they saw: the number of its event
    pub proposal: i64,
    /// Why they do not agree; `None`: they do
    pub declined: Option<&'a str>,
}

/// Was this very request carried out before? Then the event that it made.
///
/// # Errors
/// `IdempotencyKeyReused` when the key came with another body.
pub async fn replayed(db: &Db, author: &Author) -> Result<Option<i64>> {
    #[derive(Deserialize)]
    struct Earlier {
        seq: i64,
        request_hash: Option<String>,
    }
    let Some(key) = &author.request_key else { return Ok(None) };
    let sql = "SELECT seq, request_hash FROM journal WHERE actor = ? AND request_key = ?";
    match db.first::<Earlier>(sql, params![&author.actor, key]).await? {
        None => Ok(None),
        Some(earlier) if earlier.request_hash == author.request_hash => Ok(Some(earlier.seq)),
        Some(_) => Err(Error::IdempotencyKeyReused),
    }
}

/// Carries out once what a request asks for. `work` answers with the number of the event that it appended; if the very
/// same request came before, or comes at this moment, it is the number of the event that the other one made. An answer
/// that is built from this event is the same each time.
///
/// # Errors
/// Those of `work`; `IdempotencyKeyReused`.
pub async fn once(db: &Db, author: &Author, work: impl AsyncFnOnce() -> Result<i64>) -> Result<i64> {
    if let Some(seq) = replayed(db, author).await? {
        return Ok(seq);
    }
    match work().await {
        Err(error) => replayed(db, author).await?.ok_or(error),
        made => made,
    }
}

/// The same, for a request whose answer says how things stand and not what it has made.
///
/// # Errors
/// As [`once`].
pub async fn once_at_most(db: &Db, author: &Author, work: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
    once(db, author, async || work().await.map(|()| 0)).await.map(drop)
}

/// What an event says.
#[derive(Debug, Deserialize)]
pub struct Said<B> {
    /// When
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

/// Events a page.
pub const PAGE: usize = 100;

/// A page of what happened to a candidate, oldest first, after an event; whether more follow.
///
/// # Errors
/// `Internal`.
pub async fn of_candidate(db: &Db, candidate: i64, after: i64) -> Result<(bool, Vec<Entry>)> {
    let sql = "SELECT j.seq, j.at, j.kind, j.actor, s.name AS actor_name, j.role, j.factor, j.ip, j.device FROM journal AS j \
               LEFT JOIN staff AS s ON s.id = CASE WHEN j.actor GLOB 'staff:*' THEN CAST(SUBSTR(j.actor, 7) AS INTEGER) END \
               WHERE (j.subject = ?1 OR j.seq = ?1 AND j.kind = 'candidate.admitted') AND j.seq > ?2 ORDER BY j.seq LIMIT ?3";
    let mut events: Vec<Entry> = db.all(sql, params![candidate, after, PAGE + 1]).await?;
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    Ok((more, events))
}
