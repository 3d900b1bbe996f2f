//! Changes of windows: proposed, decided, remembered.

use crate::db::Db;
use crate::journal::{Answer, Answered, InExam};
use crate::{append, in_force, independent, params, staff_behind};
use domain::event::{Event, window as event};
use domain::organisation::Path;
use domain::page::{After, Page};
use domain::window::{Action, Change, Interval, stored};
use domain::{Error, ExamId, Result};
use serde::Deserialize;

/// So many changes of one person wait at a time: nobody buries those of others.
const WAITING: usize = 20;

/// Proposes a change.
///
/// # Errors
/// `Conflict` when too many of theirs wait; `NotFound` when there is no such window.
pub async fn propose(act: &InExam<'_>, change: &event::Proposed<'_>) -> Result<i64> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM window_change WHERE exam = ?2 AND name = ?13) AND ?14 > (SELECT COUNT(*) FROM window_change \
         WHERE exam = ?2 AND status = 'proposed' AND proposed_by = ?3)"
    );
    let proposed = act.append(change.written()?, guard, params![change.name, WAITING as i64]).await?;
    if proposed.is_none() && is_there(act.db, act.exam, change.name).await? {
        return Err(Error::Conflict(format!(
            "您已有 {WAITING} 项时间变更等待复核。请先撤回不再需要的，或等复核以后再提出"
        )));
    }
    proposed.ok_or(Error::NotFound("这个时间安排"))
}

async fn is_there(db: &Db, exam: &ExamId, name: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM window_change WHERE exam = ? AND name = ?)";
    Ok(db.first(sql, params![exam, name]).await?.unwrap_or(false))
}

/// Nothing that a change (`c`) is for was changed since it was proposed.
macro_rules! up_to_date {
    () => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM window_setting AS p LEFT JOIN candidate AS q ON p.scope_kind = 'candidate' \
             AND q.id = CAST(p.scope AS INTEGER) WHERE p.change = c.id AND p.basis IS NOT ",
            in_force!("p.exam", "p.name", "COALESCE(q.point, p.scope)", "q.id"),
            ")"
        )
    };
}

/// Somebody else agrees: it is in force from now on. Or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` not by somebody independent, or what it changes was changed since.
pub async fn decide(act: &InExam<'_>, answer: Answer<'_>) -> Result<()> {
    let Answer { proposal, declined } = answer;
    let event = answer.event(event::Agreed(answer), event::Declined(answer))?;
    let guard = append!(where
        "EXISTS (SELECT 1 FROM window_change AS c WHERE c.id = ?13 AND c.exam = ?2 AND c.status = 'proposed' AND ",
        independent!("c.proposed_by", "?3"),
        " AND (?10 = 'window.declined' OR ",
        up_to_date!(),
        "))"
    );
    let conflict = match declined {
        None => "不能同意：要由另一位同事复核；或提出之后这个时间又改过，请退回，由提出人重新提出",
        Some(_) => "要由另一位同事复核",
    };
    act.decide(event, guard, params![proposal], Answered { proposal, conflict }).await
}

/// Who proposed it takes it back.
///
/// # Errors
/// `ProposalChanged` when it waits no more; `Conflict` when somebody else proposed it.
pub async fn withdraw(act: &InExam<'_>, proposal: i64) -> Result<()> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM window_change WHERE id = ?13 AND exam = ?2 AND status = 'proposed' AND proposed_by = ?3)"
    );
    let event = event::Withdrawn { proposal }.written()?;
    act.decide(event, guard, params![proposal], Answered { proposal, conflict: "只有提出人能撤回" }).await
}

/// Does a change (`c`) name candidates outside the subtree `?3`?
macro_rules! names_others {
    () => {
        "EXISTS (SELECT 1 FROM window_setting AS p JOIN candidate AS q ON q.id = CAST(p.scope AS INTEGER) \
         WHERE p.change = c.id AND p.scope_kind = 'candidate' AND NOT (q.path >= ?3 AND q.path < ?3 || '0'))"
    };
}

