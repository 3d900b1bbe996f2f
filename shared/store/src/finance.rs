//! Payments as the exam offices see them: orders searched, refunds, alarms worked off, how providers do.

use super::journal::{self, Act, Answer, Answered};
use crate::db::Db;
use crate::{append, independent, params, staff_behind};
use domain::event::{Event, alarm as event};
use domain::finance::{Alarm, OrderRow, ProviderHealth, RefundRow};
use domain::organisation::Unit;
use domain::page::{self, After, Page, Total};
use domain::payment::{OrderStatus, Provider};
use domain::{Error, ExamId, Fen, Result, Timestamp, time};

pub const PAGE: usize = 50;
/// Events looked through for the last notices.
const RECENT: i64 = 20_000;

/// Orders `o` with whose they are; `?1` exam, `?2` subtree (its path; `?11` its code), `?3` the text and `?10` the end of what begins with it, `?4` and `?5`
/// the key of the last row (when it was made, its number), `?6` how many, `?7` state, `?8` provider, `?9` not before.
macro_rules! orders {
    ($from:literal, $rest:literal) => {
        concat!(
            "SELECT o.order_no, o.candidate, c.serial, c.name, COALESCE(t.name, '') AS city_name, COALESCE(k.name, '') AS county_name, f.name AS item_name, \
             o.provider, o.amount, o.status, o.created_at, o.paid_at, o.transaction_id, r.status AS refund ",
            $from,
            " LEFT JOIN organisation AS g ON g.code = c.point LEFT JOIN organisation AS t ON t.code = g.city \
             LEFT JOIN organisation AS k ON k.code = g.county \
             CROSS JOIN fee AS f ON f.candidate = o.candidate AND f.item = o.item \
             LEFT JOIN refund AS r ON r.refund_no = o.order_no || 'R' WHERE (?7 = '' OR o.status = ?7) \
             AND (?8 = '' OR o.provider = ?8) AND +o.created_at >= ?9 AND ?11 = ?11 AND ",
            $rest,
            " LIMIT ?6"
        )
    };
}

/// What was typed to find orders by, each a statement with an index of its own.
const OF_ALL: &str = orders!(
    "FROM order_place AS w CROSS JOIN payment_order AS o ON o.order_no = w.order_no \
     CROSS JOIN candidate AS c ON c.id = o.candidate",
    "w.exam = ?1 AND w.organisation = ?11 AND w.created_at >= ?9 AND (w.created_at, w.order_no) < (?4, ?5) AND ?3 = ?10 \
     ORDER BY w.created_at DESC, w.order_no DESC"
);
/// Those that are open are few, wherever they are.
const OPEN: &str = orders!(
    "FROM payment_order AS o INDEXED BY payment_order_open_by_time CROSS JOIN candidate AS c ON c.id = o.candidate",
    "o.status = 'open' AND (o.created_at, o.order_no) < (?4, ?5) AND c.exam = ?1 AND c.path >= ?2 AND c.path < ?2 || '0' \
     AND ?3 = ?10 ORDER BY o.created_at DESC, o.order_no DESC"
);
/// `+`: not by time, which would walk through all orders.
const OF_NUMBER: &str = orders!(
    "FROM payment_order AS o CROSS JOIN candidate AS c ON c.id = o.candidate",
    "o.order_no >= ?3 AND o.order_no < ?10 AND (+o.created_at, o.order_no) < (?4, ?5) \
     AND c.exam = ?1 AND c.path >= ?2 AND c.path < ?2 || '0' ORDER BY o.created_at DESC, o.order_no DESC"
);
const OF_TRANSACTION: &str = orders!(
    "FROM payment_order AS o CROSS JOIN candidate AS c ON c.id = o.candidate",
    "o.transaction_id = ?3 AND ?10 <> '' AND (o.created_at, o.order_no) < (?4, ?5) \
     AND c.exam = ?1 AND c.path >= ?2 AND c.path < ?2 || '0' ORDER BY o.created_at DESC, o.order_no DESC"
);
const OF_SERIAL: &str = orders!(
    "FROM candidate AS c CROSS JOIN payment_order AS o ON o.candidate = c.id",
    "c.exam = ?1 AND c.serial = ?3 AND ?10 <> '' AND c.path >= ?2 AND c.path < ?2 || '0' \
     AND (o.created_at, o.order_no) < (?4, ?5) ORDER BY o.created_at DESC, o.order_no DESC"
);
const OF_NAME: &str = orders!(
    "FROM candidate AS c INDEXED BY candidate_by_name CROSS JOIN payment_order AS o ON o.candidate = c.id",
    "c.exam = ?1 AND c.name = ?3 AND ?10 <> '' AND c.path >= ?2 AND c.path < ?2 || '0' \
     AND (o.created_at, o.order_no) < (?4, ?5) ORDER BY o.created_at DESC, o.order_no DESC"
);
/// Nobody of that very name: those whose name begins so. A hundred candidates are looked at.
const OF_NAMES: &str = orders!(
    "FROM (SELECT id, exam, serial, name, point, path FROM candidate INDEXED BY candidate_by_name WHERE exam = ?1 AND name >= ?3 \
     AND name < ?10 AND path >= ?2 AND path < ?2 || '0' LIMIT 100) AS c \
     CROSS JOIN payment_order AS o ON o.candidate = c.id",
    "(o.created_at, o.order_no) < (?4, ?5) ORDER BY o.created_at DESC, o.order_no DESC"
);
/// As many as a bound and one more, counted.
const HOW_MANY: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM order_place WHERE exam = ? AND organisation = ? LIMIT 1001)";
/// So much of an order's number finds it: `ZK` and six more. Less would be everybody's.
const PREFIX: usize = 8;

