//! The messages, as far as they are used. Amounts are whole fen.

use super::Resource;
use domain::payment::{Fault, Payment, Returned};
use domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

/// `POST /v3/pay/transactions/native`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NativeOrder {
    pub appid: String,
    pub mchid: String,
    /// What the payer reads, at most 127 characters
    pub description: String,
    /// Our order number
    pub out_trade_no: String,
    /// From when on it can't be paid any more
    pub time_expire: Timestamp,
    /// Where notices go; without a query
    pub notify_url: String,
    pub amount: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub total: Fen,
    /// `CNY`, also when it is left out
    #[serde(default = "Amount::yuan_renminbi")]
    pub currency: String,
}

impl Amount {
    pub fn new(total: Fen) -> Self {
        Self { total, currency: Self::yuan_renminbi() }
    }

    fn yuan_renminbi() -> String {
        "CNY".into()
    }
}

/// The answer to [`NativeOrder`]: what the QR code says, good for two hours.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeUrl {
    /// `weixin://wxpay/bizpayurl?pr=…`
    pub code_url: String,
}

/// `POST /v3/pay/transactions/h5`: an order to be paid in the phone's browser, outside of WeChat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct H5Order {
    /// What it has in common with the other
    #[serde(flatten)]
    pub order: NativeOrder,
    /// Who pays, and where
    pub scene_info: SceneInfo,
}

/// Where an [`H5Order`] comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SceneInfo {
    /// Address of the payer
    pub payer_client_ip: String,
    /// Kind of the browser
    pub h5_info: H5Info,
}

/// Kind of the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct H5Info {
    /// `Wap`
    #[serde(rename = "type")]
    pub kind: String,
}

/// The answer to [`H5Order`]: what the browser opens within five minutes, coming from our own site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct H5Url {
    /// `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?…`
    pub h5_url: String,
}

/// `POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Close {
    pub mchid: String,
}

/// A refusal of the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// `ORDERPAID`, `ORDER_NOT_EXIST`, …; towards the provider always `FAIL`
    pub code: String,
    /// For people
    #[serde(default)]
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TradeState {
    /// Paid
    Success,
    /// Paid, and on its way back
    Refund,
    /// Not paid yet
    NotPay,
    /// Can't be paid any more
    Closed,
    /// The payer is at it
    UserPaying,
    /// An attempt failed; another is possible
    PayError,
    #[serde(other)]
    Other,
}

/// A transaction: the answer to a query, and the resource of a notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transaction {
    pub appid: String,
    pub mchid: String,
    /// Our order number
    pub out_trade_no: String,
    /// The provider's number, once there is one
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    pub trade_state: TradeState,
    /// When it was paid
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

impl Transaction {
    /// Can it never be paid any more?
    pub fn is_over(&self) -> bool {
        self.trade_state == TradeState::Closed
    }

    /// May it be paid any moment, or is it in a state that says nothing of it?
    pub fn is_unclear(&self) -> bool {
        matches!(self.trade_state, TradeState::UserPaying | TradeState::Other)
    }

    /// The payment that it tells of, and what is wrong with it. `None` when no money came.
    pub fn payment(&self, mchid: &str, appid: &str, now: Timestamp) -> Option<Payment> {
        let fault = match (self.trade_state, &self.amount) {
            (TradeState::Success | TradeState::Refund, _) if self.mchid != mchid || self.appid != appid => {
                Some(Fault::WrongMerchant)
            }
            (TradeState::Refund, _) => Some(Fault::Refunded),
            (TradeState::Success, Some(amount)) if amount.currency == "CNY" => None,
            (TradeState::Success, _) => Some(Fault::WrongCurrency),
            _ => return None,
        };
        Some(Payment {
            order_no: self.out_trade_no.clone(),
            transaction_id: self.transaction_id.clone().unwrap_or_default(),
            amount: self.amount.as_ref().map_or(Fen(0), |amount| amount.total),
            paid_at: self.success_time.unwrap_or(now),
            fault,
        })
    }
}

/// `POST /v3/refund/domestic/refunds`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewRefund {
    /// The provider's number: an order may have been paid twice
    pub transaction_id: String,
    /// Our refund number: the same one again is the same refund
    pub out_refund_no: String,
    /// What the payer reads
    pub reason: String,
    pub amount: RefundAmount,
}

/// How much is given back, of how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAmount {
    /// Given back
    pub refund: Fen,
    /// Paid
    pub total: Fen,
    /// `CNY`
    #[serde(default = "Amount::yuan_renminbi")]
    pub currency: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RefundState {
    /// Given back
    Success,
    /// Underway
    Processing,
    /// Called off
    Closed,
    /// The payer's account can't take it: by hand, at the provider
    Abnormal,
}

/// A refund: the answer to asking for it, and to a query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refund {
    /// Our refund number
    pub out_refund_no: String,
    /// Our order number
    pub out_trade_no: String,
    pub status: RefundState,
    /// When it was given back
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_time: Option<Timestamp>,
    pub amount: RefundAmount,
}

impl Refund {
    /// What the provider says with it.
    pub fn returned(&self, now: Timestamp) -> Returned {
        match self.status {
            RefundState::Success => Returned::Done(self.success_time.unwrap_or(now)),
            RefundState::Processing => Returned::Underway,
            RefundState::Closed => Returned::Failed("退款已关闭".into()),
            RefundState::Abnormal => Returned::Failed("退款异常，原账户无法入账".into()),
        }
    }
}

/// A notice, as posted to `notify_url`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
    pub create_time: String,
    /// `encrypt-resource`
    pub resource_type: String,
    /// `TRANSACTION.SUCCESS`, …
    pub event_type: String,
    /// For people
    pub summary: String,
    /// What it tells, encrypted
    pub resource: Resource,
}
