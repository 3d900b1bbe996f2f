//! `spin:key-value`: the application's key-value store, in the table and file that Spin uses.

use crate::bindings::spin::key_value::key_value::{self, Error};
use crate::bindings::spin::sqlite::sqlite::{Error as SqlError, Value};
use crate::database::{Database, Rows};
use crate::instance::Guest;
use crate::manifest::Component;
use std::sync::Arc;
use wasmtime::component::{Accessor, FutureReader, HasData, Linker, Resource, ResourceTable, StreamReader};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
)";
const GET: &str = "SELECT value FROM spin_key_value WHERE store = ? AND key = ?";
const SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?, ?, ?)
    ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ? AND key = ?";
const EXISTS: &str = "SELECT 1 FROM spin_key_value WHERE store = ? AND key = ?";
const KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?";

/// The guest's handle to a store.
#[derive(Clone)]
#[allow(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Store {
    label: String,
    database: Arc<Database>,
}

/// The stores one component may open.
#[derive(Clone)]
pub(crate) struct Granted {
    labels: Arc<[String]>,
    database: Option<Arc<Database>>,
}

/// Adds the interface to the linker.
pub(crate) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    key_value::add_to_linker::<_, KeyValue>(linker, |guest| View { granted: &guest.key_value, table: &mut guest.table })
}

/// What a component may open.
pub(crate) fn configure(component: &Component, database: Option<&Arc<Database>>) -> Granted {
    Granted { labels: component.key_value_stores.clone().into(), database: database.cloned() }
}

/// The state of one instance.
pub(crate) fn prepare(granted: &Granted) -> Granted {
    granted.clone()
}

/// Creates Spin's table in a new file.
pub(crate) async fn create_table(database: &Database) -> anyhow::Result<()> {
    database.execute(CREATE, Vec::new()).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(())
}

impl Store {
    async fn run(&self, sql: &str, rest: impl IntoIterator<Item = Value>) -> Result<Rows, Error> {
        let label = Value::Text(self.label.clone());
        let parameters = std::iter::once(label).chain(rest).collect();
        self.database.execute(sql, parameters).await.map_err(|error| match error {
            SqlError::Io(message) => Error::Other(message),
            other => Error::Other(format!("{other:?}")),
        })
    }

    async fn keys(&self) -> (Vec<String>, Result<(), Error>) {
        match self.run(KEYS, []).await {
            Ok(found) => (found.rows.into_iter().filter_map(|row| text(row.values)).collect(), Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        }
    }
}

fn text(values: Vec<Value>) -> Option<String> {
    match values.into_iter().next() {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn blob(rows: Rows) -> Option<Vec<u8>> {
    match rows.rows.into_iter().next()?.values.into_iter().next() {
        Some(Value::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

pub(crate) struct View<'a> {
    granted: &'a Granted,
    table: &'a mut ResourceTable,
}

impl View<'_> {
    fn open(&mut self, label: String) -> wasmtime::Result<Result<Resource<Store>, Error>> {
        if !self.granted.labels.contains(&label) {
            return Ok(Err(Error::AccessDenied));
        }
        match self.granted.database.clone() {
            Some(database) => Ok(Ok(self.table.push(Store { label, database })?)),
            None => Ok(Err(Error::NoSuchStore)),
        }
    }
}

struct KeyValue;

impl HasData for KeyValue {
    type Data<'a> = View<'a>;
}

impl key_value::Host for View<'_> {}

impl key_value::HostStore for View<'_> {
    async fn drop(&mut self, store: Resource<Store>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

fn store<T>(accessor: &Accessor<T, KeyValue>, handle: &Resource<Store>) -> wasmtime::Result<Store> {
    accessor.with(|mut access| Ok(access.get().table.get(handle)?.clone()))
}

impl<T: 'static> key_value::HostStoreWithStore<T> for KeyValue {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> wasmtime::Result<Result<Resource<Store>, Error>> {
        accessor.with(|mut access| access.get().open(label))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.run(GET, [Value::Text(key)]).await.map(blob))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.run(SET, [Value::Text(key), Value::Blob(value)]).await.map(|_| ()))
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.run(DELETE, [Value::Text(key)]).await.map(|_| ()))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.run(EXISTS, [Value::Text(key)]).await.map(|found| !found.rows.is_empty()))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
    ) -> wasmtime::Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let store = store(accessor, &handle)?;
        let (keys, end) = store.keys().await;
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let end = FutureReader::new(&mut access, async move { wasmtime::error::Ok(end) })?;
            Ok((keys, end))
        })
    }
}
