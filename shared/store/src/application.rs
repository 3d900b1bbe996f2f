//! 待审核: whom a registration point can't admit by itself.

use crate::db::Db;
use crate::journal::InExam;
use crate::{append, bind_number, independent, may_have_number, open_window, params, staff_behind};
use domain::admission::{Captured, Kept};
use domain::application::{Application, Status};
use domain::event::{Event, application as event, candidate::Admitted};
use domain::organisation::{Kind, Path};
use domain::page::{After, Page};
use domain::role::Permission;
use domain::{Error, ExamId, Result};
use serde::Deserialize;

pub const PAGE: usize = 50;

/// Asks for somebody to be admitted, while the window is open there. `None` when the 证件号 is registered, or is waiting
/// already, or the window has closed.
pub async fn make(act: &InExam<'_>, made: &event::Made<'_>) -> Result<Option<i64>> {
    let statement = append!(where
        may_have_number!(),
        "EXISTS (SELECT 1 FROM organisation AS o WHERE o.code = ?13 AND o.kind = 'point') AND NOT EXISTS (SELECT 1 FROM application AS a WHERE a.exam = ?2 AND a.document_hash = ?14 AND a.status = 'pending') AND ",
        open_window!("?2", "'registration'", "?13")
    );
    act.append(made.written()?, statement, params![made.point, &made.document.document_hash]).await
}

/// Does somebody with this 证件号 (its keyed hash) wait already?
pub async fn waits(db: &Db, exam: &ExamId, document_hash: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM application WHERE exam = ? AND document_hash = ? AND status = 'pending'";
    Ok(db.first::<i64>(sql, params![exam, document_hash]).await?.is_some())
}

/// Which ones to list.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub exam: &'a ExamId,
    /// Of which subtree
    pub within: &'a Path,
    /// How far they are
    pub status: Status,
    /// Who asks
    pub actor: &'a str,
}

/// A page, by point and number.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn list(db: &Db, wanted: Wanted<'_>, after: &After) -> Result<Page<Application>> {
    let after: Option<(Path, i64)> = after.key()?;
    let (path, id) = after.unwrap_or_else(|| (wanted.within.clone(), 0));
    let sql = concat!(
        "SELECT a.id, a.point, a.path, p.name AS point_name, a.ground, a.level, a.name, a.sex, a.birth, a.document_kind, \
               a.document_mask AS document_masked, a.valid_until, a.made_at, COALESCE(m.name, a.made_by) AS made_by, \
               a.status = 'pending' AND ",
        independent!("a.made_by", "?4"),
        " AS may_agree, a.status, a.decided_at, d.name AS decided_by, a.reason, a.candidate, c.serial \
               FROM application AS a JOIN organisation AS p ON p.code = a.point ",
        staff_behind!("m", "a.made_by"),
        staff_behind!("d", "a.decided_by"),
        "LEFT JOIN candidate AS c ON c.id = a.candidate \
               WHERE a.exam = ?1 AND a.status = ?3 AND a.path < ?2 || '0' AND (a.path, a.id) > (MAX(?5, ?2), ?6) \
               ORDER BY a.path, a.id LIMIT ?7"
    );
    let Wanted { exam, within, status, actor } = wanted;
    let values = params![exam, within, status.as_str(), actor, &path, id, PAGE + 1];
    Ok(Page::of(db.all(sql, values).await?, PAGE, |row: &Application| (row.path.clone(), row.id)))
}

/// What is decided about, as it was captured.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    pub id: i64,
    /// 报名点
    pub point: String,
    /// Who decides, or anybody above
    pub level: Kind,
    pub status: Status,
    /// What the document says
    #[serde(flatten)]
    pub captured: Captured,
    #[serde(flatten)]
    pub document: Kept,
}

impl Waiting {
    /// What somebody needs who decides.
    pub fn permission(&self) -> Permission {
        match self.level {
            Kind::County => Permission::ApplicationDecide,
            _ => Permission::ApplicationDecideDocument,
        }
    }
}

/// One of a subtree.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn find(db: &Db, exam: &ExamId, id: i64, within: &Path) -> Result<Waiting> {
    let sql = "SELECT id, point, level, status, name, sex, ethnicity, birth, document_kind, document, document_hash, \
               document_mask, valid_until, capture, photo FROM application \
               WHERE id = ?1 AND exam = ?3 AND path >= ?2 AND path < ?2 || '0'";
    db.first(sql, params![id, within, exam]).await?.ok_or(Error::NotFound("待审核的申请"))
}

/// One that waits, made by somebody of whom whoever decides (`?3`) is independent: who makes the accounts of points would otherwise be
/// the second person, too.
macro_rules! waits_for {
    ($id:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM application AS a WHERE a.id = ",
            $id,
            " AND a.status = 'pending' AND ",
            independent!("a.made_by", "?3"),
            ")"
        )
    };
}

/// Somebody independent agrees: the point's next free 报名流水号 is bound, as if the point had done so.
///
/// # Errors
/// `Conflict` with what stands in the way.
pub async fn agree(act: &InExam<'_>, waiting: &Waiting) -> Result<()> {
    let Waiting { id, point, captured, document, .. } = waiting;
    let event = Admitted { serial: None, point, captured, document, application: Some(*id) };
    let statement = bind_number!(concat!(waits_for!("?15"), " AND "));
    let guard = params![point, &document.document_hash, *id];
    let conflict = "不能通过：可能别人刚处理过，要由账号与提交人无关的另一位同事审核，报名点的号已用完或已停用，或报名时间已过。请刷新后再看";
    act.carry_out(event.written()?, statement, guard, conflict).await
}

/// Somebody independent does not, and says why.
///
/// # Errors
/// `Conflict` when somebody was faster.
pub async fn decline(act: &InExam<'_>, application: i64, reason: &str) -> Result<()> {
    let event = event::Declined { application, reason };
    let statement = append!(where waits_for!("?13"));
    let conflict = "不能处理：可能别人刚处理过，或要由账号与提交人无关的另一位同事审核。请刷新后再看";
    act.carry_out(event.written()?, statement, params![application], conflict).await
}

#[cfg(test)]
mod tests;
