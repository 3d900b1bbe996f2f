//! What a notice tells, as far as it is used.

use super::form::Form;
use super::signature::Refused;
use super::value::{moment, yuan};
use anyhow::Context;
use domain::payment::{Fault, Payment};
use domain::{Fen, Result, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TradeStatus {
    /// The payer has opened the cashier
    WaitBuyerPay,
    /// Can't be paid any more; or was paid and given back whole
    TradeClosed,
    /// Paid
    TradeSuccess,
    /// Paid, and can't be given back any more
    TradeFinished,
    #[default]
    #[serde(other)]
    Other,
}

impl TradeStatus {
    /// Alipay's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitBuyerPay => "WAIT_BUYER_PAY",
            Self::TradeClosed => "TRADE_CLOSED",
            Self::TradeSuccess => "TRADE_SUCCESS",
            Self::TradeFinished => "TRADE_FINISHED",
            Self::Other => "OTHER",
        }
    }

    /// Paid, and not given back whole?
    pub fn is_paid(self) -> bool {
        matches!(self, Self::TradeSuccess | Self::TradeFinished)
    }
}

/// A notice, as posted to `notify_url`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, the same each time it is posted
    pub notify_id: String,
    /// `trade_status_sync`
    pub notify_type: String,
    pub app_id: String,
    /// Merchant: who gets the money
    #[serde(default)]
    pub seller_id: String,
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number
    pub trade_no: String,
    #[serde(default)]
    pub trade_status: TradeStatus,
    /// How much the order is
    #[serde(default, with = "yuan")]
    pub total_amount: Fen,
    /// When it was paid
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub gmt_payment: Option<Timestamp>,
    /// How much was given back up to now. A notice of a payment may say `0.00`.
    #[serde(default, with = "yuan")]
    pub refund_fee: Fen,
    /// Number of the refund
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_biz_no: Option<String>,
    /// When it was given back
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub gmt_refund: Option<Timestamp>,
}

/// Money went back, as a notice tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Number of the refund (`out_request_no`, if one was given)
    pub out_biz_no: Option<String>,
    /// All that was given back of this order up to now
    pub amount: Fen,
    pub refunded_at: Option<Timestamp>,
}

impl Notice {
    /// Reads a form that was verified.
    ///
    /// # Errors
    /// `Malformed` when it is not a notice about a trade.
    pub fn read(form: &Form) -> Result<Self, Refused> {
        form.read()
    }

    /// The form to be signed and posted.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn form(&self, now: Timestamp) -> Result<Form> {
        let fields = serde_json::to_value(self)?;
        let fields = fields.as_object().context("fields of a notice")?.iter();
        let mut form: Form = fields.map(|(name, value)| (name, value.as_str().unwrap_or_default())).collect();
        form.set("notify_time", &now.text());
        form.set("charset", "utf-8");
        form.set("version", "1.0");
        Ok(form)
    }

    /// The refund that it tells of. While it is a partial one, the trade is still `TRADE_SUCCESS`.
    pub fn refund(&self) -> Option<Refund> {
        let told = self.refund_fee > Fen(0) || self.gmt_refund.is_some() || self.out_biz_no.is_some();
        told.then(|| Refund {
            out_biz_no: self.out_biz_no.clone(),
            amount: self.refund_fee,
            refunded_at: self.gmt_refund,
        })
    }

    /// The payment that it tells of, and what is wrong with it. `None` when no money came.
    pub fn payment(&self, app_id: &str, seller_id: &str, now: Timestamp) -> Option<Payment> {
        if !self.trade_status.is_paid() || self.refund().is_some() {
            return None;
        }
        let ours = self.app_id == app_id && self.seller_id == seller_id;
        Some(Payment {
            order_no: self.out_trade_no.clone(),
            transaction_id: self.trade_no.clone(),
            amount: self.total_amount,
            paid_at: self.gmt_payment.unwrap_or(now),
            fault: (!ours).then_some(Fault::WrongMerchant),
        })
    }
}