/// Changes (`c`) as `?2` sees them who looks after the subtree `?3`; what follows chooses among them. Of candidates who are others' to
/// look after, the words aren't shown.
macro_rules! changes {
    ($where:literal) => {
        concat!(
            "SELECT c.id, c.name, c.title, c.action, c.status, c.reason, IIF(",
            names_others!(),
            ", JSON_ARRAY('同时涉及其他机构的考生，具体内容由上级招考机构查看'), c.says) AS says, IIF(",
            names_others!(),
            ", '[]', c.warnings) AS warnings, p.name AS proposed_by, \
             o.name AS proposed_for, c.proposed_at, d.name AS decided_by, c.decided_at, c.declined_reason, c.proposed_by = ?2 AS mine, \
             c.status = 'proposed' AND INSTR(?3, '/') = 0 AND ",
            independent!("c.proposed_by", "?2"),
            " AS may_agree, c.status = 'proposed' AND NOT ",
            up_to_date!(),
            " AS outdated FROM window_change AS c ",
            staff_behind!("p", "c.proposed_by"),
            staff_behind!("d", "c.decided_by"),
            "LEFT JOIN organisation AS o ON o.code = p.organisation \
             WHERE c.exam = ?1 AND EXISTS (SELECT 1 FROM window_setting AS p LEFT JOIN candidate AS q ON p.scope_kind = 'candidate' \
             AND q.id = CAST(p.scope AS INTEGER) LEFT JOIN organisation AS g ON p.scope_kind = 'organisation' AND g.code = p.scope \
             WHERE p.change = c.id AND (COALESCE(q.path, g.path) >= ?3 AND COALESCE(q.path, g.path) < ?3 || '0' \
             OR ?3 >= g.path AND ?3 < g.path || '0')) AND ",
            $where
        )
    };
}

/// Who looks at changes.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub exam: &'a ExamId,
    /// `staff:3`
    pub actor: &'a str,
    pub path: &'a Path,
}

pub const PAGE: usize = 50;

/// A page of what waits for a decision, the oldest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn waiting(db: &Db, viewer: Viewer<'_>, after: &After) -> Result<Page<Change>> {
    let sql = changes!("c.status = 'proposed' AND c.id > ?4 ORDER BY c.id LIMIT ?5");
    let after: i64 = after.key()?.unwrap_or_default();
    let values = params![viewer.exam, viewer.actor, viewer.path, after, PAGE as i64 + 1];
    Ok(Page::of(db.all(sql, values).await?, PAGE, |change: &Change| change.id))
}

/// A page of what was changed of a window, the newest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn history(db: &Db, viewer: Viewer<'_>, name: &str, after: &After) -> Result<Page<Change>> {
    let sql = changes!("c.name = ?4 AND c.id < ?5 ORDER BY c.id DESC LIMIT ?6");
    let before: i64 = after.key()?.unwrap_or(i64::MAX);
    let values = params![viewer.exam, viewer.actor, viewer.path, name, before, PAGE as i64 + 1];
    Ok(Page::of(db.all(sql, values).await?, PAGE, |change: &Change| change.id))
}

/// What a waiting proposal would do, and the times that it would set.
///
/// # Errors
/// `NotFound`.
pub async fn proposed(db: &Db, exam: &ExamId, proposal: i64) -> Result<(Action, Vec<Interval>)> {
    #[derive(Deserialize)]
    struct Row {
        action: Action,
        #[serde(deserialize_with = "stored")]
        intervals: Vec<Interval>,
    }
    let sql = "SELECT c.action, (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(i.opens, i.closes)) \
               FROM window_setting AS s JOIN window_interval AS i ON i.setting = s.id WHERE s.change = c.id) AS intervals \
               FROM window_change AS c WHERE c.id = ? AND c.exam = ? AND c.action IS NOT NULL";
    let row: Row = db.first(sql, params![proposal, exam]).await?.ok_or(Error::NotFound("申请"))?;
    Ok((row.action, row.intervals))
}
