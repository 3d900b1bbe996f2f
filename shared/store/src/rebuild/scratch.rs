//! The scratch database: beside the live one, since that disk has room for it, and gone afterwards.

use domain::Result;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn beside(live: &Path) -> Result<Self> {
        if !live.is_file() {
            return Err(anyhow::anyhow!("there is no database {}", live.display()).into());
        }
        let mut name = live.file_name().unwrap_or_default().to_owned();
        name.push(format!("-rebuild-{}", std::process::id()));
        let scratch = Self(live.with_file_name(name));
        scratch.remove();
        Ok(scratch)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(suffix);
            // Not there is what we want.
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.remove();
    }
}
