//! `zhaokao import`

mod statement;

use super::progress::Progress;
use super::{Database, decide, machine_now, plain, staff_author};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain::Timestamp;
use domain::import::Kind;
use domain::page::After;
use domain::proposal::Noun;
use domain::role::Permission;
use import::File;
use statement::Statement;
use std::path::PathBuf;
use store::db::Db;
use store::exam;
use store::import as staged;
use store::journal::{Answer, Author};

/// Take a file in, whole or not at all: what the pages' 导入 does, for files of any size.
///
/// Every wrong row is named with line and column, and then nothing is taken in. The application may go on meanwhile.
#[derive(Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Stage 成绩: a second person publishes them.
    Scores(Stage),
    /// Stage 控制分数线: a second person publishes them.
    ControlLines(Stage),
    /// Publish what is staged: at once, or at an instant.
    Publish(Publish),
    /// What is staged, and what was published: the newest twenty.
    List(List),
    /// 对账单 of a provider, as it hands it out.
    Statement(Statement),
}

#[derive(Args)]
struct Place {
    /// Of which exam, such as gaokao-2027 [default: the only one].
    #[arg(long)]
    exam: Option<String>,
    /// The application's time, such as 2027-06-25T09:00:00+08:00, where it was started with another one [default: the machine's].
    #[arg(long, value_name = "TIME")]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    database: Database,
}

#[derive(Args)]
struct Stage {
    /// CSV in UTF-8 or GB 18030, or XLSX.
    file: PathBuf,
    /// The member of the province's staff who proposes it.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Why.
    #[arg(long, default_value = "公布")]
    reason: String,
    /// The file knows only some of those who have a 位次: there may be gaps.
    #[arg(long)]
    partial: bool,
    /// Somebody else of the province's staff, who publishes it.
    #[arg(long, value_name = "USERNAME")]
    publish: Option<String>,
    /// When it is published, such as 2027-06-24T21:00:00+08:00 [default: now].
    #[arg(long, value_name = "TIME", requires = "publish")]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct Publish {
    /// Its number, as `import scores` and `import list` say it.
    import: i64,
    /// Somebody else of the province's staff, independent of who staged it.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// When, such as 2027-06-24T21:00:00+08:00 [default: now].
    #[arg(long, value_name = "TIME")]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    place: Place,
}

impl Import {
    pub(crate) fn run(self) -> Result<()> {
        match self.what {
            What::Scores(stage) => stage.run(Kind::Scores),
            What::ControlLines(stage) => stage.run(Kind::ControlLines),
            What::Publish(publish) => publish.run(),
            What::List(list) => list.run(),
            What::Statement(statement) => statement.run(),
        }
    }
}

impl Place {
    fn now(&self) -> Timestamp {
        self.now.map_or_else(machine_now, |now| Timestamp(now.timestamp_millis()))
    }

    fn author(&self, db: &Db, username: &str, permission: Permission) -> Result<Author> {
        let device = concat!("zhaokao import ", env!("CARGO_PKG_VERSION"));
        pollster::block_on(staff_author(db, username, permission, device))
    }
}

impl Stage {
    fn run(self, kind: Kind) -> Result<()> {
        let db = self.place.database.open()?;
        let shown = self.file.display().to_string();
        let author = self.place.author(&db, &self.username, Permission::ScoreImport)?;
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {shown}"))?;
        let mut progress = Progress::new("looking up candidates");
        let staged = pollster::block_on(async {
            let exam = exam::named(&db, self.place.exam.as_deref()).await?.id;
            let parts = import::parts(&shown, bytes);
            let file = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let file = File { kind, name: &file, parts, partial: self.partial, reason: &self.reason };
            let act = author.acts(&db, self.place.now()).within(&exam);
            let id = import::stage(&act, file, |done, of| progress.at(done, of)).await?;
            staged::get(&db, id).await
        });
        progress.done();
        let import = staged.map_err(|error| refusal(&shown, error))?;
        import.says.iter().for_each(|words| println!("{words}"));
        match &self.publish {
            None => {
                let id = import.id;
                println!("导入 {id} 已核对，等另一位同事公布：zhaokao import publish {id} --as 账号");
                Ok(())
            }
            Some(username) => publish(&db, &self.place, import.id, (username, self.at)),
        }
    }
}

/// Each fault at its place.
fn refusal(file: &str, error: domain::Error) -> anyhow::Error {
    let domain::Error::Invalid(faults) = error else { return plain(error) };
    for fault in &faults {
        let (line, column) = (fault.line.unwrap_or_default(), fault.column.unwrap_or_default());
        println!("{file}:{line}:{column}: {}: {}", fault.field, fault.message);
    }
    let least = if faults.len() < import::FAULTS_SHOWN { "" } else { "至少 " };
    anyhow::anyhow!("{least}{} 处错误，没有导入任何内容", faults.len())
}

fn publish(db: &Db, place: &Place, import: i64, (username, at): (&str, Option<DateTime<Utc>>)) -> Result<()> {
    let author = place.author(db, username, Permission::ScorePublish)?;
    let due = at.map(|at| Timestamp(at.timestamp_millis()));
    let answer = Answer { proposal: import, declined: None };
    decide(author.acts(db, place.now()), Noun::Import, answer, due)?;
    match due {
        None => println!("导入 {import} 已公布"),
        Some(due) => println!("导入 {import} 将在 {} 公布", due.text()),
    }
    Ok(())
}

impl Publish {
    fn run(self) -> Result<()> {
        publish(&self.place.database.open()?, &self.place, self.import, (&self.username, self.at))
    }
}

impl List {
    fn run(self) -> Result<()> {
        let db = self.place.database.open()?;
        let listed = async {
            let exam = exam::named(&db, self.place.exam.as_deref()).await?.id;
            staged::page(&db, &exam, "", &After::default()).await
        };
        for import in pollster::block_on(listed).map_err(plain)?.rows {
            println!("{} {} {} {}", import.id, import.kind.title(), import.file, import.line());
            import.says.iter().for_each(|words| println!("    {words}"));
        }
        Ok(())
    }
}
