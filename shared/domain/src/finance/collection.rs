//! 收缴: what was collected, summed, and the days of 对账.

use crate::error::Faults;
use crate::payment::Provider;
use crate::{Fen, Result, Timestamp, time};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Which collections are summed, and by what.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchCollections {
    /// Below which organisation, a county at least; one's own when left out
    pub organisation: Option<String>,
    pub by: CollectedBy,
    /// The first day, `YYYY-MM-DD`
    pub first: String,
    /// The last day, `YYYY-MM-DD`
    pub last: String,
}

/// Of which days; all, where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct AskedDays {
    /// The first day, `YYYY-MM-DD`
    pub first: String,
    /// The last day, `YYYY-MM-DD`
    pub last: String,
}

/// What collections are summed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CollectedBy {
    /// By day (Beijing time)
    #[default]
    Day,
    /// By payment provider
    Provider,
    /// By fee item
    Item,
    /// By county
    County,
}

/// 收缴: what was collected, and what of it went back.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collected {
    /// The day, or a code
    pub key: String,
    /// For people
    pub name: String,
    pub payments: i64,
    pub paid: Fen,
    /// How many of them went back
    pub refunds: i64,
    pub refunded: Fen,
}

/// What we have of a day and a provider, and whether its statement has come.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReconciledDay {
    /// `YYYY-MM-DD`
    pub day: String,
    pub provider: Provider,
    /// How many payments we have
    pub payments: i64,
    pub paid: Fen,
    /// How many went back
    pub refunds: i64,
    pub refunded: Fen,
    /// Number of the statement in force, if one came
    pub statement: Option<i64>,
    /// How many differences are left
    pub differences: i64,
}

/// Days in Beijing, both included; any, where nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Days {
    /// Of what somebody asks for: `YYYY-MM-DD`, or nothing.
    ///
    /// # Errors
    /// `Invalid` for what is no date.
    pub fn read(first: &str, last: &str) -> Result<Self> {
        let mut faults = Faults::default();
        let mut day = |field: &str, text: &str| match text {
            "" => None,
            text => faults.take(field, time::date(text)),
        };
        let days = Self { first: day("first", first), last: day("last", last) };
        faults.add_if(
            days.first.zip(days.last).is_some_and(|(first, last)| last < first),
            "last",
            "结束日期不能早于开始日期",
        );
        faults.or(days)
    }

    /// The instant that they begin at.
    pub fn from(self) -> Timestamp {
        self.first.map_or(Timestamp(0), Timestamp::midnight)
    }

    /// The instant that they end before.
    pub fn until(self) -> Timestamp {
        self.last.map_or(Timestamp(i64::MAX), |last| Timestamp::midnight(last).plus(time::DAY))
    }

    /// The first day as text, or what comes before every day.
    pub fn first(self) -> String {
        self.first.map(|day| day.to_string()).unwrap_or_default()
    }

    /// The last day as text, or what comes after every day.
    pub fn last(self) -> String {
        self.last.map_or_else(|| ":".to_owned(), |day| day.to_string())
    }

    /// For people: `2027-06-01 至 2027-06-30`.
    pub fn text(self) -> String {
        match (self.first, self.last) {
            (None, None) => "全部日期".to_owned(),
            (Some(first), None) => format!("{first} 起"),
            (None, Some(last)) => format!("截至 {last}"),
            (Some(first), Some(last)) => format!("{first} 至 {last}"),
        }
    }
}

impl Collected {
    /// All of them together.
    pub fn sum(rows: &[Self]) -> Self {
        let start =
            Self { key: String::new(), name: "合计".into(), payments: 0, paid: Fen(0), refunds: 0, refunded: Fen(0) };
        rows.iter().fold(start, |sum, row| Self {
            payments: sum.payments + row.payments,
            paid: Fen(sum.paid.0 + row.paid.0),
            refunds: sum.refunds + row.refunds,
            refunded: Fen(sum.refunded.0 + row.refunded.0),
            ..sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_in_beijing() {
        let days = Days::read("2027-06-01", "2027-06-02").unwrap();
        assert_eq!(days.from().text(), "2027-06-01 00:00:00");
        assert_eq!(days.until().text(), "2027-06-03 00:00:00");
        assert!(Days::read("2027-06-02", "2027-06-01").is_err() && Days::read("6月1日", "").is_err());
        let any = Days::read("", "").unwrap();
        assert!(any.first().as_str() < "2000-01-01" && any.last().as_str() > "2999-12-31");
    }
}
