//! What is counted and logged about one request, whichever way it ends.

use crate::access_log::{AccessLog, Entry};
use crate::metrics::ComponentMetrics;
use http::{Method, StatusCode};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

/// The status in the log when the client went away before there was an answer.
const CLIENT_GONE: u16 = 499;

/// A request in flight. It is counted and logged when this is dropped.
pub(crate) struct Record {
    log: AccessLog,
    metrics: Arc<ComponentMetrics>,
    client: IpAddr,
    method: Method,
    route: String,
    start: Instant,
    status: u16,
    /// Bytes of the answer's body so far.
    pub(crate) bytes: u64,
}

impl Record {
    pub(crate) fn start(
        log: &AccessLog,
        metrics: &Arc<ComponentMetrics>,
        client: IpAddr,
        method: &Method,
        route: &str,
    ) -> Self {
        metrics.in_flight.inc();
        Self {
            log: log.clone(),
            metrics: Arc::clone(metrics),
            client,
            method: method.clone(),
            route: route.to_owned(),
            start: Instant::now(),
            status: CLIENT_GONE,
            bytes: 0,
        }
    }

    pub(crate) fn answered(&mut self, status: StatusCode) {
        self.status = status.as_u16();
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let took = self.start.elapsed();
        self.metrics.in_flight.dec();
        self.metrics.answered(self.status, took);
        self.log.write(&Entry {
            client: self.client,
            method: &self.method,
            route: &self.route,
            component: &self.metrics.id,
            status: self.status,
            took,
            bytes: self.bytes,
        });
    }
}
