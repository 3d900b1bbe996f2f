//! UnionPay's gateway over HTTP. Every answer's certificate and signature are verified.

use crate::{Opening, Outcome, Payer};
use bytes::Bytes;
use domain::payment::{Channel, Returned};
use domain::{Error, Result, Timestamp};
use http::Method;
use providers::signing::Parsed;
use providers::unionpay::{
    self, Answer, BACK, FRONT, Form, Merchant, Product, QUERY, Queried, Refused, Trust, Verified,
};
use std::sync::Arc;
use store::config;
use store::payment::{Order, Proof};
use store::refund::Refund;
use web::{Request, outbound};

static MERCHANT: Parsed<Merchant> = Parsed::new();
static TRUST: Parsed<Trust> = Parsed::new();

/// UnionPay, as this deployment reaches it.
pub(super) struct Unionpay {
    url: String,
    mer_id: String,
    merchant: Arc<Merchant>,
    trust: Arc<Trust>,
    notify_url: String,
    now: Timestamp,
}

impl Unionpay {
    /// From the variables `unionpay_*`.
    pub(super) async fn load(request: &Request) -> Result<Self> {
        let mer_id = config::get("unionpay_mer_id").await?;
        let (cert_id, key) = (config::get("unionpay_cert_id").await?, config::get("unionpay_private_key").await?);
        let pinned = [&config::get("unionpay_trusted_certificates").await?[..], &config::get("unionpay_test").await?];
        Ok(Self {
            url: config::get("unionpay_url").await?.trim_end_matches('/').to_owned(),
            merchant: MERCHANT
                .of([&mer_id, &cert_id, &key], |[mer_id, cert_id, pem]| Merchant::new(mer_id, cert_id, pem))?,
            mer_id,
            trust: TRUST.of(pinned, |[pem, test]| Trust::parse(pem, test == "true"))?,
            notify_url: config::get("unionpay_notify_url").await?,
            now: request.now(),
        })
    }

    /// 申请消费二维码.
    pub(super) async fn prepare(&self, order: &Order) -> Result<String> {
        let (answer, _) = self.call(BACK, &self.merchant.qr_code(&self.order(order)), Answer::read).await?;
        let refusal = || Error::Unavailable(format!("qr code: {}", answer.message));
        answer.qr_code.clone().filter(|_| answer.outcome == unionpay::Outcome::Success).ok_or_else(refusal)
    }

    /// 手机网页支付: a form that we sign ourselves, for the browser to post.
    pub(super) fn open(&self, order: &Order, payer: Payer<'_>) -> Opening {
        let form = self.merchant.phone_page(&self.order(order), payer.return_url);
        Opening::Form(
            format!("{}{FRONT}", self.url),
            form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        )
    }

    fn order<'a>(&'a self, order: &'a Order) -> unionpay::Order<'a> {
        unionpay::Order {
            order_id: &order.order_no,
            made_at: order.created_at,
            amount: order.amount,
            expires: order.expires_at,
            back_url: &self.notify_url,
        }
    }

    /// 交易状态查询: needs the time of the order as well. There is no closing, and what is in process may succeed after
    /// its end.
    pub(super) async fn query(&self, order: &Order) -> Result<Outcome> {
        let (queried, proof) = self.ask(&order.order_no, order.created_at).await?;
        Ok(outcome(&queried, proof, &self.mer_id, order, self.now))
    }

    pub(super) async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        let wanted = unionpay::Refund {
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
        let (answer, _) = self.call(BACK, &self.merchant.refund(&wanted), Answer::read).await?;
        Ok(match answer.outcome {
            unionpay::Outcome::Failure | unionpay::Outcome::NoSuchOrder => Returned::Failed(answer.message),
            unionpay::Outcome::Success | unionpay::Outcome::Unknown => Returned::Underway,
        })
    }

    pub(super) async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        let (queried, _) = self.ask(&refund.refund_no, sent_at(refund)).await?;
        Ok(match queried.transaction {
            _ if queried.outcome == unionpay::Outcome::NoSuchOrder => Returned::Unknown,
            unionpay::Outcome::Success => Returned::Done(self.now),
            unionpay::Outcome::Failure => Returned::Failed(queried.transaction_message),
            unionpay::Outcome::Unknown | unionpay::Outcome::NoSuchOrder => Returned::Underway,
        })
    }

    async fn ask(&self, order_id: &str, sent_at: Timestamp) -> Result<(Queried, Proof)> {
        let (queried, proof) = self.call(QUERY, &self.merchant.query(order_id, sent_at), Queried::read).await?;
        if queried.order_id != order_id {
            return Err(Error::Unavailable("query: the answer is about another order".into()));
        }
        Ok((answered(queried)?, proof))
    }

    async fn call<T>(
        &self,
        path: &str,
        form: &Form,
        read: fn(&Verified<'_>) -> Result<T, Refused>,
    ) -> Result<(T, Proof)> {
        let headers = [("content-type", "application/x-www-form-urlencoded;charset=UTF-8")];
        let url = format!("{}{path}", self.url);
        let sent = outbound::send(Method::POST, &url, &headers, Bytes::from(form.encode())).await?;
        if !sent.is_success() {
            return Err(Error::Unavailable(format!("{path}: status {}", sent.status)));
        }
        let refused = |refused: Refused| Error::Unavailable(format!("{path}: {refused}"));
        let answer = Form::parse(&sent.body).map_err(refused)?;
        let verified = self.trust.verify(&answer, self.now).map_err(refused)?;
        Ok((read(&verified).map_err(refused)?, Proof::answer(verified.serial(), &[], &sent.body)))
    }
}

/// A query that did not succeed (系统繁忙, 查询过于频繁, …) says nothing about what was asked.
fn answered(queried: Queried) -> Result<Queried> {
    match queried.outcome {
        unionpay::Outcome::Success | unionpay::Outcome::NoSuchOrder => Ok(queried),
        unionpay::Outcome::Unknown | unionpay::Outcome::Failure => {
            Err(Error::Unavailable(format!("query: {}", queried.message)))
        }
    }
}

/// What failed can be tried again until its payTimeout.
fn outcome(queried: &Queried, proof: Proof, mer_id: &str, order: &Order, now: Timestamp) -> Outcome {
    match queried.payment(mer_id, now) {
        Some(payment) => Outcome::Money(payment, proof),
        None if queried.outcome == unionpay::Outcome::NoSuchOrder => Outcome::Unknown,
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
    use crate::turn::tests::{NOW, order};
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
        let withdrawn = Order { expires_at: NOW.plus(60_000), ..order(None) };
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
            super::outcome(&answered(queried(outcome, transaction)).unwrap(), proof(), MER_ID, &order(None), NOW)
        };
        assert_eq!(said(Success, Failure), Outcome::Waiting);
        assert_eq!(said(Success, Unknown), Outcome::Unclear);
        assert_eq!(said(NoSuchOrder, Unknown), Outcome::Unknown);
    }
}
