//! The demo province that systems begin with, and where they keep their data.

use super::{LOGIN_PASSWORD, NOW, SAVE_PASSWORD, STAFF_PASSWORD, root, secrets};
use demo::Summary;
use domain::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use store::db::Db;
use tempfile::TempDir;

pub(crate) const CANDIDATES: usize = 320;

/// The demo province, loaded once for all systems of this process.
pub(crate) struct Province {
    state: TempDir,
    pub(crate) summary: &'static Summary,
}

impl Province {
    pub(crate) fn loaded() -> &'static Self {
        static PROVINCE: LazyLock<Province> = LazyLock::new(|| Province::load(CANDIDATES));
        &PROVINCE
    }

    /// One of so many candidates.
    pub(crate) fn load(candidates: usize) -> Self {
        let state = state_directory();
        let database = state.path().join("sqlite_db.db");
        host::migrations::apply(&database, &root().join("shared/migrations")).unwrap();
        let mut db = Db::file(&database).unwrap();
        let key_value = rusqlite::Connection::open(state.path().join("sqlite_key_value.db")).unwrap();
        let summary = demo::load(&mut db, &key_value, &secrets().keys().unwrap(), &options(candidates)).unwrap();
        Self { state, summary: Box::leak(Box::new(summary)) }
    }

    pub(crate) fn copy_to(&self, directory: &Path) {
        fs::create_dir_all(directory).unwrap();
        for name in ["sqlite_db.db", "sqlite_key_value.db"] {
            fs::copy(self.state.path().join(name), directory.join(name)).unwrap();
        }
    }
}

/// What kind of province it is.
pub(crate) fn options(candidates: usize) -> demo::Options {
    demo::Options {
        seed: 1,
        candidates,
        now: Timestamp::parse(NOW).unwrap(),
        staff_password: STAFF_PASSWORD.into(),
        login_password: LOGIN_PASSWORD.into(),
        save_password: SAVE_PASSWORD.into(),
    }
}

/// A directory below target/tests that goes with the test, or with a later run of the tests: what is
/// shared by all tests of a process is still there when it ends.
pub(crate) fn state_directory() -> TempDir {
    static OF_PROCESS: LazyLock<PathBuf> = LazyLock::new(|| {
        let all = root().join("target/tests");
        fs::create_dir_all(&all).unwrap();
        for left in fs::read_dir(&all).unwrap().map(Result::unwrap) {
            if !Path::new("/proc").join(left.file_name()).exists() {
                let _ = fs::remove_dir_all(left.path());
            }
        }
        let own = all.join(std::process::id().to_string());
        fs::create_dir_all(&own).unwrap();
        own
    });
    tempfile::tempdir_in(&*OF_PROCESS).unwrap()
}
