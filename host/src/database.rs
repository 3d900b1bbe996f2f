//! One SQLite file as the host serves it: many readers, and one writer that commits in groups.
//!
//! A statement outside a transaction is sent where it belongs: reads to a pool of connections
//! with cached statements, writes to the writer, and what belongs to one connection alone
//! (transactions, pragmas, temporary tables) to a connection of its own; see [`Session`].

mod plan;
mod readers;
mod session;
mod writer;

pub(crate) use session::Session;

use crate::bindings::spin::sqlite::sqlite::{Error, RowResult, Value};
use crate::metrics::WriterMetrics;
use anyhow::{Context, Result};
use plan::{Kind, Plan, Plans};
use readers::Readers;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::{Writer, Written};

/// How long a statement waits for a lock that another process or transaction holds; as in Spin.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Distinct statements kept prepared per connection.
const CACHED_STATEMENTS: usize = 512;

/// What a statement gave back.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<RowResult>,
}

/// An open database file.
pub(crate) struct Database {
    path: PathBuf,
    plans: Plans,
    readers: Arc<Readers>,
    writer: Writer,
}

impl Database {
    /// Opens a file, creating it if need be, in WAL mode.
    pub(crate) fn open(path: &Path, metrics: Arc<WriterMetrics>) -> Result<Arc<Self>> {
        let open = || -> rusqlite::Result<Self> {
            let connection = connect(path)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            let readers = Readers::new(path.to_owned());
            let writer = Writer::start(connection, metrics);
            Ok(Self { path: path.to_owned(), plans: Plans::default(), readers, writer })
        };
        let database = open().with_context(|| format!("cannot open the database {}", path.display()))?;
        Ok(Arc::new(database))
    }

    /// Runs one statement for a caller that needs no connection of its own.
    pub(crate) async fn execute(&self, sql: &str, parameters: Vec<Value>) -> Result<Rows, Error> {
        let plan = self.plan(sql).await?;
        match plan.kind {
            Kind::Read => self.read(&plan, parameters).await,
            Kind::Write | Kind::Own | Kind::Refused(_) => {
                self.write(&plan, parameters).await.map(|written| written.rows)
            }
        }
    }

    async fn plan(&self, sql: &str) -> Result<Arc<Plan>, Error> {
        match self.plans.get(sql) {
            Some(plan) => Ok(plan),
            None => {
                let sql = sql.to_owned();
                let plan = Arc::clone(&self.readers).blocking(move |reader| Plan::make(reader, sql)).await?;
                Ok(self.plans.keep(plan))
            }
        }
    }

    async fn read(&self, plan: &Arc<Plan>, parameters: Vec<Value>) -> Result<Rows, Error> {
        self.readers.run(plan, parameters).await
    }

    async fn write(&self, plan: &Arc<Plan>, parameters: Vec<Value>) -> Result<Written, Error> {
        self.writer.run(Arc::clone(plan), parameters).await
    }

    /// Commits what waits, moves the log into the file, and stops the writer.
    pub(crate) fn close(&self) {
        self.readers.close();
        self.writer.close();
    }
}

/// A connection set up as Spin sets up its own.
pub(crate) fn connect(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A plan that could depend on a parameter's value is made anew for each value; with triggers, that is most of
    // what a small write takes. Stable plans are what one has measured.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(connection)
}

/// Runs one statement and takes all its rows.
fn run(connection: &rusqlite::Connection, sql: &str, parameters: &[Value]) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns: Vec<String> = statement.column_names().map(String::from).collect();
    let width = columns.len();
    let mut cursor = statement.query(rusqlite::params_from_iter(parameters))?;
    let mut rows = Vec::new();
    while let Some(row) = cursor.next()? {
        let values = (0..width).map(|index| value(row, index)).collect::<rusqlite::Result<_>>()?;
        rows.push(RowResult { values });
    }
    Ok(Rows { columns, rows })
}

fn value(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Value> {
    Ok(match row.get_ref(index)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(_) => Value::Text(row.get(index)?),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DatabaseFull,
            _ => Self::Io(error.to_string()),
        }
    }
}
