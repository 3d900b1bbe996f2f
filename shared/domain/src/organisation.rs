//! 招考机构: a tree of five levels. A code is its parent's code and more, so "in the subtree of"
//! is "starts with": 43 province, 4301 city, 430102 county, 430102001 registration point
//! (GB/T 2260 and three digits of our own).

use crate::Timestamp;
use crate::page::After;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// The level of an organisation, from its code's length. A candidate is below all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Level {
    /// 报名点
    Point,
    /// 县(市、区)招考机构
    County,
    /// 市(州)招考机构
    City,
    /// 省教育考试院
    Province,
}

impl Level {
    /// The level of a code.
    pub fn of(code: &str) -> Option<Self> {
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match code.len() {
            2 => Some(Self::Province),
            4 => Some(Self::City),
            6 => Some(Self::County),
            9 => Some(Self::Point),
            _ => None,
        }
    }

    /// The name in the interface and in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Is `code` the organisation `root` or below it?
pub fn contains(root: &str, code: &str) -> bool {
    !root.is_empty() && code.starts_with(root)
}

/// An organisation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisation {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Level
    pub level: Level,
    /// How many are right below
    pub children: i64,
}

/// Which organisations to list.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Below {
    /// Those right below this one; one's own when left out
    pub parent: Option<String>,
}

/// Which registration points to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchPoints {
    /// Below which organisation
    pub organisation: Option<String>,
    /// The start of a name or of a code
    pub text: String,
    /// `next` of the page before
    pub after: After,
}

/// Which segments to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchSegments {
    /// Below which organisation
    pub organisation: Option<String>,
    /// `next` of the page before
    pub after: After,
}

/// A registration point with its numbers.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Code
    pub code: String,
    /// Name
    pub name: String,
    /// Its county's name
    pub county_name: String,
    /// When it was closed: no numbers are given out any more
    pub closed_at: Option<Timestamp>,
    /// Its segments, by first number
    #[serde(default)]
    pub segments: Vec<Segment>,
}

/// 报名流水号段.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segment {
    /// Number
    pub id: i64,
    /// 报名点
    pub point: String,
    /// Its name
    pub point_name: String,
    /// First number
    pub first: String,
    /// Last number
    pub last: String,
    /// How many are given out
    pub used: i64,
    /// The next one, if any is left
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subtree_is_the_prefix() {
        assert!(contains("4301", "430102001"));
        assert!(!contains("4301", "4302"));
        assert!(!contains("", "43"));
        assert_eq!(Level::of("430102"), Some(Level::County));
        assert_eq!([Level::of("4301020"), Level::of("43a1"), Level::of("")], [None; 3]);
    }
}
