//! 机构, 行政区划, 代码, 号段, 账号.

use crate::table::{Cells, Head, Row, may, must};
use domain::organisation::{Kind, Path, check_code};
use domain::staff;
use std::collections::HashMap;

/// 招考机构, 报名点, or somebody else with a part in the exam.
#[derive(Debug)]
pub struct Organisation {
    pub code: String,
    pub kind: Kind,
    /// The code of the one above; empty for the province
    pub parent: String,
    pub name: String,
    /// Beginning of its 报名流水号, where that is not the end of its code
    pub prefix: String,
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
        let known = Kind::parse(&kind);
        if known.is_none() && !kind.is_empty() {
            cells.fault("kind", "应为 省、市、县、报名点、高校 或 其他");
        }
        let code = cells.name("code");
        if let Err(message) = check_code(&code)
            && !code.is_empty()
        {
            cells.fault("code", message);
        }
        Self {
            code,
            kind: known.unwrap_or_default(),
            parent: cells.optional("parent"),
            name: cells.text("name"),
            prefix: cells.optional("prefix"),
        }
    }
}

/// As deep as a tree of organisations may be.
const DEPTH: usize = 8;

/// Where each organisation is, by code; those are missing of which none is above all others.
pub(crate) fn paths<'a>(rows: impl Iterator<Item = &'a Organisation>) -> HashMap<&'a str, Path> {
    let parents: HashMap<&str, &str> = rows.map(|row| (row.code.as_str(), row.parent.as_str())).collect();
    let path = |code: &'a str| {
        let mut codes = vec![code];
        while let Some(parent) = codes.last().and_then(|last| parents.get(last)).filter(|parent| !parent.is_empty()) {
            codes.push(*parent);
            if codes.len() > DEPTH || !parents.contains_key(parent) {
                return None;
            }
        }
        codes.iter().rev().fold(None, |above: Option<Path>, code| Some(Path::of(above.as_ref(), code)))
    };
    parents.keys().filter_map(|code| Some((*code, path(code)?))).collect()
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
    pub username: String,
    pub name: String,
    /// Code of the organisation
    pub organisation: String,
    /// The code of a role: `office`, `finance`
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
        let role = match cells.raw("role") {
            "财务" => "finance".to_owned(),
            "工作人员" => "office".to_owned(),
            _ => cells.name("role"),
        };
        Self {
            username: username.to_ascii_lowercase(),
            name: cells.text("name"),
            organisation: cells.text("organisation"),
            role,
        }
    }
}
