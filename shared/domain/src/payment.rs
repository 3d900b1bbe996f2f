//! 缴费: order numbers and states, when an order may be made, what a payment is.

mod order;
mod refund;

pub use order::Order;
pub use refund::{REFUND_REASON, Refund, RefundStatus, Returned};

use super::{Fen, Timestamp, time};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use serde_json::json;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// Who takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Provider {
    /// 微信支付
    Wechat,
    /// 支付宝
    Alipay,
    /// 银联
    Unionpay,
}

impl Provider {
    /// All of them. What each one's contract is, the table of `providers` tells.
    pub const ALL: [Self; 3] = [Self::Wechat, Self::Alipay, Self::Unionpay];

    /// Of its name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Wechat => "微信支付",
            Self::Alipay => "支付宝",
            Self::Unionpay => "银联",
        }
    }
}

/// Where the payer pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Channel {
    /// A QR code, scanned by any phone
    #[default]
    Qr,
    /// The browser of the phone itself, which can't scan what it shows
    Phone,
}

impl Channel {
    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a paid fee opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unlocks {
    /// 实人认证, and with it 报名
    Identity,
    /// 准考证
    Ticket,
    /// 专业考试证
    SpecialtyTicket,
    /// 填报志愿
    Volunteer,
}

impl Unlocks {
    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Ticket => "ticket",
            Self::SpecialtyTicket => "specialty_ticket",
            Self::Volunteer => "volunteer",
        }
    }
}

/// Who owes a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum OwedBy {
    /// Every candidate, from admission on
    Everybody,
    /// Whoever has filled the form
    Filled,
    /// Whoever signs up for it
    Chooser,
}

/// State of what a candidate owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FeeStatus {
    /// Not paid yet.
    Due,
    /// Paid by one order.
    Paid,
    /// Not owed any more: given up by who had chosen it, or withdrawn; money that still comes goes back.
    Dropped,
}

/// State of an order (one attempt to pay one fee item).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum OrderStatus {
    /// Waiting for the payer.
    Open,
    /// Confirmed by the provider.
    Paid,
    /// Given up here; where `may_still_be_paid` says so, the provider may yet take money for it.
    Closed,
}

impl OrderStatus {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "待支付",
            Self::Paid => "已支付",
            Self::Closed => "已关闭",
        }
    }
}

/// What the payer reads at the provider of what is paid for. Signs that some provider refuses, or that cut the rows of its
/// statements, stand there in their full width.
pub fn order_subject(item_name: &str) -> String {
    let plain = |sign: char| match sign {
        '&' => '＆',
        '=' => '＝',
        '/' => '／',
        ',' => '，',
        '"' => '＂',
        '\'' => '＇',
        '`' => '｀',
        '#' => '＃',
        sign if sign.is_control() => ' ',
        sign => sign,
    };
    item_name.chars().map(plain).collect()
}

/// A merchant order number: `ZK` + 24 upper-case hex digits. WeChat allows 6–32, Alipay ≤ 64,
/// UnionPay 8–40 without dashes: letters and digits, 26 long, suit all three.
pub fn order_number(random: [u8; 12]) -> String {
    format!("ZK{}", hex::encode_upper(random))
}

/// Money came, as the provider tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub order_no: String,
    /// The provider's number of the transaction
    pub transaction_id: String,
    pub amount: Fen,
    pub paid_at: Timestamp,
    /// Why it can't settle any order
    pub fault: Option<Fault>,
}

/// Why a payment can't settle an order, whatever the order is. Each one becomes an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Of another merchant or application
    WrongMerchant,
    /// Not in yuan
    WrongCurrency,
    /// Given back already, by somebody at the provider
    Refunded,
}

impl Fault {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongMerchant => "wrong_merchant",
            Self::WrongCurrency => "wrong_currency",
            Self::Refunded => "refunded",
        }
    }
}

/// A notice, or the answer to a query, as it came: to be verified again years later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proof {
    /// Number of the key that signed it
    pub key: String,
    /// The provider's number of the notice; an answer has none
    pub notice: String,
    /// `TRANSACTION.SUCCESS`, …; `query`
    pub event: String,
    /// All headers (of an answer, those that sign it), a JSON array of pairs, in base64
    pub headers: String,
    /// The body, in base64
    pub body: String,
}

