//! 缴费项目 as the office has them. One that is added during the year is proposed by one person and agreed to by another, who
//! is independent of the first; and so it is withdrawn (0020_payment.sql).

use super::journal::{Answer, Answered, InExam};
use crate::db::Db;
use crate::{append, independent, params, staff_behind};
use domain::event::{Event, fee_item as event};
use domain::fee_item::FeeItem;
use domain::{ExamId, Result};

const CONFLICT: &str = "没有等待复核的申请，或要由另一位同事复核。请刷新后再看";
const UNFIT: &str = "已有这个缴费项目，或它的缴费时间没有日程、已经结束；志愿填报期间不能新增志愿填报前须缴的项目";
const UNAGREED: &str =
    "不能同意：没有等待复核的申请，或要由另一位同事复核；或缴费时间已经结束，或正在填报志愿。请刷新后再看";

/// All of an exam, as `actor` sees them: first those about which somebody has to decide, then in the order of the candidates' list.
pub async fn all(db: &Db, exam: &ExamId, actor: &str) -> Result<Vec<FeeItem>> {
    let sql = concat!(
        "SELECT n.id, n.item, n.name, n.amount, n.detail, n.notice, n.window, n.owed_by, n.unlocks, n.one_of, n.status, n.reason, \
         CASE n.status WHEN 'proposed' THEN n.id WHEN 'withdrawing' THEN n.withdrawal END AS proposal, p.name AS proposed_by, n.proposed_at, a.name AS agreed_by, n.agreed_at, n.withdrawal_reason, wp.name AS withdrawal_by, n.withdrawal_at, \
         wa.name AS withdrawal_agreed_by, n.withdrawal_agreed_at, n.status IN ('proposed', 'withdrawing') AND ",
        independent!("IIF(n.status = 'withdrawing', n.withdrawal_by, n.proposed_by)", "?2"),
        " AS may_agree, d.name AS declined_by, n.declined_reason FROM \
         (SELECT id, position, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, status, reason, proposed_by, \
         proposed_at, agreed_by, agreed_at, withdrawal_reason, withdrawal_by, withdrawal_at, withdrawal, withdrawal_agreed_by, \
         withdrawal_agreed_at, declined_by, declined_reason FROM added_fee_item WHERE exam = ?1 \
         UNION ALL SELECT NULL, position, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, 'agreed', NULL, NULL, \
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM fee_item WHERE exam = ?1) AS n ",
        staff_behind!("p", "n.proposed_by"),
        staff_behind!("a", "n.agreed_by"),
        staff_behind!("wp", "n.withdrawal_by"),
        staff_behind!("wa", "n.withdrawal_agreed_by"),
        staff_behind!("d", "n.declined_by"),
        "ORDER BY n.status NOT IN ('proposed', 'withdrawing'), n.position"
    );
    db.all(sql, params![exam, actor]).await
}

/// A fee item to be added, and on what ground.
pub type NewFeeItem<'a> = event::Proposed<'a>;

/// An item of this window (`$window`) and purpose (`$unlocks`) can still be paid by everybody, and shuts nothing while it is
/// filled.
macro_rules! timely {
    ($window:literal, $unlocks:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organisation AS g JOIN window_setting AS s ON s.in_force = 1 AND s.exam = ?2 \
             AND s.scope_kind = 'organisation' AND s.scope = g.code JOIN window_interval AS w ON w.setting = s.id \
             WHERE g.kind = 'province' AND s.name = ",
            $window,
            " AND w.closes > ?1) AND NOT (",
            $unlocks,
            " = 'volunteer' AND EXISTS (SELECT 1 FROM batch AS b JOIN window_setting AS s ON s.in_force = 1 AND s.exam = b.exam \
             AND s.scope_kind IN ('organisation', 'candidate') AND s.name = b.window JOIN window_interval AS v ON v.setting = s.id \
             WHERE b.exam = ?2 AND v.opens <= ?1 AND v.closes > ?1))"
        )
    };
}

/// 新增缴费项目, proposed. One that was declined may be proposed anew.
///
/// # Errors
/// `Conflict` when there is such an item, or no such window.
pub async fn propose(act: &InExam<'_>, new: &NewFeeItem<'_>) -> Result<()> {
    let guard = append!(where
        "NOT EXISTS (SELECT 1 FROM fee_item WHERE exam = ?2 AND item = ?13) AND NOT EXISTS \
         (SELECT 1 FROM added_fee_item WHERE exam = ?2 AND item = ?13 AND status <> 'declined') AND ",
        timely!("?14", "?15")
    );
    let added = &new.added;
    act.carry_out(new.written()?, guard, params![added.item, added.window, added.unlocks.as_str()], UNFIT).await
}

/// Somebody else agrees: whoever it concerns owes it from now on, and what was owed before stays so. Or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` not by somebody independent; or it doesn't fit any more.
pub async fn decide(act: &InExam<'_>, fee_item: i64, answer: Answer<'_>) -> Result<()> {
    let Answer { proposal, declined } = answer;
    let event = answer.event(event::Agreed { fee_item, answer }, event::Declined { fee_item, answer })?;
    let guard = append!(where
        "EXISTS (SELECT 1 FROM added_fee_item AS n WHERE n.id = ?13 AND n.id = ?14 AND n.exam = ?2 AND n.status = 'proposed' AND ",
        independent!("n.proposed_by", "?3"),
        " AND (?10 = 'fee_item.declined' OR ",
        timely!("n.window", "n.unlocks"),
        "))"
    );
    let conflict = if declined.is_some() { CONFLICT } else { UNAGREED };
    act.decide(event, guard, params![fee_item, proposal], Answered { proposal, conflict }).await
}

/// 撤销缴费项目, proposed. Until somebody else agrees it is owed as before.
///
/// # Errors
/// `Conflict` when it is not in force, or its withdrawal is proposed already.
pub async fn propose_withdrawal(act: &InExam<'_>, fee_item: i64, reason: &str) -> Result<()> {
    let event = event::WithdrawalProposed { fee_item, reason };
    let guard =
        append!(where "EXISTS (SELECT 1 FROM added_fee_item WHERE id = ?13 AND exam = ?2 AND status = 'agreed')");
    let conflict = "这个项目还没有生效，或已经撤销，或已有人提出撤销。请刷新后再看";
    act.carry_out(event.written()?, guard, params![fee_item], conflict).await
}

/// Somebody else agrees: nobody owes it any more, and no attempt to pay it goes on. Or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` not by somebody independent.
pub async fn decide_withdrawal(act: &InExam<'_>, fee_item: i64, answer: Answer<'_>) -> Result<()> {
    let event = answer.event(event::Withdrawn { fee_item, answer }, event::WithdrawalDeclined { fee_item, answer })?;
    let guard = append!(where
        "EXISTS (SELECT 1 FROM added_fee_item AS n WHERE n.id = ?13 AND n.withdrawal = ?14 AND n.exam = ?2 AND n.status = 'withdrawing' AND ",
        independent!("n.withdrawal_by", "?3"),
        ")"
    );
    act.decide(
        event,
        guard,
        params![fee_item, answer.proposal],
        Answered { proposal: answer.proposal, conflict: CONFLICT },
    )
    .await
}

#[cfg(test)]
mod tests;
