//! Numbers for operators, as Prometheus text.

use crate::room::Room;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

const LATENCY: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const COMMIT: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const GROUP: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// A number that goes up and down.
#[derive(Default)]
pub(crate) struct Gauge(AtomicI64);

impl Gauge {
    pub(crate) fn add(&self, count: usize) {
        self.0.fetch_add(count as i64, Relaxed);
    }

    pub(crate) fn subtract(&self, count: usize) {
        self.0.fetch_sub(count as i64, Relaxed);
    }

    pub(crate) fn get(&self) -> i64 {
        self.0.load(Relaxed)
    }
}

/// How often values fell below each bound.
pub(crate) struct Histogram {
    bounds: &'static [f64],
    counts: Vec<AtomicU64>,
    sum: Mutex<f64>,
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::default()).collect();
        Self { bounds, counts, sum: Mutex::default() }
    }

    pub(crate) fn observe(&self, value: f64) {
        let index = self.bounds.partition_point(|bound| *bound < value);
        if let Some(count) = self.counts.get(index) {
            count.fetch_add(1, Relaxed);
        }
        *self.sum.lock().unwrap_or_else(PoisonError::into_inner) += value;
    }

    fn render(&self, text: &mut String, name: &str, labels: &str) {
        let mut total = 0;
        let comma = if labels.is_empty() { "" } else { "," };
        for (index, count) in self.counts.iter().enumerate() {
            total += count.load(Relaxed);
            let bound = self.bounds.get(index).map_or("+Inf".into(), f64::to_string);
            let _ = writeln!(text, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {total}");
        }
        let sum = *self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(text, "{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {total}");
    }
}

/// What is counted about one component.
pub(crate) struct ComponentMetrics {
    pub(crate) id: String,
    /// Requests answered, by the first digit of the status.
    classes: [AtomicU64; 6],
    seconds: Histogram,
    /// Requests being answered now.
    pub(crate) in_flight: Gauge,
    /// Instances alive now.
    pub(crate) instances: Gauge,
    /// Instances that trapped.
    pub(crate) traps: Gauge,
    /// Instances that the host ended because they took too long, or worked for nobody.
    pub(crate) ended: Gauge,
    /// The host has stopped: the instances that are left go with it, and none of them has failed.
    pub(crate) over: AtomicBool,
}

impl ComponentMetrics {
    fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            classes: Default::default(),
            seconds: Histogram::new(LATENCY),
            in_flight: Gauge::default(),
            instances: Gauge::default(),
            traps: Gauge::default(),
            ended: Gauge::default(),
            over: AtomicBool::default(),
        }
    }

    pub(crate) fn answered(&self, status: u16, took: Duration) {
        if let Some(class) = self.classes.get(usize::from(status / 100)) {
            class.fetch_add(1, Relaxed);
        }
        self.seconds.observe(took.as_secs_f64());
    }
}

/// Picks one of a component's numbers.
type GaugeOf = fn(&ComponentMetrics) -> &Gauge;

/// What is counted about one database's writer.
pub(crate) struct WriterMetrics {
    name: &'static str,
    /// Statements that wait for the writer.
    pub(crate) queued: Gauge,
    /// Statements per commit.
    pub(crate) group_size: Histogram,
    /// Time from taking a group to its commit on disk.
    pub(crate) commit_seconds: Histogram,
}

impl WriterMetrics {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            queued: Gauge::default(),
            group_size: Histogram::new(GROUP),
            commit_seconds: Histogram::new(COMMIT),
        }
    }
}

/// Everything the host counts.
#[derive(Default)]
pub(crate) struct Metrics {
    components: Mutex<Vec<Arc<ComponentMetrics>>>,
    writers: Mutex<Vec<Arc<WriterMetrics>>>,
    /// Connections open now.
    pub(crate) connections: Gauge,
    /// Where the data is
    pub(crate) room: OnceLock<Arc<Room>>,
}

impl Metrics {
    pub(crate) fn component(&self, id: &str) -> Arc<ComponentMetrics> {
        let metrics = Arc::new(ComponentMetrics::new(id));
        self.components.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&metrics));
        metrics
    }

    pub(crate) fn writer(&self, name: &'static str) -> Arc<WriterMetrics> {
        let metrics = Arc::new(WriterMetrics::new(name));
        self.writers.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&metrics));
        metrics
    }

    /// Nothing more is counted that ends.
    pub(crate) fn over(&self) {
        let components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        components.iter().for_each(|component| component.over.store(true, Relaxed));
    }

    /// Traps of all components.
    pub(crate) fn traps(&self) -> u64 {
        let components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        components.iter().map(|component| component.traps.get().unsigned_abs()).sum()
    }

    /// The text that `GET /metrics` answers.
    pub(crate) fn render(&self) -> String {
        let mut text = String::new();
        let components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        heading(&mut text, "zhaokao_requests_total", "counter", "Requests answered.");
        for component in components.iter() {
            for (digit, class) in component.classes.iter().enumerate().skip(1) {
                let (id, count) = (&component.id, class.load(Relaxed));
                let _ = writeln!(text, "zhaokao_requests_total{{component=\"{id}\",status=\"{digit}xx\"}} {count}");
            }
        }
        let name = "zhaokao_request_seconds";
        heading(&mut text, name, "histogram", "Time from a request's head to its answer's end.");
        for component in components.iter() {
            component.seconds.render(&mut text, name, &format!("component=\"{}\"", component.id));
        }
        let gauges: [(&str, &str, &str, GaugeOf); 4] = [
            ("zhaokao_requests_in_flight", "gauge", "Requests being answered.", |c| &c.in_flight),
            ("zhaokao_instances", "gauge", "Instances alive.", |c| &c.instances),
            ("zhaokao_traps_total", "counter", "Instances that trapped: always a fault.", |c| &c.traps),
            ("zhaokao_instances_ended_total", "counter", "Instances that took too long and were ended.", |c| &c.ended),
        ];
        for (name, kind, help, get) in gauges {
            heading(&mut text, name, kind, help);
            for component in components.iter() {
                let (id, value) = (&component.id, get(component).get());
                let _ = writeln!(text, "{name}{{component=\"{id}\"}} {value}");
            }
        }
        heading(&mut text, "zhaokao_connections", "gauge", "Client connections open.");
        let _ = writeln!(text, "zhaokao_connections {}", self.connections.get());
        if let Some(free) = self.room.get().and_then(|room| room.free()) {
            heading(&mut text, "zhaokao_free_bytes", "gauge", "Bytes free where the data is.");
            let _ = writeln!(text, "zhaokao_free_bytes {free}");
        }
        self.render_writers(&mut text);
        text
    }

    fn render_writers(&self, text: &mut String) {
        let writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        heading(text, "zhaokao_writer_queue", "gauge", "Statements waiting for the writer.");
        for writer in writers.iter() {
            let (name, queued) = (writer.name, writer.queued.get());
            let _ = writeln!(text, "zhaokao_writer_queue{{database=\"{name}\"}} {queued}");
        }
        heading(text, "zhaokao_writer_group_size", "histogram", "Statements per commit.");
        for writer in writers.iter() {
            let labels = format!("database=\"{}\"", writer.name);
            writer.group_size.render(text, "zhaokao_writer_group_size", &labels);
        }
        heading(text, "zhaokao_writer_commit_seconds", "histogram", "Time to commit a group.");
        for writer in writers.iter() {
            let labels = format!("database=\"{}\"", writer.name);
            writer.commit_seconds.render(text, "zhaokao_writer_commit_seconds", &labels);
        }
    }
}

fn heading(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}
