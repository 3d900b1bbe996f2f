//! 对账: statements and differences. What differs is decided by the triggers (0010_reconciliation.sql).

use super::journal::{self, Act, Answer, Answered};
use crate::db::Db;
use crate::{append, params, staff_behind};
use domain::difference::{Difference, Handling, Statement, Status};
use domain::event::{Event, difference as event, payment as paid, statement as stated};
use domain::page::{After, Page};
use domain::payment::Provider;
use domain::reconciliation as rules;
use domain::{Error, ExamId, Fen, Result, Timestamp};
use serde::Deserialize;

/// The proposal about a difference (`d`) is decided by somebody else, who is independent of the proposer and of who brought the
/// statement.
macro_rules! by_another {
    ($actor:literal) => {
        concat!(
            "d.status = 'proposed' AND ",
            $crate::independent!("d.proposed_by", $actor),
            " AND (d.told_by IS NULL OR ",
            $crate::independent!("d.told_by", $actor),
            ")"
        )
    };
}
pub(super) use by_another;

/// What two files of a day say differently, and what was given back at the provider, is not written down from a statement.
macro_rules! fits {
    () => {
        "d.kind = 'missing_here' AND d.entry = 'payment' AND NOT d.contested AND EXISTS \
         (SELECT 1 FROM payment_order AS o WHERE o.order_no = d.number AND o.provider = d.provider \
         AND o.amount = d.theirs AND o.status <> 'paid') AND NOT EXISTS (SELECT 1 FROM payment_alarm AS a \
         WHERE a.order_no = d.number AND a.transaction_id = d.transaction_id AND a.reason = 'refunded')"
    };
}

/// May be proposed.
macro_rules! settleable {
    () => {
        concat!("d.status = 'open' AND ", fits!())
    };
}

pub const PAGE: usize = 50;
const CONFLICT: &str = "不能这样处理：可能别人刚处理过，或要由另一位同事复核。请刷新后再看";
const NO_LONGER: &str =
    "情况有变，不能再按账单补记：订单已付清，或这笔钱已退回，或同一天的另一份账单说法不同。请选不同意，写明原因";

/// Statements that were taken in; what follows chooses among `s`.
macro_rules! statements {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.provider, s.date, s.payments, s.paid, s.refunds, s.refunded, s.imported_at, \
             COALESCE(t.name, s.imported_by) AS imported_by, EXISTS (SELECT 1 FROM statement AS l WHERE l.id = s.id) AS latest, \
             (SELECT COUNT(*) FROM difference AS d WHERE d.provider = s.provider AND d.date = s.date AND d.status <> 'resolved') \
             AS differences FROM statement_import AS s ",
            staff_behind!("t", "s.imported_by"),
            $rest
        )
    };
}

/// Takes a statement in, in the place of an earlier one of the same day; `file` is its SHA-256. The very same file once
/// more changes nothing.
///
/// # Errors
/// `IdempotencyKeyReused`; `Internal`; then nothing is stored.
pub async fn import(act: &Act<'_>, day: rules::Day, statement: &rules::Statement, file: &str) -> Result<Statement> {
    let (payments, paid, refunds, refunded) = statement.totals();
    let rules::Day { provider, date, begins, ends } = day;
    let imported = stated::Imported {
        provider,
        date,
        file,
        payments,
        paid,
        refunds,
        refunded,
        begins: begins.into(),
        ends: ends.into(),
        lines: &statement.lines,
    };
    let event = stated::Compared { imported, asks_again: true };
    let day = date.to_string();
    let guard =
        append!(where "NOT EXISTS (SELECT 1 FROM statement WHERE provider = ?13 AND date = ?14 AND file = ?15)");
    if act.append(event.written()?, guard, params![provider.as_str(), &day, file]).await?.is_none() {
        journal::replayed(act.db, act.author).await?;
    }
    let sql = statements!("WHERE s.provider = ? AND s.date = ? AND s.file = ? ORDER BY s.id DESC LIMIT 1");
    act.db.first(sql, params![provider.as_str(), &day, file]).await?.ok_or(Error::NotFound("对账单"))
}

/// A page of everything that was taken in, the latest day first, of a day and provider the last file first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn statements(db: &Db, after: &After) -> Result<Page<Statement>> {
    let after: Option<(String, String, i64)> = after.key()?;
    // A date begins with a digit.
    let (date, provider, id) = after.unwrap_or((":".to_owned(), String::new(), 0));
    let sql = statements!(
        "WHERE (s.date, s.provider, s.id) < (?, ?, ?) ORDER BY s.date DESC, s.provider DESC, s.id DESC LIMIT ?"
    );
    let rows: Vec<Statement> = db.all(sql, params![date, provider, id, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| (row.date.clone(), row.provider, row.id)))
}

