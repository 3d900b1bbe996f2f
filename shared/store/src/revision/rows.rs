//! What a revision comes to is kept before it is proposed: some hundred rows at a time, so that nobody who writes meanwhile
//! waits for long. What is there already stays.

use crate::db::{Blob, Db};
use crate::params;
use domain::exam::Thing;
use domain::{Error, Result};

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

/// A file that was kept.
///
/// # Errors
/// `Internal`; `NotFound` when there is none with this hash.
pub async fn file(db: &Db, hash: &str) -> Result<Vec<u8>> {
    let file: Option<Blob> = db.first("SELECT bytes FROM revision_file WHERE hash = ?", params![hash]).await?;
    file.map(|Blob(bytes)| bytes).ok_or(Error::NotFound("文件"))
}
