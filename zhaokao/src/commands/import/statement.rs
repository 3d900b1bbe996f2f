//! `zhaokao import statement`

use super::Place;
use crate::commands::progress::Progress;
use crate::commands::{plain, variables};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use clap::Args;
use domain::payment::Provider;
use domain::reconciliation::require_over;
use domain::role::Permission;
use std::borrow::Cow;
use std::path::PathBuf;
use store::seal;

#[derive(Args)]
pub(super) struct Statement {
    /// Unpacked, as it comes (UTF-8 or GB 18030).
    file: PathBuf,
    /// The member of the province's staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Whose statement: the provider's name, such as wechat.
    #[arg(long, value_parser = provider)]
    provider: Provider,
    /// Of which day, such as 2027-06-25.
    #[arg(long)]
    date: NaiveDate,
    /// A TOML file that says as which merchant the provider knows us, as for `zhaokao up` [default: the environment, as there].
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Statement {
    pub(super) fn run(self) -> Result<()> {
        let file = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {file}"))?;
        let text = decoded(&bytes).with_context(|| format!("{file} is neither UTF-8 nor GB 18030"))?;
        let db = self.place.database.open()?;
        let author = self.place.author(&db, &self.username, Permission::FinanceReconcile)?;
        let merchant = variables(self.variables_file.as_deref())?.get(providers::facts(self.provider).merchant)?;
        let progress = Progress::unmeasured("storing the rows");
        let stored = pollster::block_on(async {
            require_over(self.date, self.place.now())?;
            let text = text.trim_start_matches('\u{feff}');
            let statement = providers::statement::read(self.provider, self.date, &merchant, text)?;
            let day = providers::statement::day(self.provider, self.date);
            let act = author.acts(&db, self.place.now());
            store::reconciliation::import(&act, day, &statement, &seal::sha256(&bytes)).await?;
            Ok::<_, domain::Error>(statement.lines.len())
        });
        progress.done();
        match stored {
            Ok(rows) => println!("{rows} rows imported"),
            Err(domain::Error::Invalid(faults)) => {
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
}

fn provider(name: &str) -> Result<Provider, String> {
    Provider::parse(name).ok_or_else(|| format!("one of {}", Provider::ALL.map(Provider::as_str).join(", ")))
}

fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf8 = std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    utf8.or_else(|| encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes))
}
