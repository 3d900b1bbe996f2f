//! 收藏: groups kept in folders. Not in the journal.

use crate::db::Db;
use crate::params;
use domain::{Error, Result};
use serde::Deserialize;

/// A favourite: (group, folder).
#[derive(Debug, Deserialize)]
pub struct Favourite {
    pub college_group: i64,
    pub folder: String,
}

/// A candidate's favourites.
pub async fn all(db: &Db, candidate: i64) -> Result<Vec<Favourite>> {
    let sql = "SELECT college_group, folder FROM favourite WHERE candidate = ? ORDER BY folder, college_group";
    db.all(sql, params![candidate]).await
}

/// Keeps a group of the candidate's exam, at most 500.
///
/// # Errors
/// `NotFound` when there is no such group; `Conflict` when there are 500.
pub async fn keep(db: &Db, candidate: i64, group: i64, folder: &str) -> Result<()> {
    let sql = "INSERT INTO favourite (candidate, college_group, folder) SELECT ?1, g.id, ?3 FROM college_group AS g \
               WHERE g.id = ?2 AND g.exam = (SELECT c.exam FROM candidate AS c WHERE c.id = ?1) AND ((SELECT COUNT(*) FROM favourite AS f WHERE f.candidate = ?1) < 500 \
               OR EXISTS (SELECT 1 FROM favourite AS f WHERE f.candidate = ?1 AND f.college_group = ?2)) \
               ON CONFLICT DO UPDATE SET folder = excluded.folder RETURNING college_group";
    if db.first::<i64>(sql, params![candidate, group, folder]).await?.is_some() {
        return Ok(());
    }
    let sql = "SELECT g.id FROM candidate AS c CROSS JOIN college_group AS g ON g.id = ?2 AND g.exam = c.exam WHERE c.id = ?1";
    let there: Option<i64> = db.first(sql, params![candidate, group]).await?;
    Err(match there {
        Some(_) => Error::Conflict("收藏已满 500 个，请先取消一些".into()),
        None => Error::NotFound("院校专业组"),
    })
}

/// Lets a group go.
pub async fn forget(db: &Db, candidate: i64, group: i64) -> Result<()> {
    db.run("DELETE FROM favourite WHERE candidate = ? AND college_group = ?", params![candidate, group]).await
}
