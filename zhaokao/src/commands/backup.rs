//! `zhaokao backup`

use super::plain;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;
use store::backup;

/// In this order: a photo is stored before the event that names it, so no copy names one that it lacks.
const FILES: [&str; 2] = ["sqlite_db.db", "sqlite_key_value.db"];

/// Copy the databases, each as it is at one instant, while the application goes on.
///
/// The copy is a state directory of its own: `zhaokao rebuild --check --state-dir DIR` checks it, and the application runs
/// on it. It holds what the original holds, sealed as there: keep it, and the keys apart from it.
#[derive(Args)]
pub(crate) struct Backup {
    /// The directory that holds the databases.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// A new directory for the copies.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Backup {
    pub(crate) fn run(self) -> Result<()> {
        let (from, to) = (&self.state_dir, &self.to);
        if !from.join(FILES[0]).exists() {
            bail!("there is no database in {}", from.display());
        }
        std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
        let mut copies = Vec::new();
        for name in FILES.into_iter().filter(|name| from.join(name).exists()) {
            let path = to.join(name);
            let copied = backup::copy(&from.join(name), &path).map_err(plain);
            copies.push((copied.with_context(|| path.display().to_string())?, path));
        }
        // Not one before all are whole.
        for (copied, path) in copies {
            copied.keep().map_err(plain).with_context(|| path.display().to_string())?;
            println!("{}: {} MB", path.display(), path.metadata()?.len() / 1_000_000);
        }
        Ok(())
    }
}
