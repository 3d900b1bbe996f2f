//! The payment provider of an order, as this deployment reaches it: `payment` begins orders with it, `settlement`
//! follows them to the end.

mod alipay;
mod refund;
mod turn;
mod unionpay;
mod wechat;

pub use refund::follow;
pub use turn::{attend_in_turn, look_in_turn, opened, pressed, seated};

use alipay::Alipay;
use domain::event::Role;
use domain::payment::{OrderStatus, Payment, Provider, Returned};
use domain::{Result, Timestamp};
use store::claim;
use store::journal::{Act, Author};
use store::payment::{self, Order, Proof, Source};
use store::refund::Refund;
use unionpay::Unionpay;
use web::Request;
use wechat::Wechat;

/// The provider's answer about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Money came; the answer that says so.
    Money(Payment, Proof),
    /// Not paid yet.
    Waiting,
    /// It is in process, or the provider itself does not know.
    Unclear,
    /// It can't be paid any more.
    Closed,
    /// The provider never heard of it.
    Unknown,
}

/// Where the payer's browser goes to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It opens this address.
    Url(String),
    /// It posts this form: address and fields.
    Form(String, Vec<(String, String)>),
}

/// The payer's browser.
#[derive(Clone, Copy, Debug)]
pub struct Payer<'a> {
    /// Its address
    pub ip: &'a str,
    /// Where it comes back to
    pub return_url: &'a str,
}

/// One of the providers; every answer's signature is verified.
pub struct Gateway(Reached);

enum Reached {
    Wechat(Wechat),
    Alipay(Alipay),
    Unionpay(Unionpay),
}

impl Gateway {
    /// The provider, by the variables that begin with its name.
    ///
    /// # Errors
    /// `Internal` when one is missing or no key.
    pub async fn of(provider: Provider, request: &Request) -> Result<Self> {
        Ok(Self(match provider {
            Provider::Wechat => Reached::Wechat(Wechat::load(request).await?),
            Provider::Alipay => Reached::Alipay(Alipay::load(request).await?),
            Provider::Unionpay => Reached::Unionpay(Unionpay::load(request).await?),
        }))
    }

    /// 下单: what the QR code says. Asking again with the same number is safe.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn prepare(&self, order: &Order) -> Result<String> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.prepare(order).await,
            Reached::Alipay(alipay) => alipay.prepare(order).await,
            Reached::Unionpay(unionpay) => unionpay.prepare(order).await,
        }
    }

    /// 下单 for the phone's own browser: where it goes to pay. Asking again with the same number is safe.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub(crate) async fn open(&self, order: &Order, payer: Payer<'_>) -> Result<Opening> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.open(order, payer).await,
            Reached::Alipay(alipay) => alipay.open(order, payer),
            Reached::Unionpay(unionpay) => Ok(unionpay.open(order, payer)),
        }
    }

    /// 查询订单.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn query(&self, order: &Order) -> Result<Outcome> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.query(order).await,
            Reached::Alipay(alipay) => alipay.query(&order.order_no).await,
            Reached::Unionpay(unionpay) => unionpay.query(order).await,
        }
    }

    /// 关闭订单. That it was closed before is fine; that it was paid meanwhile is not. `false`: the provider has closed
    /// nothing, and may still take money.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn close(&self, order: &Order) -> Result<bool> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.close(&order.order_no).await,
            Reached::Alipay(alipay) => alipay.close(&order.order_no).await,
            // There is no such call: an attempt ends by its payTimeout.
            Reached::Unionpay(_) => Ok(false),
        }
    }

    /// 退款. Asking again with the same number is safe.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.give_back(refund).await,
            Reached::Alipay(alipay) => alipay.give_back(refund).await,
            Reached::Unionpay(unionpay) => unionpay.give_back(refund).await,
        }
    }

    /// 查询退款.
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        match &self.0 {
            Reached::Wechat(wechat) => wechat.query_refund(refund).await,
            Reached::Alipay(alipay) => alipay.query_refund(refund).await,
            Reached::Unionpay(unionpay) => unionpay.query_refund(refund).await,
        }
    }
}

/// Asks the provider what became of an order, and writes down what it says.
///
/// # Errors
/// `Unavailable`; `Internal`.
pub async fn look(act: &Act<'_>, gateway: &Gateway, order: &Order) -> Result<(Order, Outcome)> {
    let outcome = gateway.query(order).await?;
    if let Outcome::Money(payment, proof) = &outcome {
        let actor = format!("provider:{}", order.provider.as_str());
        let author = Author { actor, role: Role::Provider, factor: "signature", ..act.author.without_key() };
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
        Outcome::Unclear => order.payable_until().plus(order.provider.late()) <= now,
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

fn may_close(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Waiting | Outcome::Unclear)
}

/// Money may still come so late for what the provider has not closed.
fn followed_until(order: &Order, now: Timestamp) -> Timestamp {
    order.payable_until().max(now).plus(order.provider.late())
}

/// Looks after an order: an attempt that is over is ended; one that was given up is followed until nobody can pay it.
///
/// # Errors
/// `Unavailable`; `Internal`.
pub async fn attend(act: &Act<'_>, gateway: &Gateway, order: &Order) -> Result<Order> {
    let now = act.at;
    match (order.status, order.follow_until) {
        (OrderStatus::Open, _) if order.expires_at.plus(order.provider.grace()) <= now => {
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
    use domain::payment::LIFETIME;
    use domain::time;

    /// An Alipay code that nobody has scanned can't be closed, and was made with the time at which it ends.
    #[test]
    fn an_order_whose_fee_was_withdrawn_is_followed_until_its_code_can_not_be_paid() {
        let minute = NOW.plus(time::MINUTE);
        let withdrawn = Order { provider: Provider::Alipay, expires_at: minute, ..order(None) };
        let late = LIFETIME + Provider::Alipay.late();
        assert_eq!(followed_until(&withdrawn, minute), NOW.plus(late));
        assert_eq!(followed_until(&withdrawn, NOW.plus(time::DAY)), NOW.plus(time::DAY + Provider::Alipay.late()));
    }

    #[test]
    fn what_is_in_process_is_denied_only_when_it_has_been_for_as_long_as_anything_may_be() {
        let order = order(Some(NOW));
        let late = NOW.plus(LIFETIME + order.provider.late());
        for outcome in [Outcome::Waiting, Outcome::Closed, Outcome::Unknown] {
            assert!(denies(&outcome, &order, NOW), "{outcome:?}");
        }
        assert!(!denies(&Outcome::Unclear, &order, NOW));
        assert!(!denies(&Outcome::Unclear, &order, late.plus(-1)));
        assert!(denies(&Outcome::Unclear, &order, late));
    }
}
