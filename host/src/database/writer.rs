//! The one writer: many callers' statements, one commit, one fsync.
//!
//! Each statement runs in a savepoint, so a failing one takes nothing but itself back. Nobody
//! is answered before the commit is on disk.

use super::place::Place;
use super::plan::Plan;
use super::readers::stopped;
use super::{Rows, run};
use crate::bindings::spin::sqlite::sqlite::{Error, Value};
use crate::metrics::WriterMetrics;
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;
use tokio::sync::oneshot;

/// Statements in one commit, at most: what one fsync is shared by, and what waits for it.
const LARGEST_GROUP: usize = 256;

/// A write's result.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) rows: Rows,
    pub(super) last_insert_rowid: i64,
    pub(super) changes: u64,
}

struct Job {
    plan: Arc<Plan>,
    parameters: Vec<Value>,
    answer: oneshot::Sender<Result<Written, Error>>,
}

pub(super) struct Writer {
    queue: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    metrics: Arc<WriterMetrics>,
    /// A commit failed for want of room, and nobody has looked since.
    full: Arc<AtomicBool>,
    place: Arc<Place>,
}

impl Writer {
    pub(super) fn start(connection: Connection, path: &Path, metrics: Arc<WriterMetrics>) -> Self {
        let (sender, receiver) = channel();
        let place = Arc::new(Place::of(path));
        let full = Arc::<AtomicBool>::default();
        let (counted, noted, own) = (Arc::clone(&metrics), Arc::clone(&full), Arc::clone(&place));
        let thread = std::thread::spawn(move || serve((&connection, &own), &receiver, &counted, &noted));
        Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)), metrics, full, place }
    }

    /// Whether the disk was full at some commit.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Relaxed)
    }

    /// Whether what is written is found again.
    pub(super) fn is_in_place(&self) -> bool {
        self.place.is_kept()
    }

    /// Somebody has seen that there is room again.
    pub(super) fn has_room(&self) {
        self.full.store(false, Relaxed);
    }

    pub(super) async fn run(&self, plan: Arc<Plan>, parameters: Vec<Value>) -> Result<Written, Error> {
        let (answer, answered) = oneshot::channel();
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or_else(|| stopped(""))?;
        self.metrics.queued.inc();
        queue.send(Job { plan, parameters, answer }).map_err(stopped)?;
        drop(queue);
        answered.await.map_err(stopped)?
    }

    pub(super) fn close(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The thread answers every caller itself; if it panicked, they got an error.
            let _ = thread.join();
        }
    }
}

fn serve(
    (connection, place): (&Connection, &Place),
    queue: &Receiver<Job>,
    metrics: &WriterMetrics,
    full: &AtomicBool,
) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        group.extend(queue.try_iter().take(LARGEST_GROUP - 1));
        metrics.queued.dec_by(group.len() as i64);
        // A caller that has gone away before its turn is spared the work.
        group.retain(|job| !job.answer.is_closed());
        if !group.is_empty() {
            let start = Instant::now();
            metrics.group_size.observe(group.len() as f64);
            if commit((connection, place), group) && !full.swap(true, Relaxed) {
                crate::log("no room to write", connection.path().unwrap_or_default());
            }
            metrics.commit_seconds.observe(start.elapsed().as_secs_f64());
        }
    }
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
}

/// Commits a group, or what can be committed of it; tells whether there was no room for something.
fn commit((connection, place): (&Connection, &Place), group: Vec<Job>) -> bool {
    match attempt((connection, place), &group) {
        Ok(results) => {
            let full = results.iter().any(|result| matches!(result, Err(Error::DatabaseFull)));
            for (job, result) in group.into_iter().zip(results) {
                // Nobody listens any more when the client has hung up; the write stands.
                let _ = job.answer.send(result);
            }
            full
        }
        // One statement undid the whole transaction. Alone, each gets what it deserves.
        Err(failure) if failure.one_to_blame && group.len() > 1 => {
            group.into_iter().map(|job| commit((connection, place), vec![job])).fold(false, |full, one| full | one)
        }
        Err(failure) => {
            let full = matches!(failure.error, Error::DatabaseFull);
            for job in group {
                let _ = job.answer.send(Err(failure.error.clone()));
            }
            full
        }
    }
}

/// Why a whole group could not be committed.
struct Failure {
    error: Error,
    /// The statements are fine except for one, so it is worth running them one by one.
    one_to_blame: bool,
}

fn attempt((connection, place): (&Connection, &Place), group: &[Job]) -> Result<Vec<Result<Written, Error>>, Failure> {
    let everyone = |error: rusqlite::Error| Failure { error: error.into(), one_to_blame: false };
    control(connection, "BEGIN IMMEDIATE").map_err(everyone)?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        let result = in_savepoint(connection, job);
        // `OR ROLLBACK`, or a full disk: the neighbours' work is gone as well.
        if connection.is_autocommit() {
            let error = result.err().unwrap_or_else(|| Error::Io("the transaction was rolled back".into()));
            return Err(Failure { error, one_to_blame: true });
        }
        results.push(result);
    }
    match control(connection, "COMMIT") {
        // What is done then nobody finds again after a restart: it is not acknowledged.
        Ok(()) if !place.is_kept() => {
            let error = format!("{} is no more where it was opened", connection.path().unwrap_or_default());
            Err(Failure { error: Error::Io(error), one_to_blame: false })
        }
        Ok(()) => Ok(results),
        Err(error) => {
            let _ = control(connection, "ROLLBACK");
            let violated = rusqlite::ErrorCode::ConstraintViolation;
            let one_to_blame = error.sqlite_error_code() == Some(violated);
            Err(Failure { error: error.into(), one_to_blame })
        }
    }
}

fn in_savepoint(connection: &Connection, job: &Job) -> Result<Written, Error> {
    control(connection, "SAVEPOINT one")?;
    let result = run(connection, &job.plan.sql, &job.parameters);
    let written = result.map(|rows| Written {
        rows,
        last_insert_rowid: connection.last_insert_rowid(),
        changes: connection.changes(),
    });
    if connection.is_autocommit() {
        return Ok(written?);
    }
    if written.is_err() {
        control(connection, "ROLLBACK TO one")?;
    }
    control(connection, "RELEASE one")?;
    Ok(written?)
}

fn control(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}
