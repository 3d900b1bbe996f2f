//! What is staged is published by a second person: at once, or at an instant.

use super::get;
use crate::db::Db;
use crate::journal::{Answer, Answered, InExam};
use crate::{append, both_in_use, independent, params};
use domain::event::Event;
use domain::event::import as event;
use domain::exam::Status;
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;

/// What it was compared with is still what is published.
macro_rules! may_be_published {
    () => {
        "m.basis IS (SELECT f.id FROM import AS f WHERE f.exam = ?2 AND f.kind = m.kind AND f.status = 'published')"
    };
}

/// Somebody else publishes it, all of it at once: now, or at an instant (`due`). Or does not, and says why.
///
/// # Errors
/// `Invalid` for an instant that has passed, or of what is not published; `ProposalChanged` when it waits no more; `Conflict` not by
/// somebody independent, or something else was published since.
pub async fn decide(act: &InExam<'_>, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let import = answer.proposal;
    let event = match (answer.declined, due) {
        (None, None) => event::Published { import }.written()?,
        (None, Some(due)) if due > act.at => event::Agreed { import, due: due.into() }.written()?,
        (None, Some(_)) => return Err(Error::invalid("at", "公布时间应在现在以后")),
        (Some(reason), None) => event::Declined { import, reason }.written()?,
        (Some(_), Some(_)) => return Err(Error::invalid("at", "不同意的不会公布，不能写公布时间")),
    };
    // One that was agreed to can still be declined until its instant.
    let guard = append!(where
        "EXISTS (SELECT 1 FROM import AS m WHERE m.id = ?13 AND m.exam = ?2 \
         AND (m.status = 'proposed' OR m.status = 'agreed' AND ?10 = 'import.declined') AND ",
        independent!("m.proposed_by", "?3"),
        " AND (?10 = 'import.declined' OR ",
        may_be_published!(),
        "))"
    );
    let conflict = match answer.declined {
        Some(_) => "要由另一位同事复核",
        None => "不能公布：要由另一位同事复核；或提出以后已有别的文件公布，请退回后重新导入",
    };
    act.decide(event, guard, params![import], Answered { proposal: import, conflict }).await
}

/// Whoever staged it takes it back.
///
/// # Errors
/// `ProposalChanged` when it waits no more; `Conflict` when it is somebody else's.
pub async fn withdraw(act: &InExam<'_>, import: i64) -> Result<()> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM import AS m WHERE m.id = ?13 AND m.exam = ?2 AND m.status IN ('proposed', 'agreed') \
         AND m.proposed_by = ?3)"
    );
    let withdrawn = event::Withdrawn { import }.written()?;
    let conflict = "只能撤回自己导入的文件";
    act.decide(withdrawn, guard, params![import], Answered { proposal: import, conflict }).await
}

/// An import whose instant has come.
#[derive(Debug, Deserialize)]
pub struct Due {
    pub id: i64,
    pub exam: ExamId,
}

/// Those whose instant has come, the earliest first.
pub async fn due(db: &Db, now: Timestamp) -> Result<Vec<Due>> {
    let sql = "SELECT id, exam FROM import WHERE status = 'agreed' AND due <= ? ORDER BY due, id";
    db.all(sql, params![now]).await
}

/// Its instant has come: it is published, or it can't be any more, which is said as the reason why not. Whether it is. Who was
/// stopped meanwhile, of the two who wanted it, counts no more.
pub async fn take_effect(act: &InExam<'_>, import: i64) -> Result<bool> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM import AS m WHERE m.id = ?13 AND m.exam = ?2 AND m.status = 'agreed' AND m.due <= ?1 AND ",
        both_in_use!("m.proposed_by", "m.decided_by"),
        " AND ",
        may_be_published!(),
        ")"
    );
    if act.append(event::Published { import }.written()?, guard, params![import]).await?.is_some() {
        return Ok(true);
    }
    let reason = "到了公布时间，但同意以后提出人或复核人的账号已停用，或已有别的文件公布。请重新导入";
    let guard = append!(where
        "EXISTS (SELECT 1 FROM import AS m WHERE m.id = ?13 AND m.exam = ?2 AND m.status = 'agreed' AND m.due <= ?1)"
    );
    act.append(event::Declined { import, reason }.written()?, guard, params![import]).await?;
    Ok(get(act.db, import).await?.status == Status::Published)
}
