//! Open connections, and which of them to close when there are too many.
//!
//! Nobody has a fixed share: a school of 3,000 stands behind one address. Only when connections get short, the client
//! with most connections *that wait for their client* (idle, sending slowly, reading slowly) loses the oldest of those.
//! A connection whose request is being worked on is never closed.

use crate::client::{Client, Holder};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// The newest upload of a client, and since when it receives.
type Newest = Option<(Instant, Arc<Connection>)>;

/// A client that began to send or to read so lately is not slow.
const PROMPT: Duration = Duration::from_secs(2);

/// Every so many of a client's waiting connections one is closed at once, so that a flood is not weighed one by one.
const SHARE: usize = 16;

/// One connection in so many may have a file for its body: with all of them, open files would run out.
const FILES: usize = 4;

/// All open connections.
pub(crate) struct Connections {
    most: usize,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    next: AtomicU64,
    /// Told when there may be room: a connection has closed, or waits for its client's next request.
    room: Arc<Notify>,
    /// Bytes of spooled bodies, at most and now.
    spool: u64,
    spooled: AtomicU64,
    /// Files of spooled bodies that may be open.
    files: Arc<Semaphore>,
}

/// One connection.
pub(crate) struct Connection {
    number: u64,
    state: Mutex<State>,
    /// Told when a client that sends too slowly has to go; it still gets an answer.
    shed: Notify,
    /// Told when the connection has to be cut.
    cut: Notify,
    room: Arc<Notify>,
}

struct State {
    client: Client,
    phase: Phase,
    since: Instant,
    spooled: u64,
}

impl State {
    /// When this client is slow, if it goes on sending or reading.
    fn slow_at(&self) -> Option<Instant> {
        matches!(self.phase, Phase::Receives | Phase::Sends).then(|| self.since + PROMPT)
    }
}

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The client's next request.
    Idle,
    /// The rest of the client's body.
    Receives,
    /// The client's reading of the answer.
    Sends,
    /// The application.
    Works,
    /// Nothing any more: it is being closed.
    Sheds,
}

/// An open connection, counted until this is dropped.
pub(crate) struct Open {
    connections: Arc<Connections>,
    connection: Arc<Connection>,
}

impl Connections {
    pub(crate) fn new(most: usize, spool: u64) -> Arc<Self> {
        let (open, next, room) = (Mutex::default(), AtomicU64::default(), Arc::default());
        let files = Arc::new(Semaphore::new((most / FILES).max(1)));
        Arc::new(Self { most, open, next, room, spool, spooled: AtomicU64::default(), files })
    }

    /// Counts a new connection; when there are too many, others have to go, or this one waits.
    pub(crate) async fn open(self: &Arc<Self>, peer: SocketAddr) -> Open {
        loop {
            if let Some(open) = self.try_open(peer) {
                return open;
            }
            // Whoever begins to send or to read while this waits is slow later than this looks again.
            let look_again = self.next_slow().unwrap_or_else(|| Instant::now() + PROMPT);
            let _ = tokio::time::timeout_at(look_again, self.room.notified()).await;
        }
    }

    /// When the next of those who send or read becomes slow.
    fn next_slow(&self) -> Option<Instant> {
        self.lock().values().filter_map(|connection| connection.lock().slow_at()).min()
    }

