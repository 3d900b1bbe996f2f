//! Payment orders and notices. What comes of a payment is decided by the triggers alone (0006, 0013): here it is written down.

use super::fee::Fee;
use super::journal::{Act, Author, OfCandidate};
use crate::db::Db;
use crate::{append, open_window, params};
use domain::event::payment::{Claimed, Found, Money, Noticed};
use domain::event::{Event, Written, order as event, provider as said};
pub use domain::payment::Proof;
use domain::payment::{Channel, Fault, FeeStatus, Order, OrderStatus, Payment, Provider};
use domain::{Error, Fen, Result, Timestamp};
use serde::Deserialize;

/// Orders with what belongs to them; what follows chooses among `o`, `c`, `f`.
macro_rules! orders {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "SELECT o.order_no, o.candidate, c.exam, o.item, f.name AS item_name, o.provider, o.channel, o.amount, o.status, \
             o.page_token, o.code_url, o.created_at, o.expires_at, o.paid_at, o.follow_until, \
             (SELECT MIN(k.at) FROM payment_claim AS k WHERE k.order_no = o.order_no AND k.answered_at IS NULL) AS claimed_at \
             FROM payment_order AS o \
             JOIN candidate AS c ON c.id = o.candidate JOIN fee AS f ON f.candidate = o.candidate AND f.item = o.item ",
            $($rest,)+
        )
    };
}

mod asking;

pub use asking::{orders_claimed, orders_followed, orders_underway};

/// An order of a candidate.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn order(db: &Db, candidate: i64, order_no: &str) -> Result<Order> {
    let sql = orders!("WHERE o.order_no = ? AND o.candidate = ?");
    db.first(sql, params![order_no, candidate]).await?.ok_or(Error::NotFound("订单"))
}

/// All orders of a candidate, the newest first.
pub async fn orders(db: &Db, candidate: i64) -> Result<Vec<Order>> {
    let sql = orders!("WHERE o.candidate = ? ORDER BY o.created_at DESC, o.order_no LIMIT 100");
    db.all(sql, params![candidate]).await
}

/// The order of a 代付 page.
///
/// # Errors
/// `NotFound`.
pub async fn order_of_page(db: &Db, token: &str) -> Result<Order> {
    let sql = "SELECT order_no, candidate FROM payment_order WHERE page_token = ?";
    #[derive(Deserialize)]
    struct Found {
        order_no: String,
        candidate: i64,
    }
    let found: Option<Found> = db.first(sql, params![token]).await?;
    let found = found.ok_or(Error::NotFound("付款页"))?;
    order(db, found.candidate, &found.order_no).await
}

/// The attempt that is open for a fee item of a candidate.
pub async fn attempt(db: &Db, candidate: i64, item: &str) -> Result<Option<Order>> {
    let sql = "SELECT order_no FROM payment_order WHERE candidate = ? AND item = ? AND status = 'open'";
    match db.first::<String>(sql, params![candidate, item]).await? {
        Some(order_no) => order(db, candidate, &order_no).await.map(Some),
        None => Ok(None),
    }
}

/// The order that an event made.
///
/// # Errors
/// `NotFound` when that event made none.
pub async fn order_of_event(db: &Db, candidate: i64, seq: i64) -> Result<Order> {
    let sql = "SELECT body ->> 'order_no' FROM journal WHERE seq = ? AND kind = 'order.created'";
    let order_no: Option<String> = db.first(sql, params![seq]).await?;
    order(db, candidate, &order_no.ok_or(Error::NotFound("订单"))?).await
}

/// An order to be made.
#[derive(Debug)]
pub struct NewOrder<'a> {
    /// 商户订单号
    pub order_no: &'a str,
    pub fee: &'a Fee,
    pub provider: Provider,
    pub channel: Channel,
    /// Token of the 代付 page
    pub page_token: &'a str,
    /// Until when it can be paid
    pub expires_at: Timestamp,
}

