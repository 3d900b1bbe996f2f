//! The line of requests before a component's instances.
//!
//! Clients take turns: whoever has sent one request stands behind one request of everybody else, however many
//! somebody has sent. When the line is full, whoever has most in it loses the newest.

use crate::client::Client;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// A component's line.
pub(crate) struct Line {
    /// Requests that wait or are being answered, at most.
    most: usize,
    state: Mutex<State>,
    /// Somebody is first in the line: whoever comes now stands behind.
    exists: AtomicBool,
}

#[derive(Default)]
struct State {
    inside: usize,
    next: u64,
    waiting: HashMap<Client, VecDeque<Waiter>>,
    /// Whose turn it is, in this order; each client that waits is here once.
    clients: VecDeque<Client>,
}

struct Waiter {
    number: u64,
    call: oneshot::Sender<Turn>,
}

/// The line is full, and this request is one too many.
#[derive(Debug)]
pub(crate) struct NoRoom;

impl std::error::Error for NoRoom {}

impl std::fmt::Display for NoRoom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the line is full")
    }
}

/// A request that the line has room for; it counts until this is dropped.
pub(crate) struct Admitted {
    line: Arc<Line>,
    client: Client,
}

/// Being the first of those who wait. It ends when an instance has taken the request.
pub(crate) struct Turn(Option<Arc<Line>>);

impl Line {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, state: Mutex::default(), exists: AtomicBool::new(false) })
    }

    pub(crate) fn exists(&self) -> bool {
        self.exists.load(Relaxed)
    }

    /// Lets a request in; if need be in the place of the newest of whoever has most in the line.
    pub(crate) fn admit(self: &Arc<Self>, client: Client) -> Result<Admitted, NoRoom> {
        let mut state = self.lock();
        let shed = if state.inside >= self.most { Some(state.newest_of_most(client).ok_or(NoRoom)?) } else { None };
        state.inside += 1;
        drop(state);
        // Whoever waits behind the other end is told by its closing.
        drop(shed);
        Ok(Admitted { line: Arc::clone(self), client })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls the next one, in turns by client.
    fn call_next(self: &Arc<Self>) {
        loop {
            let mut state = self.lock();
            let Some(waiter) = state.take_next() else {
                self.exists.store(false, Relaxed);
                return;
            };
            drop(state);
            // Whoever has left meanwhile gives the turn back unused.
            match waiter.call.send(Turn(Some(Arc::clone(self)))) {
                Ok(()) => return,
                Err(mut unused) => unused.0 = None,
            }
        }
    }
}

impl State {
    fn take_next(&mut self) -> Option<Waiter> {
        let client = self.clients.pop_front()?;
        let waiters = self.waiting.get_mut(&client)?;
        let waiter = waiters.pop_front();
        match waiters.is_empty() {
            true => drop(self.waiting.remove(&client)),
            false => self.clients.push_back(client),
        }
        waiter
    }

    /// The newest request of the client with the longest queue, unless that is the one who comes.
    fn newest_of_most(&mut self, newcomer: Client) -> Option<Waiter> {
        let (most, count) =
            self.waiting.iter().map(|(client, waiters)| (*client, waiters.len())).max_by_key(|(_, count)| *count)?;
        let own = self.waiting.get(&newcomer).map_or(0, VecDeque::len);
        if own + 1 >= count {
            return None;
        }
        let waiters = self.waiting.get_mut(&most)?;
        waiters.pop_back()
    }

    fn leave(&mut self, client: Client, number: u64) {
        let Some(waiters) = self.waiting.get_mut(&client) else { return };
        waiters.retain(|waiter| waiter.number != number);
        if waiters.is_empty() {
            self.waiting.remove(&client);
            self.clients.retain(|other| *other != client);
        }
    }
}

impl Admitted {
    /// Waits to be the first in the line.
    pub(crate) async fn turn(&self) -> Result<Turn, NoRoom> {
        let (call, called) = oneshot::channel();
        let number = {
            let mut state = self.line.lock();
            if !self.line.exists.swap(true, Relaxed) {
                return Ok(Turn(Some(Arc::clone(&self.line))));
            }
            state.next += 1;
            let waiter = Waiter { number: state.next, call };
            let number = waiter.number;
            let waiters = state.waiting.entry(self.client).or_default();
            waiters.push_back(waiter);
            if waiters.len() == 1 {
                state.clients.push_back(self.client);
            }
            number
        };
        let place = Place { admitted: self, number };
        let turn = called.await.map_err(|_| NoRoom);
        drop(place);
        turn
    }
}

/// A place in the line, left when it is dropped.
struct Place<'a> {
    admitted: &'a Admitted,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.admitted.line.lock().leave(self.admitted.client, self.number);
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.line.lock().inside -= 1;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(line) = self.0.take() {
            line.call_next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    fn client(last: u8) -> Client {
        IpAddr::from([192, 0, 2, last]).into()
    }

    #[tokio::test]
    async fn clients_take_turns() {
        let line = Line::new(100);
        let first = line.admit(client(9)).unwrap();
        let turn = first.turn().await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = tokio::task::JoinSet::new();
        for who in [1, 1, 1, 1, 2, 3, 3] {
            let (line, order) = (Arc::clone(&line), Arc::clone(&order));
            tasks.spawn(async move {
                let admitted = line.admit(client(who)).unwrap();
                let turn = admitted.turn().await.unwrap();
                order.lock().unwrap().push(who);
                drop(turn);
            });
            tokio::task::yield_now().await;
        }
        assert!(line.exists());
        drop(turn);
        tasks.join_all().await;
        assert_eq!(*order.lock().unwrap(), [1, 2, 3, 1, 3, 1, 1]);
        assert!(!line.exists());
        assert!(line.lock().waiting.is_empty() && line.lock().clients.is_empty());
    }

    #[tokio::test]
    async fn when_it_is_full_whoever_has_most_loses_the_newest() {
        let line = Line::new(4);
        let first = line.admit(client(9)).unwrap();
        let turn = first.turn().await.unwrap();
        let flood: Vec<Admitted> = (0..3).map(|_| line.admit(client(1)).unwrap()).collect();
        let mut waits: Vec<_> = flood.iter().map(|admitted| Box::pin(admitted.turn())).collect();
        for wait in &mut waits {
            assert!(futures_poll(wait).is_none());
        }
        assert!(line.admit(client(1)).is_err(), "the flood's own next one is too many");
        let other = line.admit(client(2)).unwrap();
        assert!(matches!(futures_poll(&mut waits[2]), Some(Err(NoRoom))), "the newest of the flood has to go");
        let mut others = Box::pin(other.turn());
        assert!(futures_poll(&mut others).is_none());
        // One who leaves leaves no trace, and whoever is called but gone hands the turn on.
        drop(waits.remove(0));
        drop(turn);
        let mut second = waits.remove(0);
        let turn = futures_poll(&mut second).or_else(|| futures_poll(&mut others)).unwrap().unwrap();
        drop(turn);
        drop((second, others, waits));
        assert!(!line.exists());
    }

    fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::Pin::new(future).poll(&mut context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        }
    }
}
