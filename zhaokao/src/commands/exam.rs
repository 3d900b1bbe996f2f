//! `zhaokao exam`

pub(super) mod place;
mod revision;

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use folder::{Fault, Files, Year};
use std::path::{Path, PathBuf};

/// An exam year as a folder of plain files: make an empty one, check it, see how two differ, put one in force.
#[derive(Args)]
pub(crate) struct Exam {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Template(Template),
    Check(Check),
    Diff(Diff),
    Init(revision::Init),
    Load(revision::Load),
    Publish(revision::Publish),
    Decline(revision::Decline),
    List(revision::List),
    Export(revision::Export),
}

/// Write a folder to begin with: headings, notes, national lists of codes.
#[derive(Args)]
struct Template {
    kind: Kind,
    /// Where to; made if it is not there, and nothing in it is replaced.
    folder: PathBuf,
}

/// Name everything that is wrong with a folder, as file:line:column.
#[derive(Args)]
struct Check {
    folder: PathBuf,
}

/// Say in words how one folder differs from another.
#[derive(Args)]
struct Diff {
    old: PathBuf,
    new: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// 普通高考
    Gaokao,
    /// 专升本
    Zsb,
}

impl Exam {
    pub(crate) fn run(self) -> Result<()> {
        match self.what {
            What::Template(template) => template.run(),
            What::Check(check) => check.run(),
            What::Diff(diff) => diff.run(),
            What::Init(init) => init.run(),
            What::Load(load) => load.run(),
            What::Publish(publish) => publish.run(),
            What::Decline(decline) => decline.run(),
            What::List(list) => list.run(),
            What::Export(export) => export.run(),
        }
    }
}

impl Template {
    fn run(self) -> Result<()> {
        let kind = match self.kind {
            Kind::Gaokao => domain::exam::Kind::Gaokao,
            Kind::Zsb => domain::exam::Kind::Zsb,
        };
        place::write(&self.folder, &folder::template(kind))?;
        println!("已写入 {}，请先读其中的 README.md", self.folder.display());
        Ok(())
    }
}

impl Check {
    fn run(self) -> Result<()> {
        let year = checked(&self.folder)?;
        year.notes.iter().for_each(|note| println!("{note}"));
        println!("{}。没有发现问题", year.summary());
        Ok(())
    }
}

impl Diff {
    fn run(self) -> Result<()> {
        let changes = folder::diff(&checked(&self.old)?, &checked(&self.new)?);
        for change in &changes {
            let mark = if change.stakes.is_empty() { " " } else { "!" };
            println!("{mark} {}", change.words);
        }
        match changes.iter().filter(|change| !change.stakes.is_empty()).count() {
            0 => println!("{} 处不同", changes.len()),
            bound => println!("{} 处不同，其中 {bound} 处（!）在有考生用到以后不能再改", changes.len()),
        }
        Ok(())
    }
}

/// A folder that has no fault; or its faults, printed.
fn checked(folder: &Path) -> Result<Year> {
    checked_files(folder).map(|(_, year)| year)
}

fn checked_files(folder: &Path) -> Result<(Files, Year)> {
    let files = place::read(folder)?;
    match folder::read(&files) {
        Ok(year) => Ok((files, year)),
        Err(faults) => {
            let name = |fault: &Fault| println!("{}/{fault}", folder.display());
            faults.iter().for_each(name);
            bail!("{} 有 {} 处不对，没有改动任何内容", folder.display(), faults.len())
        }
    }
}
