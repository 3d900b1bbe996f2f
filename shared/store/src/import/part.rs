//! A file on its way from a page: its parts, by content, so that one that has arrived need not be sent again.

use crate::db::{Blob, Db};
use crate::params;
use domain::{Error, Result, Timestamp};

/// So many parts are kept at once: those of a day (`tidy`), of files of 40.
const MOST: i64 = 1000;

/// Keeps a part.
///
/// # Errors
/// `TooManyRequests` while there are as many as may be.
pub async fn keep_part(db: &Db, hash: &str, bytes: &[u8], now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO import_part (hash, bytes, at) SELECT ?1, ?2, ?3 WHERE (SELECT COUNT(*) FROM import_part) < ?4 \
               ON CONFLICT DO UPDATE SET at = excluded.at RETURNING 1";
    let kept: Option<i64> = db.first(sql, params![hash, bytes.to_vec(), now, MOST]).await?;
    kept.map(drop).ok_or(Error::TooManyRequests(600))
}

/// Those that are not there.
pub async fn missing_parts(db: &Db, hashes: &[String]) -> Result<Vec<String>> {
    let sql = "SELECT j.value FROM JSON_EACH(?) AS j WHERE NOT EXISTS (SELECT 1 FROM import_part AS p WHERE p.hash = j.value)";
    db.all(sql, params![serde_json::to_string(hashes)?]).await
}

/// One of them.
///
/// # Errors
/// `Conflict` when it is not there any more.
pub async fn part(db: &Db, hash: &str) -> Result<Vec<u8>> {
    let part: Option<Blob> = db.first("SELECT bytes FROM import_part WHERE hash = ?", params![hash]).await?;
    part.map(|Blob(bytes)| bytes).ok_or_else(|| Error::Conflict("文件还没有传完，请重新选择文件".into()))
}
