//! An attempt to pay: made, and prepared at the provider.

use asking::Gateway;
use domain::payment::{Attempt, Channel, FeeStatus, Order, OrderStatus, Provider, Step, expires, order_number, step};
use domain::window::Window;
use domain::{Error, Result, Timestamp};
use store::fee::{self, Fee};
use store::journal::{Act, OfCandidate};
use store::payment::{self, NewOrder};
use store::{clock, rate_limit, seal, window};
use web::{Request, outbound};

/// Milliseconds for one preparation, one at a time: with each one the code of the one before dies.
const PREPARATION: i64 = outbound::PATIENCE + 5_000;
/// So long the notice is waited for; then a waiting page asks the provider.
const QUIET: i64 = 10_000;

/// A fee, and the way in which it is to be paid.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub fee: &'a Fee,
    pub provider: Provider,
    pub channel: Channel,
}

/// The attempt to pay a fee in this way: the one that is open, or another once the provider has closed that; or the order
/// that turns out to be paid.
pub(crate) async fn begin(
    act: &OfCandidate<'_>,
    request: &Request,
    wanted: Wanted<'_>,
    window: Option<&Window>,
) -> Result<Order> {
    let OfCandidate { db, at: now, subject: candidate, .. } = *act;
    let fee = wanted.fee;
    let is_open = window.is_some_and(|window| window.open);
    let mut status = fee.status;
    let mut open = payment::attempt(db, candidate, &fee.item).await?;
    let seen = |order: &Order| Attempt {
        expires: order.expires_at,
        wanted: (order.provider, order.channel) == (wanted.provider, wanted.channel),
    };
    if let Some(old) = &open
        && step(status, is_open, Some(seen(old)), now) == Step::Finish
    {
        let ended = finish(&act.anew(), request, old).await?;
        if ended.status == OrderStatus::Paid {
            return Ok(ended);
        }
        (open, status) = (None, fee::status(db, candidate, &fee.item).await?);
    }
    let order = match (step(status, is_open, open.as_ref().map(seen), now), open, window) {
        (Step::Show, Some(order), _) => order,
        (Step::Create, _, Some(window)) => create(act, wanted, window.closes).await?,
        (Step::Nothing, ..) => {
            let how = if status == FeeStatus::Dropped { "取消" } else { "缴清" };
            return Err(Error::WrongState(format!("这项费用已经{how}，不需要再缴")));
        }
        (_, _, window) => return Err(window::closed(&fee.name, window)),
    };
    prepare(&act.anew(), request, order).await
}

/// Ends an attempt: at the provider, or, while that can't be asked, here alone: one that is down shuts out no other.
pub(crate) async fn finish(act: &Act<'_>, request: &Request, order: &Order) -> Result<Order> {
    let finish = async |gateway: Gateway| asking::finish(act, &gateway, order).await;
    match asking::pressed(act.db, request, order, finish).await {
        Ok(Some(finished)) => return Ok(finished),
        Ok(None) => {}
        Err(Error::Unavailable(reason)) => request.goes_without(reason),
        Err(error) => return Err(error),
    }
    asking::leave(act, order).await
}

/// Makes an order; the one that is there, when somebody was faster.
async fn create(act: &OfCandidate<'_>, wanted: Wanted<'_>, closes: Timestamp) -> Result<Order> {
    let OfCandidate { db, at: now, subject: candidate, .. } = *act;
    let Wanted { fee, provider, channel } = wanted;
    let (order_no, page_token) = (order_number(seal::random()?), hex_token()?);
    let order = NewOrder {
        order_no: &order_no,
        fee,
        provider,
        channel,
        page_token: &page_token,
        expires_at: expires(now, closes),
    };
    let made = payment::create(act, order).await?;
    if let Some(seq) = made {
        return payment::order_of_event(db, candidate, seq).await;
    }
    let other = payment::attempt(db, candidate, &fee.item).await?;
    other.ok_or_else(|| Error::WrongState("缴费情况刚刚有变化，请刷新后再试".into()))
}

/// Should there be a QR code, and is none yet?
pub(crate) fn lacks_code(order: &Order, now: Timestamp) -> bool {
    let waits = order.channel == Channel::Qr && order.code_url.is_none();
    waits && order.status == OrderStatus::Open && now < order.expires_at
}

/// Gives the order to the provider, unless it has it. Asking again with the same number is safe. While too many wait for
/// the provider, the order stays as it is, and whoever looks at it next tries again.
pub(crate) async fn prepare(act: &Act<'_>, request: &Request, order: Order) -> Result<Order> {
    let Act { db, at: now, .. } = *act;
    if !lacks_code(&order, now) {
        return Ok(order);
    }
    let claim = format!("prepare‖{}", order.order_no);
    // Ending the attempt before may have taken longer than one is held for, from when this request was begun.
    if rate_limit::claim(db, &claim, PREPARATION, clock::now()).await? {
        let prepare = async |gateway: Gateway| gateway.prepare(&order).await;
        match asking::seated(db, request, order.provider, prepare).await {
            Ok(Some(code_url)) => payment::prepared(&act.by(&act.author.without_key()), &order, &code_url).await?,
            Ok(None) => rate_limit::forget(db, &claim).await?,
            Err(error) => {
                rate_limit::forget(db, &claim).await?;
                return Err(error);
            }
        }
    }
    payment::order(db, order.candidate, &order.order_no).await
}

/// The order as it is now. Who waits for money has the provider asked when somebody says that it came, and when nobody
/// says anything for a while: a lost notice mends itself. A provider that is down changes nothing, and one that hangs keeps
/// only a few waiting: the others have what is stored.
pub(crate) async fn healed(act: &Act<'_>, request: &Request, order: Order) -> Result<Order> {
    let waits = order.status == OrderStatus::Open && act.at.0 - order.created_at.0 >= QUIET;
    if order.status == OrderStatus::Paid || !(waits || order.claimed_at.is_some()) {
        return Ok(order);
    }
    match asking::look_in_turn(act, request, &order).await {
        Err(Error::Unavailable(reason)) => {
            request.goes_without(reason);
            Ok(order)
        }
        attended => Ok(attended?.unwrap_or(order)),
    }
}

/// Somebody has pressed 支付状态刷新: the provider is asked at once, unless others have it asked about this order, or too many
/// wait for it.
pub(crate) async fn refreshed(act: &Act<'_>, request: &Request, order: Order) -> Result<Order> {
    let attend = async |gateway: Gateway| asking::attend(act, &gateway, &order).await;
    let attended = asking::pressed(act.db, request, &order, attend).await?;
    Ok(attended.unwrap_or(order))
}

/// 128 random bits: nobody guesses a 代付 page, and the address stays short.
fn hex_token() -> Result<String> {
    Ok(seal::random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}
