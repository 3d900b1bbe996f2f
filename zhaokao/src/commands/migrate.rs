//! `zhaokao migrate`

use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// Create the database or bring it up to date, without serving.
#[derive(Args)]
pub(crate) struct Migrate {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// The directory of NNNN_name.sql files.
    #[arg(long, default_value = "shared/migrations", value_name = "DIR")]
    migrations: PathBuf,
}

impl Migrate {
    pub(crate) fn run(self) -> Result<()> {
        let applied = host::migrations::apply(&self.state_dir.join("sqlite_db.db"), &self.migrations)?;
        for name in &applied {
            println!("applied {name}");
        }
        if applied.is_empty() {
            println!("the database is up to date");
        }
        Ok(())
    }
}
