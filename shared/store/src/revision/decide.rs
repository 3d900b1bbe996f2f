//! A revision is proposed, and put in force by a second person: at once, or at an instant.

use super::{get, untouched};
use crate::db::Db;
use crate::journal::{Answer, Answered, InExam};
use crate::{append, both_in_use, independent, params};
use domain::event::Event;
use domain::event::exam as event;
use domain::exam::Status;
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;

/// A folder that was loaded, proposed. Its rows are there (`keep`). Its number.
///
/// # Errors
/// `Conflict` when another one is in force than it was compared with, or candidates depend on what it changes.
pub async fn propose(act: &InExam<'_>, new: &event::Loaded<'_>) -> Result<i64> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision_row WHERE content = ?13) AND ?14 IS (SELECT id FROM revision WHERE exam = ?2 \
         AND status = 'published') AND ",
        untouched!("?15")
    );
    let touches = serde_json::to_string(new.touches)?;
    let appended = act.append(new.written()?, guard, params![new.content, new.basis, touches]).await?;
    appended.ok_or_else(|| Error::Conflict("已有别的版本开始生效，或已有考生用到其中要改的内容。请重新载入".into()))
}

/// What has to be so for a revision (`r`) to come into force.
macro_rules! may_come_into_force {
    () => {
        concat!(
            "r.basis IS (SELECT p.id FROM revision AS p WHERE p.exam = ?2 AND p.status = 'published') AND ",
            untouched!("r.touches")
        )
    };
}

/// Somebody else puts it in force, everything that it says at once: now, or at an instant (`due`). Or does not, and says why.
///
/// # Errors
/// `Invalid` for an instant that has passed, or of what does not come into force; `ProposalChanged` when it waits no more; `Conflict`
/// not by somebody independent, or it can't come into force any more.
pub async fn decide(act: &InExam<'_>, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let revision = answer.proposal;
    let event = match (answer.declined, due) {
        (None, None) => event::Published { revision, windows: true }.written()?,
        (None, Some(due)) if due > act.at => event::Agreed { revision, due: due.into() }.written()?,
        (None, Some(_)) => return Err(Error::invalid("at", "生效时间应在现在以后")),
        (Some(reason), None) => event::Declined { revision, reason }.written()?,
        (Some(_), Some(_)) => return Err(Error::invalid("at", "不同意的不会生效，不能写生效时间")),
    };
    // One that was agreed to can still be declined until its instant.
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision AS r WHERE r.id = ?13 AND r.exam = ?2 \
         AND (r.status = 'proposed' OR r.status = 'agreed' AND ?10 = 'exam.declined') AND ",
        independent!("r.proposed_by", "?3"),
        " AND (?10 = 'exam.declined' OR ",
        may_come_into_force!(),
        "))"
    );
    let conflict = match answer.declined {
        Some(_) => "要由另一位同事复核",
        None => "不能同意：要由另一位同事复核；或提出以后已有别的版本生效，或已有考生用到其中要改的内容",
    };
    act.decide(event, guard, params![revision], Answered { proposal: revision, conflict }).await
}

/// Whoever proposed it takes it back.
///
/// # Errors
/// `ProposalChanged` when it waits no more; `Conflict` when it is somebody else's.
pub async fn withdraw(act: &InExam<'_>, revision: i64) -> Result<()> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision AS r WHERE r.id = ?13 AND r.exam = ?2 AND r.status IN ('proposed', 'agreed') \
         AND r.proposed_by = ?3)"
    );
    let conflict = "只能撤回自己提出的版本";
    let withdrawn = event::Withdrawn { revision }.written()?;
    act.decide(withdrawn, guard, params![revision], Answered { proposal: revision, conflict }).await
}

/// A revision whose instant has come.
#[derive(Debug, Deserialize)]
pub struct Due {
    pub id: i64,
    pub exam: ExamId,
}

/// Those whose instant has come, the earliest first.
pub async fn due(db: &Db, now: Timestamp) -> Result<Vec<Due>> {
    let sql = "SELECT id, exam FROM revision WHERE status = 'agreed' AND due <= ? ORDER BY due, id";
    db.all(sql, params![now]).await
}

/// Its instant has come: it is in force, or it can't be any more, which is said as the reason why not. Whether it is. Who was
/// stopped meanwhile, of the two who wanted it, counts no more.
pub async fn take_effect(act: &InExam<'_>, revision: i64) -> Result<bool> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision AS r WHERE r.id = ?13 AND r.exam = ?2 AND r.status = 'agreed' AND r.due <= ?1 AND ",
        both_in_use!("r.proposed_by", "r.decided_by"),
        " AND ",
        may_come_into_force!(),
        ")"
    );
    let published = event::Published { revision, windows: true }.written()?;
    if act.append(published, guard, params![revision]).await?.is_some() {
        return Ok(true);
    }
    let reason = "到了生效时间，但同意以后提出人或复核人的账号已停用，或已有别的版本生效，或已有考生用到其中要改的内容。请重新载入";
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision AS r WHERE r.id = ?13 AND r.exam = ?2 AND r.status = 'agreed' AND r.due <= ?1)"
    );
    act.append(event::Declined { revision, reason }.written()?, guard, params![revision]).await?;
    Ok(get(act.db, revision).await?.status == Status::Published)
}
