//! 院校, 专业组与专业计划, 历年投档线, 一分一段.

use crate::table::{Cells, Head, Row, may, must};
use domain::subject::{Second, Track};

/// 院校.
#[derive(Debug)]
pub struct College {
    /// 院校代号
    pub code: String,
    pub name: String,
    pub city: String,
    /// 985, 211, 双一流
    pub tags: Vec<String>,
    /// Other names that it goes by
    pub aliases: Vec<String>,
}

impl Row for College {
    const TABLE: &'static str = "colleges";
    const HEADS: &'static [Head] = &[
        must("code", &["院校代号"]),
        must("name", &["院校名称"]),
        may("city", &["所在城市", "所在地"]),
        may("tags", &["标签"]),
        may("aliases", &["别名"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            code: cells.text("code"),
            name: cells.text("name"),
            city: cells.optional("city"),
            tags: cells.list("tags"),
            aliases: cells.list("aliases"),
        }
    }
}

/// A major of a 专业组.
#[derive(Debug)]
pub struct Plan {
    /// 批次, its code or its name
    pub batch: String,
    /// 院校代号
    pub college: String,
    /// 院校名称 as published, where a code has several (校区); may be empty
    pub college_name: String,
    /// 专业组编号
    pub group: String,
    /// 专业组名称
    pub group_name: String,
    /// 计划类别, a code
    pub plan_type: String,
    /// 首选科目; empty where there are no tracks
    pub track: String,
    /// 报考类别; empty where there are none
    pub category: String,
    /// 再选科目要求, as [`domain::subject::Requirement`] has it
    pub requirement: String,
    /// 专业代号
    pub major: String,
    /// 专业名称
    pub major_name: String,
    /// 计划数
    pub plan: i64,
    /// Yuan a year
    pub tuition: i64,
    /// 学制
    pub years: i64,
    /// 备注
    pub note: String,
}

