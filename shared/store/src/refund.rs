//! 退款: money that came beyond what was owed, on its way back. That it is owed back is decided by the triggers
//! (0006_payment.sql); here it is followed until the provider confirms.

use super::journal::{Act, Answer, Answered};
use super::rate_limit::{self, is_free};
use crate::db::Db;
use crate::{append, independent, params, share};
use domain::event::{Event, refund as event};
use domain::payment::{Provider, Refund, Returned};
use domain::{Error, Result, Timestamp};

/// Refunds with what belongs to them; what follows chooses among `r`, `c`, `o`.
macro_rules! refunds {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "SELECT r.refund_no, r.order_no, r.candidate, c.exam, r.item, r.provider, o.channel, r.transaction_id, r.amount, COALESCE(r.total, r.amount) AS total, r.status, \
             r.requested_at, r.told_at, r.done_at FROM refund AS r JOIN candidate AS c ON c.id = r.candidate \
             JOIN payment_order AS o ON o.order_no = r.order_no ",
            $($rest,)+
        )
    };
}

/// A candidate's refunds.
pub async fn of_candidate(db: &Db, candidate: i64) -> Result<Vec<Refund>> {
    let sql = refunds!("WHERE r.candidate = ? ORDER BY r.requested_at, r.refund_no");
    db.all(sql, params![candidate]).await
}

/// Refunds that the provider still has to be told or asked about, and that nobody looks after at this moment.
pub async fn underway(db: &Db, now: Timestamp, count: usize) -> Result<Vec<Refund>> {
    let sql = refunds!(
        "WHERE r.provider = ?1 AND r.status IN ('requested', 'sent') AND ",
        is_free!("'refund‖' || r.refund_no", "?2"),
        " ORDER BY r.status, r.refund_no LIMIT ?3"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), now, count]).await;
    share::of_each(count, of).await
}

/// The claim on a refund, under which one at a time looks after it.
#[must_use]
pub fn turn(refund_no: &str) -> String {
    format!("refund‖{refund_no}")
}

/// The provider is about to be told of a refund, at this time, which is written down before: it may be all that we know
/// when its answer is lost.
///
/// # Errors
/// `Unavailable` when somebody else has just done so.
pub async fn tell(act: &Act<'_>, refund: &Refund) -> Result<Refund> {
    let act = act.within(&refund.exam).about(refund.candidate);
    let event = event::Told { refund_no: &refund.refund_no };
    let guard = append!(where
        "EXISTS (SELECT 1 FROM refund WHERE refund_no = ?13 AND status IN ('requested', 'sent') AND told_at IS ?14)"
    );
    let told = act.append(event.written()?, guard, params![&refund.refund_no, refund.told_at]).await?;
    let told = told.map(|_| Refund { told_at: Some(act.at), ..refund.clone() });
    told.ok_or_else(|| Error::Unavailable("somebody else is telling the provider of this refund".into()))
}

/// What became of a refund.
pub async fn returned(act: &Act<'_>, refund: &Refund, outcome: &Returned) -> Result<()> {
    let refund_no = &refund.refund_no;
    let act = act.within(&refund.exam).about(refund.candidate);
    let event = match outcome {
        Returned::Unknown => return Ok(()),
        Returned::Underway => event::Sent { refund_no }.written()?,
        Returned::Done(done_at) => event::Done { refund_no, done_at: (*done_at).into() }.written()?,
        Returned::Failed(reason) => event::Failed { refund_no, reason }.written()?,
    };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM refund WHERE refund_no = ?13 \
         AND status IN ('requested', CASE WHEN ?10 = 'refund.sent' THEN 'requested' ELSE 'sent' END))"
    );
    act.append(event, statement, params![refund_no]).await.map(drop)
}

/// 放弃退款, proposed: the provider can't, and it is settled with the payer in another way, or written off.
///
/// # Errors
/// `Conflict` when the refund has not failed, or somebody was faster.
pub async fn propose_abandoning(act: &Act<'_>, refund_no: &str, reason: &str) -> Result<()> {
    let event = event::AbandonProposed { refund_no, reason };
    let guard = append!(where
        "EXISTS (SELECT 1 FROM refund WHERE refund_no = ?13 AND status = 'failed' AND proposed_by IS NULL)"
    );
    let conflict = "这笔退款没有失败，或已有人提出放弃。请刷新后再看";
    act.carry_out(event.written()?, guard, params![refund_no], conflict).await
}

/// Somebody else agrees, or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` not by somebody independent.
pub async fn decide_abandoning(act: &Act<'_>, refund_no: &str, answer: Answer<'_>) -> Result<()> {
    let event = answer.event(event::Abandoned { refund_no, answer }, event::AbandonDeclined { refund_no, answer })?;
    let guard = append!(where
        "EXISTS (SELECT 1 FROM refund WHERE refund_no = ?13 AND proposal = ?14 AND status = 'failed' AND ",
        independent!("proposed_by", "?3"),
        ")"
    );
    let conflict = "没有等待复核的申请，或要由另一位同事复核。请刷新后再看";
    act.decide(event, guard, params![refund_no, answer.proposal], Answered { proposal: answer.proposal, conflict })
        .await
}

/// 重新退款: tells the provider once more of a refund that it could not do, under the same number, and at the next tick.
///
/// # Errors
/// `Conflict` when the refund has not failed.
pub async fn retry(act: &Act<'_>, refund_no: &str) -> Result<()> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM refund WHERE refund_no = ?13 AND status = 'failed' AND proposed_by IS NULL)"
    );
    let conflict = "这笔退款没有失败，或已有人提出放弃，不能重新退";
    act.carry_out(event::Retried { refund_no }.written()?, guard, params![refund_no], conflict).await?;
    rate_limit::forget(act.db, &turn(refund_no)).await
}
