//! `zhaokao import`

use super::plain;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::domain::{Timestamp, score as rules};
use shared::store::journal::Author;
use shared::store::{exam, score, staff, volunteer};
use shared::{Error, seal};
use std::path::PathBuf;

/// Take a CSV file in, whole or not at all: what the pages' 成绩导入 does, for files of any size.
///
/// Every wrong row is named with line and column, and then nothing is taken in. The application may
/// go on meanwhile; other writers wait while the rows are stored (730,000 take some seconds).
#[derive(Args)]
pub(crate) struct Import {
    what: What,
    /// UTF-8, its first line names the columns; docs/API.md has them.
    file: PathBuf,
    /// The member of the province's staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// serial,total,chinese,mathematics,foreign_language,first,second_high,second_low,rank
    Scores,
    /// batch,track,line
    ControlLines,
}

impl Import {
    pub(crate) fn run(self) -> Result<()> {
        let file = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {file}"))?;
        let text = std::str::from_utf8(&bytes).with_context(|| format!("{file} is not UTF-8"))?;
        let db = Db::file(&self.state_dir.join("sqlite_db.db")).map_err(plain)?;
        let author = pollster::block_on(self.author(&db))?;
        let text = text.trim_start_matches('\u{feff}');
        match pollster::block_on(self.import(&db, &author, text, &seal::sha256(&bytes))) {
            Ok(rows) => println!("{rows} rows imported"),
            Err(Error::Invalid(faults)) => {
                for fault in &faults {
                    let (line, column) = (fault.line.unwrap_or_default(), fault.column.unwrap_or_default());
                    println!("{file}:{line}:{column}: {}: {}", fault.field, fault.message);
                }
                bail!("nothing was imported");
            }
            Err(error) => return Err(plain(error)),
        }
        Ok(())
    }

    async fn import(&self, db: &Db, author: &Author, text: &str, file: &str) -> shared::Result<usize> {
        let exam = exam::current(db).await?.id;
        let now = Timestamp(host::machine_now().as_millis() as i64);
        match self.what {
            What::Scores => {
                let scores = rules::scores(text, &score::targets(db, &exam).await?)?;
                score::import(db, author, &exam, &scores, file, now).await?;
                Ok(scores.len())
            }
            What::ControlLines => {
                let batches = volunteer::batches(db, &exam).await?;
                let codes: Vec<&str> = batches.iter().map(|batch| batch.code.as_str()).collect();
                let lines = rules::lines(text, &codes)?;
                score::import_lines(db, author, &exam, &lines, file, now).await?;
                Ok(lines.len())
            }
        }
    }

    /// Whoever can write the database's file needs no password; the journal says that none was asked for.
    async fn author(&self, db: &Db) -> Result<Author> {
        let staff = staff::find(db, &self.username).await.map_err(plain)?;
        let staff = staff.with_context(|| format!("there is no account {}", self.username))?;
        if Level::of(&staff.organisation) != Some(Level::Province) {
            bail!("{} is not of the province", self.username);
        }
        Ok(Author {
            actor: format!("staff:{}", staff.id),
            role: Level::Province.as_str(),
            factor: "none",
            ip: String::new(),
            device: concat!("zhaokao import ", env!("CARGO_PKG_VERSION")).into(),
            request_key: None,
            request_hash: None,
        })
    }
}
