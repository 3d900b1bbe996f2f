//! Whether an answer is still wanted: whoever waits for it says so by being there.

use crate::line::Turn;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Somebody still wants the answer; held by whoever waits for it.
pub(crate) struct Wish(Arc<Wished>);

/// The same as the instance sees it.
pub(crate) struct Wished {
    is_over: AtomicBool,
    pub(crate) over: Notify,
    /// When an instance took the request.
    pub(crate) taken: OnceLock<Instant>,
}

impl Wish {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Wished { is_over: AtomicBool::new(false), over: Notify::new(), taken: OnceLock::new() }))
    }

    /// Whether an instance has had so much time for the request.
    pub(crate) fn took(&self, time: Duration) -> bool {
        self.0.taken.get().is_some_and(|taken| taken.elapsed() >= time)
    }
}

impl Drop for Wish {
    fn drop(&mut self) {
        self.0.is_over.store(true, Relaxed);
        self.0.over.notify_one();
    }
}

/// What goes to an instance with a request.
pub(crate) struct Ticket {
    pub(crate) turn: Option<Turn>,
    pub(crate) wished: Arc<Wished>,
}

impl Ticket {
    pub(crate) fn new(turn: Option<Turn>, wish: &Wish) -> Self {
        Self { turn, wished: Arc::clone(&wish.0) }
    }
}

/// The requests that an instance was given and whose answers are still wanted.
#[derive(Default)]
pub(crate) struct Wanted(Mutex<Vec<Arc<Wished>>>);

impl Wanted {
    pub(crate) fn add(&self, wished: Arc<Wished>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| !other.is_over.load(Relaxed));
        all.push(wished);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().all(|wished| wished.is_over.load(Relaxed))
    }
}
