//! An exam year's folder becomes a revision: it is compared with the one in force, kept, and proposed. A second person puts it in
//! force (`store::proposal`).

use anyhow::{Context, anyhow};
use domain::event::exam::Loaded;
use domain::exam::Revision;
use domain::proposal::Status;
use domain::{Error, FieldError, Result};
use folder::{Change, Fault, Files, Revised, Stake, Year};
use store::db::Db;
use store::journal::InExam;
use store::organisation;
use store::revision::{self, Elsewhere};
pub use store::revision::{all, begin, get};

/// A folder, compared with the revision in force.
#[derive(Debug)]
pub struct Compared {
    /// The one in force, if any ever was
    pub basis: Option<Revision>,
    /// What the folder comes to; or what can't be changed any more, since candidates depend on it
    pub revised: Result<Revised, Vec<Change>>,
}

/// Compares a year with what is in force of its exam.
///
/// # Errors
/// `Internal`.
pub async fn compare(db: &Db, year: &Year) -> Result<Compared> {
    let exam = &year.exam.id.clone().into();
    let basis = revision::in_force(db, exam).await?;
    let old = match &basis {
        Some(basis) => Some(read(basis, &files(db, basis).await?)?),
        None => None,
    };
    let moved = moved(db, year).await?;
    let there = revision::dependents(db, exam).await?;
    let revised = if moved.is_empty() { folder::revise(old.as_ref(), year, &there) } else { Err(moved) };
    Ok(Compared { revised, basis })
}

/// Organisations that would be something else, or somewhere else, than they are: of all exams they are the same.
async fn moved(db: &Db, year: &Year) -> Result<Vec<Change>> {
    let paths = year.paths();
    let mut moved = Vec::new();
    for row in year.organisations.iter() {
        let Some(unit) = organisation::find(db, &row.code).await? else { continue };
        if unit.kind != row.kind || paths.get(row.code.as_str()) != Some(&unit.path) {
            let (code, name) = (&row.code, &row.name);
            let words =
                format!("机构 {code} {name}：类型和上级已经定下（{}，{}），不能改变", unit.kind.title(), unit.path);
            moved.push(Change { words, stakes: vec![Stake::Organisation(code.clone())] });
        }
    }
    Ok(moved)
}

impl Compared {
    /// Is it, file by file, what is in force?
    pub fn is_same(&self, files: &Files) -> bool {
        let content = self.revised.as_ref().map(|revised| revised.content.as_str()).unwrap_or_default();
        self.basis.as_ref().is_some_and(|basis| basis.files == files.hashes() && basis.content == content)
    }
}

/// A folder that was compared, and can be proposed.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    pub files: &'a Files,
    /// The revision that was in force, if any ever was
    pub basis: Option<&'a Revision>,
    /// What it comes to
    pub revised: &'a Revised,
}

/// Proposes it; its number.
///
/// # Errors
/// `Conflict` when something else has come into force since, or somebody depends on what it changes; `Internal`.
pub async fn propose(act: &InExam<'_>, folder: Folder<'_>, reason: &str) -> Result<i64> {
    let Folder { files, basis, revised } = folder;
    let (hashes, content) = (files.hashes(), &revised.content);
    let bytes = files.iter().filter_map(|(name, bytes)| Some((hashes.get(name)?.as_str(), bytes)));
    revision::keep(act.db, bytes, content, &revised.things).await?;
    let elsewhere = revision::elsewhere(act.db, act.exam, basis.map(|basis| &basis.content[..]), content).await?;
    let says: Vec<String> = revised.says.iter().cloned().chain(elsewhere.iter().map(reminder)).collect();
    let (touches, basis) = (&revised.touches, basis.map(|basis| basis.id));
    revision::propose(act, &Loaded { content, basis, files: &hashes, says: &says, touches, reason }).await
}

fn reminder(of: &Elsewhere) -> String {
    let what = match &of.noun[..] {
        "college" => "院校",
        "organisation" => "机构",
        _ => "行政区划",
    };
    format!("提醒：{} 也会随之改变：{what} {} 个（如 {}）", of.exam, of.count, of.name)
}

/// Proposes what was in force before, as it was then; the new revision's number. What couldn't be loaded any more is not put back
/// either. Windows stay as they are.
///
/// # Errors
/// `NotFound`; `Conflict` when it never was in force, or is; `Invalid` with what candidates depend on.
pub async fn put_back(act: &InExam<'_>, earlier: i64, reason: &str) -> Result<i64> {
    let target = get(act.db, earlier).await?;
    if target.status != Status::Replaced {
        return Err(Error::Conflict("只能恢复到以前生效过的版本".into()));
    }
    let files = files(act.db, &target).await?;
    let year = folder::read(&files).map_err(|_| Error::Conflict("这个版本已不合现在的规则，不能恢复".into()))?;
    let compared = compare(act.db, &year).await?;
    let mut revised = compared.revised.map_err(refused)?;
    revised.says.insert(0, format!("恢复到版本 {earlier}"));
    propose(act, Folder { files: &files, basis: compared.basis.as_ref(), revised: &revised }, reason).await
}

/// Changes that can't be, as faults.
pub fn refused(changes: Vec<Change>) -> Error {
    let message = |change: Change| format!("不能这样改，已有考生用到：{}", change.words);
    Error::Invalid(changes.into_iter().map(|change| FieldError::new("change", message(change))).collect())
}

/// A revision's files, as they came.
///
/// # Errors
/// `Internal`.
pub async fn files(db: &Db, revision: &Revision) -> Result<Files> {
    let mut files = Files::default();
    for (name, hash) in &revision.files {
        files.insert(name, revision::file(db, hash).await?);
    }
    Ok(files)
}

/// What a revision's files say.
///
/// # Errors
/// `Internal` when today's rules would not take them.
pub fn read(revision: &Revision, files: &Files) -> Result<Year> {
    let first = |faults: Vec<Fault>| faults.first().map(ToString::to_string).unwrap_or_default();
    let year = folder::read(files).map_err(|faults| anyhow!(first(faults)));
    Ok(year.with_context(|| format!("版本 {} 已不合现在的规则", revision.id))?)
}