impl Row for Plan {
    const TABLE: &'static str = "plans";
    const HEADS: &'static [Head] = &[
        must("batch", &["批次"]),
        must("college", &["院校代号"]),
        may("college_name", &["院校名称"]),
        must("group", &["专业组编号", "专业组代号"]),
        may("group_name", &["专业组名称"]),
        must("plan_type", &["计划类别"]),
        may("track", &["科类", "首选科目"]),
        may("category", &["报考类别"]),
        may("requirement", &["再选科目要求", "再选要求"]),
        must("major", &["专业代号", "专业代码"]),
        must("major_name", &["专业名称"]),
        must("plan", &["计划数"]),
        may("tuition", &["学费"]),
        may("years", &["学制"]),
        may("note", &["备注"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let group = cells.text("group");
        let group_name = match cells.optional("group_name") {
            name if name.is_empty() => format!("第{group}组"),
            name => name,
        };
        let written = cells.optional("requirement");
        let requirement = requirement(&written);
        if requirement.is_none() {
            cells.fault("requirement", "看不懂：应为 不限、化学、化学和生物 或 思想政治或地理 这样的写法");
        }
        Self {
            batch: cells.text("batch"),
            college: cells.text("college"),
            college_name: cells.optional("college_name"),
            group,
            group_name,
            plan_type: cells.text("plan_type"),
            track: track(cells),
            category: cells.optional("category"),
            requirement: requirement.unwrap_or_default(),
            major: cells.text("major"),
            major_name: cells.text("major_name"),
            plan: cells.number("plan", 0..=99_999),
            tuition: cells.optional_number("tuition", 0..=1_000_000).unwrap_or_default(),
            years: cells.optional_number("years", 1..=10).unwrap_or(4),
            note: cells.optional("note"),
        }
    }
}

/// 历年投档线 of a 专业组.
#[derive(Debug)]
pub struct Line {
    pub year: i64,
    /// 批次, its code or its name
    pub batch: String,
    /// 院校代号
    pub college: String,
    /// 院校名称, as of a plan
    pub college_name: String,
    /// 专业组编号
    pub group: String,
    /// 首选科目
    pub track: String,
    /// 投档线; nobody was sent where it is empty
    pub line: Option<i64>,
    /// 位次; found in 一分一段 where it is empty
    pub rank: Option<i64>,
}

impl Row for Line {
    const TABLE: &'static str = "lines";
    const HEADS: &'static [Head] = &[
        may("year", &["年份"]),
        must("batch", &["批次"]),
        must("college", &["院校代号"]),
        may("college_name", &["院校名称"]),
        must("group", &["专业组编号", "专业组代号"]),
        may("group_name", &["专业组名称"]),
        may("plan_type", &["计划类别"]),
        may("track", &["科类", "首选科目"]),
        must("line", &["投档线"]),
        may("rank", &["位次", "最低位次"]),
        may("note", &["备注"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            year: cells.year(),
            batch: cells.text("batch"),
            college: cells.text("college"),
            college_name: cells.optional("college_name"),
            group: cells.text("group"),
            track: track(cells),
            line: cells.optional_number("line", 0..=1_000),
            rank: cells.optional_number("rank", 1..=2_000_000),
        }
    }
}

/// A row of 一分一段.
#[derive(Debug)]
pub struct Rank {
    pub year: i64,
    /// 首选科目
    pub track: String,
    /// 分数; the highest row is that and above
    pub score: i64,
    /// 本段人数
    pub count: i64,
    /// 累计人数
    pub cumulative: i64,
}

impl Row for Rank {
    const TABLE: &'static str = "ranks";
    const HEADS: &'static [Head] = &[
        may("year", &["年份"]),
        may("track", &["科类", "首选科目"]),
        must("score", &["分数"]),
        must("count", &["本段人数", "人数"]),
        must("cumulative", &["累计人数", "累计"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            year: cells.year(),
            track: track(cells),
            score: cells.number("score", 0..=1_000),
            count: cells.number("count", 0..=2_000_000),
            cumulative: cells.number("cumulative", 0..=2_000_000),
        }
    }
}

/// `physics` or 物理类; what else it is, [`crate::check`] knows.
fn track(cells: &mut Cells<'_>) -> String {
    let text = cells.optional("track");
    let of_title = [Track::Physics, Track::History].into_iter().find(|track| text.contains(track.title()));
    of_title.map_or(text, |track| track.as_str().to_owned())
}

/// 再选科目要求 in the form that the rules read, from that or from what is published: `化学和生物(2科必选)`.
fn requirement(text: &str) -> Option<String> {
    if domain::subject::Requirement::parse(text).is_some() {
        return Some(text.to_owned());
    }
    let text = text.split(['(', '（']).next().unwrap_or_default().trim();
    let code = |name: &str| match name.trim() {
        "政治" => Some(Second::Politics.as_str()),
        name => Second::ALL.into_iter().find(|second| second.title() == name).map(Second::as_str),
    };
    let list = |signs: &[char]| text.split(signs).map(code).collect::<Option<Vec<_>>>();
    match text {
        "不限" | "无" => Some(String::new()),
        text if text.contains(['或', '/']) => list(&['或', '/']).map(|codes| codes.join("/")),
        _ => list(&['和', '+', '、', '＋']).map(|codes| codes.join("+")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read_as_they_are_published() {
        for (written, read) in [
            ("", Some("")),
            ("不限", Some("")),
            ("chemistry+biology", Some("chemistry+biology")),
            ("化学和生物(2科必选)", Some("chemistry+biology")),
            ("化学、生物", Some("chemistry+biology")),
            ("思想政治或地理（1科即可）", Some("politics/geography")),
            ("政治", Some("politics")),
            ("体育", None),
            ("化学和", None),
        ] {
            assert_eq!(requirement(written).as_deref(), read, "{written}");
        }
    }
}
