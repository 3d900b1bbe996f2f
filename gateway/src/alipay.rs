//! Alipay's gateway over HTTP. Every answer's signature is verified.

use crate::{Opening, Outcome, Payer};
use bytes::Bytes;
use domain::payment::{REFUND_REASON, Returned, order_subject};
use domain::{Error, Result, Timestamp};
use http::Method;
use providers::alipay::{
    App, Call, Close, Failure, Keys, Precreate, QUICK_WAP_WAY, Query, RefundOrder, RefundQuery, Signer, Urls, WapPay,
    answer,
};
use providers::signing::Parsed;
use std::sync::Arc;
use store::config;
use store::payment::{Order, Proof};
use store::refund::Refund;
use web::{Request, outbound};

static APP: Parsed<App> = Parsed::new();
static KEYS: Parsed<Keys> = Parsed::new();

/// Alipay, as this deployment reaches it.
pub(super) struct Alipay {
    gateway: String,
    app: Arc<App>,
    keys: Arc<Keys>,
    notify_url: String,
    now: Timestamp,
}

impl Alipay {
    /// From the variables `alipay_*`.
    pub(super) async fn load(request: &Request) -> Result<Self> {
        let (app_id, key) = (config::get("alipay_app_id").await?, config::get("alipay_private_key").await?);
        Ok(Self {
            gateway: format!("{}/gateway.do", config::get("alipay_url").await?.trim_end_matches('/')),
            app: APP.of([&app_id, &key], |[app_id, pem]| Ok(App::new(app_id, Signer::new(pem)?)))?,
            keys: KEYS.of([&config::get("alipay_public_keys").await?], |[json]| Keys::parse(json))?,
            notify_url: config::get("alipay_notify_url").await?,
            now: request.now(),
        })
    }

    /// 预下单: what the QR code says. The trade comes into being when the payer opens it.
    pub(super) async fn prepare(&self, order: &Order) -> Result<String> {
        let call = Precreate {
            out_trade_no: order.order_no.clone(),
            total_amount: order.amount,
            subject: order_subject(&order.item_name),
            time_expire: Some(order.expires_at),
        };
        let answer = self.call(&call, Urls { notify_url: Some(&self.notify_url), return_url: None }).await?;
        Ok(answer.map_err(|failure| refusal("precreate", &failure))?.qr_code)
    }

    /// 手机网站支付: an address that we sign ourselves. The trade comes into being when the payer opens it.
    pub(super) fn open(&self, order: &Order, payer: Payer<'_>) -> Result<Opening> {
        let pay = WapPay {
            out_trade_no: order.order_no.clone(),
            total_amount: order.amount,
            subject: order_subject(&order.item_name),
            time_expire: Some(order.expires_at),
            product_code: QUICK_WAP_WAY.into(),
            quit_url: payer.return_url.to_owned(),
        };
        let urls = Urls { notify_url: Some(&self.notify_url), return_url: Some(payer.return_url) };
        Ok(Opening::Url(self.app.request(&pay, urls, self.now)?.url(&self.gateway)))
    }

    pub(super) async fn query(&self, order_no: &str) -> Result<Outcome> {
        let (answer, proof) = self.ask(&Query { out_trade_no: order_no.to_owned() }, Urls::default()).await?;
        let trade = match answer {
            Ok(trade) => trade,
            Err(failure) if failure.is_unknown_trade() => return Ok(Outcome::Unknown),
            Err(failure) => return Err(refusal("query", &failure)),
        };
        if trade.out_trade_no != order_no {
            return Err(Error::Unavailable("query: the answer is about another order".into()));
        }
        Ok(match trade.payment(self.now) {
            Some(payment) => Outcome::Money(payment, proof),
            None if trade.is_over() => Outcome::Closed,
            None => Outcome::Waiting,
        })
    }

    /// A code that nobody has scanned can't be closed: `false`.
    pub(super) async fn close(&self, order_no: &str) -> Result<bool> {
        match self.call(&Close { out_trade_no: order_no.to_owned() }, Urls::default()).await? {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_unknown_trade() => Ok(false),
            Err(failure) => Err(refusal("close", &failure)),
        }
    }

    pub(super) async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        let call = RefundOrder {
            trade_no: refund.transaction_id.clone(),
            refund_amount: refund.amount,
            out_request_no: refund.refund_no.clone(),
            refund_reason: REFUND_REASON.into(),
        };
        match self.call(&call, Urls::default()).await? {
            Ok(answer) => Ok(answer.returned(self.now)),
            Err(failure) if failure.is_final() => Ok(Returned::Failed(failure.sub_msg)),
            Err(failure) => Err(refusal("refund", &failure)),
        }
    }

    pub(super) async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        match self.call(&RefundQuery::new(&refund.transaction_id, &refund.refund_no), Urls::default()).await? {
            Ok(state) => Ok(state.returned(self.now)),
            Err(failure) if failure.is_unknown_trade() => Ok(Returned::Unknown),
            Err(failure) => Err(refusal("refund query", &failure)),
        }
    }

    async fn call<C: Call>(&self, call: &C, urls: Urls<'_>) -> Result<Result<C::Answer, Failure>> {
        Ok(self.ask(call, urls).await?.0)
    }

    /// The answer, and its bytes: which key signed it, each one that is known is tried for.
    async fn ask<C: Call>(&self, call: &C, urls: Urls<'_>) -> Result<(Result<C::Answer, Failure>, Proof)> {
        let (url, body) = self.app.request(call, urls, self.now)?.call(&self.gateway);
        let headers = [("content-type", "application/x-www-form-urlencoded;charset=utf-8")];
        let sent = outbound::send(Method::POST, &url, &headers, Bytes::from(body)).await?;
        if !sent.is_success() {
            return Err(Error::Unavailable(format!("{}: status {}", C::METHOD, sent.status)));
        }
        let refused = |refused| Error::Unavailable(format!("{}: {refused}", C::METHOD));
        Ok((answer::<C>(&sent.body, &self.keys).map_err(refused)?, Proof::answer("", &[], &sent.body)))
    }
}

fn refusal(what: &str, failure: &Failure) -> Error {
    Error::Unavailable(format!("{what}: {} {} {}", failure.code, failure.sub_code, failure.sub_msg))
}
