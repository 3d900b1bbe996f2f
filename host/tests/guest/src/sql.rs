//! Statements that a test sends, run on one connection.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use spin_sdk::sqlite::{Connection, Error, Value};

#[derive(Deserialize)]
struct Script {
    #[serde(default = "default_database")]
    database: String,
    statements: Vec<Statement>,
    #[serde(default)]
    pause_before_last: u64,
}

fn default_database() -> String {
    "default".into()
}

#[derive(Deserialize)]
struct Statement {
    sql: String,
    #[serde(default)]
    parameters: Vec<Cell>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Cell {
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
    Null,
}

/// Runs a script and shows, per statement, columns and rows, or the error.
pub(crate) async fn run(script: &[u8]) -> Json {
    let script: Script = match serde_json::from_slice(script) {
        Ok(script) => script,
        Err(error) => return json!({ "script": error.to_string() }),
    };
    let connection = match Connection::open(&script.database).await {
        Ok(connection) => connection,
        Err(error) => return json!({ "error": format!("{error:?}") }),
    };
    let mut results = Vec::new();
    let count = script.statements.len();
    for (index, statement) in script.statements.into_iter().enumerate() {
        if index + 1 == count && script.pause_before_last > 0 {
            spin_sdk::time::sleep(std::time::Duration::from_millis(script.pause_before_last)).await;
        }
        let result = execute(&connection, statement).await;
        results.push(result.unwrap_or_else(|error| json!({ "error": format!("{error:?}") })));
    }
    json!({
        "results": results,
        "last_insert_rowid": connection.last_insert_rowid().await,
        "changes": connection.changes().await,
    })
}

async fn execute(connection: &Connection, statement: Statement) -> Result<Json, Error> {
    let parameters: Vec<Value> = statement.parameters.into_iter().map(value).collect();
    let result = connection.execute(statement.sql, parameters).await?;
    let columns = result.columns().to_vec();
    let rows = result.collect().await?;
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| row.values.into_iter().map(cell).collect()).collect();
    Ok(json!({ "columns": columns, "rows": rows }))
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Integer(number) => Value::Integer(number),
        Cell::Real(number) => Value::Real(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Blob(bytes) => Value::Blob(bytes),
        Cell::Null => Value::Null,
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Integer(number) => Cell::Integer(number),
        Value::Real(number) => Cell::Real(number),
        Value::Text(text) => Cell::Text(text),
        Value::Blob(bytes) => Cell::Blob(bytes),
        Value::Null => Cell::Null,
    }
}

/// One durable write, for measuring.
pub(crate) async fn insert() -> Json {
    one("INSERT INTO item (body) VALUES ('a line of text to be kept') RETURNING id").await
}

/// One indexed read, for measuring.
pub(crate) async fn row() -> Json {
    one("SELECT body FROM item WHERE id = 1").await
}

async fn one(sql: &str) -> Json {
    let statement = Statement { sql: sql.into(), parameters: Vec::new() };
    match Connection::open_default().await {
        Ok(connection) => {
            let result = execute(&connection, statement).await;
            result.unwrap_or_else(|error| json!({ "error": format!("{error:?}") }))
        }
        Err(error) => json!({ "error": format!("{error:?}") }),
    }
}
