//! The program to compare with: axum and rusqlite in one native process, the same statements and rules
//! (shared's), readers beside one writer, and a commit for each write.

mod routes;

use anyhow::{Context, Result};
use providers::wechat::{ApiV3Key, VerifyingKeys};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use store::db::Db;
use store::seal::Keys;
use tokio::sync::Mutex;

/// Connections that read: more than there are threads to read with.
const READERS: usize = 8;

/// What every handler needs. Unlike a component, it parses its keys once.
pub(crate) struct App {
    readers: Vec<Db>,
    turn: AtomicUsize,
    writer: Mutex<Db>,
    keys: Keys,
    platform_keys: VerifyingKeys,
    apiv3_key: ApiV3Key,
    mchid: String,
    appid: String,
}

impl App {
    fn open(path: &Path) -> domain::Result<Self> {
        let variable = |name: &str| {
            let name = format!("SPIN_VARIABLE_{}", name.to_uppercase());
            std::env::var(&name).context(name)
        };
        Ok(Self {
            readers: (0..READERS).map(|_| Db::file(path)).collect::<domain::Result<_>>()?,
            turn: AtomicUsize::new(0),
            writer: Mutex::new(Db::file(path)?),
            keys: Keys::new(&variable("seal_keys")?, &variable("hash_key")?)?,
            platform_keys: VerifyingKeys::parse(&variable("wechat_platform_keys")?)?,
            apiv3_key: ApiV3Key::new(&variable("wechat_apiv3_key")?)?,
            mchid: variable("wechat_mchid")?,
            appid: variable("wechat_appid")?,
        })
    }

    /// A connection to read with, in microseconds: on the thread that asks.
    fn reader(&self) -> &Db {
        let turn = self.turn.fetch_add(1, Relaxed) % READERS;
        &self.readers[turn]
    }

    /// Writes, one at a time, while the other thread goes on answering.
    async fn write<T>(&self, work: impl AsyncFnOnce(&Db) -> domain::Result<T> + Send) -> domain::Result<T> {
        let writer = self.writer.lock().await;
        let runtime = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| runtime.block_on(work(&writer)))
    }
}

/// Serves until it is killed.
pub(crate) fn serve(database: &Path) -> Result<()> {
    let app = Arc::new(App::open(database).map_err(crate::province::fault)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        eprintln!("serving on http://{}", listener.local_addr()?);
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            // Without it, an answer may wait for the client's acknowledgement.
            let _ = stream.set_nodelay(true);
        });
        Ok(axum::serve(listener, routes::routes(app)).await?)
    })
}
