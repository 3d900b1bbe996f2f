use super::Value;
use anyhow::{Context, Result, bail};
use rusqlite::CachedStatement;
use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, Value as Sql};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The migrations in order, for databases in memory.
const MIGRATIONS: &[&str] = &include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

pub(super) struct Connection {
    own: Mutex<rusqlite::Connection>,
    writer: Option<Writer>,
}

/// The connection by which several write, one after the other.
#[derive(Clone)]
pub struct Writer(Arc<Mutex<rusqlite::Connection>>);

impl Writer {
    /// To a database in a file (already migrated).
    ///
    /// # Errors
    /// `Internal` when it cannot be opened.
    pub fn file(path: &Path) -> domain::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(opened(path)?))))
    }
}

impl Connection {
    pub(super) async fn open() -> Result<Self> {
        bail!("natively, open a database by its path")
    }

    /// Its schema is copied: migrations take a hundred times as long, and tests ask for thousands.
    pub(super) fn in_memory() -> Result<Self> {
        static MIGRATED: Mutex<Option<rusqlite::Connection>> = Mutex::new(None);
        let mut connection = rusqlite::Connection::open_in_memory()?;
        let mut migrated = MIGRATED.lock().unwrap_or_else(PoisonError::into_inner);
        if migrated.is_none() {
            let first = rusqlite::Connection::open_in_memory()?;
            migrate(&first)?;
            *migrated = Some(first);
        }
        if let Some(schema) = &*migrated {
            Backup::new(schema, &mut connection)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        }
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self::new(connection))
    }

    pub(super) fn create(path: &Path) -> Result<Self> {
        // Nobody else reads it; its log, which belongs to whoever owns the file, gets the same permissions.
        std::fs::OpenOptions::new().create_new(true).append(true).mode(0o600).open(path)?;
        let mut created = Self::file(path)?;
        created.inner().pragma_update(None, "journal_mode", "WAL")?;
        migrate(created.inner())?;
        Ok(created)
    }

    pub(super) fn file(path: &Path) -> Result<Self> {
        Ok(Self::new(opened(path)?))
    }

    pub(super) fn beside(path: &Path, writer: &Writer) -> Result<Self> {
        Ok(Self { writer: Some(writer.clone()), ..Self::file(path)? })
    }

    fn new(connection: rusqlite::Connection) -> Self {
        Self { own: Mutex::new(connection), writer: None }
    }

    pub(super) fn inner(&mut self) -> &mut rusqlite::Connection {
        self.own.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn query(&self, sql: &str, params: Vec<Value>) -> Result<(Vec<String>, Vec<Vec<Value>>)> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let statement = own.prepare_cached(sql).with_context(|| sql.to_owned())?;
        match &self.writer {
            Some(Writer(writer)) if !statement.readonly() => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                carry_out(writer.prepare_cached(sql).with_context(|| sql.to_owned())?, params)
                    .with_context(|| sql.to_owned())
            }
            _ => carry_out(statement, params).with_context(|| sql.to_owned()),
        }
    }
}

fn opened(path: &Path) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn carry_out(mut statement: CachedStatement<'_>, params: Vec<Value>) -> Result<(Vec<String>, Vec<Vec<Value>>)> {
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let values: Result<Vec<Value>, _> = (0..columns.len()).map(|i| row.get::<_, Sql>(i).map(Value::from)).collect();
        all.push(values?);
    }
    Ok((columns, all))
}

fn migrate(connection: &rusqlite::Connection) -> Result<()> {
    for migration in MIGRATIONS {
        connection.execute_batch(migration)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self.clone() {
            Self::Null => Sql::Null,
            Self::Integer(value) => Sql::Integer(value),
            Self::Real(value) => Sql::Real(value),
            Self::Text(value) => Sql::Text(value),
            Self::Blob(value) => Sql::Blob(value),
        }))
    }
}

impl From<Sql> for Value {
    fn from(value: Sql) -> Self {
        match value {
            Sql::Null => Self::Null,
            Sql::Integer(value) => Self::Integer(value),
            Sql::Real(value) => Self::Real(value),
            Sql::Text(value) => Self::Text(value),
            Sql::Blob(value) => Self::Blob(value),
        }
    }
}