/// Which orders.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub exam: &'a ExamId,
    pub unit: &'a Unit,
    /// 商户订单号 or its beginning, a provider's number, 报名流水号, 姓名 or its beginning; empty: all
    pub text: &'a str,
    pub status: Option<OrderStatus>,
    pub provider: Option<Provider>,
    /// Made not before
    pub from: Timestamp,
    /// Made before
    pub until: Timestamp,
}

impl Wanted<'_> {
    /// Is nothing left out?
    pub fn is_all(&self) -> bool {
        let is_any = self.text.is_empty() && self.status.is_none() && self.provider.is_none();
        is_any && self.from.0 <= 0 && self.until.0 == i64::MAX
    }

    fn statements(&self) -> &'static [&'static str] {
        let is_number = self.text.len() >= PREFIX && self.text.starts_with("ZK");
        match (self.text.is_empty(), self.status) {
            (true, Some(OrderStatus::Open)) => &[OPEN],
            (true, _) => &[OF_ALL],
            _ if is_number => &[OF_NUMBER],
            _ if self.text.is_ascii() => &[OF_TRANSACTION, OF_SERIAL],
            _ => &[OF_NAME, OF_NAMES],
        }
    }
}

/// Where a page of orders ended.
pub type Place = (i64, String);

/// The next so many orders, the newest first.
pub async fn next_orders(db: &Db, wanted: Wanted<'_>, after: Option<Place>, count: usize) -> Result<Vec<OrderRow>> {
    let (at, order_no) = after.unwrap_or((wanted.until.0, String::new()));
    let status = wanted.status.map_or("", OrderStatus::as_str);
    let provider = wanted.provider.map_or("", Provider::as_str);
    let end = if wanted.text.is_empty() { String::new() } else { format!("{}\u{10ffff}", wanted.text) };
    let Wanted { exam, unit, text, from, .. } = wanted;
    let values = params![exam, &unit.path, text, at, order_no, count, status, provider, from, end, &unit.code];
    for sql in wanted.statements() {
        let rows: Vec<OrderRow> = db.all(sql, values.clone()).await?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// A page of orders of a subtree, the newest first, `after` the end of the one before.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn orders(db: &Db, wanted: Wanted<'_>, after: &After) -> Result<Page<OrderRow>> {
    let rows = next_orders(db, wanted, after.key()?, PAGE + 1).await?;
    Ok(Page::of(rows, PAGE, |row| (row.order.created_at.0, row.order.order_no.clone())))
}

/// How many orders of a subtree there are, counted up to a bound.
pub async fn orders_count(db: &Db, (exam, organisation): (&ExamId, &str)) -> Result<Total> {
    let rows: Option<i64> = db.first(HOW_MANY, params![exam, organisation]).await?;
    Ok(Total::counted(rows.unwrap_or_default()))
}

/// A page of the refunds of an exam, as `actor` sees them: those that are not done first, then the newest.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn refunds(db: &Db, exam: &ExamId, actor: &str, after: &After) -> Result<Page<RefundRow>> {
    let after: Option<(i64, i64, String)> = after.key()?;
    let (pending, at, refund_no) = after.unwrap_or((page::TOP, 0, String::new()));
    let sql = concat!(
        "SELECT r.refund_no, r.order_no, r.candidate, c.serial, c.name, r.provider, r.amount, r.status, r.requested_at, \
         r.done_at, r.reason, IIF(r.status = 'failed' AND r.proposed_by IS NOT NULL, r.proposal, NULL) AS proposal, p.name AS proposed_by, r.proposed_at, r.resolution, COALESCE(r.proposed_by = ?1, 0) AS mine, \
         r.status = 'failed' AND r.proposed_by IS NOT NULL AND ",
        independent!("r.proposed_by", "?1"),
        " AS may_agree, d.name AS declined_by, r.declined_reason, e.name AS decided_by, j.at AS decided_at \
         FROM refund AS r CROSS JOIN candidate AS c ON c.id = r.candidate \
         LEFT JOIN journal AS j ON r.status = 'abandoned' AND j.subject = 0 AND j.kind = 'refund.abandoned' \
         AND j.body ->> 'refund_no' = r.refund_no ",
        staff_behind!("p", "r.proposed_by"),
        staff_behind!("d", "r.declined_by"),
        staff_behind!("e", "j.actor"),
        "WHERE c.exam = ?2 AND (r.pending, r.requested_at, r.refund_no) < (?3, ?4, ?5) \
         ORDER BY r.pending DESC, r.requested_at DESC, r.refund_no DESC LIMIT ?6"
    );
    let rows: Vec<RefundRow> = db.all(sql, params![actor, exam, pending, at, refund_no, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| (i64::from(row.status.is_pending()), row.requested_at.0, row.refund_no.clone())))
}

