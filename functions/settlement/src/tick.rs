//! The tick: what must happen although nobody asks. Any scheduler may call it, as often as it likes, and several at
//! once: each order and each refund is claimed for a while.

use gateway::Gateway;
use shared::api::settlement::Ticked;
use shared::db::Db;
use shared::domain::payment::{OrderStatus, RefundStatus, Returned};
use shared::domain::{Timestamp, time};
use shared::store::cleaning;
use shared::store::journal::Author;
use shared::store::payment::{self, Order};
use shared::store::rate_limit;
use shared::store::refund::{self, Refund};
use shared::web::{Reply, Request};
use shared::{Error, Result, config, seal};

/// Looked after in one tick: so many that it ends well within a request's time.
const ORDERS: i64 = 20;
const REFUNDS: i64 = 10;
/// A payer needs a moment; until then the notice is what we wait for.
const YOUNGEST: i64 = time::MINUTE;

pub(crate) async fn run(request: &Request) -> Result<Reply> {
    let expected = format!("Bearer {}", config::get("tick_secret").await?);
    // Hashes, so that the time it takes to compare tells nothing.
    if seal::sha256(request.header("authorization").unwrap_or_default()) != seal::sha256(expected) {
        return Err(Error::NotSignedIn);
    }
    let (db, now) = (Db::open().await?, request.now());
    let author = request.author("system".into(), "system", "none")?;
    let mut ticked = Ticked::default();
    for order in payment::orders_underway(&db, now.plus(-YOUNGEST), now, ORDERS).await? {
        if !claim(&db, &format!("check‖{}", order.order_no), order.created_at, now).await? {
            continue;
        }
        ticked.orders += 1;
        match check(request, &db, &author, &order, now).await {
            Ok(OrderStatus::Paid) => ticked.paid += 1,
            Ok(OrderStatus::Closed) => ticked.closed += 1,
            Ok(OrderStatus::Open) => {}
            Err(Error::Unavailable(reason)) => ticked.unavailable += noted(&order.order_no, &reason),
            Err(error) => return Err(error),
        }
    }
    for refund in refund::underway(&db, now, REFUNDS).await? {
        if !claim(&db, &format!("refund‖{}", refund.refund_no), refund.requested_at, now).await? {
            continue;
        }
        ticked.refunds += 1;
        match follow(request, &db, &author, &refund, now).await {
            Ok(Returned::Done(_)) => ticked.returned += 1,
            Ok(_) => {}
            Err(Error::Unavailable(reason)) => ticked.unavailable += noted(&refund.refund_no, &reason),
            Err(error) => return Err(error),
        }
    }
    ticked.cleaned = cleaning::run(&db, now).await?;
    Reply::json(&ticked)
}

/// Half a minute at first, and the longer it has taken the less often.
async fn claim(db: &Db, key: &str, since: Timestamp, now: Timestamp) -> Result<bool> {
    rate_limit::claim(db, key, ((now.0 - since.0) / 4).clamp(30_000, time::HOUR), now).await
}

async fn check(request: &Request, db: &Db, author: &Author, order: &Order, now: Timestamp) -> Result<OrderStatus> {
    let gateway = Gateway::of(order.provider, request).await?;
    let order = match order.expires_at <= now {
        true => gateway::finish(db, &gateway, author, order, now).await?,
        false => gateway::look(db, &gateway, author, order, now).await?.0,
    };
    Ok(order.status)
}

/// First it is asked whether the provider knows of it: an answer to the refund itself may have been lost, and not
/// every provider takes the same one twice.
async fn follow(request: &Request, db: &Db, author: &Author, refund: &Refund, now: Timestamp) -> Result<Returned> {
    let gateway = Gateway::of(refund.provider, request).await?;
    let outcome = match gateway.query_refund(refund).await? {
        Returned::Unknown => gateway.give_back(refund).await?,
        // A person wants it tried again.
        Returned::Failed(_) if refund.status == RefundStatus::Requested => gateway.give_back(refund).await?,
        known => known,
    };
    refund::returned(db, author, refund, &outcome, now).await?;
    Ok(outcome)
}

fn noted(number: &str, reason: &str) -> usize {
    eprintln!("{number}: {reason}");
    1
}
