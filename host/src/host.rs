//! Starting and stopping a host.

use crate::access_log::AccessLog;
use crate::budget::Budget;
use crate::clock::Clock;
use crate::connections::Connections;
use crate::database::Databases;
use crate::instance::{self, Grants, Guest, Handler, Template};
use crate::intake::Intake;
use crate::manifest::{Component, Manifest};
use crate::metrics::Metrics;
use crate::options::Options;
use crate::outbound_http::Client;
use crate::request::{App, LARGE_AT_ONCE, Service};
use crate::room::Room;
use crate::routes::Routes;
use crate::variables::Values;
use crate::{engine, files, key_value, outbound_http, server, sqlite, variables};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use wasmtime::component::{Component as Compiled, Linker};

/// The embedded host.
pub struct Host;

/// A host that serves. Dropping it without [`Running::stop`] leaves it serving until the
/// runtime ends.
pub struct Running {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    clock: Clock,
    databases: Databases,
    metrics: Arc<Metrics>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Host {
    /// Reads the manifest, prepares everything it names, and serves.
    ///
    /// Whatever is wrong is found here and not by the first request.
    pub async fn start(options: Options) -> Result<Running> {
        let listener = listen(options.listen)?;
        let metrics_listener = match options.metrics_listen {
            Some(address) => Some(listen(address)?),
            None => None,
        };
        let metrics = Arc::new(Metrics::default());
        let client = Client::new(options.limits.outbound_time);
        let address = listener.local_addr()?;
        client.serve_self_at(address);
        let (prepared, counted) = (options.clone(), Arc::clone(&metrics));
        let prepare = move || prepare(&prepared, &counted, &client);
        let (app, databases) = tokio::task::spawn_blocking(prepare).await??;
        if let Some(database) = &databases.key_value {
            let failed = || format!("cannot write to {}", database.path().display());
            key_value::create_table(database).await.with_context(failed)?;
        }
        let (stop, stopping) = watch::channel(false);
        let metrics_address = metrics_listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let limits = options.limits;
        let connections = Connections::new(limits.connections, limits.spool);
        let counted = Arc::clone(&metrics);
        let room = Arc::clone(&app.room);
        let serve = server::serve(listener, app, connections, (counted, limits.clone()), stopping.clone());
        let mut tasks = vec![tokio::spawn(serve), tokio::spawn(room.watch(stopping.clone()))];
        if let Some(listener) = metrics_listener {
            let metrics = Arc::clone(&metrics);
            tasks.push(tokio::spawn(server::serve_metrics(listener, metrics, limits, stopping)));
        }
        Ok(Running { address, metrics_address, clock: options.clock, databases, metrics, stop, tasks })
    }
}

impl Running {
    /// Where the application listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Where metrics are served.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Sets the components' clock. Only the program that embeds the host can do so.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.clock.set_now(now);
    }

    /// Counts the traps of this host's components from now on, also after it has stopped. A trap is always a fault.
    pub fn traps(&self) -> Traps {
        Traps(Arc::clone(&self.metrics))
    }

    /// Stops accepting, lets requests in flight finish, and closes the databases.
    pub async fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        let over = Over(Arc::clone(&self.metrics));
        for task in self.tasks {
            task.await?;
        }
        drop(over);
        let databases = self.databases;
        tokio::task::spawn_blocking(move || databases.close()).await?;
        Ok(())
    }
}

/// From here on instances end because the host does; also when nobody waits for it to have stopped.
struct Over(Arc<Metrics>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.over();
    }
}

/// The traps of a host's components.
#[derive(Clone)]
pub struct Traps(Arc<Metrics>);

impl Traps {
    /// How many there were since the start.
    pub fn count(&self) -> u64 {
        self.0.traps()
    }
}

/// Connections that the kernel keeps until they are accepted. With fewer, those of a rush are reset.
const BACKLOG: u32 = 4096;

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listening = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A restart must not wait for connections of the process before to time out.
        #[cfg(not(windows))]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listening().with_context(|| format!("cannot listen on {address}; is another server running there?"))
}

