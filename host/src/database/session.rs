//! One caller's connection, as the caller sees it.

use super::plan::{self, Kind, Plan};
use super::readers::stopped;
use super::{Database, Rows, connect, run};
use crate::bindings::spin::sqlite::sqlite::{Error, Value};
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// A caller's connection. It shares the pool and the writer with all others until it needs a
/// connection of its own (a transaction, a pragma, a temporary table), and keeps that one until
/// it is dropped; dropping it rolls back what it had not committed.
pub(crate) struct Session {
    database: Arc<Database>,
    owns: AtomicBool,
    own: Arc<Mutex<Option<Connection>>>,
    last_insert_rowid: AtomicI64,
    changes: AtomicU64,
}

impl Session {
    pub(crate) fn new(database: Arc<Database>) -> Self {
        Self {
            database,
            owns: AtomicBool::new(false),
            own: Arc::default(),
            last_insert_rowid: AtomicI64::new(0),
            changes: AtomicU64::new(0),
        }
    }

    pub(crate) async fn execute(&self, sql: &str, parameters: Vec<Value>) -> Result<Rows, Error> {
        if self.owns.load(Relaxed) {
            return self.execute_on_own(sql.to_owned(), parameters).await;
        }
        let plan = self.database.plan(sql).await?;
        match plan.kind {
            Kind::Read => self.database.read(&plan, parameters).await,
            Kind::Write => self.write(&plan, parameters).await,
            Kind::Own => {
                self.owns.store(true, Relaxed);
                self.execute_on_own(sql.to_owned(), parameters).await
            }
            Kind::Refused(why) => Err(Error::Io(why.into())),
        }
    }

    /// The row number of the last row this caller inserted, or 0.
    pub(crate) fn last_insert_rowid(&self) -> i64 {
        self.last_insert_rowid.load(Relaxed)
    }

    /// The number of rows this caller's last statement changed.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Relaxed)
    }

    async fn write(&self, plan: &Arc<Plan>, parameters: Vec<Value>) -> Result<Rows, Error> {
        let written = self.database.write(plan, parameters).await?;
        if plan.inserts && written.changes > 0 {
            self.last_insert_rowid.store(written.last_insert_rowid, Relaxed);
        }
        if plan.changes {
            self.changes.store(written.changes, Relaxed);
        }
        Ok(written.rows)
    }

    async fn execute_on_own(&self, sql: String, parameters: Vec<Value>) -> Result<Rows, Error> {
        if let Some(why) = plan::refused_everywhere(&sql) {
            return Err(Error::Io(why.into()));
        }
        let own = Arc::clone(&self.own);
        let path = self.database.path.clone();
        let work = move || -> Result<_, Error> {
            let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
            if own.is_none() {
                *own = Some(connect(&path)?);
            }
            let Some(connection) = own.as_ref() else {
                return Err(stopped(""));
            };
            let rows = run(connection, &sql, &parameters)?;
            Ok((rows, connection.last_insert_rowid(), connection.changes()))
        };
        let (rows, last, changes) = tokio::task::spawn_blocking(work).await.map_err(stopped)??;
        if last != 0 {
            self.last_insert_rowid.store(last, Relaxed);
        }
        self.changes.store(changes, Relaxed);
        Ok(rows)
    }
}
