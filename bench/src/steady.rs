//! Notices as they come in reality: so many a second whether answers come or not, and none lost or counted twice.

use crate::load::{self, Outcome, Times};
use crate::notices::{Provider, Signed};
use crate::province::Province;
use crate::scenario::{Endpoint, Told};
use crate::server::Server;
use anyhow::{Result, bail};
use demo::Variables;
use domain::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const CONNECTIONS: usize = 64;
/// Notices a second, and for how long.
const PACES: [(u32, u64); 2] = [(200, 20), (500, 60)];
/// Orders that this needs, with some to spare.
pub(crate) const ORDERS: usize = 35_000;

/// How it went.
pub(crate) struct Steady {
    /// Pace and outcome of each
    pub(crate) paces: Vec<(u32, Outcome)>,
    /// Of a second's worth of notices with one connection: whole, refused after the verification, refused before, in ms
    pub(crate) alone: [f64; 3],
}

/// Posts notices for these orders at each pace, and counts afterwards what is in the database.
pub(crate) async fn run(
    server: &Server,
    province: &Arc<Province>,
    orders: &[String],
    variables: &Variables,
    database: &Path,
    now: impl Fn() -> Timestamp,
) -> Result<Steady> {
    let mut rest = orders;
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at(count.min(rest.len()));
        rest = left;
        Provider(variables).sign(taken, now()).map(Arc::new)
    };
    let endpoint = |name: &'static str, notices: &Arc<Vec<Signed>>| {
        let (told, notices) = (Arc::new(Told::nothing(province)), Arc::clone(notices));
        let notices_until = notices.len();
        Endpoint { name, address: server.address, province: Arc::clone(province), told, notices, notices_until }
    };
    let seconds = |warm_up: u64, measure: u64, pace| Times {
        warm_up: Duration::from_secs(warm_up),
        measure: Duration::from_secs(measure),
        pace,
    };

    let notices = take(2_000)?;
    let mut alone = [0.0; 3];
    for (mean, name) in alone.iter_mut().zip(["notice", "forged-notice", "unsigned-notice"]) {
        *mean = load::run(server.address, 1, seconds(1, 2, None), Arc::new(endpoint(name, &notices))).await?.mean();
    }

    let mut paces = Vec::new();
    for (pace, measure) in PACES {
        let notices = take(pace as usize * (measure as usize + 2))?;
        let settled = settled(database)?;
        let endpoint = Arc::new(endpoint("notice", &notices));
        let outcome = load::run(server.address, CONNECTIONS, seconds(1, measure, Some(pace)), endpoint.clone()).await?;
        let (told, kept) = (endpoint.told.acknowledged() as i64, settled_since(database, settled)?);
        if kept != (told, told) {
            bail!("{told} notices were acknowledged, {} are in the journal, {} orders were paid", kept.0, kept.1);
        }
        println!("  at {pace}/s: {}", crate::report::numbers(&outcome));
        paces.push((pace, outcome));
    }
    Ok(Steady { paces, alone })
}

/// Notices in the journal, and orders that are paid.
fn settled(database: &Path) -> Result<(i64, i64)> {
    let connection = rusqlite::Connection::open(database)?;
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let notices = count("SELECT COUNT(*) FROM journal WHERE kind = 'payment.noticed'")?;
    Ok((notices, count("SELECT COUNT(*) FROM payment_order WHERE status = 'paid'")?))
}

fn settled_since(database: &Path, before: (i64, i64)) -> Result<(i64, i64)> {
    let now = settled(database)?;
    Ok((now.0 - before.0, now.1 - before.1))
}
