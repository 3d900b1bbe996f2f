//! An attempt to pay: made, and prepared at the provider.

use gateway::Gateway;
use shared::db::Db;
use shared::domain::Timestamp;
use shared::domain::payment::{Channel, OrderStatus, Provider, expires, order_number};
use shared::store::fee::Fee;
use shared::store::journal::{self, Author};
use shared::store::payment::{self, NewOrder, Order};
use shared::store::rate_limit;
use shared::store::session::Candidate;
use shared::{Error, Result, seal};

/// Milliseconds for one preparation, one at a time: with each one the code of the one before dies.
const PREPARATION: i64 = 10_000;

/// Makes an order; the one that is there, when somebody was faster.
pub(crate) async fn create(
    db: &Db,
    author: &Author,
    candidate: &Candidate,
    (fee, provider, channel): (&Fee, Provider, Channel),
    closes: Timestamp,
    now: Timestamp,
) -> Result<Order> {
    let (order_no, page_token) = (order_number(seal::random()?), hex_token()?);
    let order = NewOrder {
        order_no: &order_no,
        fee,
        provider,
        channel,
        page_token: &page_token,
        expires_at: expires(now, closes),
    };
    let made = payment::create(db, author, (&candidate.exam, candidate.id), order, now).await?;
    if let Some(seq) = made.or(journal::replayed(db, author).await?) {
        return payment::order_of_event(db, candidate.id, seq).await;
    }
    let other = payment::attempt(db, candidate.id, &fee.item).await?;
    other.ok_or_else(|| Error::WrongState("缴费情况刚刚有变化，请刷新后再试".into()))
}

/// Should there be a QR code, and is none yet?
pub(crate) fn lacks_code(order: &Order, now: Timestamp) -> bool {
    let waits = order.channel == Channel::Qr && order.code_url.is_none();
    waits && order.status == OrderStatus::Open && now < order.expires_at
}

/// Gives the order to the provider, unless it has it. Asking again with the same number is safe.
pub(crate) async fn prepare(
    db: &Db,
    gateway: &Gateway,
    author: &Author,
    order: Order,
    now: Timestamp,
) -> Result<Order> {
    if !lacks_code(&order, now) {
        return Ok(order);
    }
    let claim = format!("prepare‖{}", order.order_no);
    if !rate_limit::claim(db, &claim, PREPARATION, now).await? {
        // Another request is at it.
        return payment::order(db, order.candidate, &order.order_no).await;
    }
    match gateway.prepare(&order).await {
        Ok(code_url) => payment::prepared(db, &author.without_key(), &order, &code_url, now).await?,
        Err(error) => {
            rate_limit::forget(db, &claim).await?;
            return Err(error);
        }
    }
    payment::order(db, order.candidate, &order.order_no).await
}

/// 128 random bits: nobody guesses a 代付 page, and the address stays short.
fn hex_token() -> Result<String> {
    Ok(seal::random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}
