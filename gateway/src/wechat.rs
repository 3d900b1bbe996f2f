//! WeChat Pay over HTTP. Every answer's signature is verified.

use crate::{Opening, Outcome, Payer};
use bytes::Bytes;
use domain::payment::{REFUND_REASON, Returned, order_subject};
use domain::{Error, Result, Timestamp};
use http::Method;
use providers::signing::Parsed;
use providers::wechat::{
    self, Amount, Close, CodeUrl, Failure, H5Info, H5Order, H5Url, NativeOrder, NewRefund, RefundAmount, SceneInfo,
    Signed, Signer, Transaction, VerifyingKeys,
};
use std::ops::Deref;
use std::sync::Arc;
use store::payment::{Order, Proof};
use store::refund::Refund;
use store::{config, seal};
use web::outbound::{self, Answer};
use web::{self, Request};

static SIGNER: Parsed<Signer> = Parsed::new();
static KEYS: Parsed<VerifyingKeys> = Parsed::new();

/// Refusals of a refund that the same request would get again.
const REFUSALS: [&str; 8] = [
    "NOT_ENOUGH",
    "PARAM_ERROR",
    "INVALID_REQUEST",
    "NO_AUTH",
    "USER_ACCOUNT_ABNORMAL",
    "RESOURCE_NOT_EXISTS",
    "RULE_LIMIT",
    "REFUND_FEE_MISMATCH",
];

/// WeChat Pay, as this deployment reaches it.
pub(super) struct Wechat {
    url: String,
    mchid: String,
    appid: String,
    notify_url: String,
    signer: Arc<Signer>,
    keys: Arc<VerifyingKeys>,
    now: Timestamp,
}

impl Wechat {
    /// From the variables `wechat_*`.
    pub(super) async fn load(request: &Request) -> Result<Self> {
        let serial = config::get("wechat_serial").await?;
        Ok(Self {
            url: config::get("wechat_api_url").await?.trim_end_matches('/').to_owned(),
            mchid: config::get("wechat_mchid").await?,
            appid: config::get("wechat_appid").await?,
            notify_url: config::get("wechat_notify_url").await?,
            signer: SIGNER
                .of([&serial, &config::get("wechat_private_key").await?], |[serial, pem]| Signer::new(serial, pem))?,
            keys: KEYS.of([&config::get("wechat_platform_keys").await?], |[json]| VerifyingKeys::parse(json))?,
            now: request.now(),
        })
    }

    /// Native 下单: what the QR code says.
    pub(super) async fn prepare(&self, order: &Order) -> Result<String> {
        let body = serde_json::to_vec(&self.order(order))?;
        let answer = self.call(Method::POST, "/v3/pay/transactions/native", body).await?;
        if !answer.is_success() {
            return Err(refusal("native", &answer));
        }
        Ok(answer.json::<CodeUrl>()?.code_url)
    }

    /// H5 下单. The address is good for five minutes, and for a browser that comes from our site.
    pub(super) async fn open(&self, order: &Order, payer: Payer<'_>) -> Result<Opening> {
        let scene_info = SceneInfo { payer_client_ip: payer.ip.to_owned(), h5_info: H5Info { kind: "Wap".to_owned() } };
        let body = serde_json::to_vec(&H5Order { order: self.order(order), scene_info })?;
        let answer = self.call(Method::POST, "/v3/pay/transactions/h5", body).await?;
        if !answer.is_success() {
            return Err(refusal("h5", &answer));
        }
        let H5Url { h5_url } = answer.json()?;
        if !web::may_open(&h5_url, &self.url) {
            return Err(Error::Unavailable("h5: an address that nobody is sent to".into()));
        }
        Ok(Opening::Url(with_return(&h5_url, payer.return_url)))
    }

    fn order(&self, order: &Order) -> NativeOrder {
        NativeOrder {
            appid: self.appid.clone(),
            mchid: self.mchid.clone(),
            description: order_subject(&order.item_name),
            out_trade_no: order.order_no.clone(),
            time_expire: order.expires_at,
            notify_url: self.notify_url.clone(),
            amount: Amount::new(order.amount),
        }
    }

    /// 查询订单.
    pub(super) async fn query(&self, order: &Order) -> Result<Outcome> {
        let order_no = &order.order_no;
        let target = format!("/v3/pay/transactions/out-trade-no/{order_no}?mchid={}", self.mchid);
        let answer = self.call(Method::GET, &target, Vec::new()).await?;
        if !answer.is_success() {
            return match is_unknown(&failure(&answer).code) && is_believed(order, answer.verified, self.now) {
                true => Ok(Outcome::Unknown),
                false => Err(refusal("query", &answer)),
            };
        }
        let transaction: Transaction = answer.json()?;
        if transaction.out_trade_no != *order_no {
            return Err(Error::Unavailable("query: the answer is about another order".into()));
        }
        Ok(match transaction.payment(&self.mchid, &self.appid, self.now) {
            Some(payment) => Outcome::Money(payment, answer.proof()?),
            None if transaction.is_over() => Outcome::Closed,
            None if transaction.is_unclear() => Outcome::Unclear,
            None => Outcome::Waiting,
        })
    }

