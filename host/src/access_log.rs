//! One line of JSON per request, on the standard error.
//!
//! It names the route and not the path, so that no personal data gets into a log.

use crate::log;
use http::Method;
use std::io::Write;
use std::net::IpAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What is said about a request.
pub(crate) struct Entry<'a> {
    pub(crate) client: IpAddr,
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
        // The writer ends only with the process.
        let _ = sender.send(entry.line(&log::time()));
    }
}

impl Entry<'_> {
    fn line(&self, time: &str) -> String {
        let milliseconds = self.took.as_secs_f64() * 1000.0;
        format!(
            "{{\"time\":\"{time}\",\"client\":\"{}\",\"method\":\"{}\",\"route\":\"{}\",\"component\":\"{}\",\
             \"status\":{},\"ms\":{milliseconds:.3},\"bytes\":{}}}\n",
            self.client, self.method, self.route, self.component, self.status, self.bytes
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_who_asked_for_what_and_never_where() {
        let method = Method::from_bytes(b"BREW'|~").unwrap();
        let entry = Entry {
            client: "2001:db8::1".parse().unwrap(),
            method: &method,
            route: "/api/account/...",
            component: "account",
            status: 403,
            took: Duration::from_millis(2),
            bytes: 7,
        };
        let read: serde_json::Value = serde_json::from_str(&entry.line("t")).unwrap();
        let expected = serde_json::json!({
            "time": "t", "client": "2001:db8::1", "method": "BREW'|~", "route": "/api/account/...",
            "component": "account", "status": 403, "ms": 2.0, "bytes": 7,
        });
        assert_eq!(read, expected);
    }
}
