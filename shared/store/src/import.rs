//! 导入: a file is staged by one person and published by another (0031_import.sql).

mod back;
mod blocks;
mod changes;
mod part;

use crate::db::Db;
use crate::journal::InExam;
use crate::proposal::proposals;
use crate::{append, params};
pub use back::put_back;
pub use blocks::Blocks;
pub use changes::shown;
use domain::event::Event;
use domain::event::import::Staged;
use domain::import::{Import, Kind};
use domain::page::{After, Page};
use domain::proposal::Noun;
use domain::{Error, ExamId, Result};
pub use part::{keep_part, missing_parts, part};
use serde::de::DeserializeOwned;

/// Imports as `?1` sees them; what follows chooses among them.
macro_rules! imports {
    ($rest:literal) => {
        proposals!(", i.kind, i.file, i.hash, i.counts FROM proposal AS m JOIN import AS i ON i.id = m.id", $rest)
    };
}

pub const PAGE: usize = 20;

/// A page of those of an exam as somebody (`staff:3`) sees them, the newest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn page(db: &Db, exam: &ExamId, actor: &str, after: &After) -> Result<Page<Import>> {
    let before: i64 = after.key()?.unwrap_or(i64::MAX);
    let sql = imports!("WHERE m.exam = ?2 AND m.id < ?3 ORDER BY m.id DESC LIMIT ?4");
    Ok(Page::of(db.all(sql, params![actor, exam, before, PAGE + 1]).await?, PAGE, |import: &Import| import.id))
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Db, id: i64) -> Result<Import> {
    db.first(imports!("WHERE m.id = ?2"), params!["", id]).await?.ok_or(Error::NotFound(Noun::Import.title()))
}

/// The one of a kind that is published.
pub async fn published(db: &Db, exam: &ExamId, kind: Kind) -> Result<Option<i64>> {
    let sql = "SELECT id FROM import WHERE exam = ? AND kind = ? AND status = 'published'";
    db.first(sql, params![exam, kind.as_str()]).await
}

/// The rows of a block.
async fn block<T: DeserializeOwned>(db: &Db, hash: &str) -> Result<Vec<T>> {
    let rows: Option<String> = db.first("SELECT rows FROM import_block WHERE hash = ?", params![hash]).await?;
    Ok(serde_json::from_str(&rows.ok_or(Error::NotFound("导入的内容"))?)?)
}

/// Stages what was checked, and whose blocks are there; the import's number.
///
/// # Errors
/// `Conflict` when something else was published than it was compared with.
pub async fn stage(act: &InExam<'_>, new: &Staged<'_>) -> Result<i64> {
    let guard = append!(where
        "?13 IS (SELECT id FROM import WHERE exam = ?2 AND kind = ?14 AND status = 'published') AND NOT EXISTS \
         (SELECT 1 FROM JSON_EACH(?15) AS b WHERE NOT EXISTS (SELECT 1 FROM import_block AS k WHERE k.hash = b.value))"
    );
    let values = params![new.basis, new.kind.as_str(), serde_json::to_string(new.blocks)?];
    let staged = act.append(new.written()?, guard, values).await?;
    staged.ok_or_else(|| Error::Conflict("核对期间已有别的文件公布，请重新导入".into()))
}
