//! What we ask WeChat Pay.

use super::{
    Amount, Asked, Close, CodeUrl, Failure, H5Info, H5Order, H5Url, NativeOrder, NewRefund, Refund, RefundAmount,
    SceneInfo, Signed, Signer, Transaction, VerifyingKeys, random,
};
use crate::exchange::{self, Exchange};
use crate::signing::Parsed;
use crate::{Client, Opening, Outcome, Payer, Settings};
use bytes::Bytes;
use domain::payment::{self, Order, Proof, REFUND_REASON, Returned, order_subject};
use domain::{Error, Result, Timestamp};
use http::{Method, Response};
use std::ops::Deref;
use std::sync::Arc;

static SIGNER: Parsed<Signer> = Parsed::new();

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

/// Us, as WeChat Pay knows us.
pub(super) struct Us {
    url: String,
    mchid: String,
    appid: String,
    notify_url: String,
    signer: Arc<Signer>,
    keys: Arc<VerifyingKeys>,
    now: Timestamp,
}

impl Us {
    pub(super) fn of(settings: &Settings, now: Timestamp) -> Result<Self> {
        let own_key = [settings.get("wechat_serial")?, settings.get("wechat_private_key")?];
        Ok(Self {
            url: settings.address("wechat_api_url")?.to_owned(),
            mchid: settings.get("wechat_mchid")?.to_owned(),
            appid: settings.get("wechat_appid")?.to_owned(),
            notify_url: settings.get("wechat_notify_url")?.to_owned(),
            signer: SIGNER.of(own_key, |[serial, pem]| Signer::new(serial, pem))?,
            keys: super::keys(settings)?,
            now,
        })
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

    fn returned(&self, what: &str, refund: &payment::Refund, answer: &Answer) -> Result<Returned> {
        if !answer.is_success() {
            return Err(refusal(what, answer));
        }
        let told: Refund = exchange::json(answer)?;
        if (told.out_refund_no.as_str(), told.amount.refund) != (refund.refund_no.as_str(), refund.amount) {
            return Err(Error::Unavailable(format!("{what}: the answer is about another refund")));
        }
        Ok(told.returned(self.now))
    }

    fn get(&self, target: &str) -> Result<Exchange<'_, Answer>> {
        self.call(Method::GET, target, Vec::new())
    }

    fn post(&self, target: &str, body: &impl serde::Serialize) -> Result<Exchange<'_, Answer>> {
        self.call(Method::POST, target, serde_json::to_vec(body)?)
    }

    fn call(&self, method: Method, target: &str, body: Vec<u8>) -> Result<Exchange<'_, Answer>> {
        let asked = Asked { method: method.as_str(), target, body: &body };
        let nonce = random::<16>()?.to_uppercase();
        let authorization = self.signer.authorization(&self.mchid, asked, &nonce, self.now);
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let request = exchange::request(method, &format!("{}{target}", self.url), &headers, body)?;
        Ok(Exchange::asked(request, move |answer| self.verified(answer)))
    }

    fn verified(&self, answer: Response<Bytes>) -> Result<Answer> {
        let signed = Signed::read(|name| exchange::header(&answer, name));
        match signed.and_then(|signed| signed.verify(&self.keys, answer.body(), self.now)) {
            Err(refused) if answer.status().is_success() => {
                Err(Error::Unavailable(format!("signature of an answer: {refused}")))
            }
            verified => Ok(Answer { is_verified: verified.is_ok(), answer }),
        }
    }
}

impl Client for Us {
    fn prepare<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, String>> {
        self.post("/v3/pay/transactions/native", &self.order(order))?.then(|answer| {
            if !answer.is_success() {
                return Err(refusal("native", &answer));
            }
            Ok(exchange::json::<CodeUrl>(&answer)?.code_url)
        })
    }

