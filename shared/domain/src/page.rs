//! Pages of lists that grow with the number of candidates, or with what goes wrong about money: by the key of the last row, so that page 10,000 costs what
//! page 1 does; how many there are in all comes from a counter, or is counted up to a bound.

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
#[derive(Debug)]
pub struct Page<T> {
    /// The rows
    pub rows: Vec<T>,
    /// Opaque; `None` on the last page
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of so many rows, when one more than that was asked for.
    pub fn of<K: Serialize>(mut rows: Vec<T>, size: i64, key: impl Fn(&T) -> K) -> Self {
        let size = usize::try_from(size).unwrap_or_default();
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|row| encode(&key(row)));
        Self { rows, next }
    }

    /// The same page of something made from each row.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(with).collect(), next: self.next }
    }
}

/// A key on its way to the client, who gives it back unread.
pub fn encode<K: Serialize>(key: &K) -> String {
    BASE64.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The key that a client gives back; `None` for the first page.
///
/// # Errors
/// What is wrong with it, for the person.
pub fn decode<K: DeserializeOwned>(text: Option<&str>) -> Result<Option<K>, &'static str> {
    let read = |text| serde_json::from_slice(&BASE64.decode(text).ok()?).ok();
    text.filter(|text| !text.is_empty()).map(|text| read(text).ok_or("页码不对，请回到第一页")).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_begins_behind_the_last_row() {
        let page = Page::of(vec![1, 2, 3], 2, |row| (*row, "a".to_owned()));
        assert_eq!(page.rows, [1, 2]);
        assert_eq!(decode::<(i64, String)>(page.next.as_deref()), Ok(Some((2, "a".to_owned()))));
        assert_eq!(Page::of(vec![1, 2], 2, |row| *row).next, None);
        assert_eq!(decode::<i64>(None), Ok(None));
        assert_eq!(decode::<i64>(Some("")), Ok(None));
        assert!(decode::<i64>(Some("???")).is_err() && decode::<i64>(Some("W10")).is_err());
    }

    #[test]
    fn what_was_not_counted_to_the_end_says_so() {
        assert_eq!(Total::counted(999), Total { total: 999, at_least: false });
        assert_eq!(Total::counted(1001), Total { total: 1000, at_least: true });
    }
}
