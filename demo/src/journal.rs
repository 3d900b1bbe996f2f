//! Appends to the journal by the thousand: one statement, many events to a commit.

use anyhow::Context;
use domain::event::{self, Event as _, Factor, Role, Written};
use domain::{Result, Timestamp};
use rusqlite::{Connection, Statement, Transaction, params};
use store::bulk;

/// Events to a commit. A load that was broken off leaves a database to throw away.
const COMMIT: u32 = 1_000_000;

/// What one step comes to, made on any thread: events in their order, and a draft.
#[derive(Default)]
pub(crate) struct Rows(Vec<Row>);

enum Row {
    Event(Box<Event>),
    /// The parameters of [`bulk::DRAFT`]
    Draft(i64, &'static str, i64, String),
    /// Those of [`bulk::IMPORT_BLOCK`]
    Block(String, String),
    /// The import that the event before this one staged is published
    Publish(Timestamp, Who<'static>),
}

struct Event {
    at: i64,
    actor: String,
    role: Role,
    factor: Factor,
    ip: String,
    device: String,
    request_key: Option<String>,
    subject: i64,
    what: Written,
}

impl Rows {
    pub(crate) fn append(&mut self, at: Timestamp, who: Who<'_>, subject: i64, what: Written) {
        self.append_once(at, who, subject, what, None);
    }

    /// Likewise, with a request key.
    pub(crate) fn append_once(
        &mut self,
        at: Timestamp,
        who: Who<'_>,
        subject: i64,
        what: Written,
        key: Option<String>,
    ) {
        self.0.push(Row::Event(Box::new(Event { request_key: key, ..who.does(at, subject, what) })));
    }

    pub(crate) fn block(&mut self, hash: String, rows: String) {
        self.0.push(Row::Block(hash, rows));
    }

    /// What the event before this one staged is published.
    pub(crate) fn publish(&mut self, at: Timestamp, who: Who<'static>) {
        self.0.push(Row::Publish(at, who));
    }

    pub(crate) fn draft(&mut self, candidate: i64, batch: &'static str, at: Timestamp, choices: String) {
        self.0.push(Row::Draft(candidate, batch, at.0, choices));
    }
}

/// Who does it, and what proved it.
pub(crate) struct Who<'a> {
    pub(crate) actor: String,
    pub(crate) role: Role,
    pub(crate) factor: Factor,
    pub(crate) ip: &'a str,
    pub(crate) device: &'a str,
}

impl Who<'_> {
    fn does(self, at: Timestamp, subject: i64, what: Written) -> Event {
        let Self { actor, role, factor, ip, device } = self;
        let (at, ip, device) = (at.0, ip.to_owned(), device.to_owned());
        Event { at, actor, role, factor, ip, device, request_key: None, subject, what }
    }
}

impl Who<'static> {
    /// The system itself.
    pub(crate) fn system() -> Self {
        Who {
            actor: "system".into(),
            role: Role::System,
            factor: Factor::None,
            ip: "127.0.0.1",
            device: "zhaokao demo",
        }
    }
}

pub(crate) struct Journal<'c> {
    connection: &'c Connection,
    append: Statement<'c>,
    /// Rolled back when dropped.
    transaction: Option<Transaction<'c>>,
    exam: &'static str,
    pending: u32,
    pub(crate) events: u64,
    /// Number of the last event
    pub(crate) last: i64,
}

impl<'c> Journal<'c> {
    pub(crate) fn begin(connection: &'c Connection, exam: &'static str) -> Result<Self> {
        let append = connection.prepare(bulk::APPEND)?;
        let transaction = Some(connection.unchecked_transaction()?);
        Ok(Self { connection, append, transaction, exam, pending: 0, events: 0, last: 0 })
    }

    /// Appends an event of the exam; its number.
    pub(crate) fn append(&mut self, at: Timestamp, who: Who<'_>, subject: i64, what: Written) -> Result<i64> {
        self.append_event(who.does(at, subject, what))
    }

    /// Appends what a step came to.
    pub(crate) fn write(&mut self, rows: Rows) -> Result<()> {
        for row in rows.0 {
            match row {
                Row::Draft(candidate, batch, at, choices) => {
                    self.insert(bulk::DRAFT, params![candidate, batch, at, choices])?;
                }
                Row::Block(hash, rows) => self.insert(bulk::IMPORT_BLOCK, params![hash, rows])?,
                Row::Publish(at, who) => {
                    let published = event::import::Published { import: self.last };
                    self.append(at, who, 0, published.written()?)?;
                }
                Row::Event(event) => self.append_event(*event).map(drop)?,
            }
        }
        Ok(())
    }

    fn append_event(&mut self, event: Event) -> Result<i64> {
        let Event { at, actor, role, factor, ip, device, request_key, subject, what } = event;
        let (kind, role, body) = (what.kind().as_str(), role.as_str(), what.into_body());
        // Accounts belong to no exam.
        let exam = if kind.starts_with("staff.") { "" } else { self.exam };
        let no_hash: Option<&str> = None;
        let values =
            params![at, exam, actor, role, factor.as_str(), ip, device, request_key, no_hash, kind, subject, body];
        let seq = self.append.query_row(values, |row| row.get(0)).with_context(|| format!("append {kind}"))?;
        self.last = seq;
        self.events += 1;
        self.pending += 1;
        if self.pending == COMMIT {
            self.commit()?;
        }
        Ok(seq)
    }

    /// One row of a table that is no projection.
    pub(crate) fn insert(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(values).with_context(|| sql.to_owned())?;
        Ok(())
    }

    /// Makes everything so far durable and goes on.
    fn commit(&mut self) -> Result<()> {
        if let Some(transaction) = self.transaction.take() {
            transaction.commit()?;
        }
        self.transaction = Some(self.connection.unchecked_transaction()?);
        self.pending = 0;
        Ok(())
    }

    /// Makes everything durable; how many events there were.
    pub(crate) fn finish(mut self) -> Result<u64> {
        self.commit()?;
        Ok(self.events)
    }
}