/// Makes an order, while the fee is due at this amount, its window is open where the candidate is registered, and no
/// attempt is open. `None` when one of these no longer holds, or the same request was faster.
pub async fn create(act: &OfCandidate<'_>, order: NewOrder<'_>) -> Result<Option<i64>> {
    let event = event::Created {
        order_no: order.order_no,
        item: &order.fee.item,
        amount: order.fee.amount,
        provider: order.provider,
        channel: order.channel,
        page_token: order.page_token,
        expires_at: order.expires_at.into(),
    };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM fee AS f JOIN candidate AS c ON c.id = f.candidate \
         JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = f.item \
         WHERE f.candidate = ?11 AND f.item = ?13 AND f.status = 'due' AND f.amount = ?14 AND ",
        open_window!("i.exam", "i.window", "c.point", "c.id"),
        ") \
         AND NOT EXISTS (SELECT 1 FROM payment_order WHERE candidate = ?11 AND item = ?13 AND status = 'open')"
    );
    act.append(event.written()?, statement, params![&order.fee.item, order.fee.amount]).await
}

/// The provider has the order: what its QR code says.
pub async fn prepared(act: &Act<'_>, order: &Order, code_url: &str) -> Result<()> {
    let event = event::Prepared { order_no: &order.order_no, code_url };
    change_open(act, order, event.written()?).await
}

/// The attempt is given up; while the provider may still take money for it, it is followed.
pub async fn closed(act: &Act<'_>, order: &Order, follow_until: Option<Timestamp>) -> Result<()> {
    let event = event::Closed { order_no: &order.order_no, follow_until: follow_until.map(Into::into) };
    change_open(act, order, event.written()?).await
}

/// Likewise, of an attempt whose provider can't be asked: unless somebody says that it is paid.
pub async fn left(act: &Act<'_>, order: &Order, follow_until: Timestamp) -> Result<()> {
    let act = act.within(&order.exam).about(order.candidate);
    let event = event::Closed { order_no: &order.order_no, follow_until: Some(follow_until.into()) };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM payment_order AS o WHERE o.order_no = ?13 AND o.status = 'open' \
         AND NOT EXISTS (SELECT 1 FROM payment_claim AS k WHERE k.order_no = o.order_no AND k.answered_at IS NULL))"
    );
    act.append(event.written()?, statement, params![&order.order_no]).await.map(drop)
}

/// A closed order can't be paid at the provider any more either.
pub async fn ended(act: &Act<'_>, order: &Order) -> Result<()> {
    let act = act.within(&order.exam).about(order.candidate);
    let event = event::Ended { order_no: &order.order_no };
    let statement =
        append!(where "EXISTS (SELECT 1 FROM payment_order WHERE order_no = ?13 AND follow_until IS NOT NULL)");
    act.append(event.written()?, statement, params![&order.order_no]).await.map(drop)
}

async fn change_open(act: &Act<'_>, order: &Order, event: Written) -> Result<()> {
    let act = act.within(&order.exam).about(order.candidate);
    let statement = append!(where "EXISTS (SELECT 1 FROM payment_order WHERE order_no = ?13 AND status = 'open')");
    act.append(event, statement, params![&order.order_no]).await.map(drop)
}

/// How we know of a payment.
#[derive(Debug)]
pub enum Source {
    /// The provider told us; what proves it
    Noticed(Proof),
    /// Likewise, but what it signs can be about another's money: it is only a reason to ask
    Claimed(Proof),
    /// We asked; the answer
    Found(Proof),
}

