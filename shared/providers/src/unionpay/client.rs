//! What we ask UnionPay. Every answer's certificate and signature are verified.

use super::{Answer, BACK, FRONT, Form, Merchant, Product, QUERY, Queried, Refused, Trust, Verified};
use crate::exchange::{self, Exchange};
use crate::signing::Parsed;
use crate::{Client, Opening, Outcome, Payer, Settings};
use bytes::Bytes;
use domain::payment::{Channel, Order, Proof, Refund, Returned};
use domain::{Error, Result, Timestamp};
use http::{Method, Response};
use std::sync::Arc;

static MERCHANT: Parsed<Merchant> = Parsed::new();

/// How what it signed is read.
type Read<T> = fn(&Verified<'_>) -> Result<T, Refused>;

/// Us, as UnionPay knows us.
pub(super) struct Us {
    url: String,
    mer_id: String,
    merchant: Arc<Merchant>,
    trust: Arc<Trust>,
    notify_url: String,
    now: Timestamp,
}

impl Us {
    pub(super) fn of(settings: &Settings, now: Timestamp) -> Result<Self> {
        let mer_id = settings.get("unionpay_mer_id")?;
        let own = [mer_id, settings.get("unionpay_cert_id")?, settings.get("unionpay_private_key")?];
        Ok(Self {
            url: settings.address("unionpay_url")?.to_owned(),
            mer_id: mer_id.to_owned(),
            merchant: MERCHANT.of(own, |[mer_id, cert_id, pem]| Merchant::new(mer_id, cert_id, pem))?,
            trust: super::trust(settings)?,
            notify_url: settings.get("unionpay_notify_url")?.to_owned(),
            now,
        })
    }

    fn order<'a>(&'a self, order: &'a Order) -> super::Order<'a> {
        super::Order {
            order_id: &order.order_no,
            made_at: order.created_at,
            amount: order.amount,
            expires: order.expires_at,
            back_url: &self.notify_url,
        }
    }

    /// 交易状态查询: needs the time of what was sent as well.
    fn ask<'a>(&'a self, order_id: &'a str, sent_at: Timestamp) -> Result<Exchange<'a, (Queried, Proof)>> {
        let form = self.merchant.query(order_id, sent_at);
        self.call(QUERY, &form, Queried::read)?.then(move |(queried, proof)| {
            if queried.order_id != order_id {
                return Err(Error::Unavailable("query: the answer is about another order".into()));
            }
            Ok((answered(queried)?, proof))
        })
    }

    /// 交易: nothing but the number in the answer ties it to the question.
    fn told<'a>(&'a self, form: &Form, order_id: &'a str) -> Result<Exchange<'a, Answer>> {
        self.call(BACK, form, Answer::read)?.then(move |(answer, _)| match answer.order_id == order_id {
            true => Ok(answer),
            false => Err(Error::Unavailable("the answer is about another order".into())),
        })
    }

    fn call<'a, T: 'a>(&'a self, path: &'a str, form: &Form, read: Read<T>) -> Result<Exchange<'a, (T, Proof)>> {
        let headers = [("content-type", "application/x-www-form-urlencoded;charset=UTF-8")];
        let request = exchange::request(Method::POST, &format!("{}{path}", self.url), &headers, form.encode())?;
        Ok(Exchange::asked(request, move |answer| self.verified(path, answer, read)))
    }

    fn verified<T>(&self, path: &str, sent: Response<Bytes>, read: Read<T>) -> Result<(T, Proof)> {
        if !sent.status().is_success() {
            return Err(Error::Unavailable(format!("{path}: status {}", sent.status().as_u16())));
        }
        let refused = |refused: Refused| Error::Unavailable(format!("{path}: {refused}"));
        let answer = Form::parse(sent.body()).map_err(refused)?;
        let verified = self.trust.verify(&answer, self.now).map_err(refused)?;
        Ok((read(&verified).map_err(refused)?, Proof::answer(verified.serial(), &[], sent.body())))
    }
}

impl Client for Us {
    fn prepare<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, String>> {
        let form = self.merchant.qr_code(&self.order(order));
        self.told(&form, &order.order_no)?.then(|answer| {
            let code = answer.qr_code.filter(|_| answer.outcome == super::Outcome::Success);
            code.ok_or_else(|| Error::Unavailable(format!("qr code: {}", answer.message)))
        })
    }

