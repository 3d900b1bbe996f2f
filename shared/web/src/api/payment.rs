//! Payment on the wire. Amounts are whole fen.

use domain::payment::{Channel, FeeStatus, OrderStatus, Provider, RefundStatus, Unlocks};
use domain::window::Window;
use domain::{Fen, Timestamp, bill};
use serde::{Deserialize, Serialize};

/// 应缴费用.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fees {
    /// The server's time
    pub now: Timestamp,
    /// What the candidate owes or owed
    pub fees: Vec<Fee>,
    /// What the candidate may sign up for
    pub offers: Vec<Offer>,
}

/// An item that a candidate may sign up for: 艺术、体育专业统考.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offer {
    /// `art`
    pub item: String,
    pub name: String,
    pub amount: Fen,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// What it opens once it is paid
    pub unlocks: Unlocks,
    /// When it can be chosen and paid
    pub window: Option<Window>,
}

/// 选择考试.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeeChoice"))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Which item on offer
    pub item: String,
}

/// Where the payer's browser goes.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opening {
    /// An address of the provider, or of a page here that leads there; good for some minutes
    pub url: String,
}

/// How a payer wants to pay.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Way {
    pub provider: Provider,
    #[serde(default)]
    pub channel: Channel,
}

/// Where the payer goes on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPage {
    /// The 代付 page of the attempt in this way
    pub pay_page: String,
}

/// One fee item of a candidate.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fee {
    /// `registration`
    pub item: String,
    /// 普通高考报名费
    pub name: String,
    pub amount: Fen,
    /// Paid?
    pub status: FeeStatus,
    /// When it was paid
    pub paid_at: Option<Timestamp>,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// What it opens once it is paid
    pub unlocks: Unlocks,
    /// Did the candidate choose it? Then it can be dropped while it is due.
    pub chosen: bool,
    /// When it can be paid
    pub window: Option<Window>,
    /// The attempt that is open, or the order that paid it
    pub order: Option<Order>,
    /// What came beyond it and goes back
    pub refunds: Vec<Refund>,
}

/// 退款: money that came twice, on its way back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refund {
    pub order_no: String,
    pub amount: Fen,
    /// How far it is
    pub status: RefundStatus,
    /// Since when it is owed back
    pub requested_at: Timestamp,
    /// When the provider gave it back
    pub done_at: Option<Timestamp>,
}

/// 财政电子票据: what proves that a fee was paid.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bill {
    #[serde(flatten)]
    pub bill: bill::Bill,
    /// 校验码: over everything that the sheet claims
    pub code: String,
}

/// 缴费记录.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Orders {
    /// Every attempt to pay, the newest first
    pub orders: Vec<Order>,
}

/// 缴费.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    pub item: String,
    pub provider: Provider,
    #[serde(default)]
    pub channel: Channel,
}

/// An order: one attempt to pay one fee item.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// 商户订单号
    pub order_no: String,
    pub item: String,
    pub item_name: String,
    pub amount: Fen,
    pub provider: Provider,
    /// Where; a QR code, or `POST …/pages/{token}/open`
    pub channel: Channel,
    pub status: OrderStatus,
    /// What the QR code says; absent once it can't be paid, and while the provider has not answered
    pub code_url: Option<String>,
    /// The QR code as SVG
    pub qr_svg: Option<String>,
    /// The 代付 page: `/pay/<token>`
    pub pay_page: String,
    pub created_at: Timestamp,
    /// Until when it can be paid
    pub expires_at: Timestamp,
    /// When it was paid
    pub paid_at: Option<Timestamp>,
    /// Closed here, yet the provider may still take money for it; it is followed
    pub may_still_be_paid: bool,
}

/// 代付页: what somebody who pays for a candidate sees, and no more.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PayPage"))]
pub struct Page {
    /// The server's time
    pub now: Timestamp,
    /// 普通高考报名费
    pub item_name: String,
    pub amount: Fen,
    /// For whom, masked: `*三`
    pub payee_masked: String,
    pub exam_name: String,
    pub provider: Provider,
    pub channel: Channel,
    /// State of the order; `paid` as soon as nothing is owed any more
    pub status: OrderStatus,
    /// What the QR code says, while it can be paid
    pub code_url: Option<String>,
    /// The QR code as SVG
    pub qr_svg: Option<String>,
    /// Until when it can be paid
    pub expires_at: Timestamp,
    /// Closed here, yet the provider may still take money for it; it is followed
    pub may_still_be_paid: bool,
    /// Nobody owes it any more: it was withdrawn, or the candidate chose otherwise. What is paid all the same goes back
    pub dropped: bool,
}
