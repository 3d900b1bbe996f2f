//! Many connections, each with one request on its way; how many answers came, and how long each took.

use crate::http::Connection;
use anyhow::Result;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is asked for. One scenario serves one run against one server.
pub(crate) trait Scenario: Send + Sync {
    /// Writes the next request of a lane; `None` when there is nothing left to ask.
    fn next(&self, lane: &mut Lane, request: &mut Vec<u8>) -> Option<Ticket>;
    /// The answer to it came, as expected or not.
    fn done(&self, _: Ticket, _expected: bool) {}
    /// The status that means success.
    fn expected(&self) -> u16 {
        200
    }
}

/// What a scenario recognises its own request by.
pub(crate) type Ticket = usize;

/// One connection among several: whoever asks on it is asked for on no other at the same time.
pub(crate) struct Lane {
    pub(crate) index: usize,
    pub(crate) lanes: usize,
    /// Requests so far.
    pub(crate) turn: usize,
}

impl Lane {
    /// This turn's item of `count`, of those that belong to this lane; `None` when it has none.
    pub(crate) fn pick(&self, count: usize) -> Option<usize> {
        let own = count.saturating_sub(self.index).div_ceil(self.lanes);
        (own > 0).then(|| self.index + self.lanes * (self.turn % own))
    }
}

/// How one run went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// Answers as expected
    pub(crate) answers: u64,
    /// Anything else
    pub(crate) errors: u64,
    /// Requests in all, those of the warm-up too
    pub(crate) asked: u64,
    /// Milliseconds of a processor that the program used in all
    pub(crate) processor: f64,
    /// The first thing that went wrong
    pub(crate) first_error: Option<String>,
    pub(crate) seconds: f64,
    /// Microseconds from the first byte sent to the last received, ascending
    micros: Vec<u32>,
}

impl Outcome {
    pub(crate) fn rate(&self) -> f64 {
        self.answers as f64 / self.seconds.max(1e-9)
    }

    /// Milliseconds below which so many percent of the answers came.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.micros.len() * percent).div_ceil(100).max(1) - 1;
        self.micros.get(rank).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
    }

    /// Milliseconds of a processor for a request: what noise and disks move least.
    pub(crate) fn processor_each(&self) -> f64 {
        self.processor / self.asked.max(1) as f64
    }

    /// Milliseconds on average.
    pub(crate) fn mean(&self) -> f64 {
        self.micros.iter().map(|micros| f64::from(*micros)).sum::<f64>() / 1000.0 / self.micros.len() as f64
    }
}

/// When a run warms up, measures, and ends.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) warm_up: Duration,
    pub(crate) measure: Duration,
    /// Requests a second, whether answers come or not: then latency counts from when a request was due. `None`: the next
    /// one when the last is answered.
    pub(crate) pace: Option<u32>,
}

/// Runs a scenario. Only answers that come between the end of the warm-up and the end count.
pub(crate) async fn run(
    address: SocketAddr,
    connections: usize,
    times: Times,
    scenario: Arc<dyn Scenario>,
) -> Result<Outcome> {
    let begin = Instant::now();
    let from = begin + times.warm_up;
    let until = from + times.measure;
    let pace = times.pace.map(|pace| Pace { begin, each: Duration::from_secs(1) / pace });
    let lanes = (0..connections).map(|index| {
        let lane = Lane { index, lanes: connections, turn: 0 };
        tokio::spawn(drive(address, lane, (from, until), pace, Arc::clone(&scenario)))
    });
    let mut whole = Outcome::default();
    let mut last = from;
    for lane in lanes.collect::<Vec<_>>() {
        let (outcome, end) = lane.await?;
        whole.answers += outcome.answers;
        whole.errors += outcome.errors;
        whole.asked += outcome.asked;
        whole.first_error = whole.first_error.or(outcome.first_error);
        whole.micros.extend(outcome.micros);
        last = last.max(end);
    }
    whole.micros.sort_unstable();
    whole.seconds = last.min(until).duration_since(from).as_secs_f64();
    Ok(whole)
}

/// When each request is due.
#[derive(Clone, Copy)]
struct Pace {
    begin: Instant,
    each: Duration,
}

impl Pace {
    /// Waits for a lane's next turn; the instant that it is due at.
    async fn turn(self, lane: &Lane) -> Instant {
        let number = u32::try_from(lane.turn * lane.lanes + lane.index).unwrap_or(u32::MAX);
        let due = self.begin + self.each * number;
        tokio::time::sleep_until(due.into()).await;
        due
    }
}

/// One connection's share, and when its last answer came.
async fn drive(
    address: SocketAddr,
    mut lane: Lane,
    (from, until): (Instant, Instant),
    pace: Option<Pace>,
    scenario: Arc<dyn Scenario>,
) -> (Outcome, Instant) {
    let mut outcome = Outcome::default();
    let mut connection = None;
    let mut request = Vec::new();
    let mut end = from;
    while Instant::now() < until {
        let due = match pace {
            Some(pace) => Some(pace.turn(&lane).await),
            None => None,
        };
        request.clear();
        let Some(ticket) = scenario.next(&mut lane, &mut request) else { break };
        lane.turn += 1;
        outcome.asked += 1;
        let start = due.unwrap_or_else(Instant::now);
        let result = ask(&mut connection, address, &request).await;
        end = Instant::now();
        let expected = matches!(&result, Ok(status) if *status == scenario.expected());
        scenario.done(ticket, expected);
        if end < from || end >= until {
            continue;
        }
        if expected {
            outcome.answers += 1;
            outcome.micros.push(u32::try_from(end.duration_since(start).as_micros()).unwrap_or(u32::MAX));
            continue;
        }
        outcome.errors += 1;
        let body = connection.as_ref().map(|connection| String::from_utf8_lossy(&connection.body).into_owned());
        outcome.first_error.get_or_insert_with(|| format!("{result:?} {}", body.unwrap_or_default()));
    }
    (outcome, end)
}

async fn ask(connection: &mut Option<Connection>, address: SocketAddr, request: &[u8]) -> Result<u16> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => Connection::open(address).await?,
    };
    // Kept only while it works: after an error the next request opens another.
    let status = open.exchange(request).await?;
    *connection = Some(open);
    Ok(status)
}