    /// A form that we sign ourselves, for the browser to post.
    fn open<'a>(&'a self, order: &'a Order, payer: Payer<'a>) -> Result<Exchange<'a, Opening>> {
        let form = self.merchant.phone_page(&self.order(order), payer.return_url);
        let fields = form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Exchange::Known(Opening::Form(format!("{}{FRONT}", self.url), fields)))
    }

    /// What is in process may succeed after its end.
    fn query<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, Outcome>> {
        let asked = self.ask(&order.order_no, order.created_at)?;
        asked.then(move |(queried, proof)| Ok(outcome(&queried, proof, &self.mer_id, order, self.now)))
    }

    /// There is no such call: an attempt ends by its payTimeout.
    fn close<'a>(&'a self, _: &'a Order) -> Result<Exchange<'a, bool>> {
        Ok(Exchange::Known(false))
    }

    fn give_back<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>> {
        let wanted = super::Refund {
            product: match refund.channel {
                Channel::Qr => Product::QrCode,
                Channel::Phone => Product::PhonePage,
            },
            order_id: &refund.refund_no,
            sent_at: sent_at(refund),
            orig_qry_id: &refund.transaction_id,
            amount: refund.amount,
            back_url: &self.notify_url,
        };
        self.told(&self.merchant.refund(&wanted), &refund.refund_no)?.then(|answer| {
            Ok(match answer.outcome {
                super::Outcome::Failure | super::Outcome::NoSuchOrder => Returned::Failed(answer.message),
                super::Outcome::Success | super::Outcome::Unknown => Returned::Underway,
            })
        })
    }

    fn query_refund<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>> {
        self.ask(&refund.refund_no, sent_at(refund))?.then(move |(queried, _)| {
            Ok(match queried.transaction {
                _ if queried.outcome == super::Outcome::NoSuchOrder => Returned::Unknown,
                super::Outcome::Success => Returned::Done(self.now),
                super::Outcome::Failure => Returned::Failed(queried.transaction_message),
                super::Outcome::Unknown | super::Outcome::NoSuchOrder => Returned::Underway,
            })
        })
    }
}

/// A query that did not succeed (系统繁忙, 查询过于频繁, …) says nothing about what was asked.
fn answered(queried: Queried) -> Result<Queried> {
    match queried.outcome {
        super::Outcome::Success | super::Outcome::NoSuchOrder => Ok(queried),
        super::Outcome::Unknown | super::Outcome::Failure => {
            Err(Error::Unavailable(format!("query: {}", queried.message)))
        }
    }
}

/// What failed can be tried again until its payTimeout.
fn outcome(queried: &Queried, proof: Proof, mer_id: &str, order: &Order, now: Timestamp) -> Outcome {
    match queried.payment(mer_id, now) {
        Some(payment) => Outcome::Money(payment, proof),
        None if queried.outcome == super::Outcome::NoSuchOrder => Outcome::Unknown,
        None if queried.has_failed() && order.payable_until() <= now => Outcome::Closed,
        None if queried.has_failed() => Outcome::Waiting,
        None => Outcome::Unclear,
    }
}

/// `txnTime` of a refund: with the number it says which one is meant. (An earlier version sent the time since when it was owed.)
fn sent_at(refund: &Refund) -> Timestamp {
    refund.told_at.unwrap_or(refund.requested_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{NOW, order};
    use crate::unionpay;
    use domain::payment::LIFETIME;

    const MER_ID: &str = "777290058110048";

    fn proof() -> Proof {
        Proof::answer("", &[], &[])
    }

    fn queried(outcome: unionpay::Outcome, transaction: unionpay::Outcome) -> Queried {
        Queried {
            outcome,
            message: "06 系统繁忙，请稍后再试".into(),
            transaction,
            transaction_message: String::new(),
            order_id: "ZKA".into(),
            query_id: String::new(),
            txn_amt: None,
            settle_amt: None,
            currency_code: "156".into(),
            mer_id: MER_ID.into(),
            txn_time: "20261102000000".into(),
            trace_time: String::new(),
        }
    }

    /// Its fee was withdrawn a minute after it was made, and with that it expired here; UnionPay goes on to its payTimeout.
    #[test]
    fn what_failed_once_is_closed_only_when_nobody_can_try_it_again() {
        let failed = queried(unionpay::Outcome::Success, unionpay::Outcome::Failure);
        let withdrawn = Order { expires_at: NOW.plus(60_000), ..order() };
        let at = |later: i64| outcome(&failed, proof(), MER_ID, &withdrawn, NOW.plus(later));
        assert_eq!((at(60_000), at(LIFETIME - 1)), (Outcome::Waiting, Outcome::Waiting));
        assert_eq!(at(LIFETIME), Outcome::Closed);
    }

    #[test]
    fn a_query_that_did_not_succeed_says_nothing_and_what_is_in_process_is_not_unpaid() {
        use unionpay::Outcome::{Failure, NoSuchOrder, Success, Unknown};
        for transaction in [Success, Failure, Unknown] {
            assert!(matches!(answered(queried(Unknown, transaction)), Err(Error::Unavailable(_))), "busy");
            assert!(matches!(answered(queried(Failure, transaction)), Err(Error::Unavailable(_))), "refused");
        }
        let said = |outcome, transaction| {
            super::outcome(&answered(queried(outcome, transaction)).unwrap(), proof(), MER_ID, &order(), NOW)
        };
        assert_eq!(said(Success, Failure), Outcome::Waiting);
        assert_eq!(said(Success, Unknown), Outcome::Unclear);
        assert_eq!(said(NoSuchOrder, Unknown), Outcome::Unknown);
    }
}
