//! `zhaokao up`

use super::{migrate, variables_of};
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use host::manifest::Manifest;
use host::{Clock, Host, Network, Options, log};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

/// What the environment variables that give values begin with, as in Spin.
const ENVIRONMENT: &str = "SPIN_VARIABLE_";

/// For the connections of the default limit, and what the rest of the program opens.
const OPEN_FILES: u64 = 16_384;

/// The variable by which components believe the host when a request arrived; they do not believe just anybody.
const TRUSTED_START: &str = "trusted_request_start";

/// Serve the application until it is told to stop (Ctrl-C or SIGTERM).
///
/// Values of variables come from, the later ones winning: defaults in the manifest,
/// SPIN_VARIABLE_NAME in the environment, --variables-file, --variable.
#[derive(Args)]
pub(crate) struct Up {
    /// The application's manifest.
    #[arg(long, default_value = "spin.toml", value_name = "FILE")]
    manifest: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the databases are [default: .spin beside the manifest, as in Spin].
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// Migrations to apply first [default: shared/migrations beside the manifest, if it exists].
    #[arg(long, value_name = "DIR")]
    migrations: Option<PathBuf>,
    /// A TOML file of variables: name = "value".
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
    /// One variable; may be repeated. Visible in the list of processes: no secrets here.
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    variable: Vec<(String, String)>,
    /// Let the application live at another time, such as 2027-06-26T07:59:30+08:00.
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
    /// How fast that time passes.
    #[arg(long, default_value_t = 1.0, requires = "now", value_name = "TIMES")]
    rate: f64,
    /// Serve Prometheus metrics at this address.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Believe X-Forwarded-For from these proxies; may be repeated.
    #[arg(long, value_name = "NETWORK")]
    trusted_proxy: Vec<Network>,
    /// Write no line per request.
    #[arg(long)]
    no_access_log: bool,
    /// The largest request body, in bytes, of a component whose manifest says nothing else.
    #[arg(long, default_value_t = host::Limits::default().body, value_name = "BYTES")]
    body_limit: u64,
    /// Requests that one component answers or has in its line; more get 503.
    #[arg(long, default_value_t = host::Limits::default().in_flight, value_name = "COUNT")]
    in_flight_limit: usize,
    /// Free bytes where the data is, below which health, metrics and the log warn.
    #[arg(long, default_value_t = host::Limits::default().low_space, value_name = "BYTES")]
    low_space: u64,
    /// Seconds between two ticks: POST /api/settlement/tick, with the variable tick_secret; 0 for none.
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    tick_every: u64,
    /// Seconds a component may take to begin its answer.
    #[arg(long, default_value_t = host::Limits::default().request_time.as_secs(), value_name = "SECONDS")]
    timeout: u64,
}

impl Up {
    pub(crate) fn run(self) -> Result<()> {
        let every = Duration::from_secs(self.tick_every);
        // Each connection takes an open file; the usual limit of 1,024 is for programs with few.
        rlimit::increase_nofile_limit(OPEN_FILES)?;
        let options = self.options()?;
        if let Some(migrations) = &options.migrations {
            migrate::bring_up(&options.state_dir.join("sqlite_db.db"), migrations)?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(options, every))
    }

    fn options(self) -> Result<Options> {
        let mut options = Options::new(&self.manifest);
        if let Some(directory) = self.state_dir {
            options.cache_dir = directory.join("cache");
            options.state_dir = directory;
        }
        let usual = self.manifest.with_file_name("shared").join("migrations");
        options.migrations = self.migrations.or_else(|| usual.is_dir().then_some(usual));
        options.listen = self.listen;
        options.metrics_listen = self.metrics;
        options.access_log = !self.no_access_log;
        options.trusted_proxies = self.trusted_proxy;
        options.limits.body = self.body_limit;
        options.limits.in_flight = self.in_flight_limit;
        options.limits.low_space = self.low_space;
        options.limits.request_time = Duration::from_secs(self.timeout);
        options.clock = self.now.map_or_else(Clock::real, |now| Clock::starting_at(now, self.rate));
        options.variables = from_environment(&self.manifest, std::env::vars())?;
        if let Some(file) = &self.variables_file {
            options.variables.extend(variables_of(file)?);
        }
        options.variables.extend(self.variable);
        if declared(&self.manifest, TRUSTED_START)? {
            options.variables.insert(TRUSTED_START.into(), "true".into());
        }
        Ok(options)
    }
}

async fn serve(options: Options, tick_every: Duration) -> Result<()> {
    let tick_secret = options.variables.get("tick_secret").cloned();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let running = Host::start(options).await?;
    log("host", format_args!("serving on http://{}", running.addr()));
    if let Some(address) = running.metrics_addr() {
        log("host", format_args!("metrics on http://{address}/metrics"));
    }
    if let Some(secret) = tick_secret.filter(|_| !tick_every.is_zero()) {
        tokio::spawn(tick(running.addr(), secret, tick_every));
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    log("host", "stopping: waiting for requests in flight (again to stop at once)");
    tokio::select! {
        stopped = running.stop() => stopped,
        _ = interrupt.recv() => bail!("stopped before all requests were answered"),
        _ = terminate.recv() => bail!("stopped before all requests were answered"),
    }
}

/// Asks the application, again and again, to look after what nobody asks about. One that fails is followed by the next.
async fn tick(address: SocketAddr, secret: String, every: Duration) {
    let request = format!(
        "POST /api/settlement/tick HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {secret}\r\n\
         content-length: 0\r\nconnection: close\r\n\r\n"
    );
    let mut interval = tokio::time::interval(every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let sent = async {
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(request.as_bytes()).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            std::io::Result::Ok(answer)
        };
        match sent.await {
            Ok(answer) if answer.starts_with("HTTP/1.1 200") => {}
            Ok(answer) => log("tick", answer.lines().next().unwrap_or("no answer")),
            Err(error) => log("tick", error),
        }
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn declared(manifest: &Path, name: &str) -> Result<bool> {
    Ok(Manifest::load(manifest)?.variables.iter().any(|variable| variable.name.value == name))
}

/// Values for variables that the manifest declares; others belong to other applications.
fn from_environment(
    manifest: &Path,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<BTreeMap<String, String>> {
    let declared = Manifest::load(manifest)?.variables;
    let value = |(name, value): (String, String)| {
        let name = name.strip_prefix(ENVIRONMENT)?.to_lowercase();
        declared.iter().any(|variable| variable.name.value == name).then_some((name, value))
    };
    Ok(environment.filter_map(value).collect())
}
