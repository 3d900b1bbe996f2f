//! 对账: what a provider says it has taken and given back on one day, told by its statement (对账单) of that day.

use super::payment::Provider;
use super::{Error, Fen, Result, Timestamp, time};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize, Serializer};
use strum::IntoStaticStr;

/// One entry of a statement or of our books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    /// 付款
    Payment,
    /// 退款
    Refund,
}

impl Entry {
    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A line of a provider's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    pub entry: Entry,
    /// 商户订单号, of a refund 商户退款单号
    pub number: String,
    /// The provider's number of the payment or of the refund; empty if it is unknown. Alipay numbers no refunds:
    /// there it is always the payment's.
    pub transaction_id: String,
    /// How much, always more than nothing
    pub amount: Fen,
    /// When; in an event's body in milliseconds
    #[serde(serialize_with = "milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::event::Millis"))]
    pub at: Timestamp,
}

/// All that a provider tells of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// In the order of the file
    pub lines: Vec<Line>,
}

impl Statement {
    /// How many entries of a kind there are, and their sum.
    pub fn total(&self, entry: Entry) -> (usize, Fen) {
        total(&self.lines, entry)
    }

    /// How many payments there are and their sum, how many refunds and their sum.
    pub fn totals(&self) -> (usize, Fen, usize, Fen) {
        let ((paid, paid_sum), (refunded, refunded_sum)) = (self.total(Entry::Payment), self.total(Entry::Refund));
        (paid, paid_sum, refunded, refunded_sum)
    }
}

/// The day that a provider's statement tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub provider: Provider,
    pub date: NaiveDate,
    /// What of our books should be in it: from when
    pub begins: Timestamp,
    /// Until before when
    pub ends: Timestamp,
}

impl Day {
    /// A day that begins so many milliseconds after midnight in Beijing.
    pub fn new(provider: Provider, date: NaiveDate, begins: i64) -> Self {
        let begins = Timestamp::midnight(date).plus(begins);
        Self { provider, date, begins, ends: begins.plus(time::DAY) }
    }
}

/// Insists on a day that is over: a file of one that goes on lacks what is still to come.
///
/// # Errors
/// `Invalid`.
pub fn require_over(date: NaiveDate, now: Timestamp) -> Result<()> {
    if date < now.date() {
        Ok(())
    } else {
        Err(Error::invalid("date", "账单要到第二天才有，请选择今天以前的日期"))
    }
}

/// How many lines of a kind there are, and their sum.
pub fn total(lines: &[Line], entry: Entry) -> (usize, Fen) {
    let amounts = lines.iter().filter(|line| line.entry == entry).map(|line| line.amount);
    amounts.fold((0, Fen(0)), |(count, sum), amount| (count + 1, Fen(sum.0.saturating_add(amount.0))))
}

fn milliseconds<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(at.0)
}
