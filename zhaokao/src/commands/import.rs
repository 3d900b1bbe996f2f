//! `zhaokao import`

use super::progress::Progress;
use super::{machine_now, plain, province_author, variables};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueEnum};
use domain::payment::Provider;
use domain::reconciliation::require_over;
use domain::{Error, Timestamp};
use std::borrow::Cow;
use std::path::PathBuf;
use store::db::Db;
use store::journal::Author;
use store::score::Stage;
use store::{self, exam, score, seal};

/// Take a CSV file in, whole or not at all: what the pages' 成绩导入 does, for files of any size.
///
/// Every wrong row is named with line and column, and then nothing is taken in. The application may
/// go on meanwhile; other writers wait while the rows are stored (730,000 take some seconds).
#[derive(Args)]
pub(crate) struct Import {
    what: What,
    /// UTF-8; a statement, unpacked, also as it comes (GB 18030).
    file: PathBuf,
    /// The member of the province's staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Of which exam, such as gaokao-2027 [default: the only one].
    #[arg(long)]
    exam: Option<String>,
    /// Whose statement: the provider's name, such as wechat.
    #[arg(long, value_parser = provider, required_if_eq("what", "statement"))]
    provider: Option<Provider>,
    /// Of which day, such as 2027-06-25.
    #[arg(long, required_if_eq("what", "statement"))]
    date: Option<NaiveDate>,
    /// A TOML file that says as which merchant the provider knows us, as for `zhaokao up` [default: the environment, as there].
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
    /// The application's time, such as 2027-06-25T09:00:00+08:00, where it was started with another one [default: the machine's].
    #[arg(long, value_name = "TIME")]
    now: Option<DateTime<Utc>>,
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
    /// 对账单 of a provider, as it hands it out
    Statement,
}

impl Import {
    pub(crate) fn run(self) -> Result<()> {
        let file = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {file}"))?;
        let text = decoded(&bytes).with_context(|| format!("{file} is neither UTF-8 nor GB 18030"))?;
        let db = Db::file(&self.state_dir.join("sqlite_db.db")).map_err(plain)?;
        let device = concat!("zhaokao import ", env!("CARGO_PKG_VERSION"));
        let author = pollster::block_on(province_author(&db, &self.username, device))?;
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

    async fn import(&self, db: &Db, author: &Author, text: &str, file: &str) -> domain::Result<usize> {
        let now = self.now.map_or_else(machine_now, |now| Timestamp(now.timestamp_millis()));
        let act = author.acts(db, now);
        let exam = async || exam::named(db, self.exam.as_deref()).await;
        match self.what {
            What::Scores => {
                let mut progress = Some(Progress::new("looking up candidates"));
                let exam = exam().await?.id;
                let imported = score::import(&act.within(&exam), text, file, |stage| tell(&mut progress, stage)).await;
                progress.into_iter().for_each(Progress::done);
                imported
            }
            What::ControlLines => score::import_lines(&act.within(&exam().await?.id), text, file).await,
            What::Statement => {
                let day = (self.provider, self.date, self.merchant().map_err(Error::Internal)?);
                let (Some(provider), Some(date), merchant) = day else {
                    return Err(Error::NotFound("--provider, --date"));
                };
                require_over(date, now)?;
                let statement = providers::statement::read(provider, date, &merchant, text)?;
                let day = providers::statement::day(provider, date);
                let progress = Progress::unmeasured(STORING);
                let stored = store::reconciliation::import(&act, day, &statement, file).await;
                progress.done();
                stored.map(|_| statement.lines.len())
            }
        }
    }

    fn merchant(&self) -> Result<String> {
        let values = variables(self.variables_file.as_deref())?;
        self.provider.map_or(Ok(String::new()), |provider| values.get(providers::facts(provider).merchant))
    }
}

/// What takes longest is one statement: nobody knows how far it is.
const STORING: &str = "storing the rows";

fn tell(progress: &mut Option<Progress>, stage: Stage) {
    match (stage, progress.as_mut()) {
        (Stage::LookedUp(done, of), Some(progress)) => progress.at(done, of),
        _ => {
            progress.take().into_iter().for_each(Progress::done);
            *progress = Some(Progress::unmeasured(STORING));
        }
    }
}

fn provider(name: &str) -> Result<Provider, String> {
    Provider::parse(name).ok_or_else(|| format!("one of {}", Provider::ALL.map(Provider::as_str).join(", ")))
}

fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf8 = std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    utf8.or_else(|| encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes))
}
