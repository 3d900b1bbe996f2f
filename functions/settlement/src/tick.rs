//! The tick: what must happen although nobody asks. Any scheduler may call it, as often as it likes, and several at
//! once: each order and each refund is claimed for a while.

use asking::Gateway;
use domain::event::Role;
use domain::payment::{Order, OrderStatus, Refund, Returned};
use domain::{Error, Result, Timestamp, time};
use futures_util::future::{join, join_all};
use store::db::Db;
use store::journal::Author;
use store::{cleaning, config, log, payment, proposal, rate_limit, refund, seal, sign_in};
use web::api::settlement::Ticked;
use web::{Reply, Request};

/// Looked after in one tick, all at once: what the slowest provider takes, the tick takes. Of each provider as many, where each
/// has some.
const CLAIMS: usize = 20;
const ORDERS: usize = 20;
const FOLLOWED: usize = 10;
const REFUNDS: usize = 10;
/// A payer needs a moment; until then the notice is what we wait for.
const YOUNGEST: i64 = time::MINUTE;

pub(crate) async fn run(request: &Request, db: &Db) -> Result<Reply> {
    let expected = format!("Bearer {}", config::get("tick_secret").await?);
    // Hashes, so that the time it takes to compare tells nothing.
    if seal::sha256(request.header("authorization").unwrap_or_default()) != seal::sha256(expected) {
        request.refused("wrong_secret", "");
        return Err(Error::NotSignedIn);
    }
    let now = request.now();
    let author = request.author("system".into(), Role::System, domain::event::Factor::None)?;
    if let Err(error) = sign_in::clear(db, now).await {
        log("old failed sign-ins were not cleared away", format_args!("{error:?}"));
    }
    let published = proposals(db, &author, now).await?;
    let begun = request.begun();
    let mut orders = payment::orders_claimed(db, begun, CLAIMS).await?;
    orders.extend(payment::orders_underway(db, now.plus(-YOUNGEST), begun, ORDERS).await?);
    orders.extend(payment::orders_followed(db, begun, FOLLOWED).await?);
    let refunds = refund::underway(db, begun, REFUNDS).await?;
    let checked = join_all(orders.iter().map(|order| check(request, &author, order, now)));
    let followed = join_all(refunds.iter().map(|refund| follow(request, &author, refund, now)));
    let (checked, followed) = join(checked, followed).await;

    let mut ticked = Ticked { published, ..Ticked::default() };
    for (order, outcome) in orders.iter().zip(checked) {
        ticked.orders += usize::from(!matches!(outcome, Ok(None)));
        match outcome {
            Ok(Some(OrderStatus::Paid)) => ticked.paid += 1,
            Ok(Some(OrderStatus::Closed)) => ticked.closed += 1,
            Ok(Some(OrderStatus::Open) | None) => {}
            Err(error) => ticked.noted(&order.order_no, error),
        }
    }
    for (refund, outcome) in refunds.iter().zip(followed) {
        ticked.refunds += usize::from(!matches!(outcome, Ok(None)));
        match outcome {
            Ok(Some(Returned::Done(_))) => ticked.returned += 1,
            Ok(_) => {}
            Err(error) => ticked.noted(&refund.refund_no, error),
        }
    }
    ticked.cleaned = cleaning::run(db, now).await?;
    Reply::json(&ticked)
}

/// Proposals whose instant has come; how many came into effect.
async fn proposals(db: &Db, author: &Author, now: Timestamp) -> Result<usize> {
    let mut published = 0;
    for due in proposal::due(db, now).await? {
        let effect = proposal::take_effect(&author.acts(db, now), &due).await;
        published += usize::from(effect.unwrap_or_else(|error| {
            log("a proposal did not come into effect", format_args!("{} {error:?}", due.id));
            false
        }));
    }
    Ok(published)
}

/// What became of the order; `None` when somebody else is at it. Each has a connection of its own: they go on side by side.
async fn check(request: &Request, author: &Author, order: &Order, now: Timestamp) -> Result<Option<OrderStatus>> {
    let db = Db::open().await?;
    Ok(asking::attend_in_turn(&author.acts(&db, now), request, order).await?.map(|order| order.status))
}

/// What became of the refund; `None` when somebody else is at it.
async fn follow(request: &Request, author: &Author, refund: &Refund, now: Timestamp) -> Result<Option<Returned>> {
    let db = Db::open().await?;
    // Half a minute at first, and the longer it has taken the less often.
    let interval = ((now.0 - refund.requested_at.0) / 4).clamp(30_000, time::HOUR);
    if !rate_limit::claim(&db, &refund::turn(&refund.refund_no), interval, request.begun()).await? {
        return Ok(None);
    }
    let gateway = Gateway::of(refund.provider, request).await?;
    asking::follow(&author.acts(&db, now), &gateway, refund).await.map(Some)
}
