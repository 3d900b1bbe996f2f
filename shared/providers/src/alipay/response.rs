//! The gateway's answers. Signed is the raw text of one member of the JSON object, not its meaning.

use super::key::{Keys, Signer};
use super::notice::TradeStatus;
use super::request::Call;
use super::signature::Refused;
use super::value::{moment, yuan};
use super::{BUSINESS_FAILED, SUCCESS, SYSTEM_ERROR, TRADE_NOT_EXIST};
use domain::payment::{Fault, Payment, Returned};
use domain::{Fen, Result, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Value};
use std::collections::BTreeMap;

/// A refusal of the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Failure {
    /// `40004`: by the business; `20000`: nobody knows what became of it
    pub code: String,
    /// For people
    pub msg: String,
    /// `ACQ.TRADE_NOT_EXIST`, …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sub_code: String,
    /// For people
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sub_msg: String,
}

impl Failure {
    /// Has nobody opened the cashier yet?
    pub fn is_unknown_trade(&self) -> bool {
        self.sub_code == TRADE_NOT_EXIST
    }
}

impl Failure {
    /// Will the same request fail again? Not when the system was busy, or nobody knows what became of it.
    pub fn is_final(&self) -> bool {
        self.code == BUSINESS_FAILED && !self.sub_code.is_empty() && self.sub_code != SYSTEM_ERROR
    }
}

/// The answer to [`super::Precreate`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QrCode {
    /// Our order number
    pub out_trade_no: String,
    /// What the QR code says: `https://qr.alipay.com/…`
    pub qr_code: String,
}

/// The answer to [`super::Query`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trade {
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number
    pub trade_no: String,
    pub trade_status: TradeStatus,
    #[serde(with = "yuan")]
    pub total_amount: Fen,
    /// When it was paid
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub send_pay_date: Option<Timestamp>,
}

impl Trade {
    /// Can it never be paid any more?
    pub fn is_over(&self) -> bool {
        self.trade_status == TradeStatus::TradeClosed
    }

    /// The payment that it tells of, and what is wrong with it. `None` when no money came.
    /// An answer names no merchant: it is about our own trades only.
    pub fn payment(&self, now: Timestamp) -> Option<Payment> {
        let fault = match self.trade_status {
            status if status.is_paid() => None,
            TradeStatus::TradeClosed if self.send_pay_date.is_some() => Some(Fault::Refunded),
            _ => return None,
        };
        Some(Payment {
            order_no: self.out_trade_no.clone(),
            transaction_id: self.trade_no.clone(),
            amount: self.total_amount,
            paid_at: self.send_pay_date.unwrap_or(now),
            fault,
        })
    }
}

/// The answer to [`super::Close`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Closed {
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number
    pub trade_no: String,
}

/// The answer to [`super::RefundOrder`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refunded {
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number
    pub trade_no: String,
    /// `Y`: this call gave money back. Otherwise only [`super::RefundQuery`] tells.
    #[serde(default)]
    pub fund_change: String,
    /// All that was given back of this order up to now
    #[serde(with = "yuan")]
    pub refund_fee: Fen,
    /// When it was given back
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub gmt_refund_pay: Option<Timestamp>,
}

impl Refunded {
    /// What the provider says with it.
    pub fn returned(&self, now: Timestamp) -> Returned {
        match self.fund_change.as_str() {
            "Y" => Returned::Done(self.gmt_refund_pay.unwrap_or(now)),
            _ => Returned::Underway,
        }
    }
}

/// The answer to [`super::RefundQuery`]: empty as long as there is no such refund.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundState {
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number
    pub trade_no: String,
    /// Our number of the refund
    pub out_request_no: String,
    /// How much this refund gave back
    #[serde(with = "yuan")]
    pub refund_amount: Fen,
    /// `REFUND_SUCCESS`; missing when there is no such refund, or it failed
    pub refund_status: String,
    /// When it was given back
    #[serde(with = "moment", skip_serializing_if = "Option::is_none")]
    pub gmt_refund_pay: Option<Timestamp>,
}

