//! 机构, 行政区划, 代码, 号段, 账号.

use crate::table::{Cells, Head, Row, may, must};
use domain::staff;
use strum::{EnumString, IntoStaticStr};

/// 招考机构, 报名点, or somebody else with a part in the exam.
#[derive(Debug)]
pub struct Organisation {
    pub code: String,
    /// What it is
    pub kind: OrganisationKind,
    /// The code of the one above; empty for the province
    pub parent: String,
    pub name: String,
    /// Beginning of its 报名流水号, where that is not the end of its code
    pub prefix: String,
}

/// What an organisation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum OrganisationKind {
    /// 省级招考机构
    #[strum(serialize = "province", serialize = "省")]
    Province,
    /// 市（州）招考机构
    #[strum(serialize = "city", serialize = "市")]
    City,
    /// 县（市、区）招考机构
    #[strum(serialize = "county", serialize = "县")]
    County,
    /// 报名点
    #[strum(serialize = "point", serialize = "报名点")]
    Point,
    /// 高校
    #[strum(serialize = "college", serialize = "高校")]
    College,
    /// 其他机构
    #[default]
    #[strum(serialize = "office", serialize = "其他")]
    Office,
}

impl OrganisationKind {
    /// In Chinese, as the table may have it.
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
}

impl Row for Organisation {
    const TABLE: &'static str = "organisations";
    const HEADS: &'static [Head] = &[
        must("code", &["机构代码", "代码"]),
        must("kind", &["机构类型", "类型"]),
        must("parent", &["上级代码", "上级机构"]),
        must("name", &["机构名称", "名称"]),
        may("prefix", &["号段码"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let kind = cells.text("kind");
        let known = kind.parse();
        if known.is_err() && !kind.is_empty() {
            cells.fault("kind", "应为 省、市、县、报名点、高校 或 其他");
        }
        Self {
            code: cells.name("code"),
            kind: known.unwrap_or_default(),
            parent: cells.optional("parent"),
            name: cells.text("name"),
            prefix: cells.optional("prefix"),
        }
    }
}

/// 行政区划: GB/T 2260, and further down.
#[derive(Debug)]
pub struct Region {
    pub code: String,
    /// The code of the one above; empty at the top
    pub parent: String,
    pub name: String,
    /// 城乡划分代码: 111 … 220; may be empty
    pub urban_rural: String,
}

impl Row for Region {
    const TABLE: &'static str = "regions";
    const HEADS: &'static [Head] = &[
        must("code", &["区划代码", "代码"]),
        must("name", &["区划名称", "名称"]),
        may("parent", &["上级代码"]),
        may("urban_rural", &["城乡划分代码"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let code = cells.name("code");
        let parent = match cells.optional("parent") {
            parent if parent.is_empty() => above(&code).to_owned(),
            parent => parent,
        };
        Self { parent, name: cells.text("name"), urban_rural: cells.optional("urban_rural"), code }
    }
}

/// The code above one: two digits shorter, or three of 乡镇 and 村.
fn above(code: &str) -> &str {
    let shorter = if code.len() > 6 { 3 } else { 2 };
    code.get(..code.len().saturating_sub(shorter)).unwrap_or_default()
}

/// A code of a list.
#[derive(Debug)]
pub struct Code {
    /// `political_status`
    pub list: String,
    pub code: String,
    pub name: String,
}

impl Row for Code {
    const TABLE: &'static str = "codes";
    const HEADS: &'static [Head] = &[must("list", &["代码表"]), must("code", &["代码"]), must("name", &["名称"])];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self { list: cells.name("list"), code: cells.name("code"), name: cells.text("name") }
    }
}

/// 报名流水号段.
#[derive(Debug)]
pub struct Segment {
    /// 报名点
    pub point: String,
    /// The first number
    pub first: String,
    /// The last number, included
    pub last: String,
}

impl Row for Segment {
    const TABLE: &'static str = "segments";
    const HEADS: &'static [Head] =
        &[must("point", &["报名点代码", "报名点"]), must("first", &["起号"]), must("last", &["止号"])];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self { point: cells.text("point"), first: cells.text("first"), last: cells.text("last") }
    }
}

/// One of the first accounts. Passwords are in no file: each gets a secret of one use.
#[derive(Debug)]
pub struct Staff {
    /// Account
    pub username: String,
    /// The person
    pub name: String,
    /// Code of the organisation
    pub organisation: String,
    /// `office`, `finance`
    pub role: String,
}

impl Row for Staff {
    const TABLE: &'static str = "staff";
    const HEADS: &'static [Head] = &[
        must("username", &["账号"]),
        must("name", &["姓名"]),
        must("organisation", &["机构代码"]),
        must("role", &["角色"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let username = cells.text("username");
        if let Err(message) = staff::username(&username)
            && !username.is_empty()
        {
            cells.fault("username", message);
        }
        let role = match cells.text("role").as_str() {
            "finance" | "财务" => "finance",
            "office" | "工作人员" | "" => "office",
            _ => {
                cells.fault("role", "应为 office（工作人员）或 finance（财务）");
                "office"
            }
        };
        Self {
            username: username.to_ascii_lowercase(),
            name: cells.text("name"),
            organisation: cells.text("organisation"),
            role: role.to_owned(),
        }
    }
}
