//! 财政票据: written by a trigger when a fee is paid (0006_payment.sql).

use crate::db::Db;
use crate::params;
use domain::bill::Bill;
use domain::{Error, Result};

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
