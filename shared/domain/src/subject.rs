//! 3+1+2: 首选科目 (one of two) and 再选科目 (two of four); what a 院校专业组 requires of them.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// 首选科目; also the track (物理类 / 历史类) with its own plans and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Track {
    /// 物理
    Physics,
    /// 历史
    History,
}

impl Track {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reads the stable code.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// Reads the code, or what people call it.
    pub fn named(text: &str) -> Option<Self> {
        let name = text.strip_suffix("类").unwrap_or(text);
        Self::parse(text).or(match name {
            "物理" => Some(Self::Physics),
            "历史" => Some(Self::History),
            _ => None,
        })
    }

    /// 物理类 or 历史类.
    pub fn title(self) -> &'static str {
        match self {
            Self::Physics => "物理类",
            Self::History => "历史类",
        }
    }
}

/// 再选科目.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Second {
    /// 化学
    Chemistry,
    /// 生物
    Biology,
    /// 思想政治
    Politics,
    /// 地理
    Geography,
}

impl Second {
    /// Every 再选科目.
    pub const ALL: [Self; 4] = [Self::Chemistry, Self::Biology, Self::Politics, Self::Geography];

    /// The stable code.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Chemistry => "化学",
            Self::Biology => "生物",
            Self::Politics => "思想政治",
            Self::Geography => "地理",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// 再选科目要求 of a group: none, all of some, or any of some.
/// As text: ``, `chemistry`, `chemistry+biology` (both), `politics/geography` (one of them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// 不限, one subject, or X和Y(2科必选)
    All(Vec<Second>),
    /// X或Y(1科即可)
    Any(Vec<Second>),
}

impl Requirement {
    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let list = |separator| text.split(separator).map(Second::parse).collect::<Option<Vec<_>>>();
        match () {
            () if text.is_empty() => Some(Self::All(Vec::new())),
            () if text.contains('/') => list('/').map(Self::Any),
            () => list('+').map(Self::All),
        }
    }

    /// Do these subjects meet it?
    pub fn is_met_by(&self, subjects: &[Second]) -> bool {
        match self {
            Self::All(all) => all.iter().all(|subject| subjects.contains(subject)),
            Self::Any(any) => any.iter().any(|subject| subjects.contains(subject)),
        }
    }

    /// As people read it.
    pub fn title(&self) -> String {
        let join = |subjects: &[Second], with: &str| subjects.iter().map(|s| s.title()).collect::<Vec<_>>().join(with);
        match self {
            Self::All(all) if all.is_empty() => "不限".into(),
            Self::All(all) if all.len() == 1 => join(all, ""),
            Self::All(all) => format!("{}({}科必选)", join(all, "和"), all.len()),
            Self::Any(any) => format!("{}(1科即可)", join(any, "或")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_met_by_exactly_the_right_pairs() {
        let pairs: Vec<[Second; 2]> = Second::ALL
            .into_iter()
            .flat_map(|a| Second::ALL.into_iter().filter(move |b| a < *b).map(move |b| [a, b]))
            .collect();
        assert_eq!(pairs.len(), 6);
        for (text, title, met) in [
            ("", "不限", 6),
            ("chemistry", "化学", 3),
            ("chemistry+biology", "化学和生物(2科必选)", 1),
            ("politics/geography", "思想政治或地理(1科即可)", 5),
        ] {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!(requirement.title(), title);
            assert_eq!(pairs.iter().filter(|pair| requirement.is_met_by(&pair[..])).count(), met, "{text}");
        }
        assert_eq!(Requirement::parse("chemistry+x"), None);
    }
}