/// What the provider will still give back of an alarm's transaction: what came, without what went back; nothing when an
/// order is paid by it.
macro_rules! left {
    () => {
        "(CASE WHEN a.reason NOT IN ('wrong_amount', 'second_payment', 'wrong_provider') OR EXISTS (SELECT 1 FROM payment_order AS b \
         WHERE b.transaction_id = a.transaction_id AND b.provider = a.provider AND b.status = 'paid') \
         OR NOT EXISTS (SELECT 1 FROM payment_order AS o WHERE o.order_no = a.order_no) THEN 0 \
         ELSE MAX(0, a.amount - (SELECT COALESCE(SUM(r.amount), 0) FROM refund AS r WHERE r.transaction_id = a.transaction_id \
         AND r.provider = a.provider AND r.status <> 'abandoned')) END)"
    };
}

/// A page of alarms, as `actor` sees them: those that nobody has worked off first, then the newest.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn alarms(db: &Db, actor: &str, after: &After) -> Result<Page<Alarm>> {
    let after: Option<(i64, i64)> = after.key()?;
    let (pending, id) = after.unwrap_or((page::TOP, 0));
    let sql = concat!(
        "SELECT a.id, a.provider, a.order_no, w.candidate, c.serial, c.name, a.transaction_id, a.reason, a.amount, a.at, a.resolved_at, a.resolution, \
         IIF(a.resolved_at IS NULL AND a.proposed_by IS NOT NULL, a.proposal, NULL) AS proposal, t.name AS proposed_by, a.proposed_at, a.refund_amount, COALESCE(a.proposed_by = ?1, 0) AS mine, \
         a.resolved_at IS NULL AND a.proposed_by IS NOT NULL AND ",
        independent!("a.proposed_by", "?1"),
        " AS may_agree, IIF(a.resolved_at IS NULL AND a.proposed_by IS NULL, ",
        left!(),
        ", 0) AS refundable, e.name AS decided_by, d.name AS declined_by, a.declined_reason FROM payment_alarm AS a \
         LEFT JOIN payment_order AS w ON w.order_no = a.order_no LEFT JOIN candidate AS c ON c.id = w.candidate \
         LEFT JOIN journal AS j ON a.resolved_at IS NOT NULL AND a.proposed_by IS NOT NULL AND j.subject = 0 \
         AND j.kind = 'alarm.refund_agreed' AND j.body ->> 'alarm' = a.id ",
        staff_behind!("t", "a.proposed_by"),
        staff_behind!("d", "a.declined_by"),
        staff_behind!("e", "j.actor"),
        "WHERE (a.pending, a.id) < (?2, ?3) ORDER BY a.pending DESC, a.id DESC LIMIT ?4"
    );
    let rows: Vec<Alarm> = db.all(sql, params![actor, pending, id, PAGE + 1]).await?;
    Ok(Page::of(rows, PAGE, |row| (i64::from(row.resolved_at.is_none()), row.id)))
}

/// Works an alarm off.
///
/// # Errors
/// `NotFound` when there is none of this number, or somebody has worked it off.
pub async fn resolve(act: &Act<'_>, alarm: i64, resolution: &str) -> Result<()> {
    let event = event::Resolved { alarm, resolution };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM payment_alarm WHERE id = ?13 AND resolved_at IS NULL AND proposed_by IS NULL)"
    );
    let done = act.append(event.written()?, statement, params![alarm]).await?;
    done.or(journal::replayed(act.db, act.author).await?).map(drop).ok_or(Error::NotFound("待处理的支付异常"))
}

