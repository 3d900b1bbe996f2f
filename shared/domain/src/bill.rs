//! 财政票据.

use crate::payment::Provider;
use crate::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

/// A bill and what it is about.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bill {
    /// 票据号码: the exam's year and ten digits
    pub number: String,
    pub exam_name: String,
    /// 项目
    pub item_name: String,
    /// 金额
    pub amount: Fen,
    /// 缴款人
    pub payer: String,
    /// 报名流水号
    pub serial: String,
    /// 商户订单号
    pub order_no: String,
    pub provider: Provider,
    pub paid_at: Timestamp,
}

impl Bill {
    /// What its 校验码 is computed over.
    pub fn text(&self) -> String {
        let Self { number, item_name, amount, payer, serial, order_no, paid_at, .. } = self;
        format!("{number}\n{item_name}\n{}\n{payer}\n{serial}\n{order_no}\n{}", amount.0, paid_at.0)
    }
}