/// A page of differences, as `actor` sees them: those that nobody has resolved first, then the latest.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn differences(db: &Db, actor: &str, after: &After) -> Result<Page<Difference>> {
    let after: Option<(i64, i64, i64)> = after.key()?;
    let (done, latest, id) = after.unwrap_or((-1, 0, 0));
    let sql = concat!(
        "SELECT d.id, d.provider, d.date, d.entry, d.kind, d.number, d.transaction_id, d.theirs, d.ours, d.found_at, \
         d.status, d.action, d.reason, IIF(d.status = 'proposed', d.proposal, NULL) AS proposal, p.name AS proposed_by, COALESCE(d.proposed_by = ?1, 0) AS mine, \
         r.name AS resolved_by, d.resolved_at, d.contested, n.name AS declined_by, d.declined_reason, ",
        settleable!(),
        " AS settleable, ",
        by_another!("?1"),
        " AS may_agree FROM difference AS d ",
        staff_behind!("p", "d.proposed_by"),
        staff_behind!("r", "d.resolved_by"),
        staff_behind!("n", "d.declined_by"),
        "WHERE (d.done, d.latest, d.id) > (?2, ?3, ?4) ORDER BY d.done, d.latest, d.id LIMIT ?5"
    );
    let rows: Vec<Difference> = db.all(sql, params![actor, done, latest, id, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| (i64::from(row.status == Status::Resolved), -row.found_at.0, row.id)))
}

/// 写明原因: resolves an open difference.
///
/// # Errors
/// `Conflict` when it is not open.
pub async fn explain(act: &Act<'_>, difference: i64, handling: &Handling) -> Result<()> {
    let event = event::Explained { difference, reason: handling.reason.trim() };
    let guard = append!(where "EXISTS (SELECT 1 FROM difference WHERE id = ?13 AND status = 'open')");
    act.carry_out(event.written()?, guard, params![difference], CONFLICT).await
}

/// 按账单补记收款, proposed: the payment is of an order of ours with this amount, and we have not heard of it.
///
/// # Errors
/// `Conflict` when that is not so, or somebody was faster.
pub async fn propose(act: &Act<'_>, difference: i64, handling: &Handling) -> Result<()> {
    let event = event::Proposed { difference, reason: handling.reason.trim() };
    let guard = append!(where "EXISTS (SELECT 1 FROM difference AS d WHERE d.id = ?13 AND ", settleable!(), ")");
    act.carry_out(event.written()?, guard, params![difference], CONFLICT).await
}

/// Somebody else agrees, or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` by the same person, or when it does not fit any more.
pub async fn decide(act: &Act<'_>, difference: i64, answer: Answer<'_>) -> Result<()> {
    match answer.declined {
        None => agree(act, difference, answer).await,
        Some(_) => decline(act, difference, answer).await,
    }
}

/// Somebody else agrees, independent of the proposer and of who brought the file: the payment is written down as if the provider had told of it, with all that follows.
async fn agree(act: &Act<'_>, difference: i64, answer: Answer<'_>) -> Result<()> {
    #[derive(Deserialize)]
    struct Money {
        exam: ExamId,
        candidate: i64,
        provider: Provider,
        order_no: String,
        transaction_id: String,
        amount: Fen,
        paid_at: Timestamp,
        fits: bool,
    }
    let sql = concat!(
        "SELECT c.exam, c.id AS candidate, d.provider, d.number AS order_no, d.transaction_id, COALESCE(d.theirs, 0) AS amount, \
         d.at AS paid_at, d.status <> 'proposed' OR ",
        fits!(),
        " AS fits FROM difference AS d JOIN payment_order AS n ON n.order_no = d.number \
         JOIN candidate AS c ON c.id = n.candidate WHERE d.id = ?"
    );
    let money: Money = act.db.first(sql, params![difference]).await?.ok_or(Error::NotFound("差异"))?;
    let act = act.within(&money.exam).about(money.candidate);
    let event = paid::Found {
        money: paid::Money {
            provider: money.provider,
            order_no: &money.order_no,
            transaction_id: &money.transaction_id,
            amount: money.amount,
            paid_at: money.paid_at.into(),
            fault: None,
        },
        difference: Some(difference),
        proof: None,
    };
    let guard = append!(where "EXISTS (SELECT 1 FROM difference AS d WHERE d.id = ?13 AND ", by_another!("?3"), " AND d.proposal = ?14 AND ", fits!(), ")");
    let conflict = if money.fits { CONFLICT } else { NO_LONGER };
    let named = params![difference, answer.proposal];
    act.decide(event.written()?, guard, named, Answered { proposal: answer.proposal, conflict }).await
}

/// 不同意, and why: the difference is open again.
async fn decline(act: &Act<'_>, difference: i64, answer: Answer<'_>) -> Result<()> {
    let event = event::Declined { difference, answer };
    let guard = append!(where "EXISTS (SELECT 1 FROM difference AS d WHERE d.id = ?13 AND ", by_another!("?3"), " AND d.proposal = ?14)");
    let named = params![difference, answer.proposal];
    act.decide(event.written()?, guard, named, Answered { proposal: answer.proposal, conflict: CONFLICT }).await
}

#[cfg(test)]
mod tests;
