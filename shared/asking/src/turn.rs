//! Who may ask a provider now: about one order one at a time, and of all the people who wait for a provider so few that the
//! others are answered from what is stored, however long it hangs. The tick asks besides them, some few at a time.

use crate::{Gateway, attend};
use domain::payment::{Order, Provider};
use domain::{Result, Timestamp, time};
use providers::{Exchange, Opening, Payer};
use store::db::Db;
use store::journal::Act;
use store::rate_limit::{self, Turn};
use store::seat;
use web::{Request, outbound};

/// So long one that asks has an order for itself: a question, and closing it.
const TURN: i64 = 2 * outbound::PATIENCE + 1_000;

/// Seats, for each provider: of those who read, and of those who want something done. Over all providers they are fewer than
/// half of what `payment` answers at once (spin.toml); nobody waits for one, since who waits takes as much of it.
const READERS: i64 = 2;
const PRESSERS: i64 = 40;

/// [`attend`], by one at a time: `None` when somebody else is at it, or was a moment ago. Soon after somebody said that it
/// was paid, and the longer it has taken the less often.
///
/// # Errors
/// `Unavailable`: then the turn is kept to its end and no longer, so that a provider that hangs is not asked many times side by
/// side; `Internal`.
pub async fn attend_in_turn(act: &Act<'_>, request: &Request, order: &Order) -> Result<Option<Order>> {
    if !begin_turn(act.db, order, request.begun()).await? {
        return Ok(None);
    }
    take_turn(act, request, order).await.map(Some)
}

/// The same for somebody who reads the order and may as well have what is stored: `None` also when others wait for the
/// provider already.
///
/// # Errors
/// As [`attend_in_turn`].
pub async fn look_in_turn(act: &Act<'_>, request: &Request, order: &Order) -> Result<Option<Order>> {
    if !begin_turn(act.db, order, request.begun()).await? {
        return Ok(None);
    }
    let kind = format!("read‖{}", order.provider.as_str());
    let attend = async || take_turn(act, request, order).await;
    let attended = seat::held(act.db, &kind, READERS, request.begun(), attend).await?;
    if attended.is_none() {
        give_turn_back(act.db, order, request.begun()).await?;
    }
    Ok(attended)
}

/// What somebody wants done with an order at once, also when it was asked about a moment ago: one at a time. `None` when
/// somebody is at it, or too many wait for the provider.
///
/// # Errors
/// Those of `work`.
pub async fn pressed<T>(
    db: &Db,
    request: &Request,
    order: &Order,
    work: impl AsyncFnOnce(Gateway) -> Result<T>,
) -> Result<Option<T>> {
    let turn = format!("press‖{}", order.order_no);
    if !rate_limit::claim(db, &turn, TURN, request.begun()).await? {
        return Ok(None);
    }
    let done = seated(db, request, order.provider, work).await;
    rate_limit::forget(db, &turn).await?;
    done
}

/// What somebody waits for a provider to do. `None` when too many wait already.
///
/// # Errors
/// Those of `work`.
pub async fn seated<T>(
    db: &Db,
    request: &Request,
    provider: Provider,
    work: impl AsyncFnOnce(Gateway) -> Result<T>,
) -> Result<Option<T>> {
    let gateway = Gateway::of(provider, request).await?;
    held(db, request, provider, async || work(gateway).await).await
}

/// Where the payer's browser goes to pay. `None` when the provider has to be asked for that, and too many wait already.
///
/// # Errors
/// `Unavailable` when no good answer came; `Internal`.
pub async fn opened(db: &Db, request: &Request, order: &Order, payer: Payer<'_>) -> Result<Option<Opening>> {
    let gateway = Gateway::of(order.provider, request).await?;
    match gateway.open(order, payer)? {
        // What we sign ourselves: nobody waits for anything.
        known @ Exchange::Known(_) => gateway.opened(known).await.map(Some),
        asked => held(db, request, order.provider, async || gateway.opened(asked).await).await,
    }
}

async fn held<T>(
    db: &Db,
    request: &Request,
    provider: Provider,
    work: impl AsyncFnOnce() -> Result<T>,
) -> Result<Option<T>> {
    let kind = format!("press‖{}", provider.as_str());
    seat::held(db, &kind, PRESSERS, request.begun(), work).await
}

async fn take_turn(act: &Act<'_>, request: &Request, order: &Order) -> Result<Order> {
    let gateway = Gateway::of(order.provider, request).await?;
    let attended = attend(act, &gateway, order).await?;
    end_turn(act.db, order, request.begun()).await?;
    Ok(attended)
}

async fn begin_turn(db: &Db, order: &Order, now: Timestamp) -> Result<bool> {
    let (key, longest) = pace(order, now);
    Turn { key: &key, interval: TURN, longest }.claim(db, now).await
}

/// The answer has come: the next question may follow as soon as its pace allows.
async fn end_turn(db: &Db, order: &Order, now: Timestamp) -> Result<()> {
    let (key, longest) = pace(order, now);
    Turn { key: &key, interval: TURN, longest }.done(db, now, now.plus(longest)).await
}

/// Nothing was asked.
async fn give_turn_back(db: &Db, order: &Order, now: Timestamp) -> Result<()> {
    let (key, longest) = pace(order, now);
    Turn { key: &key, interval: TURN, longest }.done(db, now, now).await
}

/// Under which key an order is claimed, and how long lies between two questions that were answered.
fn pace(order: &Order, now: Timestamp) -> (String, i64) {
    let (key, since, longest) = match order.claimed_at {
        Some(claimed_at) => (format!("claim‖{}", order.order_no), claimed_at, 10 * time::MINUTE),
        None => (format!("check‖{}", order.order_no), order.created_at, time::HOUR),
    };
    (key, ((now.0 - since.0) / 4).clamp(3_000, longest))
}

#[cfg(test)]
pub(crate) mod tests;
