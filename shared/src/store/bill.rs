//! 财政票据: written by a trigger when a fee is paid (0006_payment.sql).

use crate::db::Db;
use crate::domain::payment::Provider;
use crate::domain::{Fen, Timestamp};
use crate::{Error, Result, params};
use serde::{Deserialize, Serialize};

/// A bill and what it is about.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bill {
    /// 票据号码: the exam's year and ten digits
    pub number: String,
    /// Which exam
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
    /// Through whom
    pub provider: Provider,
    /// When
    pub paid_at: Timestamp,
}

impl Bill {
    /// What its 校验码 is computed over.
    pub fn text(&self) -> String {
        let Self { number, item_name, amount, payer, serial, order_no, paid_at, .. } = self;
        format!("{number}\n{item_name}\n{}\n{payer}\n{serial}\n{order_no}\n{}", amount.0, paid_at.0)
    }
}

/// The bill of a candidate's fee.
///
/// # Errors
/// `NotFound` until the fee is paid.
pub async fn of(db: &Db, candidate: i64, item: &str) -> Result<Bill> {
    let sql = "SELECT PRINTF('%d%010d', e.year, b.number) AS number, e.name AS exam_name, b.name AS item_name, b.amount, b.payer, \
               c.serial, b.order_no, b.provider, b.paid_at FROM bill AS b JOIN exam AS e ON e.id = b.exam \
               JOIN candidate AS c ON c.id = b.candidate WHERE b.candidate = ? AND b.item = ?";
    db.first(sql, params![candidate, item]).await?.ok_or(Error::NotFound("票据（缴费成功后才有）"))
}