    fn try_open(self: &Arc<Self>, peer: SocketAddr) -> Option<Open> {
        let mut open = self.lock();
        if open.len() >= self.most && !make_room(&mut open) {
            return None;
        }
        let number = self.next.fetch_add(1, Relaxed);
        let client = peer.ip().into();
        let state = State { client, phase: Phase::Idle, since: Instant::now(), spooled: 0 };
        let (state, shed, cut, room) = (Mutex::new(state), Notify::new(), Notify::new(), Arc::clone(&self.room));
        let connection = Arc::new(Connection { number, state, shed, cut, room });
        open.insert(number, Arc::clone(&connection));
        Some(Open { connections: Arc::clone(self), connection })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the newest upload of whoever has most on disk; `false` if that is this client.
    fn make_disk_room(&self, own: Client) -> bool {
        let open = self.lock();
        let mut held: HashMap<Holder, (u64, Newest)> = HashMap::new();
        for connection in open.values() {
            let state = connection.lock();
            let (sum, newest) = held.entry(state.client.holder()).or_default();
            *sum += state.spooled;
            let is_newer = newest.as_ref().is_none_or(|(since, _)| *since < state.since);
            if state.phase == Phase::Receives && state.spooled > 0 && is_newer {
                *newest = Some((state.since, Arc::clone(connection)));
            }
        }
        let most = held.into_iter().max_by_key(|(_, (sum, _))| *sum);
        match most {
            Some((holder, (_, Some((_, newest))))) if holder != own.holder() => newest.close(Phase::Receives),
            _ => false,
        }
    }
}

/// Closes what waits for whoever has most of those; of a holder of several networks, for the client that has most of it.
fn make_room(open: &mut HashMap<u64, Arc<Connection>>) -> bool {
    let mut waiting: HashMap<Holder, Vec<(Client, Phase, Instant, u64)>> = HashMap::new();
    let mut counts: HashMap<Client, usize> = HashMap::new();
    for connection in open.values() {
        let state = connection.lock();
        if state.phase == Phase::Idle || state.slow_at().is_some_and(|slow| slow <= Instant::now()) {
            let one = (state.client, state.phase, state.since, connection.number);
            waiting.entry(state.client.holder()).or_default().push(one);
            *counts.entry(state.client).or_default() += 1;
        }
    }
    let most = waiting.into_iter().max_by_key(|(holder, of_it)| holder.weight(of_it.len()));
    let Some((_, mut most)) = most else { return false };
    most.sort_unstable_by_key(|(client, phase, since, number)| {
        (Reverse(counts.get(client).copied()), *phase, *since, *number)
    });
    let mut closed = false;
    for (_, phase, _, number) in most.iter().take(1 + most.len() / SHARE) {
        if open.get(number).is_some_and(|connection| connection.close(*phase)) {
            open.remove(number);
            closed = true;
        }
    }
    closed
}

impl Connection {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, expected: Phase) -> bool {
        let mut state = self.lock();
        if state.phase != expected {
            return false;
        }
        state.phase = Phase::Sheds;
        if expected == Phase::Receives {
            self.shed.notify_one()
        } else {
            self.cut.notify_one()
        }
        true
    }

    fn becomes(&self, phase: Phase) {
        let mut state = self.lock();
        if state.phase != Phase::Sheds {
            state.phase = phase;
            state.since = Instant::now();
        }
    }

    /// A request has begun; who asks may be somebody behind a proxy.
    pub(crate) fn works_for(&self, client: Client) {
        self.lock().client = client;
        self.becomes(Phase::Works);
    }

    pub(crate) fn works(&self) {
        self.becomes(Phase::Works);
    }

    pub(crate) fn receives(&self) {
        self.becomes(Phase::Receives);
    }

    pub(crate) fn sends(&self) {
        self.becomes(Phase::Sends);
    }

    pub(crate) fn is_idle(&self) {
        self.becomes(Phase::Idle);
        self.room.notify_one();
    }

    /// Waits until the body that comes in is given up.
    pub(crate) async fn shed(&self) {
        self.shed.notified().await;
    }

    /// Waits until this connection has to be cut.
    pub(crate) async fn cut(&self) {
        self.cut.notified().await;
    }

    /// Whether the next answer is the last.
    pub(crate) fn is_shed(&self) -> bool {
        self.lock().phase == Phase::Sheds
    }
}

/// A file with a body, and its bytes, counted until this is dropped.
pub(crate) struct Spooled {
    open: Arc<Open>,
    bytes: u64,
    _file: OwnedSemaphorePermit,
}

impl Spooled {
    /// Counts one more file, if there may be one.
    pub(crate) fn new(open: &Arc<Open>) -> Option<Self> {
        let file = Arc::clone(&open.connections.files).try_acquire_owned().ok()?;
        Some(Self { open: Arc::clone(open), bytes: 0, _file: file })
    }

    /// Counts more bytes; `false` when this client has to wait for room.
    pub(crate) fn grow(&mut self, bytes: u64) -> bool {
        let (connections, connection) = (&self.open.connections, &self.open.connection);
        self.bytes += bytes;
        let client = {
            let mut state = connection.lock();
            state.spooled += bytes;
            state.client
        };
        let all = connections.spooled.fetch_add(bytes, Relaxed) + bytes;
        all <= connections.spool || connections.make_disk_room(client)
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        self.open.connections.spooled.fetch_sub(self.bytes, Relaxed);
        self.open.connection.lock().spooled -= self.bytes;
    }
}