/// Appends what a provider (`?14`) said of an order (`?13`), filed under its candidate if there is one; a second telling of
/// the same thing (`request_key`) appends nothing. `?15` is the fault, `?16` the amount: a notice of another amount than
/// the order's is a reason to ask, and an order is paid through its own provider only.
const TOLD: &str = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, request_key, request_hash, kind, subject, body) \
    SELECT ?1, COALESCE(c.exam, ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, \
    CASE WHEN ?10 = 'payment.noticed' AND ?15 IS NULL AND o.provider = ?14 AND o.amount <> ?16 THEN 'payment.claimed' ELSE ?10 END, \
    COALESCE(c.id, ?11), \
    CASE WHEN ?10 <> 'payment.claimed' AND ?15 IS NULL AND o.provider <> ?14 THEN JSON_SET(?12, '$.fault', 'wrong_provider') ELSE ?12 END \
    FROM (SELECT ?13 AS order_no) AS told LEFT JOIN payment_order AS o ON o.order_no = told.order_no \
    LEFT JOIN candidate AS c ON c.id = o.candidate WHERE TRUE ON CONFLICT DO NOTHING RETURNING seq";

/// Money came. Writes it down once, whatever it turns out to be: settling, told before, surplus,
/// or an alarm.
///
/// # Errors
/// `Internal`: it is not written down, and the provider must tell it again.
pub async fn came(act: &Act<'_>, provider: Provider, payment: &Payment, source: Source) -> Result<()> {
    let Payment { order_no, transaction_id, amount, paid_at, fault } = payment;
    let money =
        Money { provider, order_no, transaction_id, amount: *amount, paid_at: (*paid_at).into(), fault: *fault };
    let (event, verb) = match &source {
        Source::Noticed(proof) => (Noticed { money, proof }.written()?, proof.event.clone()),
        Source::Claimed(proof) => (Claimed { money, proof }.written()?, format!("claim-{}", proof.event)),
        Source::Found(proof) => (Found { money, difference: None, proof: Some(proof) }.written()?, "found".to_owned()),
    };
    // Everything that decides what it means is in the key: a notice is dropped only when it says nothing new.
    let fault = fault.map(Fault::as_str);
    let key = format!("{verb}:{order_no}:{transaction_id}:{}:{}", amount.0, fault.unwrap_or("settles"));
    let author = Author { request_key: Some(key), request_hash: None, ..act.author.clone() };
    let about = params![order_no, provider.as_str(), fault, *amount];
    // Whose it is, the statement finds out.
    author.acts(act.db, act.at).append(event, TOLD, about).await.map(drop)
}

/// The provider told something else than that money came. Kept; what nobody can read (then with the order that it seems
/// to be about, or nothing) a person looks at, and the order is asked about.
pub async fn told(act: &Act<'_>, provider: Provider, proof: &Proof, unreadable: Option<&str>) -> Result<()> {
    let key = format!("{}:{}", proof.event, proof.notice);
    let author = Author { request_key: Some(key), request_hash: None, ..act.author.clone() };
    let event = said::Told {
        provider,
        proof,
        fault: unreadable.map(|_| "unreadable"),
        order_no: unreadable,
        transaction_id: unreadable.map(|_| proof.notice.as_str()),
    };
    author.acts(act.db, act.at).append(event.written()?, append!(where "TRUE"), vec![]).await.map(drop)
}

/// What the 代付 page shows.
#[derive(Debug, Deserialize)]
pub struct Page {
    /// Name of the fee item
    pub item_name: String,
    pub amount: Fen,
    /// 姓名, whole
    pub name: String,
    pub exam_name: String,
    pub provider: Provider,
    pub channel: Channel,
    pub status: OrderStatus,
    /// Is the fee still owed?
    pub fee: FeeStatus,
    /// What the QR code says
    pub code_url: Option<String>,
    /// Until when it can be paid
    pub expires_at: Timestamp,
    /// Closed here, yet it may still be paid at the provider until then
    pub follow_until: Option<Timestamp>,
}

/// The 代付 page of a token.
///
/// # Errors
/// `NotFound`.
pub async fn page(db: &Db, token: &str) -> Result<Page> {
    let sql = "SELECT f.name AS item_name, o.amount, c.name, e.name AS exam_name, o.provider, o.channel, o.status, f.status AS fee, \
               o.code_url, o.expires_at, o.follow_until FROM payment_order AS o JOIN candidate AS c ON c.id = o.candidate \
               JOIN exam AS e ON e.id = c.exam JOIN fee AS f ON f.candidate = o.candidate AND f.item = o.item \
               WHERE o.page_token = ?";
    db.first(sql, params![token]).await?.ok_or(Error::NotFound("付款页"))
}

#[cfg(test)]
mod tests;
