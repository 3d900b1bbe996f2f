//! An earlier revision is proposed once more: what it came to is there still.

use super::{get, in_force, propose};
use crate::db::Db;
use crate::journal::InExam;
use crate::params;
use domain::event::exam::{Dependent, Loaded};
use domain::exam::{Revision, Status};
use domain::{Error, Result};
use serde::Deserialize;

/// Proposes what was in force before, as it was then; the new revision's number. Windows stay as they are.
///
/// # Errors
/// `NotFound`; `Conflict` when it never was in force, or somebody depends on what would change.
pub async fn put_back(act: &InExam<'_>, earlier: i64, reason: &str) -> Result<i64> {
    let target = get(act.db, earlier).await?;
    let current = in_force(act.db, &target.exam).await?.filter(|_| target.status == Status::Replaced);
    let current = current.ok_or_else(|| Error::Conflict("只能恢复到以前生效过的版本".into()))?;
    let new = Loaded {
        content: &target.content,
        basis: Some(current.id),
        files: &target.files,
        says: &undone(act.db, &target).await?,
        touches: &touched(act.db, &current.content, &target.content).await?,
        reason,
    };
    propose(act, &new).await
}

/// What was changed since then, from the newest on.
async fn undone(db: &Db, target: &Revision) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Said {
        words: String,
    }
    let sql = "SELECT '撤销：' || s.value AS words FROM revision AS r JOIN JSON_EACH(r.says) AS s \
               WHERE r.exam = ?1 AND r.id > ?2 AND r.status IN ('published', 'replaced') ORDER BY r.id DESC, s.key LIMIT 100";
    let said: Vec<Said> = db.all(sql, params![&target.exam, target.id]).await?;
    let all = [format!("恢复到版本 {}", target.id)].into_iter().chain(said.into_iter().map(|said| said.words));
    Ok(all.collect())
}

/// Who must not be there for one content to take the place of another. What a field of the form was before nobody can tell
/// here, so a form is not put back once somebody may have filled it in.
async fn touched(db: &Db, from: &str, to: &str) -> Result<Vec<Dependent>> {
    let sql = "SELECT DISTINCT IIF(n.noun IN ('batch', 'group'), 'volunteers', 'candidates') FROM revision_row AS n \
               LEFT JOIN revision_row AS o ON o.content = ?2 AND o.noun = n.noun AND o.key = n.key \
               LEFT JOIN revision_value AS v ON v.hash = n.value LEFT JOIN revision_value AS w ON w.hash = o.value \
               WHERE n.content = ?1 AND (o.value IS NULL AND n.noun IN ('code', 'organisation', 'segment', 'form', 'fee', 'batch', 'group') \
               OR o.value <> n.value AND (n.noun IN ('segment', 'form', 'fee', 'batch') \
               OR n.noun = 'group' AND v.value ->> 'requirement' IS NOT w.value ->> 'requirement')) \
               UNION SELECT 'candidates' FROM revision_row AS n WHERE n.content = ?2 AND n.noun = 'fee' AND NOT EXISTS \
               (SELECT 1 FROM revision_row AS o WHERE o.content = ?1 AND o.noun = n.noun AND o.key = n.key)";
    db.all(sql, params![from, to]).await
}
