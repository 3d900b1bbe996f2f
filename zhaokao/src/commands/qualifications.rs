//! `zhaokao qualifications`

use super::{Database, machine_now, plain, staff_author};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use domain::role::Permission;
use domain::{Error, Timestamp};
use std::path::PathBuf;
use store::{exam, qualification, seal};

/// Take in who has a 资格 (a code of the list `eligibility`) now, or is 已录取 (`enrolled`): a file of 报名流水号, one a line.
///
/// Whoever the file does not name has it no more. Every wrong line is named, and then nothing is taken in.
#[derive(Args)]
pub(crate) struct Qualifications {
    /// Such as national_special
    code: String,
    file: PathBuf,
    /// The member of the province's staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Of which exam, such as gaokao-2027 [default: the only one].
    #[arg(long)]
    exam: Option<String>,
    /// The application's time, where it was started with another one [default: the machine's].
    #[arg(long, value_name = "TIME")]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    database: Database,
}

impl Qualifications {
    pub(crate) fn run(self) -> Result<()> {
        let file = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {file}"))?;
        let text = std::str::from_utf8(&bytes).with_context(|| format!("{file} is not UTF-8"))?;
        match pollster::block_on(self.import(text.trim_start_matches('\u{feff}'), &seal::sha256(&bytes))) {
            Ok(count) => println!("{count} candidates have {} now", self.code),
            Err(Error::Invalid(faults)) => {
                for fault in &faults {
                    println!("{file}:{}: {}", fault.line.unwrap_or_default(), fault.message);
                }
                bail!("nothing was imported");
            }
            Err(error) => return Err(plain(error)),
        }
        Ok(())
    }

    async fn import(&self, text: &str, file: &str) -> domain::Result<usize> {
        let db = self.database.open()?;
        let device = concat!("zhaokao qualifications ", env!("CARGO_PKG_VERSION"));
        let author = staff_author(&db, &self.username, Permission::ScoreImport, device).await?;
        let now = self.now.map_or_else(machine_now, |now| Timestamp(now.timestamp_millis()));
        let exam = exam::named(&db, self.exam.as_deref()).await?.id;
        qualification::import(&author.acts(&db, now).within(&exam), &self.code, text, file).await
    }
}
