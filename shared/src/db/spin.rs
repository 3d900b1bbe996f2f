use super::Value;
use anyhow::{Context, Result};
use spin_sdk::sqlite;

pub(super) struct Connection(sqlite::Connection);

impl Connection {
    pub(super) async fn open() -> Result<Self> {
        Ok(Self(sqlite::Connection::open_default().await.context("open the database")?))
    }

    pub(super) async fn query(&self, sql: &str, params: Vec<Value>) -> Result<(Vec<String>, Vec<Vec<Value>>)> {
        let result = self.0.execute(sql, params.into_iter().map(to_spin)).await.context("execute")?;
        let columns = result.columns().to_vec();
        // Errors of the statement arrive only here, not in `execute`.
        let rows = result.collect().await.context("collect")?;
        let rows = rows.into_iter().map(|row| row.values.into_iter().map(from_spin).collect()).collect();
        Ok((columns, rows))
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
