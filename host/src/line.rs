//! The line of requests before a component's instances.
//!
//! Clients take turns: whoever has sent one request stands behind one request of everybody else, however many
//! somebody has sent. When the line is full, whoever has most in it loses the newest. Who holds thousands of networks
//! has as many turns as a few clients, and those networks take turns in them.

use crate::client::{Client, Holder, SHARES};
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
    holders: HashMap<Holder, Holding>,
    /// Whose turn it is, in this order.
    turns: VecDeque<Holder>,
}

/// What one holder has in the line.
#[derive(Default)]
struct Holding {
    /// Those who wait, in the order of their turns; each is here once.
    clients: VecDeque<Client>,
    /// How often the holder is among the turns: once a client, up to its shares.
    turns: usize,
}

struct Waiter {
    number: u64,
    call: oneshot::Sender<Turn>,
}

/// The line is full, and this request is one too many.
#[derive(Debug, thiserror::Error)]
#[error("the line is full")]
pub(crate) struct NoRoom;

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
    fn enter(&mut self, client: Client, waiter: Waiter) {
        let waiters = self.waiting.entry(client).or_default();
        waiters.push_back(waiter);
        if waiters.len() == 1 {
            self.holders.entry(client.holder()).or_default().clients.push_back(client);
            self.give_turns(client.holder());
        }
    }

    fn take_next(&mut self) -> Option<Waiter> {
        let holder = self.turns.pop_front()?;
        let holding = self.holders.get_mut(&holder)?;
        holding.turns -= 1;
        let client = holding.clients.pop_front()?;
        let waiters = self.waiting.get_mut(&client)?;
        let waiter = waiters.pop_front();
        match waiters.is_empty() {
            true => drop(self.waiting.remove(&client)),
            false => holding.clients.push_back(client),
        }
        self.give_turns(holder);
        waiter
    }

    fn give_turns(&mut self, holder: Holder) {
        let Some(holding) = self.holders.get_mut(&holder) else { return };
        let due = holding.clients.len().min(SHARES);
        while holding.turns < due {
            holding.turns += 1;
            self.turns.push_back(holder);
        }
        while holding.turns > due {
            holding.turns -= 1;
            let last = self.turns.iter().rposition(|other| *other == holder);
            last.and_then(|last| self.turns.remove(last));
        }
        if due == 0 {
            self.holders.remove(&holder);
        }
    }

    /// The newest request of whoever has most in line, unless that is the one who comes.
    fn newest_of_most(&mut self, newcomer: Client) -> Option<Waiter> {
        let count = |client: &Client| self.waiting.get(client).map_or(0, VecDeque::len);
        let weight = |holder: &Holder, more: usize| {
            let clients = self.holders.get(holder).map_or(Default::default(), |holding| holding.clients.iter());
            holder.weight(clients.map(count).sum::<usize>() + more)
        };
        let (most, heaviest) =
            self.holders.keys().map(|holder| (*holder, weight(holder, 0))).max_by_key(|(_, weight)| *weight)?;
        let is_own = weight(&newcomer.holder(), 1) >= heaviest;
        let holder = if is_own { newcomer.holder() } else { most };
        let client = *self.holders.get(&holder)?.clients.iter().max_by_key(|client| count(client))?;
        if is_own && count(&newcomer) + 1 >= count(&client) {
            return None;
        }
        let newest = self.waiting.get_mut(&client)?.pop_back();
        self.forget_if_gone(client);
        newest
    }

    fn leave(&mut self, client: Client, number: u64) {
        let Some(waiters) = self.waiting.get_mut(&client) else { return };
        waiters.retain(|waiter| waiter.number != number);
        self.forget_if_gone(client);
    }

    fn forget_if_gone(&mut self, client: Client) {
        if self.waiting.get(&client).is_some_and(VecDeque::is_empty) {
            self.waiting.remove(&client);
            if let Some(holding) = self.holders.get_mut(&client.holder()) {
                holding.clients.retain(|other| *other != client);
            }
            self.give_turns(client.holder());
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
            state.enter(self.client, waiter);
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
        assert!(line.lock().waiting.is_empty() && line.lock().holders.is_empty() && line.lock().turns.is_empty());
    }

    fn of_network(number: u16) -> Client {
        IpAddr::from([0x2001, 0xdb8, 1, number, 0, 0, 0, 1]).into()
    }

    #[tokio::test]
    async fn who_holds_many_networks_takes_few_turns() {
        let line = Line::new(1000);
        let first = line.admit(client(9)).unwrap();
        let turn = first.turn().await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = tokio::task::JoinSet::new();
        for who in (0..20).map(of_network).chain([client(1), client(2)]) {
            let (line, order) = (Arc::clone(&line), Arc::clone(&order));
            tasks.spawn(async move {
                let admitted = line.admit(who).unwrap();
                let turn = admitted.turn().await.unwrap();
                order.lock().unwrap().push(who);
                drop(turn);
            });
            tokio::task::yield_now().await;
        }
        drop(turn);
        tasks.join_all().await;
        let order = order.lock().unwrap();
        let at = |who: Client| order.iter().position(|other| *other == who).unwrap();
        assert_eq!([at(client(1)), at(client(2))], [4, 5], "behind four of the twenty");
        assert_eq!(order.len(), 22);
        assert!(line.lock().waiting.is_empty() && line.lock().holders.is_empty() && line.lock().turns.is_empty());
    }

    #[tokio::test]
    async fn a_line_full_of_one_holders_networks_has_room_for_others() {
        let line = Line::new(20);
        let flood: Vec<Admitted> = (0..20).map(|number| line.admit(of_network(number)).unwrap()).collect();
        let mut waits: Vec<_> = flood.iter().map(|admitted| Box::pin(admitted.turn())).collect();
        let called: Vec<_> = waits.iter_mut().filter_map(futures_poll).collect();
        assert_eq!(called.len(), 1, "the first has the turn");
        assert!(line.admit(of_network(99)).is_err(), "one more of its own is too many");
        let others: Vec<Admitted> = (1..9).map_while(|last| line.admit(client(last)).ok()).collect();
        assert!(others.len() == 8, "{}", others.len());
        let mut calls: Vec<_> = others.iter().map(|admitted| Box::pin(admitted.turn())).collect();
        assert!(calls.iter_mut().all(|call| futures_poll(call).is_none()));
        drop((waits, called));
        let turns: Vec<_> = calls.iter_mut().filter_map(futures_poll).collect();
        assert_eq!(turns.len(), 1, "those who were shed have left nobody without a turn");
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
