//! Free space where the data is, looked at before a write fails.

use crate::log;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::watch;

/// How often somebody looks, whether health is asked for or not.
const LOOK: Duration = Duration::from_secs(30);

/// The volume of the state directory.
pub(crate) struct Room {
    directory: PathBuf,
    low: u64,
    is_low: AtomicBool,
}

impl Room {
    pub(crate) fn new(directory: &Path, low: u64) -> Arc<Self> {
        Arc::new(Self { directory: directory.to_owned(), low, is_low: AtomicBool::default() })
    }

    /// Bytes that can still be written, unless the system does not say.
    pub(crate) fn free(&self) -> Option<u64> {
        let volume = rustix::fs::statvfs(&self.directory).ok()?;
        Some(volume.f_bavail.saturating_mul(volume.f_frsize))
    }

    /// Whether few bytes are free. The log is told when that begins, and when it ends.
    pub(crate) async fn low(self: &Arc<Self>) -> bool {
        let room = Arc::clone(self);
        let Ok(Some(free)) = tokio::task::spawn_blocking(move || room.free()).await else { return false };
        let is_low = free < self.low;
        if self.is_low.swap(is_low, Relaxed) != is_low {
            let what = if is_low { "low_space" } else { "there is enough space again" };
            log(what, format_args!("{free} bytes are free in {}", self.directory.display()));
        }
        is_low
    }

    /// Looks now and then until `stop` says so.
    pub(crate) async fn watch(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            self.low().await;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}
