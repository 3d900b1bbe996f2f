//! What the API answers.

use super::notice::{amount, fault, paid_at};
use super::{Refused, Verified};
use domain::payment::Payment;
use domain::{Fen, Timestamp};

/// What a `respCode` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done (a request: accepted)
    Success,
    /// Not known yet: query later
    Unknown,
    /// There is no such order
    NoSuchOrder,
    Failure,
}

impl Outcome {
    /// Of a code; of none it isn't known. What was not looked at at all (02 系统未开放, 06 系统繁忙, 37 操作过于频繁) has not
    /// failed, either: it is asked again.
    pub fn of(code: &str) -> Self {
        match code {
            "00" | "A6" => Self::Success,
            "" | "02" | "03" | "04" | "05" | "06" | "37" => Self::Unknown,
            "34" => Self::NoSuchOrder,
            _ => Self::Failure,
        }
    }
}

/// The answer to an order or a refund. It tells that the request was accepted, not that money moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of the request
    pub outcome: Outcome,
    /// `respCode` and `respMsg`, for the log
    pub message: String,
    /// Order number of the merchant
    pub order_id: String,
    /// What the QR code says, when one was asked for
    pub qr_code: Option<String>,
    /// UnionPay's number, when there is one
    pub query_id: Option<String>,
}

impl Answer {
    /// From a message that UnionPay signed.
    ///
    /// # Errors
    /// `Missing` without `respCode`.
    pub fn read(answer: &Verified<'_>) -> Result<Self, Refused> {
        let form = answer.form();
        let filled = |name| form.get(name).filter(|value| !value.is_empty()).map(str::to_owned);
        Ok(Self {
            outcome: Outcome::of(form.required("respCode")?),
            message: message(answer, "respCode", "respMsg"),
            order_id: form.text("orderId"),
            qr_code: filled("qrCode"),
            query_id: filled("queryId"),
        })
    }
}

/// The answer to a query: what became of the query, and what of the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queried {
    /// What became of the query
    pub outcome: Outcome,
    /// `respCode` and `respMsg`, for the log
    pub message: String,
    /// What became of the transaction; means something only when the query succeeded
    pub transaction: Outcome,
    /// `origRespCode` and `origRespMsg`, for the log
    pub transaction_message: String,
    /// Order number of the merchant
    pub order_id: String,
    /// UnionPay's number of the transaction
    pub query_id: String,
    pub txn_amt: Option<Fen>,
    /// How much is settled
    pub settle_amt: Option<Fen>,
    /// ISO 4217, digits
    pub currency_code: String,
    pub mer_id: String,
    /// When the merchant sent the order: `YYYYMMDDhhmmss` in Beijing
    pub txn_time: String,
    /// Time in the clearing: `MMDDhhmmss`
    pub trace_time: String,
}

impl Queried {
    /// From a message that UnionPay signed.
    ///
    /// # Errors
    /// `Missing` or `Malformed` when it is no answer to a query, or tells of a transaction without its numbers.
    pub fn read(answer: &Verified<'_>) -> Result<Self, Refused> {
        let form = answer.form();
        let queried = Self {
            outcome: Outcome::of(form.required("respCode")?),
            message: message(answer, "respCode", "respMsg"),
            transaction: Outcome::of(form.get("origRespCode").unwrap_or_default()),
            transaction_message: message(answer, "origRespCode", "origRespMsg"),
            order_id: form.required("orderId")?.to_owned(),
            query_id: form.text("queryId"),
            txn_amt: amount(answer, "txnAmt")?,
            settle_amt: amount(answer, "settleAmt")?,
            currency_code: form.text("currencyCode"),
            mer_id: form.text("merId"),
            txn_time: form.text("txnTime"),
            trace_time: form.text("traceTime"),
        };
        if queried.succeeded() {
            form.required("queryId").and(form.required("txnAmt"))?;
        }
        Ok(queried)
    }

    /// Did the transaction fail for good?
    pub fn has_failed(&self) -> bool {
        (self.outcome, self.transaction) == (Outcome::Success, Outcome::Failure)
    }

    fn succeeded(&self) -> bool {
        (self.outcome, self.transaction) == (Outcome::Success, Outcome::Success)
    }

    /// The payment that it tells of, if a payment was asked for, and what is wrong with it. `None` when no money came.
    pub fn payment(&self, mer_id: &str, now: Timestamp) -> Option<Payment> {
        let amount = self.txn_amt.filter(|_| self.succeeded())?;
        Some(Payment {
            order_no: self.order_id.clone(),
            transaction_id: self.query_id.clone(),
            amount,
            paid_at: paid_at(&self.txn_time, &self.trace_time, now),
            fault: fault(self.mer_id == mer_id, &self.currency_code),
        })
    }
}

fn message(answer: &Verified<'_>, code: &str, text: &str) -> String {
    format!("{} {}", answer.form().text(code), answer.form().text(text)).trim().to_owned()
}
