//! 提出与复核 (0043_proposal.sql): who may decide about what was proposed, what stops it, and what they are told then. Of revisions of
//! an exam's settings, of imports and of changes of the roles alike.

use crate::db::Db;
use crate::journal::{Act, Answer, Answered, Exam, InExam};
use crate::revision::untouched;
use crate::{append, independent, may_still, params};
use domain::event::{Event, Millis, Written, exam, import, role};
use domain::proposal::Noun;
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;

/// Proposals (`m`) as `?1` sees them, with what else they are joined with; what follows chooses among them.
macro_rules! proposals {
    ($own:literal, $rest:literal) => {
        concat!(
            "SELECT m.id, m.exam, m.status, m.says, m.reason, p.name AS proposed_by, m.proposed_at, d.name AS decided_by, \
             m.decided_at, m.due, m.published_at, m.declined_reason, m.proposed_by = ?1 AS mine, \
             m.status IN ('proposed', 'agreed') AND ",
            $crate::independent!("m.proposed_by", "?1"),
            " AS may_decide, m.status IN ('proposed', 'agreed') AND m.outdated AS outdated",
            $own,
            " ",
            $crate::staff_behind!("p", "m.proposed_by"),
            $crate::staff_behind!("d", "m.decided_by"),
            $rest
        )
    };
}
pub(crate) use proposals;

/// Appends what becomes of the proposal (`m`) `?13`, a `?14`, for which this holds.
macro_rules! answered {
    ($condition:expr) => {
        append!(where
            "EXISTS (SELECT 1 FROM proposal AS m WHERE m.id = ?13 AND m.noun = ?14 AND m.exam = ?2 AND ",
            $condition,
            ")"
        )
    };
}

/// Nothing is in its way.
macro_rules! may_take_effect {
    () => {
        concat!("NOT m.outdated AND ", untouched!("m.touches"))
    };
}

/// What becomes of a proposal.
enum Fate<'a> {
    Published,
    Agreed(Millis),
    Declined(&'a str),
    Withdrawn,
}

fn event(noun: Noun, id: i64, fate: Fate<'_>) -> Result<Written> {
    let (revision, import, answer) = (id, id, |declined| Answer { proposal: id, declined });
    Ok(match (noun, fate) {
        (Noun::Revision, Fate::Published) => exam::Published { revision, windows: true }.written()?,
        (Noun::Revision, Fate::Agreed(due)) => exam::Agreed { revision, due }.written()?,
        (Noun::Revision, Fate::Declined(reason)) => exam::Declined { revision, reason }.written()?,
        (Noun::Revision, Fate::Withdrawn) => exam::Withdrawn { revision }.written()?,
        (Noun::Import, Fate::Published) => import::Published { import }.written()?,
        (Noun::Import, Fate::Agreed(due)) => import::Agreed { import, due }.written()?,
        (Noun::Import, Fate::Declined(reason)) => import::Declined { import, reason }.written()?,
        (Noun::Import, Fate::Withdrawn) => import::Withdrawn { import }.written()?,
        (Noun::Role, Fate::Published) => role::Published(answer(None)).written()?,
        (Noun::Role, Fate::Declined(reason)) => role::Declined(answer(Some(reason))).written()?,
        (Noun::Role, Fate::Agreed(_)) => return Err(Error::invalid("at", "同意后立即生效，不能另定时间")),
        (Noun::Role, Fate::Withdrawn) => return Err(Error::WrongState("角色变更不能撤回，请另一位同事不同意".into())),
    })
}

/// Of which exam a proposal is.
///
/// # Errors
/// `NotFound`.
pub async fn exam_of(db: &Db, noun: Noun, id: i64) -> Result<ExamId> {
    let exam = db.first("SELECT exam FROM proposal WHERE id = ? AND noun = ?", params![id, noun.as_str()]).await?;
    exam.ok_or(Error::NotFound(noun.title()))
}

