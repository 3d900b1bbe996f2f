//! The one door to SQLite: Spin's in a component, rusqlite natively; one source for both.

mod blob;
mod row;
#[cfg(target_arch = "wasm32")]
mod spin;
#[cfg(target_arch = "wasm32")]
use spin as engine;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
use native as engine;
mod value;

pub use blob::Blob;
use domain::Result;
#[cfg(not(target_arch = "wasm32"))]
pub use native::Writer;
use row::Row;
use serde::de::DeserializeOwned;
pub use value::Value;

/// Parameters of a statement: `params![a, b]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

/// A connection; open one for each request and never share it.
pub struct Db(engine::Connection);

impl Db {
    /// Opens the database `default`.
    ///
    /// # Errors
    /// `Internal` when the component was not granted it.
    pub async fn open() -> Result<Self> {
        Ok(Self(engine::Connection::open().await?))
    }

    /// A native database in memory with the schema of all migrations.
    ///
    /// # Errors
    /// `Internal` when a migration is broken.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn in_memory() -> Result<Self> {
        Ok(Self(engine::Connection::in_memory()?))
    }

    /// A new native database in a file, with the schema of all migrations.
    ///
    /// # Errors
    /// `Internal` when it cannot be made, or is there already.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn create(path: &std::path::Path) -> Result<Self> {
        Ok(Self(engine::Connection::create(path)?))
    }

    /// A native database in a file (already migrated).
    ///
    /// # Errors
    /// `Internal` when it cannot be opened.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn file(path: &std::path::Path) -> Result<Self> {
        Ok(Self(engine::Connection::file(path)?))
    }

    /// A native database in a file (already migrated): this connection reads, and the writer writes.
    ///
    /// # Errors
    /// `Internal` when it cannot be opened.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn beside(path: &std::path::Path, writer: &Writer) -> Result<Self> {
        Ok(Self(engine::Connection::beside(path, writer)?))
    }

    /// The rusqlite connection below, for tools that load in bulk.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn native(&mut self) -> &mut rusqlite::Connection {
        self.0.inner()
    }

    /// All rows of a query, each as a `T` by column names.
    /// A text column that stands for a struct, map or sequence is read as JSON.
    ///
    /// # Errors
    /// `Internal` for broken SQL or rows of another shape.
    pub async fn all<T: DeserializeOwned>(&self, sql: &str, params: Vec<Value>) -> Result<Vec<T>> {
        let (columns, rows) = self.0.query(sql, params).await?;
        rows.iter().map(|values| Row::new(&columns, values).read()).collect()
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// As [`Db::all`].
    pub async fn first<T: DeserializeOwned>(&self, sql: &str, params: Vec<Value>) -> Result<Option<T>> {
        let (columns, rows) = self.0.query(sql, params).await?;
        rows.first().map(|values| Row::new(&columns, values).read()).transpose()
    }

    /// Carries out one statement that returns no rows of interest.
    ///
    /// # Errors
    /// `Internal` for broken SQL or a violated constraint.
    pub async fn run(&self, sql: &str, params: Vec<Value>) -> Result<()> {
        self.0.query(sql, params).await?;
        Ok(())
    }
}
