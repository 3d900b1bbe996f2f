//! What a revision comes to is kept before it is proposed: some hundred rows at a time, so that nobody who writes meanwhile
//! waits for long. What is there already stays.

use crate::db::{Blob, Db};
use crate::params;
use domain::exam::Thing;
use domain::{Error, ExamId, Result};
use serde::Deserialize;

/// Rows to a statement.
const AT_ONCE: usize = 800;

/// Keeps files, by hash, and what they come to.
///
/// # Errors
/// `Internal` when the database can't be written.
pub async fn keep<'a>(
    db: &Db,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    content: &str,
    things: &[Thing],
) -> Result<()> {
    for (hash, bytes) in files {
        let sql = "INSERT INTO revision_file (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING";
        db.run(sql, params![hash, bytes.to_vec()]).await?;
    }
    for things in things.chunks(AT_ONCE) {
        let json = serde_json::to_string(things)?;
        let sql = "INSERT INTO revision_value (hash, value) SELECT j.value ->> 'hash', j.value ->> 'value' FROM JSON_EACH(?) AS j \
                   WHERE TRUE ON CONFLICT DO NOTHING";
        db.run(sql, params![&json]).await?;
        let sql = "INSERT INTO revision_row (content, noun, key, position, value) SELECT ?, j.value ->> 'noun', j.value ->> 'key', \
                   j.value ->> 'position', j.value ->> 'hash' FROM JSON_EACH(?) AS j WHERE TRUE ON CONFLICT DO NOTHING";
        db.run(sql, params![content, json]).await?;
    }
    Ok(())
}

/// What becomes another one in an exam that a revision is not about.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct Elsewhere {
    pub exam: String,
    /// `college`, `organisation`, `region`
    pub noun: String,
    pub count: i64,
    pub name: String,
}

/// 院校, 机构 and regions are all exams' own: what a content that was kept changes of others that are in force, apart from what
/// it leaves as it was `before`.
///
/// # Errors
/// `Internal`.
pub async fn elsewhere(db: &Db, exam: &ExamId, before: Option<&str>, content: &str) -> Result<Vec<Elsewhere>> {
    let sql = "SELECT x.name AS exam, n.noun, COUNT(*) AS count, MIN(v.value ->> 'name') AS name \
               FROM revision AS r CROSS JOIN exam AS x ON x.id = r.exam \
               CROSS JOIN revision_row AS n ON n.content = ?3 AND n.noun IN ('college', 'organisation', 'region') \
               CROSS JOIN revision_row AS o ON o.content = r.content AND o.noun = n.noun AND o.key = n.key \
               CROSS JOIN revision_value AS v ON v.hash = o.value \
               LEFT JOIN revision_row AS b ON b.content = ?2 AND b.noun = n.noun AND b.key = n.key \
               WHERE r.exam <> ?1 AND r.status = 'published' AND o.value <> n.value AND b.value IS NOT n.value \
               GROUP BY r.id, n.noun ORDER BY r.id, n.noun";
    db.all(sql, params![exam, before, content]).await
}

/// A file that was kept.
///
/// # Errors
/// `Internal`; `NotFound` when there is none with this hash.
pub async fn file(db: &Db, hash: &str) -> Result<Vec<u8>> {
    let file: Option<Blob> = db.first("SELECT bytes FROM revision_file WHERE hash = ?", params![hash]).await?;
    file.map(|Blob(bytes)| bytes).ok_or(Error::NotFound("文件"))
}
