//! A component's instances: what each is given, how long it lives, how many requests it takes.

use crate::clock::Clock;
use crate::line::Line;
use crate::manifest::{Component as Declared, Manifest};
use crate::metrics::ComponentMetrics;
use crate::options::Limits;
use crate::wish::{Ticket, Wanted};
use crate::{files, key_value, log, outbound_http, sqlite, variables};
use anyhow::Result;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
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
/// and keep its memory meanwhile. So requests wait instead, in the line.
pub(crate) struct Crowd {
    free: Arc<Semaphore>,
    line: Arc<Line>,
    /// An instance takes requests again.
    ready: Notify,
}

/// There are as many instances of the component as there may be, and all are busy.
#[derive(Debug, thiserror::Error)]
#[error("all instances are busy")]
pub(crate) struct Crowded;

impl Crowd {
    fn new(limits: &Limits) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(limits.instances_per_component));
        Arc::new(Self { free, line: Line::new(limits.in_flight), ready: Notify::new() })
    }

    fn enter(self: &Arc<Self>) -> Result<Arc<Place>, Crowded> {
        let permit = Arc::clone(&self.free).try_acquire_owned().map_err(|_| Crowded)?;
        Ok(Arc::new(Place { permit: Mutex::new(Some(permit)), crowd: Arc::clone(self) }))
    }

    pub(crate) fn line(&self) -> &Arc<Line> {
        &self.line
    }

    /// Waits until an instance may have become ready; the caller looks again in any case.
    pub(crate) async fn ready(&self) {
        let _ = tokio::time::timeout(NEXT_LOOK, self.ready.notified()).await;
    }
}

/// An instance's place among those of its component.
struct Place {
    permit: Mutex<Option<OwnedSemaphorePermit>>,
    crowd: Arc<Crowd>,
}

impl Place {
    /// Gives the place to another instance: this one takes no request any more.
    fn leave(&self) {
        if self.permit.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            self.crowd.ready.notify_one();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

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
        let crowd = Crowd::new(&limits);
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
        self.metrics.instances.inc();
        let wanted = Arc::<Wanted>::default();
        let ended = Arc::<AtomicBool>::default();
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: WasiHttpView::http,
            expiration: Expiration {
                limits: self.limits.clone(),
                wanted: Arc::clone(&wanted),
                unwanted_since: None,
                ended: Arc::clone(&ended),
                sleep: Box::pin(tokio::time::sleep(self.limits.idle_instance)),
            },
            state: Worker {
                id: Arc::clone(&self.id),
                limits: self.limits.clone(),
                metrics: Arc::clone(&self.metrics),
                crowd: Arc::clone(&self.crowd),
                wanted,
                ended,
                place,
            },
        })
    }
}

/// Ends an instance that is idle, that has outstayed every request it was given, or that works for nobody any more.
pub(crate) struct Expiration {
    limits: Limits,
    wanted: Arc<Wanted>,
    unwanted_since: Option<Instant>,
    ended: Arc<AtomicBool>,
    sleep: Pin<Box<Sleep>>,
}

/// How often an instance is looked at that has answered everything and goes on.
const LOOK: Duration = Duration::from_millis(250);

impl Expiration {
    fn deadline(&mut self, status: WorkerStatus, start: Instant) -> Instant {
        let patience = match status {
            WorkerStatus::Idle => return start + self.limits.idle_instance,
            WorkerStatus::Requests => self.limits.request_time,
            WorkerStatus::PostReturn => self.limits.answer_time,
        };
        let deadline = start + patience;
        if !self.wanted.is_empty() {
            self.unwanted_since = None;
            return deadline;
        }
        let since = *self.unwanted_since.get_or_insert_with(Instant::now);
        let grace = if status == WorkerStatus::PostReturn { self.limits.grace } else { self.limits.abandoned };
        deadline.min(since + grace)
    }
}

impl WorkerExpiration for Expiration {
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>, status: WorkerStatus, start: Instant) -> Poll<()> {
        let deadline = self.deadline(status, start);
        let now = Instant::now();
        if now >= deadline {
            self.ended.store(status != WorkerStatus::Idle, Relaxed);
            return Poll::Ready(());
        }
        let look = if status == WorkerStatus::Idle { deadline } else { deadline.min(now + LOOK) };
        // An instance at work is polled often; the timer need not be as exact.
        let set = self.sleep.deadline().into_std();
        if self.sleep.is_elapsed() || set > look || (status == WorkerStatus::Idle && set != look) {
            self.sleep.as_mut().reset(look.into());
        }
        match self.sleep.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.sleep.as_mut().reset(look.into());
                let _ = self.sleep.as_mut().poll(context);
                Poll::Pending
            }
        }
    }
}

/// An instance at work.
pub(crate) struct Worker {
    id: Arc<str>,
    limits: Limits,
    metrics: Arc<ComponentMetrics>,
    crowd: Arc<Crowd>,
    wanted: Arc<Wanted>,
    /// The host has ended it.
    ended: Arc<AtomicBool>,
    place: Arc<Place>,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = Ticket;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.limits.requests_per_instance {
            self.place.leave();
            ShouldAccept::Never
        } else if concurrent >= self.limits.concurrent_per_instance {
            ShouldAccept::No
        } else {
            if self.crowd.line.exists() {
                self.crowd.ready.notify_one();
            }
            ShouldAccept::Yes
        }
    }

    /// Lets a request expire that takes too long, or that nobody waits for any more; its instance takes no other one
    /// then, and makes place.
    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        ticket: Ticket,
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        drop(ticket.turn);
        let (wished, place) = (ticket.wished, Arc::clone(&self.place));
        let _ = wished.taken.set(Instant::now());
        self.wanted.add(Arc::clone(&wished));
        let (late, abandoned) = (tokio::time::sleep(self.limits.request_time), self.limits.abandoned);
        Box::pin(async move {
            tokio::select! {
                () = late => {}
                () = async { wished.over.notified().await; tokio::time::sleep(abandoned).await } => {}
            }
            place.leave();
        })
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        self.place.leave();
        self.crowd.ready.notify_one();
        self.metrics.instances.dec();
        if let Err(error) = result.or_else(|error| if self.metrics.over.load(Relaxed) { Ok(()) } else { Err(error) }) {
            let (count, what) = match self.ended.load(Relaxed) {
                true => (&self.metrics.ended, "was ended"),
                false => (&self.metrics.traps, "trapped"),
            };
            count.inc();
            log(&format!("component `{}`: an instance {what}", self.id), format_args!("{error:#}"));
        }
        drop(store);
    }
}

/// The type that hands requests to instances.
pub(crate) type Handler = ProxyHandler<Template>;
