//! 对账单: what a provider tells of one day, each in its own form.

pub(crate) mod table;

use crate::{alipay, unionpay, wechat};
use chrono::NaiveDate;
use domain::payment::Provider;
use domain::reconciliation::Statement;
use domain::{Error, Result};
use std::collections::HashSet;

/// Reads the statement of a provider for one day in Beijing: UTF-8, and all of it or nothing. `merchant` is the 商户号,
/// seller's number or merId whose statement it has to be.
///
/// # Errors
/// `Invalid` with line and column of each fault.
pub fn read(provider: Provider, date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
    let statement = match provider {
        Provider::Wechat => wechat::statement::read(date, merchant, text),
        Provider::Alipay => alipay::statement::read(date, merchant, text),
        Provider::Unionpay => unionpay::statement::read(date, merchant, text),
    }?;
    let mut seen = HashSet::new();
    let mut again =
        statement.lines.iter().filter(|line| !seen.insert((line.entry, &line.number, &line.transaction_id)));
    match again.next() {
        Some(line) => Err(Error::invalid("file", format!("{} 在账单中重复", line.number))),
        None => Ok(statement),
    }
}

#[cfg(test)]
pub(crate) mod tests;
