//! Pages of lists that grow with the number of candidates, or with what goes wrong about money: by the key of the last row, so that page 10,000 costs what
//! page 1 does; how many there are in all comes from a counter, or is counted up to a bound.

use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Rows counted at most, where no counter knows.
pub const COUNTED: i64 = 1000;

/// Before the first row of a list that begins with what is pending (1), and goes on with what is not (0).
pub const TOP: i64 = 2;

/// How many fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// How many fit
    pub total: i64,
    /// There are more than that: they were not counted to the end
    pub at_least: bool,
}

impl Total {
    /// Known from a counter.
    pub fn exactly(total: i64) -> Self {
        Self { total, at_least: false }
    }

    /// Counted, but no further than [`COUNTED`] and one more.
    pub fn counted(rows: i64) -> Self {
        Self { total: rows.min(COUNTED), at_least: rows > COUNTED }
    }
}

/// Some rows, and where the next ones begin.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "{T}Page"))]
pub struct Page<T> {
    /// How many there are in all, where that is known
    #[serde(flatten)]
    pub total: Option<Total>,
    /// What to give as `after` for the next page, if there is one
    pub next: Option<String>,
    /// In the order of the list
    pub rows: Vec<T>,
}

impl<T> Page<T> {
    /// A page of so many rows, when one more than that was asked for.
    pub fn of<K: Serialize>(mut rows: Vec<T>, size: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|row| encode(&key(row)));
        Self { total: None, next, rows }
    }

    /// Rows that somebody else has cut into pages, and the key of the next ones.
    pub fn cut<K: Serialize>(rows: Vec<T>, next: Option<K>) -> Self {
        Self { total: None, next: next.map(|key| encode(&key)), rows }
    }

    /// The only page.
    pub fn whole(rows: Vec<T>) -> Self {
        Self { total: Some(Total::exactly(rows.len() as i64)), next: None, rows }
    }

    /// The same page of something made from each row.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(with).collect(), next: self.next, total: self.total }
    }

    /// The same, of so many in all.
    #[must_use]
    pub fn out_of(self, total: Total) -> Self {
        Self { total: Some(total), ..self }
    }
}

fn encode<K: Serialize>(key: &K) -> String {
    BASE64.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// Where a page begins: `next` of the one before, given back unread; nothing for the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct After(Option<String>);

impl After {
    /// The key of the last row of the page before; `None` for the first page.
    ///
    /// # Errors
    /// `Invalid` when it is none of ours.
    pub fn key<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        let read = |text| serde_json::from_slice(&BASE64.decode(text).ok()?).ok();
        let wrong = || Error::invalid("after", "页码不对，请回到第一页");
        self.0.as_deref().filter(|text| !text.is_empty()).map(|text| read(text).ok_or_else(wrong)).transpose()
    }

    /// Is it the first page?
    pub fn is_first(&self) -> bool {
        self.0.as_deref().unwrap_or_default().is_empty()
    }
}

impl From<Option<String>> for After {
    fn from(next: Option<String>) -> Self {
        Self(next)
    }
}

/// The last page that can be asked for by its number.
pub const PAGES: i64 = 100_000;

/// A page of what does not grow, by its number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(try_from = "i64")]
pub struct Number(i64);

impl Number {
    /// From 1.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Default for Number {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<i64> for Number {
    type Error = String;

    fn try_from(number: i64) -> std::result::Result<Self, String> {
        let message = || format!("页码应为 1–{PAGES} 的整数");
        Some(Self(number)).filter(|_| (1..=PAGES).contains(&number)).ok_or_else(message)
    }
}

/// What a list is asked for that shows everything.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct All {
    /// `next` of the page before
    pub after: After,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_begins_behind_the_last_row() {
        let page = Page::of(vec![1, 2, 3], 2, |row| (*row, "a".to_owned()));
        assert_eq!(page.rows, [1, 2]);
        assert_eq!(After(page.next).key::<(i64, String)>().unwrap(), Some((2, "a".to_owned())));
        assert_eq!(Page::of(vec![1, 2], 2, |row| *row).next, None);
        for first in [None, Some(String::new())] {
            assert!(After(first.clone()).is_first() && After(first).key::<i64>().unwrap().is_none());
        }
        for wrong in ["???", "W10", "7"] {
            let Err(Error::Invalid(faults)) = After(Some(wrong.into())).key::<i64>() else { panic!("{wrong}") };
            assert_eq!(faults[0].field, "after");
        }
    }

    #[test]
    fn what_was_not_counted_to_the_end_says_so() {
        assert_eq!(Total::counted(999), Total { total: 999, at_least: false });
        assert_eq!(Total::counted(1001), Total { total: 1000, at_least: true });
    }
}
