//! `zhaokao exam load`, `publish`, `decline`, `list`, `export`

use super::{checked_files, place};
use crate::commands::{Database, decide, machine_now, plain, staff_author, system_author};
use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Utc};
use clap::Args;
use domain::Timestamp;
use domain::proposal::{Noun, Status};
use domain::role::Permission;
use folder::{Change, Files, Year};
use revision::Folder;
use std::path::PathBuf;
use store::db::Db;
use store::journal::{Act, Answer, Author};

/// Begin an empty database with the province of a folder, so that its first accounts can be made.
#[derive(Args)]
pub(super) struct Init {
    folder: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Propose a folder as the exam year's settings: a second person puts it in force.
///
/// What it changes is said in words. Nothing is changed when it has a fault, or when candidates depend on what it would change.
/// The application may go on meanwhile.
#[derive(Args)]
pub(super) struct Load {
    folder: PathBuf,
    /// The member of the province's staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Why.
    #[arg(long, default_value = "年度设置")]
    reason: String,
    #[command(flatten)]
    database: Database,
}

/// Put a proposed revision in force: all of it, at once, or at an instant.
///
/// At its instant the application does it by itself, at its next tick.
#[derive(Args)]
pub(super) struct Publish {
    /// Its number, as `load` and `list` say it.
    revision: i64,
    /// When, such as 2027-06-24T21:00:00+08:00 [default: now].
    #[arg(long, value_name = "RFC3339")]
    at: Option<DateTime<Utc>>,
    /// Somebody else of the province's staff, independent of who proposed it.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    #[command(flatten)]
    database: Database,
}

/// Don't agree to a proposed revision.
#[derive(Args)]
pub(super) struct Decline {
    /// Its number.
    revision: i64,
    /// Somebody else of the province's staff.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Why not.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    database: Database,
}

/// All revisions, the newest first, with what each changed.
#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    database: Database,
}

/// Write a revision's folder back, byte for byte: to begin the next year, or to put an older one in force again by `load`.
#[derive(Args)]
pub(super) struct Export {
    /// Where to; nothing in it is replaced.
    folder: PathBuf,
    /// Which revision [default: the one in force of the newest exam].
    #[arg(long, value_name = "NUMBER")]
    revision: Option<i64>,
    #[command(flatten)]
    database: Database,
}

fn decided(database: &Database, username: &str, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let db = database.open()?;
    let author = author(&db, username, Permission::ExamPublish)?;
    decide(author.acts(&db, machine_now()), Noun::Revision, answer, due)
}

fn author(db: &Db, username: &str, permission: Permission) -> Result<Author> {
    pollster::block_on(staff_author(db, username, permission, concat!("zhaokao exam ", env!("CARGO_PKG_VERSION"))))
}

impl Init {
    pub(super) fn run(self) -> Result<()> {
        let (_, year) = checked_files(&self.folder)?;
        let db = self.database.open()?;
        let code = &year.exam.authority.province;
        let province = year.organisations.iter().find(|row| row.code == *code);
        let name = province.map_or(&year.exam.authority.name, |row| &row.name);
        let system = system_author(concat!("zhaokao exam ", env!("CARGO_PKG_VERSION")));
        let exam = year.exam.id.clone().into();
        let act = system.acts(&db, machine_now()).within(&exam);
        pollster::block_on(revision::begin(&act, code, name)).map_err(plain)?;
        println!("已建立 {code} {name}。请为两位工作人员各建一个账号：");
        println!("zhaokao staff create 账号 --name 姓名 --organisation {code}");
        Ok(())
    }
}

impl Load {
    pub(super) fn run(self) -> Result<()> {
        let (files, year) = checked_files(&self.folder)?;
        let db = self.database.open()?;
        let author = author(&db, &self.username, Permission::ExamPropose)?;
        pollster::block_on(self.load(&author.acts(&db, machine_now()), &files, &year))
    }

    async fn load(&self, act: &Act<'_>, files: &Files, year: &Year) -> Result<()> {
        let compared = revision::compare(act.db, year).await.map_err(plain)?;
        if compared.is_same(files) {
            println!("与现行设置相同，没有改动");
            return Ok(());
        }
        let revised = compared.revised.map_err(|refused| refusal(&refused))?;
        revised.says.iter().for_each(|words| println!("{words}"));
        let exam = year.exam.id.clone().into();
        let folder = Folder { files, basis: compared.basis.as_ref(), revised: &revised };
        let id = revision::propose(&act.within(&exam), folder, &self.reason).await.map_err(plain)?;
        println!("版本 {id} 已提出，等另一位同事：zhaokao exam publish {id} --as 账号");
        Ok(())
    }
}

fn refusal(refused: &[Change]) -> anyhow::Error {
    refused.iter().for_each(|change| println!("! {}", change.words));
    let count = refused.len();
    anyhow!("{count} 处不能这样改：已有考生用到；生效以后的日程在网页的“日程”中改。没有改动任何内容")
}

impl Publish {
    pub(super) fn run(self) -> Result<()> {
        let due = self.at.map(|at| Timestamp(at.timestamp_millis()));
        decided(&self.database, &self.username, Answer { proposal: self.revision, declined: None }, due)?;
        match due {
            None => println!("版本 {} 已生效", self.revision),
            Some(due) => println!("版本 {} 将在 {} 生效", self.revision, due.text()),
        }
        Ok(())
    }
}

impl Decline {
    pub(super) fn run(self) -> Result<()> {
        let answer = Answer { proposal: self.revision, declined: Some(&self.reason) };
        decided(&self.database, &self.username, answer, None)?;
        println!("版本 {} 没有同意", self.revision);
        Ok(())
    }
}

impl List {
    pub(super) fn run(self) -> Result<()> {
        let db = self.database.open()?;
        for revision in pollster::block_on(revision::all(&db)).map_err(plain)? {
            println!("{} {} {}", revision.id, revision.exam, revision.line());
            revision.says.iter().for_each(|words| println!("    {words}"));
        }
        Ok(())
    }
}

impl Export {
    pub(super) fn run(self) -> Result<()> {
        let db = self.database.open()?;
        let revision = match self.revision {
            Some(id) => pollster::block_on(revision::get(&db, id)).map_err(plain)?,
            None => {
                let all = pollster::block_on(revision::all(&db)).map_err(plain)?;
                let published = all.into_iter().filter(|revision| revision.status == Status::Published);
                let newest = published.max_by(|one, other| one.exam.cmp(&other.exam));
                newest.context("没有生效过的版本")?
            }
        };
        place::write(&self.folder, &pollster::block_on(revision::files(&db, &revision)).map_err(plain)?)?;
        println!("版本 {} 已写入 {}", revision.id, self.folder.display());
        Ok(())
    }
}
