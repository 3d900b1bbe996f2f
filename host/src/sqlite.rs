//! `spin:sqlite`: the application's database.

use crate::bindings::spin::sqlite::sqlite::{self, Error, QueryResult, RowResult, Value};
use crate::database::{Database, Rows, Session};
use crate::instance::Guest;
use crate::manifest::Component;
use std::sync::Arc;
use wasmtime::component::{Accessor, FutureReader, HasData, Linker, Resource, ResourceTable, StreamReader};

/// The guest's handle to a database.
#[allow(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct Connection(Arc<Session>);

/// The databases one component may open. There is one database, `default`.
#[derive(Clone)]
pub(crate) struct Granted {
    names: Arc<[String]>,
    database: Option<Arc<Database>>,
}

/// Adds the interface to the linker.
pub(crate) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    sqlite::add_to_linker::<_, Sqlite>(linker, |guest| View { granted: &guest.sqlite, table: &mut guest.table })
}

/// What a component may open.
pub(crate) fn configure(component: &Component, database: Option<&Arc<Database>>) -> Granted {
    Granted { names: component.sqlite_databases.clone().into(), database: database.cloned() }
}

/// The state of one instance.
pub(crate) fn prepare(granted: &Granted) -> Granted {
    granted.clone()
}

impl Granted {
    fn open(&self, name: &str) -> Result<Connection, Error> {
        if !self.names.iter().any(|granted| granted == name) {
            return Err(Error::AccessDenied);
        }
        let database = self.database.clone().ok_or(Error::NoSuchDatabase)?;
        Ok(Connection(Arc::new(Session::new(database))))
    }
}

pub(crate) struct View<'a> {
    granted: &'a Granted,
    table: &'a mut ResourceTable,
}

impl View<'_> {
    fn open(&mut self, name: &str) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        match self.granted.open(name) {
            Ok(connection) => Ok(Ok(self.table.push(connection)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    fn session(&self, connection: &Resource<Connection>) -> wasmtime::Result<Arc<Session>> {
        Ok(Arc::clone(&self.table.get(connection)?.0))
    }
}

struct Sqlite;

impl HasData for Sqlite {
    type Data<'a> = View<'a>;
}

impl sqlite::Host for View<'_> {}

impl sqlite::HostConnection for View<'_> {
    async fn open(&mut self, name: String) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        View::open(self, &name)
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let session = self.session(&connection)?;
        let result = session.execute(&sql, parameters).await;
        Ok(result.map(|Rows { columns, rows }| QueryResult { columns, rows }))
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Connection>) -> wasmtime::Result<i64> {
        Ok(self.session(&connection)?.last_insert_rowid())
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> wasmtime::Result<u64> {
        Ok(self.session(&connection)?.changes())
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

/// Column names, the rows, and whether all went well: the interface's own shape.
type Streamed = (Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>);

impl<T: 'static> sqlite::HostConnectionWithStore<T> for Sqlite {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        accessor.with(|mut access| access.get().open(&name))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Streamed, Error>> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        // As in Spin, a failing statement is reported at the end of its (empty) rows.
        let (Rows { columns, rows }, end) = match session.execute(&sql, parameters).await {
            Ok(rows) => (rows, Ok(())),
            Err(error) => (Rows::default(), Err(error)),
        };
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end = FutureReader::new(&mut access, async move { wasmtime::error::Ok(end) })?;
            Ok(Ok((columns, rows, end)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(session.last_insert_rowid())
    }

    async fn changes_async(accessor: &Accessor<T, Self>, connection: Resource<Connection>) -> wasmtime::Result<u64> {
        let session = accessor.with(|mut access| access.get().session(&connection))?;
        Ok(session.changes())
    }
}
