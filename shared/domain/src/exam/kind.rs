//! The kinds of exams. Each is a process that the code knows; what differs from year to year is in the exam year's folder.

use super::{gaokao, zsb};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A kind of exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, EnumIter, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ExamKind"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// 普通高考
    Gaokao,
    /// 专升本
    Zsb,
}

/// What the folder of a year must have, beyond what every folder has.
#[derive(Debug)]
pub struct Needs {
    /// Tables that must be there
    pub tables: &'static [&'static str],
    /// Windows that the process asks for by name, and what they are in Chinese
    pub windows: &'static [(&'static str, &'static str)],
    /// Lists of codes that the process reads
    pub lists: &'static [(&'static str, &'static str)],
    /// Texts that it shows, or has accepted
    pub texts: &'static [(&'static str, &'static str)],
    /// Answers of the form that other rules need: keys of `[answers]`
    pub answers: &'static [(&'static str, &'static str)],
    /// Columns that a table of this kind must have, though others can do without
    pub columns: &'static [(&'static str, &'static str)],
}

impl Kind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// The name in exam.toml and in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reads it.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gaokao => "普通高考",
            Self::Zsb => "专升本",
        }
    }

    /// What a folder of this kind must have.
    pub fn needs(self) -> &'static Needs {
        match self {
            Self::Gaokao => &gaokao::NEEDS,
            Self::Zsb => &zsb::NEEDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_by_its_name() {
        assert_eq!(Kind::all().map(Kind::as_str).collect::<Vec<_>>(), ["gaokao", "zsb"]);
        assert!(Kind::all().all(|kind| Kind::parse(kind.as_str()) == Some(kind)));
        assert_eq!(Kind::parse("Gaokao"), None);
    }
}
