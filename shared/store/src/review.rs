//! 资格审核: what an exam year says of it.

use crate::db::Db;
use crate::params;
use domain::exam::zsb::Rules;
use domain::{ExamId, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// 报考类别 and 审查路线 of the revision in force; none where the exam has none.
pub async fn rules(db: &Db, exam: &ExamId) -> Result<Rules> {
    Ok(Rules { categories: said(db, exam, "category").await?, routes: said(db, exam, "route").await? })
}

/// What the revision in force says of something, in its order.
async fn said<T: DeserializeOwned>(db: &Db, exam: &ExamId, noun: &str) -> Result<Vec<T>> {
    #[derive(Deserialize)]
    struct Row<T> {
        value: T,
    }
    let sql = "SELECT v.value FROM revision AS f CROSS JOIN revision_row AS w ON w.content = f.content AND w.noun = ?2 \
               CROSS JOIN revision_value AS v ON v.hash = w.value WHERE f.exam = ?1 AND f.status = 'published' ORDER BY w.position";
    let rows: Vec<Row<T>> = db.all(sql, params![exam, noun]).await?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}
