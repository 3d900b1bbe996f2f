//! 招考机构 and whoever else has a part in an exam: a tree by what stands above each. Codes may have any form; where somebody is,
//! and what is below them, their path says.

use crate::Timestamp;
use crate::page::After;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What an organisation is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganisationKind"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// 省级招考机构
    Province,
    /// 市（州）招考机构
    City,
    /// 县（市、区）招考机构
    County,
    /// 报名点
    Point,
    /// 高校: whose students register, who is chosen, or both
    College,
    /// 其他机构
    #[default]
    Office,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Province, Self::City, Self::County, Self::Point, Self::College, Self::Office];

    /// The name in the database, in the journal and in the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese, as a folder's table has it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县",
            Self::Point => "报名点",
            Self::College => "高校",
            Self::Office => "其他",
        }
    }

    /// The kind of this name, English or Chinese.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| Self::ALL.into_iter().find(|kind| kind.title() == text))
    }

    /// May it stand right below one of that kind? Not every province has all levels.
    pub fn may_be_below(self, above: Self) -> bool {
        match self {
            Self::Province => false,
            Self::City | Self::County | Self::Point => above < self,
            Self::College | Self::Office => above != Self::Point,
        }
    }
}

/// Where an organisation is: its code behind those of all above it, `43/4301/430102`. Below it is what begins so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganisationPath"))]
#[serde(transparent)]
pub struct Path(String);

impl Path {
    /// That of a code below another one, or at the top.
    pub fn of(above: Option<&Self>, code: &str) -> Self {
        Self(above.map_or_else(|| code.to_owned(), |above| format!("{}/{code}", above.0)))
    }

    /// As the database has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is `other` the same, or below it?
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The code of the one at the top.
    pub fn province(&self) -> &str {
        self.codes().next().unwrap_or_default()
    }

    /// That of the one at the top.
    pub fn top(&self) -> Self {
        Self(self.province().to_owned())
    }

    /// The codes from the top down, its own the last.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with a code, if anything. Paths are looked up as ranges: in a code stands nothing that sorts before what parts them.
///
/// # Errors
/// The fault, in Chinese.
pub fn check_code(code: &str) -> Result<(), &'static str> {
    let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain && (1..=20).contains(&code.len()) { Ok(()) } else { Err("机构代码应为 1–20 个字母或数字") }
}

/// An organisation, as rules know it.
#[derive(Clone, Debug, Deserialize)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub kind: Kind,
    pub path: Path,
}

/// An organisation.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisation {
    pub code: String,
    pub name: String,
    pub kind: Kind,
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
    pub code: String,
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: Path,
    pub name: String,
    /// The code of its county; empty where there is none
    pub county: String,
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
    pub id: i64,
    /// 报名点
    pub point: String,
    pub point_name: String,
    pub first: String,
    pub last: String,
    /// How many are given out
    pub used: i64,
    /// The next one, if any is left
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        Path(text.to_owned())
    }

    #[test]
    fn the_subtree_begins_with_the_path_whatever_the_codes_are() {
        let city = path("43/4301");
        assert!(city.contains(&path("43/4301/430102/430102001")) && city.contains(&city));
        assert!(city.contains(&path("43/4301/x7")), "codes need not nest");
        for other in ["43", "43/4302", "43/43010", "43/43010/4301", "44/4301", ""] {
            assert!(!city.contains(&path(other)), "{other}");
        }
        assert_eq!(Path::of(Some(&city), "x7"), path("43/4301/x7"));
        assert_eq!(city.codes().collect::<Vec<_>>(), ["43", "4301"]);
    }

    #[test]
    fn a_range_of_paths_is_a_subtree() {
        let root = path("43/43");
        let end = format!("{}0", root.as_str());
        let others = ["43/43", "43/43/1", "43/43/Zz/9", "43/430", "43/43z", "43/4", "43", "44", "43/44/43"];
        for other in others.map(path) {
            let in_range = root.as_str() <= other.as_str() && other.as_str() < &end[..];
            assert_eq!(in_range, root.contains(&other), "{other:?}");
        }
        for wrong in ["", "a-b", "43/1", "4 3", "湘01", "123456789012345678901", "a.b", "a+b"] {
            assert!(check_code(wrong).is_err(), "{wrong}");
        }
        assert!(check_code("c10532").is_ok());
    }

    #[test]
    fn what_stands_below_what() {
        assert!(Kind::County.may_be_below(Kind::Province), "a province without cities");
        assert!(!Kind::City.may_be_below(Kind::County) && !Kind::Province.may_be_below(Kind::Province));
        assert!(Kind::College.may_be_below(Kind::Province) && !Kind::Office.may_be_below(Kind::Point));
        assert_eq!(
            [Kind::parse("县"), Kind::parse("county"), Kind::parse("乡")],
            [Some(Kind::County), Some(Kind::County), None]
        );
    }
}