fn prepare(options: &Options, metrics: &Metrics, client: &Client) -> Result<(Arc<App>, Databases)> {
    let manifest = Manifest::load(&options.manifest)?;
    let routes = Routes::new(&manifest)?;
    let values = Values::resolve(&manifest, &options.variables)?;
    let databases = Databases::open(&manifest, options, metrics)?;
    let linker = instance::linker(&engine::start(&options.limits)?)?;
    let host = Preparing { options, manifest: &manifest, metrics, client, values, linker, loaded: RefCell::default() };
    let services =
        manifest.components.iter().map(|component| host.service(component, &databases)).collect::<Result<_>>()?;
    let memory = Budget::new(options.limits.transit);
    let room = Room::new(&options.state_dir, options.limits.low_space);
    let _ = metrics.room.set(Arc::clone(&room));
    let app = App {
        routes,
        services,
        limits: options.limits.clone(),
        intake: Intake::new(&options.limits, &options.state_dir, &memory),
        memory,
        databases: databases.clone(),
        room,
        trusted_proxies: options.trusted_proxies.clone(),
        steadfast: TaskTracker::new(),
        log: if options.access_log { AccessLog::start() } else { AccessLog::off() },
        clock: options.clock.clone(),
        unrouted: metrics.component(""),
    };
    Ok((Arc::new(app), databases))
}

/// What every component's preparation needs.
struct Preparing<'a> {
    options: &'a Options,
    manifest: &'a Manifest,
    metrics: &'a Metrics,
    client: &'a Client,
    values: Values,
    linker: Linker<Guest>,
    /// Several components may have one source.
    loaded: RefCell<HashMap<PathBuf, Compiled>>,
}

impl Preparing<'_> {
    fn service(&self, component: &Component, databases: &Databases) -> Result<Service> {
        let Self { options, manifest, linker, .. } = self;
        let compiled = self.load(component)?;
        let grants = self.grants(component, databases)?;
        let metrics = self.metrics.component(&component.id.value);
        let mut limits = options.limits.clone();
        limits.concurrent_per_instance = component.limits.concurrent.unwrap_or(limits.concurrent_per_instance);
        limits.in_flight = component.limits.line.unwrap_or(limits.in_flight);
        let patience =
            component.limits.patience.map_or(limits.line_time, |seconds| Duration::from_secs(seconds as u64));
        let template = Template::new((manifest, component), (linker, &compiled), grants, limits, Arc::clone(&metrics))?;
        let body = component.limits.body.unwrap_or(options.limits.body);
        let large = Semaphore::new(LARGE_AT_ONCE as usize);
        let steadfast = component.limits.patience.is_some();
        Ok(Service { handler: Handler::new(template), metrics, body, patience, steadfast, large })
    }

    fn load(&self, component: &Component) -> Result<Compiled> {
        let source = self.manifest.directory.join(&component.source.value);
        if let Some(loaded) = self.loaded.borrow().get(&source) {
            return Ok(loaded.clone());
        }
        let compiled = engine::load(self.linker.engine(), &source, &self.options.cache_dir)
            .map_err(|error| self.manifest.error(component.source.line, format!("{error:#}")))?;
        self.loaded.borrow_mut().insert(source, compiled.clone());
        Ok(compiled)
    }

    fn grants(&self, component: &Component, databases: &Databases) -> Result<Grants> {
        let Self { options, manifest, values, .. } = self;
        let environment = component.environment.iter();
        Ok(Grants {
            environment: environment.map(|(name, value)| (name.clone(), value.value.clone())).collect(),
            files: files::configure(manifest, component, &options.state_dir.join("files"))?,
            variables: variables::configure(manifest, component, values)?,
            key_value: key_value::configure(component, databases.key_value.as_ref()),
            sqlite: sqlite::configure(component, databases.sqlite.as_ref()),
            outbound: outbound_http::configure(manifest, component, values, self.client)?,
            clock: options.clock.clone(),
        })
    }
}
