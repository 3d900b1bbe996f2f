//! The host's own counters, as it tells them to Prometheus.

use crate::http::Connection;
use anyhow::{Context, Result};
use std::net::SocketAddr;

/// What the writer of the database did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Writes {
    statements: f64,
    commits: f64,
    seconds: f64,
}

impl Writes {
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        Self {
            statements: self.statements - earlier.statements,
            commits: self.commits - earlier.commits,
            seconds: self.seconds - earlier.seconds,
        }
    }

    /// Statements a commit, and milliseconds a commit.
    pub(crate) fn a_commit(&self) -> Option<(f64, f64)> {
        (self.commits > 0.0).then(|| (self.statements / self.commits, self.seconds * 1000.0 / self.commits))
    }
}

pub(crate) async fn read(address: Option<SocketAddr>) -> Result<Writes> {
    let address = address.context("no metrics")?;
    let mut connection = Connection::open(address).await?;
    let request = format!("GET /metrics HTTP/1.1\r\nhost: {address}\r\n\r\n");
    connection.exchange(request.as_bytes()).await?;
    let text = String::from_utf8_lossy(&connection.body);
    let sum = |name: &str| -> f64 {
        let lines = text.lines().filter(|line| line.starts_with(name));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    };
    Ok(Writes {
        statements: sum("zhaokao_writer_group_size_sum"),
        commits: sum("zhaokao_writer_group_size_count"),
        seconds: sum("zhaokao_writer_commit_seconds_sum"),
    })
}
