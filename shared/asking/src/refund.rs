//! A refund, followed until the provider has given the money back.

use crate::Gateway;
use domain::payment::{Refund, RefundStatus, Returned};
use domain::{Result, Timestamp, time};
use store::journal::Act;
use store::refund;

/// So long a refund that the provider does not know is told again as the same one: should the first telling still be on its
/// way, only one of the two is taken. A provider takes no older time, so that afterwards nothing is on its way.
const SAME: i64 = 2 * time::MINUTE;

/// Asks the provider what became of a refund, tells it of one that it does not know, and writes down what it says. First
/// it is asked: an answer to the refund itself may have been lost, and not every provider takes the same one twice.
///
/// # Errors
/// `Unavailable`; `Internal`.
pub async fn follow(act: &Act<'_>, gateway: &Gateway, refund: &Refund) -> Result<Returned> {
    let author = act.author.without_key();
    let act = act.by(&author);
    let outcome = match gateway.query_refund(refund).await? {
        Returned::Unknown if is_fresh(refund, act.at) => repeat(gateway, refund).await?,
        Returned::Unknown => tell(&act, gateway, refund).await?,
        // A person wants it tried again: another attempt.
        Returned::Failed(_) if refund.status == RefundStatus::Requested => tell(&act, gateway, refund).await?,
        known => known,
    };
    refund::returned(&act, refund, &outcome).await?;
    Ok(outcome)
}

fn is_fresh(refund: &Refund, now: Timestamp) -> bool {
    refund.told_at.is_some_and(|told_at| now < told_at.plus(SAME))
}

async fn tell(act: &Act<'_>, gateway: &Gateway, refund: &Refund) -> Result<Returned> {
    gateway.give_back(&refund::tell(act, refund).await?).await
}

/// A refusal may mean that the first telling has come after all: the next question says.
async fn repeat(gateway: &Gateway, refund: &Refund) -> Result<Returned> {
    Ok(match gateway.give_back(refund).await? {
        Returned::Failed(_) => Returned::Underway,
        taken => taken,
    })
}