impl RefundState {
    /// What the provider says with it. Of what is unknown to it, it may be asked again.
    pub fn returned(&self, now: Timestamp) -> Returned {
        match self.refund_status.as_str() {
            "REFUND_SUCCESS" => Returned::Done(self.gmt_refund_pay.unwrap_or(now)),
            "REFUND_FAIL" => Returned::Failed("退款失败".into()),
            "" => Returned::Unknown,
            _ => Returned::Underway,
        }
    }
}

/// Verifies an answer and reads it: what was asked for, or why not. Which trade it is about is for
/// the caller to compare; the signature does not tie it to the question.
///
/// # Errors
/// `Malformed`, `Unsigned` or `WrongSignature`: nothing that it says counts.
pub fn answer<C: Call>(body: &[u8], keys: &Keys) -> Result<Result<C::Answer, Failure>, Refused> {
    let text = std::str::from_utf8(body).map_err(Refused::malformed)?;
    let members = members(text).ok_or_else(|| Refused::malformed("the answer is not a JSON object"))?;
    let own = members.get(&member(C::METHOD));
    let raw = own.or_else(|| members.get("error_response"));
    let raw = raw.ok_or_else(|| Refused::malformed(format!("the answer is not about {}", C::METHOD)))?;
    let signature = members.get("sign").ok_or_else(|| Refused::Unsigned(raw.chars().take(300).collect()))?;
    let signed = verified(raw, &parsed::<String>(signature)?, keys)?;
    let status: Failure = parsed(&signed)?;
    if own.is_some() && status.code == SUCCESS { parsed(&signed).map(Ok) } else { Ok(Err(status)) }
}

/// The text that was signed. Where the answer has `\/` it may have been `/`, which means the same.
fn verified(raw: &str, signature: &str, keys: &Keys) -> Result<String, Refused> {
    let candidates = [raw.to_owned(), raw.replace("\\/", "/")];
    let signed = candidates.into_iter().find(|text| keys.verify(text, signature).is_ok());
    signed.ok_or(Refused::WrongSignature)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    serde_json::from_str(text).map_err(Refused::malformed)
}

/// The members of a JSON object by name, each with the text of its value as it stands there.
/// `None` when it is not an object, or a name comes twice.
fn members(text: &str) -> Option<BTreeMap<String, &str>> {
    let mut rest = text.trim_ascii().strip_prefix('{')?.strip_suffix('}')?;
    let mut members = BTreeMap::new();
    loop {
        let (name, after) = split_value(rest)?;
        let (value, after) = split_value(after.trim_ascii_start().strip_prefix(':')?)?;
        if members.insert(serde_json::from_str(name).ok()?, value).is_some() {
            return None;
        }
        match after.trim_ascii_start().strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.trim_ascii().is_empty().then_some(members),
        }
    }
}

/// The value that a text begins with, and what comes after it.
fn split_value(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    text.split_at_checked(values.byte_offset())
}

/// The answer to a request, signed, as the provider gives it.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub fn respond(method: &str, answer: &impl Serialize, signer: &Signer) -> Result<String> {
    let mut content = serde_json::to_value(answer)?;
    if let Some(fields) = content.as_object_mut() {
        fields.insert("code".into(), SUCCESS.into());
        fields.insert("msg".into(), "Success".into());
    }
    Ok(seal(method, &content, signer))
}

/// The refusal of a request, signed, as the provider gives it.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub fn refuse(method: &str, failure: &Failure, signer: &Signer) -> Result<String> {
    Ok(seal(method, &serde_json::to_value(failure)?, signer))
}

fn seal(method: &str, content: &Value, signer: &Signer) -> String {
    let (name, raw) = (Value::from(member(method)), content.to_string());
    let signature = signer.sign(&raw);
    format!("{{{name}:{raw},\"sign\":\"{signature}\"}}")
}

/// `alipay.trade.query` answers under `alipay_trade_query_response`.
fn member(method: &str) -> String {
    format!("{}_response", method.replace('.', "_"))
}
