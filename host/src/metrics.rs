//! Numbers for operators, as OpenMetrics text.

use crate::room::Room;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

const LATENCY: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const COMMIT: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const GROUP: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// `component="account"`.
type Labels = Vec<(&'static str, String)>;
type Histograms = Family<Labels, Histogram, fn() -> Histogram>;

/// What is counted about one component.
pub(crate) struct ComponentMetrics {
    pub(crate) id: String,
    /// Requests answered, by the first digit of the status.
    classes: [Counter; 5],
    seconds: Histogram,
    /// Requests being answered now.
    pub(crate) in_flight: Gauge,
    /// Instances alive now.
    pub(crate) instances: Gauge,
    /// Instances that trapped.
    pub(crate) traps: Counter,
    /// Instances that the host ended because they took too long, or worked for nobody.
    pub(crate) ended: Counter,
    /// The host has stopped: the instances that are left go with it, and none of them has failed.
    pub(crate) over: AtomicBool,
}

impl ComponentMetrics {
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        if let Some(class) = usize::from(status / 100).checked_sub(1).and_then(|class| self.classes.get(class)) {
            class.inc();
        }
        self.seconds.observe(took.as_secs_f64());
    }
}

/// What is counted about one database's writer.
pub(crate) struct WriterMetrics {
    /// Statements that wait for the writer.
    pub(crate) queued: Gauge,
    /// Statements per commit.
    pub(crate) group_size: Histogram,
    /// Time from taking a group to its commit on disk.
    pub(crate) commit_seconds: Histogram,
}

/// Everything the host counts.
pub(crate) struct Metrics {
    registry: Registry,
    answered: Family<Labels, Counter>,
    seconds: Histograms,
    in_flight: Family<Labels, Gauge>,
    instances: Family<Labels, Gauge>,
    traps: Family<Labels, Counter>,
    ended: Family<Labels, Counter>,
    queued: Family<Labels, Gauge>,
    group_size: Histograms,
    commit_seconds: Histograms,
    free_bytes: Gauge,
    components: Mutex<Vec<Arc<ComponentMetrics>>>,
    /// Connections open now.
    pub(crate) connections: Gauge,
    /// Where the data is
    pub(crate) room: OnceLock<Arc<Room>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("zhaokao"),
            answered: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(LATENCY)),
            in_flight: Family::default(),
            instances: Family::default(),
            traps: Family::default(),
            ended: Family::default(),
            queued: Family::default(),
            group_size: Family::new_with_constructor(|| Histogram::new(GROUP)),
            commit_seconds: Family::new_with_constructor(|| Histogram::new(COMMIT)),
            free_bytes: Gauge::default(),
            components: Mutex::default(),
            connections: Gauge::default(),
            room: OnceLock::default(),
        };
        // Counters get their `_total` when they are written.
        let all = &mut metrics.registry;
        all.register("requests", "Requests answered", metrics.answered.clone());
        all.register("request_seconds", "Time from a request's head to its answer's end", metrics.seconds.clone());
        all.register("requests_in_flight", "Requests being answered", metrics.in_flight.clone());
        all.register("instances", "Instances alive", metrics.instances.clone());
        all.register("traps", "Instances that trapped: always a fault", metrics.traps.clone());
        all.register("instances_ended", "Instances that took too long and were ended", metrics.ended.clone());
        all.register("connections", "Client connections open", metrics.connections.clone());
        all.register("free_bytes", "Bytes free where the data is", metrics.free_bytes.clone());
        all.register("writer_queue", "Statements waiting for the writer", metrics.queued.clone());
        all.register("writer_group_size", "Statements per commit", metrics.group_size.clone());
        all.register("writer_commit_seconds", "Time to commit a group", metrics.commit_seconds.clone());
        metrics
    }
}

impl Metrics {
    pub(crate) fn component(&self, id: &str) -> Arc<ComponentMetrics> {
        let labels = vec![("component", id.to_owned())];
        let class = |digit: usize| [&labels[..], &[("status", format!("{digit}xx"))]].concat();
        let metrics = Arc::new(ComponentMetrics {
            id: id.to_owned(),
            classes: std::array::from_fn(|index| self.answered.get_or_create_owned(&class(index + 1))),
            seconds: self.seconds.get_or_create_owned(&labels),
            in_flight: self.in_flight.get_or_create_owned(&labels),
            instances: self.instances.get_or_create_owned(&labels),
            traps: self.traps.get_or_create_owned(&labels),
            ended: self.ended.get_or_create_owned(&labels),
            over: AtomicBool::default(),
        });
        self.components.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&metrics));
        metrics
    }

    pub(crate) fn writer(&self, name: &str) -> Arc<WriterMetrics> {
        let labels = vec![("database", name.to_owned())];
        Arc::new(WriterMetrics {
            queued: self.queued.get_or_create_owned(&labels),
            group_size: self.group_size.get_or_create_owned(&labels),
            commit_seconds: self.commit_seconds.get_or_create_owned(&labels),
        })
    }

    /// Nothing more is counted that ends.
    pub(crate) fn over(&self) {
        let components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        components.iter().for_each(|component| component.over.store(true, Relaxed));
    }

    /// Traps of all components.
    pub(crate) fn traps(&self) -> u64 {
        let components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        components.iter().map(|component| component.traps.get()).sum()
    }

    /// The text that `GET /metrics` answers.
    pub(crate) fn render(&self) -> String {
        // What the system does not say is no alarm.
        let free = self.room.get().and_then(|room| room.free()).and_then(|free| i64::try_from(free).ok());
        self.free_bytes.set(free.unwrap_or(i64::MAX));
        let mut text = String::new();
        // A string takes all that is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
