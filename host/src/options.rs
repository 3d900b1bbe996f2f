//! What a host is started with.

use crate::clock::Clock;
use crate::proxies::Network;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How to start a host. [`Options::new`] gives the defaults of the `zhaokao up` command.
#[derive(Clone, Debug)]
pub struct Options {
    /// The application's `spin.toml`.
    pub manifest: PathBuf,
    /// Where the databases are; `.spin` beside the manifest, as in Spin.
    pub state_dir: PathBuf,
    /// Where compiled components are kept; `cache` in the state directory.
    pub cache_dir: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where to serve metrics, if at all.
    pub metrics_listen: Option<SocketAddr>,
    /// Values for the application's variables.
    pub variables: BTreeMap<String, String>,
    /// What time it is for the components.
    pub clock: Clock,
    /// A directory of migrations to apply before serving.
    pub migrations: Option<PathBuf>,
    /// Whether to write a line per request to the standard error.
    pub access_log: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Limits that protect the host.
    pub limits: Limits,
}

impl Options {
    /// The defaults for a manifest.
    pub fn new(manifest: impl Into<PathBuf>) -> Self {
        let manifest = manifest.into();
        let state_dir = manifest.parent().unwrap_or(Path::new("")).join(".spin");
        Self {
            manifest,
            cache_dir: state_dir.join("cache"),
            state_dir,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            metrics_listen: None,
            variables: BTreeMap::new(),
            clock: Clock::real(),
            migrations: None,
            access_log: true,
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// The application's database file, where Spin has it.
    pub fn database(&self) -> PathBuf {
        self.state_dir.join("sqlite_db.db")
    }

    /// The key-value store's file, where Spin has it.
    pub fn key_value_store(&self) -> PathBuf {
        self.state_dir.join("sqlite_key_value.db")
    }
}

/// Limits that protect the host and its neighbours.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest request body, in bytes, of a component whose manifest says nothing else.
    pub body: u64,
    /// Requests that one component, whose manifest says nothing else, answers or has in its line; more are told to come back.
    pub in_flight: usize,
    /// Connections open at once; for more, those that wait for their clients are closed.
    pub connections: usize,
    /// How long a request may stand in line, of a component whose manifest says nothing else.
    pub line_time: Duration,
    /// How long a component may take to begin its answer.
    pub request_time: Duration,
    /// How long a component may go on sending an answer that it has begun.
    pub answer_time: Duration,
    /// How long a service outside may take for the whole of its answer.
    pub outbound_time: Duration,
    /// How long a component may go on with a request whose client has gone.
    pub abandoned: Duration,
    /// How long an instance that works for no request any more is kept.
    pub grace: Duration,
    /// How long a client may take to send a request's head, or to send the next one.
    pub head_time: Duration,
    /// How long a client may pause while it sends a body, or reads an answer.
    pub body_pause: Duration,
    /// How long a client may take for a body, apart from what it earns by its bytes.
    pub body_time: Duration,
    /// Bytes that earn a client another second for its body.
    pub body_rate: u64,
    /// Memory for bodies and answers on their way, in bytes.
    pub transit: u64,
    /// Disk for large bodies on their way, in bytes.
    pub spool: u64,
    /// Free bytes where the data is, below which health and the log warn.
    pub low_space: u64,
    /// How long a stop waits for requests in flight.
    pub drain: Duration,
    /// The largest memory of one instance, in bytes.
    pub memory: usize,
    /// Instances of all components at once.
    pub instances: u32,
    /// Instances of one component at once; what computes takes one, what waits shares one.
    pub instances_per_component: usize,
    /// Requests that one instance answers in its life.
    pub requests_per_instance: usize,
    /// Requests that one instance answers at once, of a component whose manifest says nothing else.
    pub concurrent_per_instance: usize,
    /// How long an instance without requests is kept.
    pub idle_instance: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 << 10,
            in_flight: 4096,
            connections: 8192,
            line_time: Duration::from_secs(150),
            request_time: Duration::from_secs(30),
            answer_time: Duration::from_secs(600),
            outbound_time: Duration::from_secs(30),
            abandoned: Duration::from_secs(5),
            grace: Duration::from_secs(1),
            head_time: Duration::from_secs(30),
            body_pause: Duration::from_secs(20),
            body_time: Duration::from_secs(30),
            body_rate: 4096,
            transit: 64 << 20,
            spool: 1 << 30,
            low_space: 2 << 30,
            drain: Duration::from_secs(10),
            memory: 128 << 20,
            instances: 256,
            instances_per_component: 2 * std::thread::available_parallelism().map_or(2, usize::from).max(2),
            requests_per_instance: 128,
            concurrent_per_instance: 16,
            idle_instance: Duration::from_secs(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: &str = include_str!("../../docs/OPERATIONS.md");

    #[test]
    fn a_full_line_of_hashes_is_answered_in_time() {
        let limits = Limits::default();
        // On two cores: "submission with Argon2id" in docs/PERFORMANCE.md.
        let a_second = 42;
        assert!(limits.line_time.as_secs() > limits.in_flight as u64 / a_second);
        let row = format!("| the line | 4,096 requests a component, {} s;", limits.line_time.as_secs());
        assert!(limits.in_flight == 4096 && OPERATIONS.contains(&row));
    }

    /// `[component.x.tool.zhaokao]` of the application itself.
    fn longest_lines() -> (usize, Duration) {
        let manifest = crate::manifest::Manifest::load(Path::new("../spin.toml")).unwrap();
        let longest = |of: fn(&crate::manifest::Component) -> Option<usize>| {
            manifest.components.iter().filter_map(of).max().unwrap()
        };
        (
            longest(|component| component.limits.line),
            Duration::from_secs(longest(|component| component.limits.patience) as u64),
        )
    }

    #[test]
    fn the_line_of_submissions_ends_before_patience_does() {
        let (limits, (line, patience)) = (Limits::default(), longest_lines());
        // While sign-ins hash at the same time: half of 42 a second.
        assert!(patience.as_secs() > line as u64 / 21);
        // Others come through beside a full line, and a stamp may be as old as 15 minutes (shared/web).
        assert!(line + 1_000 < limits.connections && patience + limits.request_time < Duration::from_secs(900));
        let row = format!("submissions: {},{:03} and {} s", line / 1000, line % 1000, patience.as_secs());
        assert!(OPERATIONS.contains(&row), "{row}");
    }

    #[test]
    fn the_proxy_waits_longer_than_line_and_answer_take() {
        let (_, patience) = longest_lines();
        let (_, rest) = OPERATIONS.split_once("proxy_read_timeout ").expect("the proxy's own default is 60 s");
        let seconds = rest.split_once("s;").and_then(|(seconds, _)| seconds.parse().ok()).unwrap();
        let limits = Limits::default();
        assert!(Duration::from_secs(seconds) > limits.line_time.max(patience) + limits.request_time);
    }
}
