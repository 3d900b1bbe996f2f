//! Starting and stopping a host.

use crate::access_log::AccessLog;
use crate::clock::Clock;
use crate::database::Database;
use crate::instance::{self, Grants, Guest, Handler, Template};
use crate::manifest::{Component, Manifest};
use crate::metrics::Metrics;
use crate::options::Options;
use crate::outbound_http::Client;
use crate::request::{App, Service};
use crate::routes::Routes;
use crate::variables::Values;
use crate::{engine, files, key_value, migrations, outbound_http, server, sqlite, variables};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use wasmtime::component::Linker;

/// The embedded host.
pub struct Host;

/// A host that serves. Dropping it without [`Running::stop`] leaves it serving until the
/// runtime ends.
pub struct Running {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    clock: Clock,
    databases: Databases,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Clone, Default)]
struct Databases {
    sqlite: Option<Arc<Database>>,
    key_value: Option<Arc<Database>>,
}

impl Host {
    /// Reads the manifest, prepares everything it names, and serves.
    ///
    /// Whatever is wrong is found here and not by the first request.
    pub async fn start(options: Options) -> Result<Running> {
        let listener = listen(options.listen).await?;
        let metrics_listener = match options.metrics_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let metrics = Arc::new(Metrics::default());
        let client = Client::new();
        let address = listener.local_addr()?;
        client.serve_self_at(address);
        let (prepared, counted) = (options.clone(), Arc::clone(&metrics));
        let prepare = move || prepare(&prepared, &counted, &client);
        let (app, databases) = tokio::task::spawn_blocking(prepare).await??;
        if let Some(database) = &databases.key_value {
            key_value::create_table(database).await?;
        }
        let (stop, stopping) = watch::channel(false);
        let metrics_address = metrics_listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let limits = options.limits;
        let serve = server::serve(listener, app, Arc::clone(&metrics), limits.clone(), stopping.clone());
        let mut tasks = vec![tokio::spawn(serve)];
        if let Some(listener) = metrics_listener {
            tasks.push(tokio::spawn(server::serve_metrics(listener, metrics, limits, stopping)));
        }
        Ok(Running { address, metrics_address, clock: options.clock, databases, stop, tasks })
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

    /// Stops accepting, lets requests in flight finish, and closes the databases.
    pub async fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await?;
        }
        let databases = self.databases;
        tokio::task::spawn_blocking(move || databases.close()).await?;
        Ok(())
    }
}

impl Databases {
    /// Opens the files that some component is granted.
    fn open(manifest: &Manifest, options: &Options, metrics: &Metrics) -> Result<Self> {
        std::fs::create_dir_all(&options.state_dir)
            .with_context(|| format!("cannot create {}", options.state_dir.display()))?;
        if let Some(directory) = &options.migrations {
            migrations::apply(&options.database(), directory)?;
        }
        let mut databases = Self::default();
        if manifest.components.iter().any(|component| !component.sqlite_databases.is_empty()) {
            databases.sqlite = Some(Database::open(&options.database(), metrics.writer("sqlite"))?);
        }
        if manifest.components.iter().any(|component| !component.key_value_stores.is_empty()) {
            let (path, metrics) = (options.key_value_store(), metrics.writer("key_value"));
            databases.key_value = Some(Database::open(&path, metrics)?);
        }
        Ok(databases)
    }

    fn close(&self) {
        self.sqlite.iter().chain(&self.key_value).for_each(|database| database.close());
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let failed = || format!("cannot listen on {address}; is another server running there?");
    TcpListener::bind(address).await.with_context(failed)
}

fn prepare(options: &Options, metrics: &Metrics, client: &Client) -> Result<(Arc<App>, Databases)> {
    let manifest = Manifest::load(&options.manifest)?;
    let routes = Routes::new(&manifest)?;
    let values = Values::resolve(&manifest, &options.variables)?;
    let databases = Databases::open(&manifest, options, metrics)?;
    let linker = instance::linker(&engine::start(&options.limits)?)?;
    let host = Preparing { options, manifest: &manifest, metrics, client, values, linker };
    let services =
        manifest.components.iter().map(|component| host.service(component, &databases)).collect::<Result<_>>()?;
    let app = App {
        routes,
        services,
        limits: options.limits.clone(),
        trusted_proxies: options.trusted_proxies.clone(),
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
}

impl Preparing<'_> {
    fn service(&self, component: &Component, databases: &Databases) -> Result<Service> {
        let Self { options, manifest, linker, .. } = self;
        let source = manifest.directory.join(&component.source.value);
        let compiled = engine::load(linker.engine(), &source, &options.cache_dir)
            .map_err(|error| manifest.error(component.source.line, format!("{error:#}")))?;
        let grants = self.grants(component, databases)?;
        let metrics = self.metrics.component(&component.id.value);
        let limits = options.limits.clone();
        let template = Template::new((manifest, component), (linker, &compiled), grants, limits, Arc::clone(&metrics))?;
        let permits = Arc::new(Semaphore::new(options.limits.in_flight));
        Ok(Service { handler: Handler::new(template), metrics, permits })
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
