//! What UnionPay posts to `backUrl` when a transaction succeeded.

use super::{Outcome, Refused, Verified};
use chrono::{Datelike, NaiveDateTime};
use domain::payment::{Fault, Payment};
use domain::{Fen, Timestamp, time};

/// Yuan renminbi in ISO 4217.
pub(super) const CURRENCY: &str = "156";
pub(super) const CONSUMPTION: &str = "01";
pub(super) const REFUND: &str = "04";
const UNDO: &str = "31";

/// A notice; the names are UnionPay's. What isn't in it is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Order number of the merchant
    pub order_id: String,
    /// UnionPay's number of the transaction
    pub query_id: String,
    pub txn_amt: Fen,
    /// How much is settled
    pub settle_amt: Option<Fen>,
    /// ISO 4217, digits
    pub currency_code: String,
    pub mer_id: String,
    /// What became of it
    pub resp_code: String,
    /// The same for people
    pub resp_msg: String,
    /// When the merchant sent the order: `YYYYMMDDhhmmss` in Beijing
    pub txn_time: String,
    /// Number in the clearing
    pub trace_no: String,
    /// Time in the clearing: `MMDDhhmmss`
    pub trace_time: String,
    /// Consumption, refund, undoing
    pub txn_type: String,
    /// Which kind of it
    pub txn_sub_type: String,
    /// Of a refund or an undoing: `query_id` of the payment
    pub orig_qry_id: String,
}

/// Money went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refunded {
    /// Number of the refund
    pub order_no: String,
    /// The provider's number of the refund
    pub transaction_id: String,
    /// The provider's number of the payment
    pub original: String,
    pub amount: Fen,
    /// Why it can't be a refund of ours
    pub fault: Option<Fault>,
}

impl Notice {
    /// From a message that UnionPay signed.
    ///
    /// # Errors
    /// `Missing` or `Malformed` when it is no notice.
    pub fn read(message: &Verified<'_>) -> Result<Self, Refused> {
        let form = message.form();
        // The signed answer that a QR code was made has txnType 01 and respCode 00, too, yet nobody has paid.
        if form.get("qrCode").is_some() {
            return Err(Refused::Malformed("qrCode"));
        }
        let required = |name: &'static str| form.required(name).map(str::to_owned);
        Ok(Self {
            order_id: required("orderId")?,
            query_id: required("queryId")?,
            txn_amt: fen(form.required("txnAmt")?).ok_or(Refused::Malformed("txnAmt"))?,
            settle_amt: amount(message, "settleAmt")?,
            currency_code: form.text("currencyCode"),
            mer_id: required("merId")?,
            resp_code: required("respCode")?,
            resp_msg: form.text("respMsg"),
            txn_time: form.text("txnTime"),
            trace_no: form.text("traceNo"),
            trace_time: form.text("traceTime"),
            txn_type: required("txnType")?,
            txn_sub_type: form.text("txnSubType"),
            orig_qry_id: form.text("origQryId"),
        })
    }

    /// The payment that it tells of, and what is wrong with it. `None` when no money came.
    pub fn payment(&self, mer_id: &str, now: Timestamp) -> Option<Payment> {
        (self.succeeded() && self.txn_type == CONSUMPTION).then(|| Payment {
            order_no: self.order_id.clone(),
            transaction_id: self.query_id.clone(),
            amount: self.txn_amt,
            paid_at: paid_at(&self.txn_time, &self.trace_time, now),
            fault: fault(self.mer_id == mer_id, &self.currency_code),
        })
    }

    /// The refund that it tells of, and what is wrong with it. `None` when no money went back.
    pub fn refund(&self, mer_id: &str) -> Option<Refunded> {
        let back = matches!(self.txn_type.as_str(), REFUND | UNDO);
        (self.succeeded() && back).then(|| Refunded {
            order_no: self.order_id.clone(),
            transaction_id: self.query_id.clone(),
            original: self.orig_qry_id.clone(),
            amount: self.txn_amt,
            fault: fault(self.mer_id == mer_id, &self.currency_code),
        })
    }

    fn succeeded(&self) -> bool {
        Outcome::of(&self.resp_code) == Outcome::Success
    }
}

/// UnionPay signs for every merchant with the same key: `mer_id` tells whose money it is.
pub(super) fn fault(ours: bool, currency_code: &str) -> Option<Fault> {
    match (ours, currency_code) {
        (false, _) => Some(Fault::WrongMerchant),
        (true, CURRENCY) => None,
        (true, _) => Some(Fault::WrongCurrency),
    }
}

/// An amount that may be missing.
pub(super) fn amount(message: &Verified<'_>, name: &'static str) -> Result<Option<Fen>, Refused> {
    let text = message.form().get(name).filter(|text| !text.is_empty());
    text.map(|text| fen(text).ok_or(Refused::Malformed(name))).transpose()
}

/// Whole fen: 1 to 12 digits, nothing else.
pub(super) fn fen(text: &str) -> Option<Fen> {
    let plain = text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok().map(Fen) } else { None }
}

/// When the money moved: `traceTime`, which has no year, is the first such time since the order was sent (`txnTime`, by
/// our own clock, hence the day's allowance).
pub(super) fn paid_at(txn_time: &str, trace_time: &str, now: Timestamp) -> Timestamp {
    let Some(sent_at) = instant(txn_time) else { return now };
    let year = sent_at.date().year();
    let mut traced = [year, year + 1].into_iter().filter_map(|year| instant(&format!("{year}{trace_time}")));
    traced.find(|at| *at > sent_at.plus(-time::DAY)).unwrap_or(sent_at)
}

/// `YYYYMMDDhhmmss` in Beijing.
pub fn instant(text: &str) -> Option<Timestamp> {
    let plain = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let wall_clock = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().filter(|_| plain)?;
    Some(Timestamp(wall_clock.and_utc().timestamp_millis() - 8 * time::HOUR))
}

/// As `YYYYMMDDhhmmss` in Beijing.
pub fn wall_clock(instant: Timestamp) -> String {
    instant.text().chars().filter(char::is_ascii_digit).collect()
}
