//! The pool of reader connections.

use super::plan::Plan;
use super::{Rows, connect, run};
use crate::bindings::spin::sqlite::sqlite::{Error, Value};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Semaphore;

/// Reads that may run aside at once; each holds one connection, and more would only queue
/// for the processor.
const ASIDE: usize = 4;

pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    aside: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Arc<Self> {
        Arc::new(Self { path, idle: Mutex::default(), aside: Arc::new(Semaphore::new(ASIDE)) })
    }

    /// Runs a read: right here if it is known to be quick, else on a thread of its own.
    pub(super) async fn run(self: &Arc<Self>, plan: &Arc<Plan>, parameters: Vec<Value>) -> Result<Rows, Error> {
        if plan.is_quick()
            && let Some(reader) = self.take_idle()
        {
            let rows = timed(&reader, plan, &parameters);
            self.put_back(reader);
            return rows;
        }
        let plan = Arc::clone(plan);
        self.blocking(move |reader| timed(reader, &plan, &parameters)).await
    }

    /// Lends a reader to work that may take its time.
    pub(super) async fn blocking<R: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let turn = Arc::clone(&self.aside).acquire_owned().await.map_err(stopped)?;
        let readers = Arc::clone(self);
        let work = move || {
            // The turn ends with the query, also when its caller has gone away.
            let _turn = turn;
            let reader = readers.take()?;
            let result = work(&reader);
            readers.put_back(reader);
            result
        };
        tokio::task::spawn_blocking(work).await.map_err(stopped)?
    }

    fn take(&self) -> Result<Connection, Error> {
        if let Some(reader) = self.take_idle() {
            return Ok(reader);
        }
        let reader = connect(&self.path)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, reader: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < ASIDE && !self.aside.is_closed() {
            idle.push(reader);
        }
    }

    /// Closes the connections, so that the writer can empty the log.
    pub(super) fn close(&self) {
        self.aside.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn timed(reader: &Connection, plan: &Plan, parameters: &[Value]) -> Result<Rows, Error> {
    let start = Instant::now();
    let rows = run(reader, &plan.sql, parameters);
    plan.took(start.elapsed());
    Ok(rows?)
}

pub(super) fn stopped(_: impl std::fmt::Display) -> Error {
    Error::Io("the database is closed: the host is stopping".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_query_keeps_its_turn_when_its_caller_goes_away() {
        let directory = tempfile::tempdir().unwrap();
        let readers = Readers::new(directory.path().join("data.db"));
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (end, ends) = std::sync::mpsc::channel::<()>();
        let query = readers.blocking(move |_| {
            begun.send(()).unwrap();
            let _ = ends.recv();
            Ok(())
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), query).await.is_err(), "the caller leaves");
        has_begun.recv().unwrap();
        assert_eq!(readers.aside.available_permits(), ASIDE - 1);
        drop(end);
        while readers.aside.available_permits() < ASIDE {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