/// Somebody else puts it into effect, everything that it says at once: now, or at an instant (`due`). Or does not, and says why.
///
/// # Errors
/// `Invalid` for an instant that has passed, or of what does not come into effect; `ProposalChanged` when it waits no more; `Conflict`
/// not by somebody independent, or it can't come into effect any more.
pub async fn decide<E: Exam>(act: &Act<'_, E>, noun: Noun, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let (id, effect) = (answer.proposal, noun.effect());
    let fate = match (answer.declined, due) {
        (None, None) => Fate::Published,
        (None, Some(due)) if due > act.at => Fate::Agreed(due.into()),
        (None, Some(_)) => return Err(Error::invalid("at", format!("{effect}时间应在现在以后"))),
        (Some(reason), None) => Fate::Declined(reason),
        (Some(_), Some(_)) => {
            return Err(Error::invalid("at", format!("不同意的不会{effect}，不能写{effect}时间")));
        }
    };
    let (guard, conflict) = match fate {
        // One that was agreed to can still be declined until its instant.
        Fate::Declined(_) => (
            answered!(concat!("m.status IN ('proposed', 'agreed') AND ", independent!("m.proposed_by", "?3"))),
            "要由另一位同事复核".to_owned(),
        ),
        _ => (
            answered!(concat!(
                "m.status = 'proposed' AND ",
                independent!("m.proposed_by", "?3"),
                " AND ",
                may_take_effect!()
            )),
            format!("不能同意：要由另一位同事复核；或提出以后{}", noun.obstacle()),
        ),
    };
    if let (Noun::Role, Fate::Published) = (noun, &fate) {
        crate::role::require_held(act.db, id).await?;
    }
    let answered = Answered { proposal: id, conflict: &conflict };
    act.decide(event(noun, id, fate)?, guard, params![id, noun.as_str()], answered).await
}

/// Whoever proposed it takes it back.
///
/// # Errors
/// `ProposalChanged` when it waits no more; `Conflict` when it is somebody else's.
pub async fn withdraw(act: &InExam<'_>, noun: Noun, id: i64) -> Result<()> {
    let guard = answered!("m.status IN ('proposed', 'agreed') AND m.proposed_by = ?3");
    let answered = Answered { proposal: id, conflict: "只能撤回自己提出的" };
    act.decide(event(noun, id, Fate::Withdrawn)?, guard, params![id, noun.as_str()], answered).await
}

/// A proposal whose instant has come.
#[derive(Debug, Deserialize)]
pub struct Due {
    pub id: i64,
    pub noun: Noun,
    pub exam: ExamId,
}

/// Those whose instant has come, the earliest first.
pub async fn due(db: &Db, now: Timestamp) -> Result<Vec<Due>> {
    let sql = "SELECT id, noun, exam FROM proposal WHERE status = 'agreed' AND due <= ? ORDER BY due, id";
    db.all(sql, params![now]).await
}

/// Its instant has come: it comes into effect, or can't any more, which is said as the reason why not. Whether it did. Who was stopped
/// meanwhile, or lost the permission, of the two who wanted it, counts no more.
pub async fn take_effect(act: &Act<'_>, due: &Due) -> Result<bool> {
    let Due { id, noun, ref exam } = *due;
    let act = act.within(exam);
    let guard = answered!(concat!(
        "m.status = 'agreed' AND m.due <= ?1 AND ",
        may_still!("m.proposed_by", "?15"),
        " AND ",
        may_still!("m.decided_by", "?16"),
        " AND ",
        may_take_effect!()
    ));
    let values = params![id, noun.as_str(), noun.proposes().as_str(), noun.decides().as_str()];
    if act.append(event(noun, id, Fate::Published)?, guard, values).await?.is_some() {
        return Ok(true);
    }
    let (effect, obstacle, again) = (noun.effect(), noun.obstacle(), noun.again());
    let reason = format!("到了{effect}时间，但同意以后提出人或复核人的账号已停用或不再有此权限，或{obstacle}。{again}");
    let guard = answered!("m.status = 'agreed' AND m.due <= ?1");
    act.append(event(noun, id, Fate::Declined(&reason))?, guard, params![id, noun.as_str()]).await?;
    Ok(false)
}
