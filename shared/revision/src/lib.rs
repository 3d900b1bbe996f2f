//! An exam year's folder becomes a revision: it is compared with the one in force, kept, and proposed. A second person puts it in
//! force (`decide`).

use anyhow::{Context, anyhow};
use domain::Result;
use domain::event::exam::Loaded;
use domain::exam::Revision;
use folder::{Change, Fault, Files, Revised, Year};
use store::db::Db;
use store::journal::InExam;
use store::revision;
pub use store::revision::{all, begin, decide, get};

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
    let there = revision::dependents(db, exam).await?;
    Ok(Compared { revised: folder::revise(old.as_ref(), year, &there), basis })
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
    /// Its files
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
    let (says, touches, basis) = (&revised.says, &revised.touches, basis.map(|basis| basis.id));
    revision::propose(act, &Loaded { content, basis, files: &hashes, says, touches, reason }).await
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
