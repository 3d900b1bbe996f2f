//! Memory for what is on its way between clients and components.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bytes that may be held in all.
pub(crate) struct Budget {
    most: u64,
    held: AtomicU64,
}

/// A part of a budget, given back when it is dropped.
pub(crate) struct Held {
    budget: Arc<Budget>,
    bytes: u64,
}

impl Budget {
    pub(crate) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self { most, held: AtomicU64::default() })
    }

    pub(crate) fn nothing(self: &Arc<Self>) -> Held {
        Held { budget: Arc::clone(self), bytes: 0 }
    }
}

impl Held {
    /// Takes more, if there is as much.
    pub(crate) fn grow(&mut self, bytes: u64) -> bool {
        let all = self.budget.held.fetch_add(bytes, Relaxed) + bytes;
        if all > self.budget.most {
            self.budget.held.fetch_sub(bytes, Relaxed);
            return false;
        }
        self.bytes += bytes;
        true
    }

    /// Gives everything back.
    pub(crate) fn shrink(&mut self) {
        self.budget.held.fetch_sub(std::mem::take(&mut self.bytes), Relaxed);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shrink();
    }
}