    /// The address is good for five minutes, and for a browser that comes from our site.
    fn open<'a>(&'a self, order: &'a Order, payer: Payer<'a>) -> Result<Exchange<'a, Opening>> {
        let scene_info = SceneInfo { payer_client_ip: payer.ip.to_owned(), h5_info: H5Info { kind: "Wap".to_owned() } };
        let order = H5Order { order: self.order(order), scene_info };
        self.post("/v3/pay/transactions/h5", &order)?.then(move |answer| {
            if !answer.is_success() {
                return Err(refusal("h5", &answer));
            }
            let H5Url { h5_url } = exchange::json(&answer)?;
            Ok(Opening::Url(with_return(&h5_url, payer.return_url)))
        })
    }

    fn query<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, Outcome>> {
        let order_no = &order.order_no;
        let target = format!("/v3/pay/transactions/out-trade-no/{order_no}?mchid={}", self.mchid);
        self.get(&target)?.then(move |answer| {
            if !answer.is_success() {
                return match is_unknown(&failure(&answer).code) && is_believed(order, answer.is_verified, self.now) {
                    true => Ok(Outcome::Unknown),
                    false => Err(refusal("query", &answer)),
                };
            }
            let transaction: Transaction = exchange::json(&answer)?;
            if transaction.out_trade_no != *order_no {
                return Err(Error::Unavailable("query: the answer is about another order".into()));
            }
            Ok(match transaction.payment(&self.mchid, &self.appid, self.now) {
                Some(payment) => Outcome::Money(payment, answer.proof()?),
                None if transaction.is_over() => Outcome::Closed,
                None if transaction.is_unclear() => Outcome::Unclear,
                None => Outcome::Waiting,
            })
        })
    }

    fn close<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, bool>> {
        let target = format!("/v3/pay/transactions/out-trade-no/{}/close", order.order_no);
        self.post(&target, &Close { mchid: self.mchid.clone() })?.then(|answer| match failure(&answer).code.as_str() {
            _ if answer.is_success() => Ok(true),
            "ORDER_CLOSED" | "ORDERCLOSED" if answer.is_verified => Ok(true),
            code if is_unknown(code) && answer.is_verified => Ok(false),
            _ => Err(refusal("close", &answer)),
        })
    }

    fn give_back<'a>(&'a self, refund: &'a payment::Refund) -> Result<Exchange<'a, Returned>> {
        let wanted = NewRefund {
            transaction_id: refund.transaction_id.clone(),
            out_refund_no: refund.refund_no.clone(),
            reason: REFUND_REASON.into(),
            amount: RefundAmount { refund: refund.amount, total: refund.total, currency: "CNY".into() },
        };
        self.post("/v3/refund/domestic/refunds", &wanted)?.then(move |answer| {
            let Failure { code, message } = failure(&answer);
            match answer.is_verified && REFUSALS.contains(&code.as_str()) {
                true => Ok(Returned::Failed(message)),
                false => self.returned("refund", refund, &answer),
            }
        })
    }

    fn query_refund<'a>(&'a self, refund: &'a payment::Refund) -> Result<Exchange<'a, Returned>> {
        self.get(&format!("/v3/refund/domestic/refunds/{}", refund.refund_no))?.then(move |answer| {
            // An error that WeChat Pay did not sign may be anybody's on the way.
            if answer.is_verified && answer.status() == 404 {
                return Ok(Returned::Unknown);
            }
            self.returned("refund query", refund, &answer)
        })
    }
}

/// A good one is verified; an error may be unsigned, and then decides nothing.
struct Answer {
    answer: Response<Bytes>,
    is_verified: bool,
}

impl Answer {
    fn is_success(&self) -> bool {
        self.status().is_success()
    }

    fn proof(&self) -> Result<Proof> {
        let signed = Signed::read(|name| exchange::header(self, name));
        let signed = signed.map_err(|refused| Error::Unavailable(format!("signature of an answer: {refused}")))?;
        Ok(Proof::answer(signed.serial, &signed.headers(), self.body()))
    }
}

impl Deref for Answer {
    type Target = Response<Bytes>;
    fn deref(&self) -> &Response<Bytes> {
        &self.answer
    }
}

/// The provider never heard of the order; both spellings are in its documents.
fn is_unknown(code: &str) -> bool {
    matches!(code, "ORDER_NOT_EXIST" | "ORDERNOTEXIST")
}

/// Unsigned, an error may be anybody's on the way: then it ends nothing that can still be paid.
fn is_believed(order: &Order, is_verified: bool, now: Timestamp) -> bool {
    is_verified || order.payable_until() <= now
}

/// The address, with where the browser comes back to.
fn with_return(h5_url: &str, return_url: &str) -> String {
    let pair = form_urlencoded::Serializer::new(String::new()).append_pair("redirect_url", return_url).finish();
    format!("{h5_url}{}{pair}", if h5_url.contains('?') { '&' } else { '?' })
}

fn failure(answer: &Answer) -> Failure {
    let unreadable = || Failure { code: String::new(), message: String::new() };
    serde_json::from_slice(answer.body()).unwrap_or_else(|_| unreadable())
}

fn refusal(what: &str, answer: &Answer) -> Error {
    let Failure { code, message } = failure(answer);
    Error::Unavailable(format!("{what}: status {} {code} {message}", answer.status().as_u16()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{NOW, order};
    use domain::payment::LIFETIME;

    /// Its fee was withdrawn a minute after it was made; WeChat Pay was told the end that it had then.
    #[test]
    fn an_error_that_nobody_signed_ends_nothing_that_can_still_be_paid() {
        let withdrawn = Order { expires_at: NOW.plus(60_000), ..order() };
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
