//! The program to compare with: axum and rusqlite in one native process, with the very handlers of the components; readers
//! beside one writer, and a commit for each write.

use anyhow::Result;
use axum::Router;
use axum::extract::Request as Raw;
use domain::Result as Handled;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use store::db::{Db, Writer};
use tokio::runtime::{Builder, Handle};
use web::{Reply, Request, Response};

/// While one waits for the disk or hashes, the others answer.
const THREADS: usize = 64;

/// Where the database is, and by what is written.
struct Database {
    path: PathBuf,
    writer: Writer,
}

thread_local! {
    /// The connection with which this thread reads.
    static READER: std::cell::OnceCell<Rc<Db>> = const { std::cell::OnceCell::new() };
}

impl Database {
    fn reader(&self) -> Handled<Rc<Db>> {
        READER.with(|reader| match reader.get() {
            Some(db) => Ok(Rc::clone(db)),
            None => {
                let db = Rc::new(Db::beside(&self.path, &self.writer)?);
                Ok(Rc::clone(reader.get_or_init(|| db)))
            }
        })
    }
}

/// Serves until it is killed.
pub(crate) fn serve(database: &Path) -> Result<()> {
    let writer = Writer::file(database).map_err(crate::province::fault)?;
    let database = Arc::new(Database { path: database.to_owned(), writer });
    let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        eprintln!("serving on http://{}", listener.local_addr()?);
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            // Without it, an answer may wait for the client's acknowledgement.
            let _ = stream.set_nodelay(true);
        });
        let app = Router::new().fallback(move |request: Raw| answer(request, Arc::clone(&database)));
        Ok(axum::serve(listener, app).await?)
    })
}

/// On this thread from its first to its last step, like a component; with the client's address as the host tells it.
async fn answer(mut request: Raw, database: Arc<Database>) -> Response {
    if let Some(client) = request.headers_mut().remove("x-forwarded-for") {
        request.headers_mut().insert("spin-client-addr", client);
    }
    let runtime = Handle::current();
    let open = async || database.reader();
    tokio::task::block_in_place(|| runtime.block_on(web::call(request, open, handle)))
}

async fn handle(request: &Request, db: &Db) -> Handled<Reply> {
    match request.path()[..] {
        ["api", "account", ..] => account::handle(request, db).await,
        ["api", "catalog", ..] => catalog::handle(request, db).await,
        ["api", "payment-callback", ..] => payment_callback::handle(request, db).await,
        ["api", "statistics", ..] => statistics::handle(request, db).await,
        ["api", "volunteer", ..] => volunteer::handle(request, db).await,
        _ => Err(request.no_route()),
    }
}