/// 退回付款人, proposed: money for an order of ours that does not settle it, all of it that the provider will give back. A part
/// would close the alarm, and nobody could give the rest back.
///
/// # Errors
/// `NotFound` when there is no such alarm, or somebody was faster.
pub async fn propose_refund(act: &Act<'_>, alarm: i64, resolution: &str) -> Result<()> {
    if journal::replayed(act.db, act.author).await?.is_some() {
        return Ok(());
    }
    let missing = Error::NotFound("可以退回付款人的支付异常");
    let sql = concat!(
        "SELECT ",
        left!(),
        " FROM payment_alarm AS a WHERE a.id = ? AND a.resolved_at IS NULL AND a.proposed_by IS NULL"
    );
    let Some(amount) = act.db.first::<i64>(sql, params![alarm]).await?.filter(|left| *left > 0) else {
        return Err(missing);
    };
    let event = event::RefundProposed { alarm, resolution, amount: Fen(amount) };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM payment_alarm AS a WHERE a.id = ?13 AND a.resolved_at IS NULL AND a.proposed_by IS NULL AND ?14 = ",
        left!(),
        ")"
    );
    act.append(event.written()?, statement, params![alarm, amount]).await?.map(drop).ok_or(missing)
}

/// Somebody else agrees, who has no account from the proposer, and the money goes back; or does not, and says why.
///
/// # Errors
/// `ProposalChanged` when this is proposed no more; `Conflict` by the same person, or when the provider would not give back so
/// much any more.
pub async fn decide_refund(act: &Act<'_>, alarm: i64, answer: Answer<'_>) -> Result<()> {
    let event = answer.event(event::RefundAgreed { alarm, answer }, event::RefundDeclined { alarm, answer })?;
    let statement = append!(where
        "EXISTS (SELECT 1 FROM payment_alarm AS a WHERE a.id = ?13 AND a.proposal = ?14 AND a.resolved_at IS NULL AND ",
        independent!("a.proposed_by", "?3"),
        " AND (?10 = 'alarm.refund_declined' OR a.refund_amount <= ",
        left!(),
        "))"
    );
    let conflict = "没有等待复核的退款，或要由另一位同事复核。请刷新后再看";
    act.decide(event, statement, params![alarm, answer.proposal], Answered { proposal: answer.proposal, conflict })
        .await
}

/// How each provider has done in the last hour.
pub async fn health(db: &Db, now: Timestamp) -> Result<Vec<ProviderHealth>> {
    let sql = "WITH told AS (SELECT body ->> 'provider' AS provider, at, at - (body ->> 'paid_at') AS lag FROM journal \
                   WHERE seq > (SELECT seq FROM sqlite_sequence WHERE name = 'journal') - ?3 AND kind IN ('payment.noticed', 'payment.claimed')), \
               made AS (SELECT provider, COUNT(*) AS orders, SUM(channel = 'qr' AND code_url IS NULL) AS without_code, \
                   SUM(status = 'paid') AS paid FROM payment_order WHERE created_at > ?1 AND created_at <= ?2 GROUP BY provider), \
               waiting AS (SELECT provider, COUNT(*) AS open FROM payment_order WHERE status = 'open' GROUP BY provider) \
               SELECT p.provider, COALESCE(m.orders, 0) AS orders, COALESCE(m.without_code, 0) AS without_code, \
               COALESCE(m.paid, 0) AS paid, COALESCE(w.open, 0) AS open, \
               (SELECT MAX(t.at) FROM told AS t WHERE t.provider = p.provider) AS last_notice_at, \
               (SELECT CAST(AVG(t.lag) AS INTEGER) FROM told AS t WHERE t.provider = p.provider AND t.at > ?1) AS lag \
               FROM (SELECT value AS provider FROM JSON_EACH(?4)) AS p \
               LEFT JOIN made AS m ON m.provider = p.provider LEFT JOIN waiting AS w ON w.provider = p.provider \
               WHERE m.provider IS NOT NULL OR w.provider IS NOT NULL OR EXISTS \
               (SELECT 1 FROM payment_order AS o WHERE o.provider = p.provider AND o.status = 'paid') ORDER BY p.provider";
    let names = serde_json::to_string(&Provider::ALL)?;
    db.all(sql, params![now.plus(-time::HOUR), now, RECENT, names]).await
}

#[cfg(test)]
mod tests {
    use super::OF_NUMBER;
    use crate::db::Db;

    /// To begin anywhere in an index by time is no walk to `tests/walks.rs`, and is one through all orders.
    #[test]
    fn an_order_is_sought_by_its_number() {
        let mut db = Db::in_memory().unwrap();
        let mut plan = db.native().prepare(&format!("EXPLAIN QUERY PLAN {OF_NUMBER}")).unwrap();
        let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect();
        assert!(steps.iter().any(|step| step.ends_with("(order_no>? AND order_no<?)")), "{steps:?}");
    }
}
