//! What we ask Alipay.

use super::{
    App, Call, Close, Failure, Keys, Precreate, QUICK_WAP_WAY, Query, RefundOrder, RefundQuery, Signer, Urls, WapPay,
    answer,
};
use crate::exchange::{self, Exchange};
use crate::signing::Parsed;
use crate::{Client, Opening, Outcome, Payer, Settings};
use bytes::Bytes;
use domain::payment::{Order, Proof, REFUND_REASON, Refund, Returned, order_subject};
use domain::{Error, Result, Timestamp};
use http::{Method, Response};
use std::sync::Arc;

static APP: Parsed<App> = Parsed::new();

/// What is asked for, or why not; and the answer that says so.
type Answered<C> = (Result<<C as Call>::Answer, Failure>, Proof);

/// Us, as Alipay knows us.
pub(super) struct Us {
    gateway: String,
    app: Arc<App>,
    keys: Arc<Keys>,
    notify_url: String,
    now: Timestamp,
}

impl Us {
    pub(super) fn of(settings: &Settings, now: Timestamp) -> Result<Self> {
        let app = [settings.get("alipay_app_id")?, settings.get("alipay_private_key")?];
        Ok(Self {
            gateway: format!("{}/gateway.do", settings.address("alipay_url")?),
            app: APP.of(app, |[app_id, pem]| Ok(App::new(app_id, Signer::new(pem)?)))?,
            keys: super::keys(settings)?,
            notify_url: settings.get("alipay_notify_url")?.to_owned(),
            now,
        })
    }

    fn call<C: Call>(&self, call: &C, urls: Urls<'_>) -> Result<Exchange<'_, Answered<C>>> {
        let (url, body) = self.app.request(call, urls, self.now)?.call(&self.gateway);
        let headers = [("content-type", "application/x-www-form-urlencoded;charset=utf-8")];
        let request = exchange::request(Method::POST, &url, &headers, body)?;
        Ok(Exchange::asked(request, move |answer| self.answered::<C>(answer)))
    }

    /// Which key signed it, nothing says: each one that is known is tried.
    fn answered<C: Call>(&self, sent: Response<Bytes>) -> Result<Answered<C>> {
        if !sent.status().is_success() {
            return Err(Error::Unavailable(format!("{}: status {}", C::METHOD, sent.status().as_u16())));
        }
        let refused = |refused| Error::Unavailable(format!("{}: {refused}", C::METHOD));
        Ok((answer::<C>(sent.body(), &self.keys).map_err(refused)?, Proof::answer("", &[], sent.body())))
    }
}

impl Client for Us {
    /// The trade comes into being when the payer opens it.
    fn prepare<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, String>> {
        let call = Precreate {
            out_trade_no: order.order_no.clone(),
            total_amount: order.amount,
            subject: order_subject(&order.item_name),
            time_expire: Some(order.expires_at),
        };
        let urls = Urls { notify_url: Some(&self.notify_url), return_url: None };
        self.call(&call, urls)?.then(|(answer, _)| {
            let made = answer.map_err(|failure| refusal("precreate", &failure))?;
            about("precreate", made.out_trade_no == order.order_no)?;
            Ok(made.qr_code)
        })
    }

    /// An address that we sign ourselves. The trade comes into being when the payer opens it.
    fn open<'a>(&'a self, order: &'a Order, payer: Payer<'a>) -> Result<Exchange<'a, Opening>> {
        let pay = WapPay {
            out_trade_no: order.order_no.clone(),
            total_amount: order.amount,
            subject: order_subject(&order.item_name),
            time_expire: Some(order.expires_at),
            product_code: QUICK_WAP_WAY.into(),
            quit_url: payer.return_url.to_owned(),
        };
        let urls = Urls { notify_url: Some(&self.notify_url), return_url: Some(payer.return_url) };
        Ok(Exchange::Known(Opening::Url(self.app.request(&pay, urls, self.now)?.url(&self.gateway))))
    }

    fn query<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, Outcome>> {
        let order_no = &order.order_no;
        let call = Query { out_trade_no: order_no.clone() };
        self.call(&call, Urls::default())?.then(move |(answer, proof)| {
            let trade = match answer {
                Ok(trade) => trade,
                Err(failure) if failure.is_unknown_trade() => return Ok(Outcome::Unknown),
                Err(failure) => return Err(refusal("query", &failure)),
            };
            about("query", trade.out_trade_no == *order_no)?;
            Ok(match trade.payment(self.now) {
                Some(payment) => Outcome::Money(payment, proof),
                None if trade.is_over() => Outcome::Closed,
                None => Outcome::Waiting,
            })
        })
    }

    /// A code that nobody has scanned can't be closed.
    fn close<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, bool>> {
        let call = Close { out_trade_no: order.order_no.clone() };
        self.call(&call, Urls::default())?.then(|(answer, _)| match answer {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_unknown_trade() => Ok(false),
            Err(failure) => Err(refusal("close", &failure)),
        })
    }

    fn give_back<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>> {
        let call = RefundOrder {
            trade_no: refund.transaction_id.clone(),
            refund_amount: refund.amount,
            out_request_no: refund.refund_no.clone(),
            refund_reason: REFUND_REASON.into(),
        };
        self.call(&call, Urls::default())?.then(move |(answer, _)| match answer {
            Ok(answer) => {
                about("refund", answer.out_trade_no == refund.order_no)?;
                Ok(answer.returned(self.now))
            }
            Err(failure) if failure.is_final() => Ok(Returned::Failed(failure.sub_msg)),
            Err(failure) => Err(refusal("refund", &failure)),
        })
    }

    fn query_refund<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>> {
        let call = RefundQuery::new(&refund.transaction_id, &refund.refund_no);
        self.call(&call, Urls::default())?.then(move |(answer, _)| match answer {
            Ok(state) => {
                let told = state.returned(self.now);
                let ours = state.out_request_no == refund.refund_no && state.refund_amount == refund.amount;
                about("refund query", ours || told == Returned::Unknown)?;
                Ok(told)
            }
            Err(failure) if failure.is_unknown_trade() => Ok(Returned::Unknown),
            Err(failure) => Err(refusal("refund query", &failure)),
        })
    }
}

/// The signature does not tie an answer to the question: another one may have got lost to here.
fn about(what: &str, ours: bool) -> Result<()> {
    if ours { Ok(()) } else { Err(Error::Unavailable(format!("{what}: the answer is about something else"))) }
}

fn refusal(what: &str, failure: &Failure) -> Error {
    Error::Unavailable(format!("{what}: {} {} {}", failure.code, failure.sub_code, failure.sub_msg))
}
