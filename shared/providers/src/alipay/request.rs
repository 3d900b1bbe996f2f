//! Our requests: what they ask for, and how they are signed.

use super::form::Form;
use super::key::Signer;
use super::response::{Closed, QrCode, RefundState, Refunded, Trade};
use super::value::{moment, yuan};
use domain::{Fen, Result, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What can be asked of the gateway.
pub trait Operation: Serialize {
    /// The name at the gateway.
    const METHOD: &'static str;
}

/// What our server asks itself, in contrast to what the payer's browser opens.
pub trait Call: Operation {
    /// What comes back.
    type Answer: DeserializeOwned + 'static;
}

/// `alipay.trade.precreate`: an order to be paid by scanning a QR code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Precreate {
    /// Our order number
    pub out_trade_no: String,
    #[serde(with = "yuan")]
    pub total_amount: Fen,
    /// What the payer reads; without `/`, `=`, `&`
    pub subject: String,
    /// From when on it can't be paid any more
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub time_expire: Option<Timestamp>,
}

/// `alipay.trade.wap.pay`: an order to be paid in the phone's browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WapPay {
    /// Our order number
    pub out_trade_no: String,
    #[serde(with = "yuan")]
    pub total_amount: Fen,
    /// What the payer reads; without `/`, `=`, `&`
    pub subject: String,
    /// From when on it can't be paid any more
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub time_expire: Option<Timestamp>,
    /// `QUICK_WAP_WAY`
    pub product_code: String,
    /// Where a payer goes who gives up
    pub quit_url: String,
}

/// `alipay.trade.query`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Query {
    /// Our order number
    pub out_trade_no: String,
}

/// `alipay.trade.close`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Close {
    /// Our order number
    pub out_trade_no: String,
}

/// `alipay.trade.refund`. Asked again with the same number and amount, it gives back nothing more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundOrder {
    /// The provider's number: an order may have been paid twice
    pub trade_no: String,
    /// How much to give back
    #[serde(with = "yuan")]
    pub refund_amount: Fen,
    /// Our number of the refund
    pub out_request_no: String,
    /// What the payer reads
    pub refund_reason: String,
}

/// `alipay.trade.fastpay.refund.query`; not within ten seconds of the refund.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundQuery {
    /// The provider's number
    pub trade_no: String,
    /// Our number of the refund
    pub out_request_no: String,
    /// What is told only when asked for: `gmt_refund_pay`
    #[serde(default)]
    pub query_options: Vec<String>,
}

impl RefundQuery {
    /// What became of a refund, and when.
    pub fn new(trade_no: &str, out_request_no: &str) -> Self {
        Self {
            trade_no: trade_no.to_owned(),
            out_request_no: out_request_no.to_owned(),
            query_options: vec!["gmt_refund_pay".into()],
        }
    }
}

impl Operation for Precreate {
    const METHOD: &'static str = "alipay.trade.precreate";
}
impl Operation for WapPay {
    const METHOD: &'static str = "alipay.trade.wap.pay";
}
impl Operation for Query {
    const METHOD: &'static str = "alipay.trade.query";
}
impl Operation for Close {
    const METHOD: &'static str = "alipay.trade.close";
}
impl Operation for RefundOrder {
    const METHOD: &'static str = "alipay.trade.refund";
}
impl Operation for RefundQuery {
    const METHOD: &'static str = "alipay.trade.fastpay.refund.query";
}

impl Call for Precreate {
    type Answer = QrCode;
}
impl Call for Query {
    type Answer = Trade;
}
impl Call for Close {
    type Answer = Closed;
}
impl Call for RefundOrder {
    type Answer = Refunded;
}
impl Call for RefundQuery {
    type Answer = RefundState;
}

/// Where Alipay sends notices and the payer's browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Urls<'a> {
    /// Where notices go; without a query
    pub notify_url: Option<&'a str>,
    /// Where the browser goes after a payment
    pub return_url: Option<&'a str>,
}

/// Our application: who asks.
pub struct App {
    app_id: String,
    signer: Signer,
}

impl App {
    /// Of this number, with this private key.
    pub fn new(app_id: &str, signer: Signer) -> Self {
        Self { app_id: app_id.to_owned(), signer }
    }

    /// The signed form that asks for something: [`Form::call`] sends it, [`Form::url`] lets a browser open it.
    ///
    /// # Errors
    /// `Internal` when it cannot be written as JSON.
    pub fn request<O: Operation>(&self, operation: &O, urls: Urls<'_>, now: Timestamp) -> Result<Form> {
        Ok(self.sign(O::METHOD, &serde_json::to_value(operation)?, urls, now))
    }

    /// The signed form for a method by its name.
    pub fn sign(&self, method: &str, biz_content: &Value, urls: Urls<'_>, now: Timestamp) -> Form {
        let (timestamp, biz_content) = (now.text(), biz_content.to_string());
        let fields = [
            ("app_id", self.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("timestamp", &timestamp),
            ("version", "1.0"),
            ("biz_content", &biz_content),
        ];
        let urls = [("notify_url", urls.notify_url), ("return_url", urls.return_url)];
        let urls = urls.into_iter().filter_map(|(name, url)| Some((name, url?)));
        fields.into_iter().chain(urls).collect::<Form>().sign_request(&self.signer)
    }
}
