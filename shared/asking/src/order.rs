//! An order, asked about and followed until nobody can pay it any more.

use crate::Gateway;
use domain::event::Factor;
use domain::event::Role;
use domain::payment::{Order, OrderStatus};
use domain::{Error, Result, Timestamp};
use providers::Outcome;
use store::claim;
use store::journal::{Act, Author};
use store::payment::{self, Source};

/// Asks the provider what became of an order, and writes down what it says.
pub(crate) async fn look(act: &Act<'_>, gateway: &Gateway, order: &Order) -> Result<(Order, Outcome)> {
    let outcome = gateway.query(order).await?;
    if let Outcome::Money(payment, proof) = &outcome {
        let actor = format!("provider:{}", order.provider.as_str());
        let author = Author { actor, role: Role::Provider, factor: Factor::Signature, ..act.author.without_key() };
        payment::came(&act.by(&author), order.provider, payment, Source::Found(proof.clone())).await?;
    }
    if outcome == Outcome::Closed {
        payment::closed(&act.by(&act.author.without_key()), order, None).await?;
    }
    if order.claimed_at.is_some() && denies(&outcome, order, act.at) {
        claim::denied(act, order).await?;
    }
    Ok((payment::order(act.db, order.candidate, &order.order_no).await?, outcome))
}

/// Does it say that this was not paid as somebody claims? What is unclear may be any moment; when it still is after all that
/// time, a person has to look.
fn denies(outcome: &Outcome, order: &Order, now: Timestamp) -> bool {
    match outcome {
        // Paid, yet not by the transaction of a claim that is still open.
        Outcome::Money(..) | Outcome::Waiting | Outcome::Closed | Outcome::Unknown => true,
        Outcome::Unclear => order.payable_until().plus(late(order)) <= now,
    }
}

/// Ends an attempt: paid if money came, or else closed at the provider and then here. What it may still take money for,
/// is followed.
///
/// # Errors
/// `Unavailable`; `Internal`.
pub async fn finish(act: &Act<'_>, gateway: &Gateway, order: &Order) -> Result<Order> {
    let (current, outcome) = look(act, gateway, order).await?;
    if current.status != OrderStatus::Open {
        return Ok(current);
    }
    let closed = may_close(&outcome) && gateway.close(order).await?;
    let follow_until = (!closed).then_some(followed_until(order, act.at));
    payment::closed(&act.by(&act.author.without_key()), order, follow_until).await?;
    payment::order(act.db, order.candidate, &order.order_no).await
}

/// Leaves an attempt whose provider can't be asked, so that another one may be paid: closed here, and followed there for as long
/// as money may still come. What comes for it all the same pays the fee, or goes back.
///
/// # Errors
/// `Unavailable` when somebody says that it is paid: then its provider has the word. `Internal`.
pub async fn leave(act: &Act<'_>, order: &Order) -> Result<Order> {
    payment::left(&act.by(&act.author.without_key()), order, followed_until(order, act.at)).await?;
    let left = payment::order(act.db, order.candidate, &order.order_no).await?;
    match left.status {
        OrderStatus::Open => Err(Error::Unavailable(format!("{} is said to be paid", order.order_no))),
        _ => Ok(left),
    }
}

fn may_close(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Waiting | Outcome::Unclear)
}

/// Money may still come so late for what the provider has not closed.
fn followed_until(order: &Order, now: Timestamp) -> Timestamp {
    order.payable_until().max(now).plus(late(order))
}

/// How long after its end money may still come for it.
fn late(order: &Order) -> i64 {
    providers::facts(order.provider).late
}

/// Looks after an order: an attempt that is over is ended; one that was given up is followed until nobody can pay it.
///
/// # Errors
/// `Unavailable`; `Internal`.
pub async fn attend(act: &Act<'_>, gateway: &Gateway, order: &Order) -> Result<Order> {
    let now = act.at;
    match (order.status, order.follow_until) {
        (OrderStatus::Open, _) if order.expires_at.plus(providers::facts(order.provider).grace) <= now => {
            finish(act, gateway, order).await
        }
        (OrderStatus::Closed, Some(until)) => {
            let (current, outcome) = look(act, gateway, order).await?;
            let closed = may_close(&outcome) && gateway.close(order).await?;
            if current.status == OrderStatus::Closed && (closed || outcome == Outcome::Closed || until <= now) {
                payment::ended(&act.by(&act.author.without_key()), order).await?;
            }
            Ok(current)
        }
        _ => Ok(look(act, gateway, order).await?.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::tests::{NOW, order};
    use domain::payment::{LIFETIME, Provider};
    use domain::time;

    /// An Alipay code that nobody has scanned can't be closed, and was made with the time at which it ends.
    #[test]
    fn an_order_whose_fee_was_withdrawn_is_followed_until_its_code_can_not_be_paid() {
        let minute = NOW.plus(time::MINUTE);
        let withdrawn = Order { provider: Provider::Alipay, expires_at: minute, ..order(None) };
        let alipay = late(&withdrawn);
        assert_eq!(alipay, 10 * time::MINUTE);
        assert_eq!(followed_until(&withdrawn, minute), NOW.plus(LIFETIME + alipay));
        assert_eq!(followed_until(&withdrawn, NOW.plus(time::DAY)), NOW.plus(time::DAY + alipay));
    }

    #[test]
    fn what_is_in_process_is_denied_only_when_it_has_been_for_as_long_as_anything_may_be() {
        let order = order(Some(NOW));
        let late = NOW.plus(LIFETIME + late(&order));
        for outcome in [Outcome::Waiting, Outcome::Closed, Outcome::Unknown] {
            assert!(denies(&outcome, &order, NOW), "{outcome:?}");
        }
        assert!(!denies(&Outcome::Unclear, &order, NOW));
        assert!(!denies(&Outcome::Unclear, &order, late.plus(-1)));
        assert!(denies(&Outcome::Unclear, &order, late));
    }
}
