//! One SQLite file as the host serves it: many readers, and one writer that commits in groups.
//!
//! A statement outside a transaction is sent where it belongs: reads to a pool of connections
//! with cached statements, writes to the writer, and what belongs to one connection alone
//! (transactions, pragmas, temporary tables) to a connection of its own; see [`Session`].

mod place;
mod plan;
mod readers;
mod session;
mod writer;

pub(crate) use session::Session;

use crate::bindings::spin::sqlite::sqlite::{Error, RowResult, Value};
use crate::manifest::Manifest;
use crate::metrics::{Metrics, WriterMetrics};
use crate::migrations;
use crate::options::Options;
use anyhow::{Context, Result};
use plan::{Kind, Plan, Plans};
use readers::Readers;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::{Writer, Written};

/// How long a statement waits for a lock that another process or transaction holds; as in Spin.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Room enough to call a disk not full any more, in bytes.
const ROOM: usize = 1 << 20;

/// Distinct statements kept prepared per connection.
const CACHED_STATEMENTS: usize = 512;

/// What a statement gave back.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<RowResult>,
}

/// The files that components are granted.
#[derive(Clone, Default)]
pub(crate) struct Databases {
    pub(crate) sqlite: Option<Arc<Database>>,
    pub(crate) key_value: Option<Arc<Database>>,
}

impl Databases {
    /// Opens the files that some component is granted.
    pub(crate) fn open(manifest: &Manifest, options: &Options, metrics: &Metrics) -> Result<Self> {
        std::fs::create_dir_all(&options.state_dir)
            .with_context(|| format!("cannot create {}", options.state_dir.display()))?;
        if let Some(directory) = &options.migrations {
            migrations::apply(&options.database(), directory)?;
        }
        let mut databases = Self::default();
        if manifest.components.iter().any(|component| !component.sqlite_databases.is_empty()) {
            databases.sqlite = Some(Database::open(&options.database(), metrics.writer("sqlite"))?);
        }
        if manifest.components.iter().any(|component| !component.key_value_stores.is_empty()) {
            let (path, metrics) = (options.key_value_store(), metrics.writer("key_value"));
            databases.key_value = Some(Database::open(&path, metrics)?);
        }
        Ok(databases)
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Database>> {
        self.sqlite.iter().chain(&self.key_value)
    }

    /// The name of the file that is no more where it was opened.
    pub(crate) fn lost(&self) -> Option<&Path> {
        let lost = self.all().find(|database| !database.writer.is_in_place())?;
        lost.path.file_name().map(Path::new)
    }

    /// The name of the file that there was no room to write to the last time, and is none yet.
    pub(crate) async fn full(&self) -> Option<&Path> {
        for database in self.all() {
            if database.is_full().await {
                return database.path.file_name().map(Path::new);
            }
        }
        None
    }

    pub(crate) fn close(&self) {
        self.all().for_each(|database| database.close());
    }
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
        let open = || -> Result<Self> {
            let connection = connect_to_write(path)?;
            let readers = Readers::new(path.to_owned());
            let writer = Writer::start(connection, path, metrics);
            Ok(Self { path: path.to_owned(), plans: Plans::default(), readers, writer })
        };
        let database = open().with_context(|| format!("cannot open the database {}", path.display()))?;
        Ok(Arc::new(database))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the disk is full: so it was at some write, and there is still no room for more than a small one.
    async fn is_full(&self) -> bool {
        if !self.writer.is_full() {
            return false;
        }
        let directory = self.path.with_file_name("");
        let try_room = move || tempfile::tempfile_in(directory)?.write_all(&vec![0; ROOM]);
        let has_room = tokio::task::spawn_blocking(try_room).await.is_ok_and(|tried| tried.is_ok());
        if has_room {
            self.writer.has_room();
        }
        !has_room
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

/// A connection to a file that this program looks after: only its owner reads it, and it is written through a log.
pub(crate) fn connect_to_write(path: &Path) -> Result<rusqlite::Connection> {
    keep_private(path)?;
    let connection = connect(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Makes the file, if there is none, and lets nobody else read it. SQLite gives its log the same permissions.
fn keep_private(path: &Path) -> std::io::Result<()> {
    let owner_only = 0o600;
    OpenOptions::new().create(true).append(true).mode(owner_only).open(path)?;
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::metadata(&file) {
            Ok(found) if found.permissions().mode() & 0o777 != owner_only => {
                std::fs::set_permissions(&file, Permissions::from_mode(owner_only))?;
            }
            _ => {}
        }
    }
    Ok(())
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

/// Whether the disk is full: for the file, or for what all connections share of its log.
fn is_full(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(rusqlite::ffi::SQLITE_FULL | rusqlite::ffi::SQLITE_IOERR_SHMSIZE))
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if is_full(&error) { Self::DatabaseFull } else { Self::Io(error.to_string()) }
    }
}
