//! A file of scores or of control lines is staged: it is read, checked, compared with what is published, and kept. A second person
//! publishes it (`store::proposal`).

mod heading;
mod lines;
mod scores;
#[cfg(test)]
mod tests;

use domain::Result;
use domain::error::{Error, Faults};
use domain::event::import::Staged;
use domain::import::{Counts, Kind};
use store::import::{self, Blocks};
use store::journal::InExam;
use store::seal;

/// Faults that one answer names; the rest come after these are mended.
pub const FAULTS_SHOWN: usize = 1000;

/// A file to be staged.
#[derive(Debug)]
pub struct File<'a> {
    /// What it is about
    pub kind: Kind,
    /// Its name, which says whether it is a spreadsheet
    pub name: &'a str,
    /// All of it; parts of a text end at an end of line
    pub parts: Vec<Vec<u8>>,
    /// Does it know only some of those who have a place? Then there may be gaps between places
    pub partial: bool,
    pub reason: &'a str,
}

/// What a file comes to.
struct Checked {
    blocks: Vec<String>,
    columns: Vec<String>,
    notes: Option<String>,
    counts: Counts,
    says: Vec<String>,
}

/// Stages a file; the import's number. `tell` hears how many rows of how many are looked up.
///
/// # Errors
/// `Invalid` with line and column of each fault; `Conflict` when something else was published meanwhile; `Internal`. Then nothing is
/// staged.
pub async fn stage(act: &InExam<'_>, file: File<'_>, mut tell: impl FnMut(usize, usize)) -> Result<i64> {
    let File { kind, name, reason, .. } = file;
    let hash = &seal::sha256_of(file.parts.iter().map(Vec::as_slice))[..];
    let basis = import::published(act.db, act.exam, kind).await?;
    let Checked { blocks, columns, notes, counts, says } = match kind {
        Kind::Scores => scores::check(act, file, &mut tell).await?,
        Kind::ControlLines => lines::check(act, file).await?,
    };
    let (blocks, columns, notes, says) = (&blocks[..], &columns[..], notes.as_deref(), &says[..]);
    import::stage(act, &Staged { kind, file: name, hash, basis, blocks, columns, notes, counts, says, reason }).await
}

/// Cuts the bytes of a file so that the parts of a text end at an end of line.
pub fn parts(name: &str, bytes: Vec<u8>) -> Vec<Vec<u8>> {
    const PART: usize = 1 << 20;
    if folder::sheet::is_lettered(name) {
        return vec![bytes];
    }
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match parts.last_mut().filter(|part| part.len() < PART) {
            Some(part) => part.extend_from_slice(line),
            None => parts.push(line.to_vec()),
        }
    }
    parts
}

/// The file can't be read at all.
fn unreadable(message: String) -> Error {
    Error::invalid("file", message)
}

/// A file that changes nothing is not staged.
fn nothing_new(counts: Counts) -> Result<()> {
    match (counts.added, counts.changed) {
        (0, 0) => Err(Error::Conflict("与已公布的相同，没有改动".into())),
        _ => Ok(()),
    }
}

/// All faults, as many as are shown.
fn refuse<T>(faults: Faults, value: T) -> Result<T> {
    faults.at_most(FAULTS_SHOWN).or(value)
}
