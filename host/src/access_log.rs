//! One line of JSON per request, on the standard error.
//!
//! It names the route and not the path, so that no personal data gets into a log.

use crate::clock::machine_now;
use chrono::{DateTime, SecondsFormat};
use http::Method;
use std::io::Write;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What is said about a request.
pub(crate) struct Entry<'a> {
    pub(crate) method: &'a Method,
    pub(crate) route: &'a str,
    pub(crate) component: &'a str,
    pub(crate) status: u16,
    pub(crate) took: Duration,
    pub(crate) bytes: u64,
}

/// Where lines go; without a receiver they go nowhere.
#[derive(Clone)]
pub(crate) struct AccessLog(Option<Sender<String>>);

impl AccessLog {
    /// A log that nobody reads.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// A log on the standard error.
    pub(crate) fn start() -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || write_lines(&receiver));
        Self(Some(sender))
    }

    pub(crate) fn write(&self, entry: &Entry<'_>) {
        let Some(sender) = &self.0 else { return };
        let now = machine_now();
        let time = DateTime::from_timestamp(now.as_secs() as i64, now.subsec_nanos())
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Millis, true);
        let milliseconds = entry.took.as_secs_f64() * 1000.0;
        let line = format!(
            "{{\"time\":\"{time}\",\"method\":\"{}\",\"route\":\"{}\",\"component\":\"{}\",\
             \"status\":{},\"ms\":{milliseconds:.3},\"bytes\":{}}}\n",
            entry.method, entry.route, entry.component, entry.status, entry.bytes
        );
        // The writer ends only with the process.
        let _ = sender.send(line);
    }
}

/// Writes what waits in one go, so that a busy host makes few system calls.
fn write_lines(lines: &Receiver<String>) {
    while let Ok(mut text) = lines.recv() {
        for line in lines.try_iter().take(255) {
            text.push_str(&line);
        }
        // A log that cannot be written must not stop the service.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}
