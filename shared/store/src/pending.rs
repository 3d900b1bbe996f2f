//! What waits for a decision of whoever asks: so that it is seen where they begin.

use super::admission::to_read;
use super::reconciliation::by_another;
use crate::db::Db;
use crate::{independent, params};
use domain::application::Status;
use domain::organisation::{Kind, Path};
use domain::pending::{Pending, Waits};
use domain::proposal::Noun;
use domain::{ExamId, Result};

/// Proposals about money that `actor` may decide, by kind.
pub async fn money(db: &Db, actor: &str) -> Result<Vec<Pending>> {
    let sql = concat!(
        "SELECT k.what, COUNT(*) AS count FROM (\
         SELECT 'alarm' AS what, a.proposed_by AS by FROM payment_alarm AS a WHERE a.pending = 1 AND a.proposed_by IS NOT NULL \
         UNION ALL SELECT 'refund', r.proposed_by FROM refund AS r WHERE r.pending = 1 AND r.status = 'failed' AND r.proposed_by IS NOT NULL \
         UNION ALL SELECT 'fee_item', IIF(i.status = 'proposed', i.proposed_by, i.withdrawal_by) FROM added_fee_item AS i \
         WHERE i.status IN ('proposed', 'withdrawing')) AS k WHERE ",
        independent!("k.by", "?1"),
        " GROUP BY k.what UNION ALL SELECT 'difference', COUNT(*) FROM difference AS d WHERE d.done = 0 AND ",
        by_another!("?1")
    );
    db.all(sql, params![actor]).await
}

/// What nobody has looked at yet: alarms, differences, refunds that failed.
pub async fn unseen(db: &Db) -> Result<Vec<Pending>> {
    let sql = "SELECT 'open_alarm' AS what, COUNT(*) AS count FROM payment_alarm AS a WHERE a.pending = 1 AND a.proposed_by IS NULL \
               UNION ALL SELECT 'open_difference', COUNT(*) FROM difference AS d WHERE d.done = 0 AND d.status = 'open' \
               UNION ALL SELECT 'failed_refund', COUNT(*) FROM refund AS r WHERE r.pending = 1 AND r.status = 'failed' \
               AND r.proposed_by IS NULL";
    db.all(sql, params![]).await
}

/// Changes of windows that `actor` may decide.
pub async fn windows(db: &Db, exam: &ExamId, actor: &str) -> Result<Vec<Pending>> {
    let sql = concat!(
        "SELECT 'window' AS what, COUNT(*) AS count FROM window_change AS c WHERE c.exam = ?1 AND c.status = 'proposed' AND ",
        independent!("c.proposed_by", "?2")
    );
    db.all(sql, params![exam, actor]).await
}

/// Proposals of a sort that `actor` may decide: imports of an exam, revisions of any.
pub async fn proposals(db: &Db, noun: Noun, exam: &ExamId, actor: &str) -> Result<Vec<Pending>> {
    let sql = concat!(
        "SELECT ?1 AS what, COUNT(*) AS count FROM proposal AS m WHERE m.noun = ?1 AND m.status = 'proposed' \
         AND (m.noun = 'revision' OR m.exam = ?2) AND ",
        independent!("m.proposed_by", "?3")
    );
    db.all(sql, params![noun.as_str(), exam, actor]).await
}

/// Applications of a subtree that somebody may decide, those of other documents among them or not, made by somebody independent.
pub async fn applications(
    db: &Db,
    exam: &ExamId,
    (within, documents): (&Path, bool),
    actor: &str,
) -> Result<Vec<Pending>> {
    let sql = concat!(
        "SELECT 'application' AS what, COUNT(*) AS count FROM application AS a WHERE a.exam = ?1 AND a.status = ?2 \
         AND a.path >= ?3 AND a.path < ?3 || '0' AND (?5 = '' OR a.level = ?5) AND ",
        independent!("a.made_by", "?4")
    );
    let only = if documents { "" } else { Kind::County.as_str() };
    db.all(sql, params![exam, Status::Pending.as_str(), within, actor, only]).await
}

/// Those whose card has to be read yet, of a subtree.
pub async fn to_read(db: &Db, exam: &ExamId, within: &Path) -> Result<Pending> {
    let sql = concat!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM candidate AS c INDEXED BY candidate_to_read WHERE c.exam = ?1 AND ",
        to_read!(),
        " AND c.path >= ?2 AND c.path < ?2 || '0' LIMIT 1001)"
    );
    let count = db.first(sql, params![exam, within]).await?.unwrap_or_default();
    Ok(Pending { what: Waits::ToRead, count })
}

/// Accounts that wait for a decision of this member of staff.
pub async fn accounts(db: &Db, staff: i64) -> Result<Vec<Pending>> {
    let sql = "SELECT 'account' AS what, COUNT(*) AS count FROM staff_decision AS k WHERE k.who = ?1 AND k.may_agree";
    db.all(sql, params![staff]).await
}
