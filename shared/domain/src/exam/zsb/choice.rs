//! 志愿: one college, one major, one category (湘教考成字〔2024〕1号 二5), and whether the major goes with what somebody studied.

use super::Category;
use crate::{Error, ExamId, Result};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// Where there are places: a major of a college, for a category. It is what is chosen, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// 院校代号
    pub college: String,
    /// 专业代号
    pub major: String,
    /// 报考类别
    pub category: String,
}

/// Which offers are looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchOffers {
    /// `zsb-2027`
    pub exam: Option<ExamId>,
    /// 院校代号
    pub college: String,
    /// 报考类别
    pub category: String,
    /// 专业代号, or its beginning
    pub major: String,
}

/// 招生计划: a [`Cell`], and how many places it has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offer {
    /// 院校代号
    pub college: String,
    /// 院校名称
    pub college_name: String,
    /// 所在城市
    pub city: String,
    /// 专业代号
    pub major: String,
    /// 专业名称
    pub major_name: String,
    /// 报考类别
    pub category: String,
    /// 计划数
    pub plan: i64,
    /// Yuan a year
    pub tuition: i64,
    /// 学制
    pub years: i64,
}

/// By which table it goes what somebody may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MajorsBy"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Majors {
    /// 《专业对应目录》: by the major that they studied
    #[default]
    Correspondence,
    /// 赛项–专业: by the contest that they won
    Contest,
}

/// A row of 《湖南省普通高校专升本对应专业（类）指导目录》: who studied `from` may choose `to`. Codes of 大类 (2 digits) and 类 (4) stand for
/// all below them; medicine has whole codes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondence {
    /// 专科专业代码, or its beginning
    pub from: String,
    /// 本科专业代码, or its beginning
    pub to: String,
}

/// A row of the table 赛项–专业: who won in `contest` may choose `to`, in this category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// 报考类别
    pub category: String,
    /// 赛项, a code of the list `contest`
    pub contest: String,
    /// 本科专业代码, or its beginning
    pub to: String,
}

/// Both tables.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// 《专业对应目录》
    pub correspondence: &'a [Correspondence],
    /// 赛项–专业
    pub contests: &'a [Contest],
}

/// Who chooses.
#[derive(Clone, Copy, Debug)]
pub struct Chooser<'a> {
    /// What they may choose: [`super::Review::granted`]
    pub granted: &'a [&'a Category],
    /// 专科专业代码
    pub studied: &'a str,
    /// 赛项, of who won something
    pub contest: &'a str,
}

impl Chooser<'_> {
    /// May they choose it, where it is offered?
    pub fn may(&self, cell: &Cell, tables: Tables<'_>) -> bool {
        let granted = self.granted.iter().find(|category| category.code == cell.category);
        granted.is_some_and(|category| self.fits(category, &cell.major, tables))
    }

    fn fits(&self, category: &Category, major: &str, tables: Tables<'_>) -> bool {
        match category.majors {
            Majors::Correspondence => tables
                .correspondence
                .iter()
                .any(|row| self.studied.starts_with(&row.from) && major.starts_with(&row.to)),
            Majors::Contest => tables
                .contests
                .iter()
                .any(|row| row.category == category.code && row.contest == self.contest && major.starts_with(&row.to)),
        }
    }

    /// Checks a choice; `offered` says whether there are places.
    ///
    /// # Errors
    /// `Invalid` with the field and what to do.
    pub fn check(&self, cell: &Cell, offered: bool, tables: Tables<'_>) -> Result<()> {
        let Some(category) = self.granted.iter().find(|category| category.code == cell.category) else {
            let names: Vec<&str> = self.granted.iter().map(|category| category.name.as_str()).collect();
            let message = format!("您可以填报的类别是：{}", names.join("、"));
            return Err(Error::invalid("category", if names.is_empty() { "还不能填报志愿".into() } else { message }));
        };
        if !offered {
            return Err(Error::invalid("major", format!("这所院校的这个专业没有{}计划", category.name)));
        }
        if !self.fits(category, &cell.major, tables) {
            let table = match category.majors {
                Majors::Correspondence => "所学专科专业与它在《专业对应目录》中不对应",
                Majors::Contest => "获奖赛项与它不对应",
            };
            return Err(Error::invalid("major", format!("不能填报这个专业：{table}")));
        }
        Ok(())
    }
}
