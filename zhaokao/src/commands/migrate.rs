//! `zhaokao migrate`

use super::plain;
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use store::db::Db;

/// Create the database or bring it up to date, without serving; what searches look at is made anew from the plans.
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
        let database = self.state_dir.join("sqlite_db.db");
        let applied = bring_up(&database, &self.migrations)?;
        store::catalog::index(Db::file(&database).map_err(plain)?.native()).map_err(plain)?;
        for name in &applied {
            println!("applied {name}");
        }
        if applied.is_empty() {
            println!("the database is up to date");
        }
        Ok(())
    }
}

/// Applies what was not yet, and makes what only a program can: what searches of older plans look at.
pub(crate) fn bring_up(database: &Path, migrations: &Path) -> Result<Vec<String>> {
    let applied = host::migrations::apply(database, migrations)?;
    let mut db = Db::file(database).map_err(plain)?;
    store::catalog::index_if_missing(db.native()).map_err(plain)?;
    Ok(applied)
}
