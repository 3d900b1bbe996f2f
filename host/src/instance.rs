//! A component's instances: what each is given, how long it lives, how many requests it takes.

use crate::clock::Clock;
use crate::manifest::{Component as Declared, Manifest};
use crate::metrics::ComponentMetrics;
use crate::options::Limits;
use crate::{files, key_value, outbound_http, sqlite, variables};
use anyhow::Result;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;
use wasmtime::component::{Component, GuestTaskId, Linker, ResourceTable};
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ProxyHandler, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::bindings::ServicePre;
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// What belongs to one instance.
pub(crate) struct Guest {
    pub(crate) table: ResourceTable,
    pub(crate) variables: variables::Granted,
    pub(crate) key_value: key_value::Granted,
    pub(crate) sqlite: sqlite::Granted,
    outbound: outbound_http::Granted,
    wasi: WasiCtx,
    http: WasiHttpCtx,
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}

/// Everything that a component may import from this host.
pub(crate) fn linker(engine: &Engine) -> Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    outbound_http::link(&mut linker)?;
    variables::link(&mut linker)?;
    key_value::link(&mut linker)?;
    sqlite::link(&mut linker)?;
    Ok(linker)
}

/// What a component is granted, as configured at the start.
pub(crate) struct Grants {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) files: files::Granted,
    pub(crate) variables: variables::Granted,
    pub(crate) key_value: key_value::Granted,
    pub(crate) sqlite: sqlite::Granted,
    pub(crate) outbound: outbound_http::Granted,
    pub(crate) clock: Clock,
}

/// A component that is ready to be instantiated.
pub(crate) struct Template {
    engine: Engine,
    pre: ServicePre<Guest>,
    grants: Grants,
    limits: Limits,
    metrics: Arc<ComponentMetrics>,
    id: Arc<str>,
    crowd: Arc<Crowd>,
}

/// A component's instances, counted.
///
/// More of them than a few for each processor would not compute faster: each would only wait longer,
/// and keep its memory meanwhile. So requests wait instead, in their order.
pub(crate) struct Crowd {
    free: Arc<Semaphore>,
    /// Whoever is first in the line of those who wait.
    first: Arc<Semaphore>,
    /// An instance takes requests again.
    ready: Notify,
}

/// There are as many instances of the component as there may be, and all are busy.
#[derive(Debug)]
pub(crate) struct Crowded;

impl std::error::Error for Crowded {}

impl std::fmt::Display for Crowded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("all instances are busy")
    }
}

impl Crowd {
    fn new(most: usize) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(most));
        Arc::new(Self { free, first: Arc::new(Semaphore::new(1)), ready: Notify::new() })
    }

    fn enter(&self) -> Result<OwnedSemaphorePermit, Crowded> {
        Arc::clone(&self.free).try_acquire_owned().map_err(|_| Crowded)
    }

    fn has_line(&self) -> bool {
        self.first.available_permits() == 0
    }

    /// Waits to be the first in the line, if there is one. The turn ends when an instance has taken the request.
    pub(crate) async fn turn(&self, wait: bool) -> Option<Turn> {
        if !wait && !self.has_line() {
            return None;
        }
        Arc::clone(&self.first).acquire_owned().await.ok()
    }

    /// Waits until an instance may have become ready; the caller looks again in any case.
    pub(crate) async fn ready(&self) {
        let _ = tokio::time::timeout(NEXT_LOOK, self.ready.notified()).await;
    }
}

/// Being the first of those who wait.
pub(crate) type Turn = OwnedSemaphorePermit;

/// When to look again, should nobody tell.
const NEXT_LOOK: Duration = Duration::from_millis(2);

impl Template {
    pub(crate) fn new(
        (manifest, declared): (&Manifest, &Declared),
        (linker, component): (&Linker<Guest>, &Component),
        grants: Grants,
        limits: Limits,
        metrics: Arc<ComponentMetrics>,
    ) -> Result<Self> {
        let pre = linker.instantiate_pre(component).and_then(ServicePre::new).map_err(|error| {
            let id = &declared.id.value;
            let why = format!(
                "component `{id}` does not fit this host, which runs components built with \
                 spin-sdk 7 for wasm32-wasip2: {error:#}"
            );
            manifest.error(declared.source.line, why)
        })?;
        let id = declared.id.value.as_str().into();
        let crowd = Crowd::new(limits.instances_per_component);
        Ok(Self { engine: linker.engine().clone(), pre, grants, limits, metrics, id, crowd })
    }

    pub(crate) fn crowd(&self) -> &Crowd {
        &self.crowd
    }

    fn guest(&self) -> wasmtime::Result<Guest> {
        let grants = &self.grants;
        let mut wasi = WasiCtxBuilder::new();
        wasi.inherit_stdout().inherit_stderr().envs(&grants.environment);
        grants.clock.prepare(&mut wasi);
        files::prepare(&grants.files, &mut wasi)?;
        Ok(Guest {
            table: ResourceTable::new(),
            variables: variables::prepare(&grants.variables),
            key_value: key_value::prepare(&grants.key_value),
            sqlite: sqlite::prepare(&grants.sqlite),
            outbound: outbound_http::prepare(&grants.outbound),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
        })
    }
}

impl HandlerState for Template {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let place = self.crowd.enter()?;
        let mut store = Store::new(&self.engine, self.guest()?);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        let service = self.pre.instantiate_async(&mut store).await?;
        self.metrics.instances.add(1);
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: WasiHttpView::http,
            expiration: Expiration {
                limits: self.limits.clone(),
                sleep: Box::pin(tokio::time::sleep(self.limits.idle_instance)),
            },
            state: Worker {
                id: Arc::clone(&self.id),
                limits: self.limits.clone(),
                metrics: Arc::clone(&self.metrics),
                crowd: Arc::clone(&self.crowd),
                _place: place,
            },
        })
    }
}

/// Ends an instance that is idle, or that has outstayed every request it was given.
pub(crate) struct Expiration {
    limits: Limits,
    sleep: Pin<Box<Sleep>>,
}

impl WorkerExpiration for Expiration {
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>, status: WorkerStatus, start: Instant) -> Poll<()> {
        let patience = match status {
            WorkerStatus::Idle => self.limits.idle_instance,
            WorkerStatus::Requests => self.limits.request_time,
            WorkerStatus::PostReturn => self.limits.answer_time,
        };
        let deadline = (start + patience).into();
        if self.sleep.deadline() != deadline {
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(context)
    }
}

/// An instance at work.
pub(crate) struct Worker {
    id: Arc<str>,
    limits: Limits,
    metrics: Arc<ComponentMetrics>,
    crowd: Arc<Crowd>,
    _place: OwnedSemaphorePermit,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = Option<Turn>;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.limits.requests_per_instance {
            ShouldAccept::Never
        } else if concurrent >= self.limits.concurrent_per_instance {
            ShouldAccept::No
        } else {
            if self.crowd.has_line() {
                self.crowd.ready.notify_one();
            }
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        turn: Option<Turn>,
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        drop(turn);
        Box::pin(tokio::time::sleep(self.limits.request_time))
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        self.crowd.ready.notify_one();
        self.metrics.instances.subtract(1);
        if let Err(error) = result {
            self.metrics.failures.add(1);
            eprintln!("component `{}`: an instance failed: {error:#}", self.id);
        }
        drop(store);
    }
}

/// The type that hands requests to instances.
pub(crate) type Handler = ProxyHandler<Template>;
