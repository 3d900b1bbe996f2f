//! Whether a database is still where a restart will look for it.

use std::ffi::OsString;
use std::fs::metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A file and its log, as they were opened. Whoever moves them away while this program runs, or puts others in their place,
/// would have it write into files that nobody finds again.
pub(super) struct Place {
    file: (PathBuf, Option<Identity>),
    log: (PathBuf, OnceLock<Identity>),
}

/// Device and number.
type Identity = (u64, u64);

impl Place {
    pub(super) fn of(path: &Path) -> Self {
        let log = OsString::from_iter([path.as_os_str(), "-wal".as_ref()]).into();
        Self { file: (path.to_owned(), identity(path)), log: (log, OnceLock::new()) }
    }

    /// Whether both are there; the log from the first write on.
    pub(super) fn is_kept(&self) -> bool {
        let (file, opened) = &self.file;
        let (log, first) = &self.log;
        let log_is_kept = match identity(log) {
            Some(now) => *first.get_or_init(|| now) == now,
            None => first.get().is_none(),
        };
        log_is_kept && identity(file) == *opened
    }
}

fn identity(path: &Path) -> Option<Identity> {
    metadata(path).ok().map(|found| (found.dev(), found.ino()))
}