impl Proof {
    /// The answer to a query.
    pub fn answer(key: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let headers = BASE64.encode(json!(headers).to_string());
        Self { key: key.into(), notice: String::new(), event: "query".into(), headers, body: BASE64.encode(body) }
    }
}

/// What to do when a candidate asks to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Show the attempt that is open.
    Show,
    /// First learn from the provider what became of the open attempt, and close it.
    Finish,
    /// Make an order.
    Create,
    /// Nothing is owed any more.
    Nothing,
    /// Too early or too late.
    Closed,
}

/// The attempt that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Until when it can be paid
    pub expires: Timestamp,
    /// Is it through the provider, and in the place, that is wanted now?
    pub wanted: bool,
}

/// The next step, from the fee, its window, and the open attempt (if any).
/// An attempt that was begun inside the window may be paid until it expires.
pub fn step(fee: FeeStatus, window_open: bool, attempt: Option<Attempt>, now: Timestamp) -> Step {
    match (fee, attempt) {
        // Once the window has closed there would be no other.
        (FeeStatus::Due, Some(open)) if now < open.expires && (open.wanted || !window_open) => Step::Show,
        (_, Some(_)) => Step::Finish,
        (FeeStatus::Paid | FeeStatus::Dropped, None) => Step::Nothing,
        (FeeStatus::Due, None) if window_open => Step::Create,
        (FeeStatus::Due, None) => Step::Closed,
    }
}

/// How long an order lives: as long as WeChat's code_url.
pub const LIFETIME: i64 = 2 * time::HOUR;
/// And at least so long, when it is made just before the window closes.
const LEAST: i64 = 5 * time::MINUTE;

/// When an order made now expires.
pub fn expires(now: Timestamp, window_closes: Timestamp) -> Timestamp {
    now.plus(LIFETIME).min(window_closes.max(now.plus(LEAST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_suits_every_provider() {
        let number = order_number([0xAB; 12]);
        assert_eq!(number.len(), 26);
        assert!(number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
    }

    #[test]
    fn no_name_of_a_fee_cuts_a_row_of_a_statement_or_is_refused() {
        assert_eq!(order_subject("普通高考报名费"), "普通高考报名费");
        assert_eq!(order_subject("语文,数学 & \"外语\"=a/b`c'\td#"), "语文，数学 ＆ ＂外语＂＝a／b｀c＇ d＃");
    }

    #[test]
    fn one_attempt_at_a_time_and_none_is_forgotten() {
        use FeeStatus::{Dropped, Due, Paid};
        let attempt = |expires, wanted| Some(Attempt { expires: Timestamp(expires), wanted });
        let (now, live, over, other) = (Timestamp(100), attempt(101, true), attempt(100, true), attempt(101, false));
        for (fee, open, attempt, expected) in [
            (Due, true, None, Step::Create),
            (Due, false, None, Step::Closed),
            (Due, true, live, Step::Show),
            (Due, false, live, Step::Show),
            (Due, true, over, Step::Finish),
            (Due, false, over, Step::Finish),
            (Due, true, other, Step::Finish),
            (Due, false, other, Step::Show),
            (Paid, true, None, Step::Nothing),
            (Paid, false, None, Step::Nothing),
            (Paid, true, live, Step::Finish),
            (Paid, false, over, Step::Finish),
            (Dropped, true, None, Step::Nothing),
            (Dropped, true, live, Step::Finish),
        ] {
            assert_eq!(step(fee, open, attempt, now), expected, "{fee:?} {open} {attempt:?}");
        }
    }

    #[test]
    fn an_order_expires_with_its_code_or_with_the_window() {
        let (now, hour) = (Timestamp(0), time::HOUR);
        assert_eq!(expires(now, Timestamp(10 * hour)), Timestamp(2 * hour));
        assert_eq!(expires(now, Timestamp(hour)), Timestamp(hour));
        assert_eq!(expires(now, Timestamp(1000)), Timestamp(5 * time::MINUTE));
    }
}
