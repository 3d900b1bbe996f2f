//! 对账单: what a provider tells of one day, each in its own form.

pub(crate) mod table;

use chrono::NaiveDate;
use domain::payment::Provider;
use domain::reconciliation::{Day, Statement};
use domain::{Error, Result};
use std::collections::HashSet;

/// The day of a provider's statement.
pub fn day(provider: Provider, date: NaiveDate) -> Day {
    Day::new(provider, date, crate::facts(provider).day_begins)
}

/// Reads the statement of a provider for one day in Beijing: UTF-8, and all of it or nothing. `merchant` is whose statement it
/// has to be, by the provider's number ([`crate::Facts::merchant`]).
///
/// # Errors
/// `Invalid` with line and column of each fault.
pub fn read(provider: Provider, date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
    let statement = crate::statement_of(provider, date, merchant, text)?;
    let mut seen = HashSet::new();
    let mut again =
        statement.lines.iter().filter(|line| !seen.insert((line.entry, &line.number, &line.transaction_id)));
    match again.next() {
        Some(line) => {
            Err(Error::invalid("file", format!("{} 在账单中有两次，文件可能是合起来的。请重新下载", line.number)))
        }
        None => Ok(statement),
    }
}

#[cfg(test)]
pub(crate) mod tests;
