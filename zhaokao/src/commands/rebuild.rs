//! `zhaokao rebuild`

use super::plain;
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;
use store::rebuild;

/// Rebuild all projections from the journal, and say what differs from those in use.
///
/// With --check nothing is changed, and a difference is a failure; the application may go on
/// meanwhile. Without it the rebuilt rows take the place of those that differ, in one
/// transaction; other writers wait that long, so stop the application first.
#[derive(Args)]
pub(crate) struct Rebuild {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// Only compare.
    #[arg(long)]
    check: bool,
}

impl Rebuild {
    pub(crate) fn run(self) -> Result<()> {
        let started = Instant::now();
        let report = rebuild::run(&self.state_dir.join("sqlite_db.db"), !self.check).map_err(plain)?;
        for difference in &report.differences {
            println!("{difference}");
        }
        let (events, lists, seconds) = (report.events, report.lists, started.elapsed().as_secs_f64());
        println!("{events} events replayed, {lists} lists of choices hashed, in {seconds:.1} s");
        match report.differences.iter().filter(|difference| !difference.replaced).count() {
            0 if report.differences.is_empty() => println!("no difference"),
            0 => println!("all that differed was replaced"),
            left => bail!("{left} parts differ from what the journal says"),
        }
        Ok(())
    }
}