    /// 关闭订单. That it was closed before is fine; that it was paid meanwhile is not.
    pub(super) async fn close(&self, order_no: &str) -> Result<bool> {
        let body = serde_json::to_vec(&Close { mchid: self.mchid.clone() })?;
        let target = format!("/v3/pay/transactions/out-trade-no/{order_no}/close");
        let answer = self.call(Method::POST, &target, body).await?;
        match failure(&answer).code.as_str() {
            _ if answer.is_success() => Ok(true),
            "ORDER_CLOSED" | "ORDERCLOSED" if answer.verified => Ok(true),
            code if is_unknown(code) && answer.verified => Ok(false),
            _ => Err(refusal("close", &answer)),
        }
    }

    /// 申请退款.
    pub(super) async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        let body = serde_json::to_vec(&NewRefund {
            transaction_id: refund.transaction_id.clone(),
            out_refund_no: refund.refund_no.clone(),
            reason: REFUND_REASON.into(),
            amount: RefundAmount { refund: refund.amount, total: refund.total, currency: "CNY".into() },
        })?;
        let answer = self.call(Method::POST, "/v3/refund/domestic/refunds", body).await?;
        let Failure { code, message } = failure(&answer.answer);
        match answer.verified && REFUSALS.contains(&code.as_str()) {
            true => Ok(Returned::Failed(message)),
            false => self.returned("refund", refund, &answer),
        }
    }

    /// 查询单笔退款.
    pub(super) async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        let target = format!("/v3/refund/domestic/refunds/{}", refund.refund_no);
        let answer = self.call(Method::GET, &target, Vec::new()).await?;
        // An error that WeChat Pay did not sign may be anybody's on the way.
        if answer.verified && answer.status == 404 {
            return Ok(Returned::Unknown);
        }
        self.returned("refund query", refund, &answer)
    }

    fn returned(&self, what: &str, refund: &Refund, answer: &Answer) -> Result<Returned> {
        if !answer.is_success() {
            return Err(refusal(what, answer));
        }
        let told: wechat::Refund = answer.json()?;
        if (told.out_refund_no.as_str(), told.amount.refund) != (refund.refund_no.as_str(), refund.amount) {
            return Err(Error::Unavailable(format!("{what}: the answer is about another refund")));
        }
        Ok(told.returned(self.now))
    }

    async fn call(&self, method: Method, target: &str, body: Vec<u8>) -> Result<Sent> {
        let nonce = seal::token()?[..32].to_uppercase();
        let line = (method.as_str(), target);
        let authorization = self.signer.authorization(&self.mchid, line, &body, &nonce, self.now);
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let url = format!("{}{target}", self.url);
        let answer = outbound::send(method, &url, &headers, Bytes::from(body)).await?;
        let signed = Signed::read(|name| answer.header(name));
        match signed.and_then(|signed| signed.verify(&self.keys, &answer.body, self.now)) {
            Err(refused) if answer.is_success() => {
                Err(Error::Unavailable(format!("signature of an answer: {refused}")))
            }
            verified => Ok(Sent { verified: verified.is_ok(), answer }),
        }
    }
}

/// An answer. A good one is verified; an error may be unsigned, and then decides nothing.
struct Sent {
    answer: Answer,
    verified: bool,
}

impl Sent {
    fn proof(&self) -> Result<Proof> {
        let signed = Signed::read(|name| self.header(name));
        let signed = signed.map_err(|refused| Error::Unavailable(format!("signature of an answer: {refused}")))?;
        Ok(Proof::answer(signed.serial, &signed.headers(), &self.body))
    }
}

impl Deref for Sent {
    type Target = Answer;
    fn deref(&self) -> &Answer {
        &self.answer
    }
}

/// The provider never heard of the order; both spellings are in its documents.
fn is_unknown(code: &str) -> bool {
    matches!(code, "ORDER_NOT_EXIST" | "ORDERNOTEXIST")
}

/// Unsigned, an error may be anybody's on the way: then it ends nothing that can still be paid.
fn is_believed(order: &Order, verified: bool, now: Timestamp) -> bool {
    verified || order.payable_until() <= now
}

/// The address, with where the browser comes back to.
fn with_return(h5_url: &str, return_url: &str) -> String {
    let pair = form_urlencoded::Serializer::new(String::new()).append_pair("redirect_url", return_url).finish();
    format!("{h5_url}{}{pair}", if h5_url.contains('?') { '&' } else { '?' })
}

fn failure(answer: &Answer) -> Failure {
    let unreadable = || Failure { code: String::new(), message: String::new() };
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| unreadable())
}

fn refusal(what: &str, answer: &Answer) -> Error {
    let Failure { code, message } = failure(answer);
    Error::Unavailable(format!("{what}: status {} {code} {message}", answer.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::tests::{NOW, order};
    use domain::payment::LIFETIME;

    /// Its fee was withdrawn a minute after it was made; WeChat Pay was told the end that it had then.
    #[test]
    fn an_error_that_nobody_signed_ends_nothing_that_can_still_be_paid() {
        let withdrawn = Order { expires_at: NOW.plus(60_000), ..order(None) };
        for code in ["ORDER_NOT_EXIST", "ORDERNOTEXIST"] {
            assert!(is_unknown(code), "{code}");
        }
        assert!(!is_unknown("SYSTEM_ERROR"));
        assert!(is_believed(&withdrawn, true, NOW));
        assert!(!is_believed(&withdrawn, false, NOW.plus(60_000)));
        assert!(!is_believed(&withdrawn, false, NOW.plus(LIFETIME - 1)));
        assert!(is_believed(&withdrawn, false, NOW.plus(LIFETIME)));
    }
}