impl std::ops::Deref for Open {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.connections.lock().remove(&self.connection.number);
        self.connections.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> SocketAddr {
        ([192, 0, 2, last], 1).into()
    }

    #[test]
    fn whoever_has_most_that_wait_for_them_loses_the_oldest_idle_one() {
        let connections = Connections::new(4, 0);
        let open = |last| connections.try_open(peer(last));
        let [working, oldest, newer, other] = [1, 1, 1, 2].map(|last| open(last).unwrap());
        working.works_for(peer(1).ip().into());
        let newcomer = open(3).unwrap();
        let all = [&working, &oldest, &newer, &other, &newcomer];
        assert_eq!(all.map(|open| open.is_shed()), [false, true, false, false, false]);
        drop(oldest);
        for open in [&newer, &other, &newcomer] {
            open.works();
        }
        assert!(open(4).is_none(), "nobody waits for a client, so the next one waits for us");
        newer.receives();
        assert!(open(4).is_none(), "who has just begun to send is not slow");
        newer.lock().since -= 2 * PROMPT;
        assert!(open(4).is_some() && newer.is_shed());
    }

    #[test]
    fn who_holds_many_networks_has_no_more_connections_than_a_few() {
        let connections = Connections::new(19, 0);
        let of_network = |number: u16| ([0x2001, 0xdb8, 1, number, 0, 0, 0, 1], 1).into();
        let flood: Vec<Open> = (0..16).map(|number| connections.try_open(of_network(number)).unwrap()).collect();
        let phone: Vec<Open> = (0..3).map(|_| connections.try_open(peer(1)).unwrap()).collect();
        let newcomer = connections.try_open(peer(2)).unwrap();
        assert!(!newcomer.is_shed() && flood.iter().any(|open| open.is_shed()));
        assert!(
            !phone.iter().any(|open| open.is_shed()),
            "three are fewer than the four that sixteen of one holder count as"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_newcomer_waits_no_longer_than_until_the_first_is_slow() {
        let connections = Connections::new(3, 0);
        let taken = [1, 1, 1].map(|last| connections.try_open(peer(last)).unwrap());
        let start = Instant::now();
        taken[0].receives();
        taken[1].sends();
        taken[2].works();
        let soon = async |last| tokio::time::timeout(9 * PROMPT, connections.open(peer(last))).await.unwrap();
        let newcomer = soon(2).await;
        assert_eq!(start.elapsed(), PROMPT);
        assert!(taken[0].is_shed() && !taken[1].is_shed() && !taken[2].is_shed());
        // Whoever is worked for is never closed; when that changes while somebody waits, it counts from then on.
        newcomer.works();
        taken[1].works();
        let later = async {
            tokio::time::sleep(PROMPT / 2).await;
            newcomer.sends();
        };
        let start = Instant::now();
        let (second, ()) = tokio::join!(soon(3), later);
        assert_eq!(start.elapsed(), PROMPT / 2 + PROMPT);
        assert!(newcomer.is_shed() && !taken[1].is_shed());
        second.works();
        let start = Instant::now();
        tokio::join!(soon(4), async { taken[2].is_idle() });
        assert_eq!(start.elapsed(), Duration::ZERO, "idle is at once");
        assert!(taken[2].is_shed());
    }

    #[test]
    fn whoever_has_most_on_disk_makes_room() {
        let connections = Connections::new(9, 100);
        let open = |last| Arc::new(connections.try_open(peer(last)).unwrap());
        let (large, small) = (open(1), open(2));
        let [mut first, mut second] = [&large, &small].map(|open| Spooled::new(open).unwrap());
        assert!(Spooled::new(&large).is_none(), "of nine connections, two have a file");
        large.receives();
        small.receives();
        assert!(first.grow(90) && second.grow(10));
        assert!(!first.grow(5), "its own next bytes are too many");
        assert!(second.grow(5) && large.is_shed());
        drop((first, second));
        assert_eq!(connections.spooled.load(Relaxed), 0);
    }
}
