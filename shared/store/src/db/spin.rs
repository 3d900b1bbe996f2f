use super::Value;
use anyhow::Context;
use domain::{Error, Result};
use spin_sdk::sqlite;

pub(super) struct Connection(sqlite::Connection);

impl Connection {
    pub(super) async fn open() -> Result<Self> {
        Ok(Self(sqlite::Connection::open_default().await.context("open the database")?))
    }

    pub(super) async fn query(&self, sql: &str, params: Vec<Value>) -> Result<(Vec<String>, Vec<Vec<Value>>)> {
        let result = self.0.execute(sql, params.into_iter().map(to_spin)).await.map_err(failed)?;
        let columns = result.columns().to_vec();
        // Errors of the statement arrive only here, not in `execute`.
        let rows = result.collect().await.map_err(failed)?;
        let rows = rows.into_iter().map(|row| row.values.into_iter().map(from_spin).collect()).collect();
        Ok((columns, rows))
    }
}

/// The host says `DatabaseFull`; Spin passes on what SQLite says.
fn failed(error: sqlite::Error) -> Error {
    match error {
        sqlite::Error::DatabaseFull => Error::StorageFull,
        sqlite::Error::Io(text) if text.contains("database or disk is full") => Error::StorageFull,
        other => Error::Internal(anyhow::Error::from(other).context("execute")),
    }
}

fn to_spin(value: Value) -> sqlite::Value {
    match value {
        Value::Null => sqlite::Value::Null,
        Value::Integer(value) => sqlite::Value::Integer(value),
        Value::Real(value) => sqlite::Value::Real(value),
        Value::Text(value) => sqlite::Value::Text(value),
        Value::Blob(value) => sqlite::Value::Blob(value),
    }
}

fn from_spin(value: sqlite::Value) -> Value {
    match value {
        sqlite::Value::Null => Value::Null,
        sqlite::Value::Integer(value) => Value::Integer(value),
        sqlite::Value::Real(value) => Value::Real(value),
        sqlite::Value::Text(value) => Value::Text(value),
        sqlite::Value::Blob(value) => Value::Blob(value),
    }
}
