use super::Value;
use anyhow::{Context, Result, bail};
use rusqlite::types::{ToSqlOutput, Value as Sql};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

/// The migrations in order, for databases in memory.
const MIGRATIONS: &[&str] = &include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

pub(super) struct Connection(Mutex<rusqlite::Connection>);

impl Connection {
    pub(super) async fn open() -> Result<Self> {
        bail!("natively, open a database by its path")
    }

    pub(super) fn in_memory() -> Result<Self> {
        let connection = rusqlite::Connection::open_in_memory()?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrate(&connection)?;
        Ok(Self(Mutex::new(connection)))
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
        let connection = rusqlite::Connection::open(path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(Self(Mutex::new(connection)))
    }

    pub(super) fn inner(&mut self) -> &mut rusqlite::Connection {
        self.0.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(super) async fn query(&self, sql: &str, params: Vec<Value>) -> Result<(Vec<String>, Vec<Vec<Value>>)> {
        let connection = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut statement = connection.prepare_cached(sql).with_context(|| sql.to_owned())?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).with_context(|| sql.to_owned())?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().with_context(|| sql.to_owned())? {
            let values: Result<Vec<Value>, _> =
                (0..columns.len()).map(|i| row.get::<_, Sql>(i).map(Value::from)).collect();
            all.push(values?);
        }
        Ok((columns, all))
    }
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
