//! The demo's exam years as folders, as an office would keep them.

use crate::calendar::{Calendar, clock};
use crate::places::{COLLEAGUE, DEPUTY, FEES, all_regions, points, regions, reserve, username};
use crate::{EXAM, Options, YEAR, catalog, scores, walk, zsb};
use anyhow::Context;
use csv::WriterBuilder;
use domain::exam::Kind;
use domain::subject::Track;
use domain::{Fen, Result};
use folder::Files;
use std::fmt::Write;

const GAOKAO: &str = include_str!("../data/gaokao-2027.toml");
/// 《考生诚信考试承诺书》 (2026 年报名: 网上阅读并同意后方可填报).
pub(crate) const PLEDGE: &str = include_str!("../data/pledge.md");
pub(crate) const PLEDGE_VERSION: &str = "2026-1";
const ZSB: &str = "zsb-2027";

/// The folders by name: `gaokao-2027`, `zsb-2027`.
///
/// # Errors
/// `Internal` when the candidates are more than the counties have numbers for.
pub fn folders(options: &Options) -> Result<Vec<(&'static str, Files)>> {
    Ok(vec![(EXAM, gaokao(options)?), (ZSB, zsb::folder(options)?)])
}

/// A table that grows row by row.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// Spreadsheets know UTF-8 by its mark.
    pub(crate) fn new(heading: &[&str]) -> Result<Self> {
        let mut table = Self(WriterBuilder::new().from_writer("\u{feff}".as_bytes().to_vec()));
        table.row(heading)?;
        Ok(table)
    }

    pub(crate) fn row<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        Ok(self.0.write_record(cells)?)
    }

    pub(crate) fn end(self) -> Result<Vec<u8>> {
        Ok(self.0.into_inner().context("write a table")?)
    }
}

pub(crate) fn gaokao(options: &Options) -> Result<Files> {
    let mut files = folder::template(Kind::Gaokao);
    files.insert("exam.toml", settings(&Calendar::around(options.now))?);
    files.insert("texts/pledge.md", PLEDGE);
    let (mut organisations, mut staff) = (
        Table::new(&["机构代码", "机构类型", "上级代码", "机构名称"])?,
        Table::new(&["账号", "姓名", "机构代码", "角色"])?,
    );
    let (mut places, mut segments) =
        (Table::new(&["区划代码", "区划名称", "城乡划分代码"])?, Table::new(&["报名点代码", "起号", "止号"])?);
    for region in all_regions() {
        places.row(region)?;
    }
    for (code, name) in regions() {
        let (kind, above) = match code.len() {
            2 => ("省", ""),
            4 => ("市", &code[..2]),
            _ => ("县", &code[..4]),
        };
        organisations.row([code, kind, above, name])?;
        staff.row([username(code), &format!("示例管理员{code}"), code, "office"])?;
    }
    for point in points(options, walk::COUNT)? {
        organisations.row([&point.code, "报名点", point.county(), &point.name])?;
        staff.row([username(&point.code), &format!("示例管理员{}", point.code), &point.code, "office"])?;
        let last = point.next + point.heads + reserve(point.heads) - 1;
        segments.row([&point.code, &format!("{:08}", point.next), &format!("{last:08}")])?;
    }
    staff.row([COLLEAGUE, "示例财务员43", "43", "finance"])?;
    staff.row([DEPUTY, "示例复核员43", "43", "office"])?;
    files.insert("organisations.csv", organisations.end()?);
    files.insert("regions.csv", places.end()?);
    files.insert("segments.csv", segments.end()?);
    files.insert("staff.csv", staff.end()?);
    plans(&mut files, options.seed)?;
    files.insert("ranks.csv", ranks()?);
    Ok(files)
}

/// exam.toml with the windows around now.
fn settings(calendar: &Calendar) -> Result<String> {
    let mut text = GAOKAO.to_owned();
    for (name, title, span) in calendar.windows() {
        let [opens, closes] = span.map(clock);
        write!(text, "[[window]]\nname   = \"{name}\"\ntitle  = \"{title}\"\nopens  = {opens}\ncloses = {closes}\n\n")?;
    }
    for (item, name, amount, detail, [window, owed_by, unlocks, one_of, relevant]) in FEES {
        let amount = Fen(amount).yuan();
        write!(
            text,
            "[[fee]]\nitem    = \"{item}\"\nname    = \"{name}\"\namount  = \"{amount}\"\ndetail  = \"{detail}\"\n\
             notice  = \"一旦缴纳不退\"\nwindow  = \"{window}\"\nowed_by = \"{owed_by}\"\nunlocks = \"{unlocks}\"\none_of  = \"{one_of}\"\n"
        )?;
        if !relevant.is_empty() {
            writeln!(text, "relevant = \"{relevant}\"")?;
        }
        text.push('\n');
    }
    write!(
        text,
        "[[text]]\nname    = \"pledge\"\ntitle   = \"考生诚信考试承诺书\"\nversion = \"{PLEDGE_VERSION}\"\naccept  = true\n"
    )?;
    Ok(text)
}

fn plans(files: &mut Files, seed: u64) -> Result<()> {
    let mut colleges = Table::new(&["院校代号", "院校名称", "所在城市", "标签", "别名"])?;
    for college in catalog::colleges() {
        let (tags, aliases) = (college.tags.join("|"), college.aliases.join("|"));
        colleges.row([college.code, college.name, college.city, &tags, &aliases])?;
    }
    files.insert("colleges.csv", colleges.end()?);
    let of_group = ["批次", "院校代号", "专业组编号", "专业组名称", "计划类别", "科类", "再选科目要求"];
    let of_major = ["专业代号", "专业名称", "计划数", "学费", "学制"];
    let mut plans = Table::new(&[&of_group[..], &of_major[..]].concat())?;
    let mut lines = Table::new(&["年份", "批次", "院校代号", "专业组编号", "科类", "投档线", "位次"])?;
    for (index, group) in catalog::offered(seed).into_iter().enumerate() {
        let (track, plan_type) = (group.track.title(), group.plan_type.to_string());
        let all = group.majors.len();
        for (batch, sign, count) in [("undergraduate", None, all)].into_iter().chain(elsewhere(index)) {
            let code = sign.map_or_else(
                || group.code.clone(),
                |sign| format!("{sign}{}", group.code.get(1..).unwrap_or_default()),
            );
            let name = sign.map_or_else(|| group.name.clone(), |_| format!("第{code}组"));
            for major in group.majors.iter().take(count) {
                let [plan, tuition, years] = [major.plan, major.tuition, major.years].map(|number| number.to_string());
                let of_group = [batch, group.college, &code, &name, &plan_type, track, group.requirement];
                plans.row(of_group.into_iter().chain([major.code, major.name, &plan, &tuition, &years]))?;
            }
        }
        for (year, line, rank) in &group.lines {
            let [year, line, rank] = [year, line, rank].map(|number| number.to_string());
            lines.row([&year, "undergraduate", group.college, &group.code, track, &line, &rank])?;
        }
    }
    files.insert("plans.csv", plans.end()?);
    files.insert("lines.csv", lines.end()?);
    Ok(())
}

/// In which other batches a group of 本科批 has plans, too: the code's first digit there, and how many of its majors.
fn elsewhere(index: usize) -> impl Iterator<Item = (&'static str, Option<char>, usize)> {
    let every = [
        ("early", 5, '6', 3),
        ("early-single", 8, '5', 2),
        ("special", 11, '9', 2),
        ("undergraduate-supplement", 13, '7', 2),
        ("vocational-early", 9, '6', 2),
        ("vocational-early-single", 16, '5', 1),
        ("vocational", 3, '8', 4),
    ];
    every
        .into_iter()
        .filter(move |(_, nth, ..)| index.is_multiple_of(*nth))
        .map(|(batch, _, sign, count)| (batch, Some(sign), count))
}

/// 一分一段 of last year, from the curve that lines and ranks are from.
fn ranks() -> Result<Vec<u8>> {
    let mut table = Table::new(&["年份", "科类", "分数", "本段人数", "累计人数"])?;
    for (track, top) in [(Track::Physics, 700), (Track::History, 670)] {
        let mut above = 0;
        for score in (100..=top).rev() {
            let reach = scores::rank(track, score);
            let [year, score, count, all] = [YEAR - 1, score, reach - above, reach].map(|number| number.to_string());
            table.row([&year, track.title(), &score, &count, &all])?;
            above = reach;
        }
    }
    table.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::exam::zsb::{Chooser, Tables};

    #[test]
    fn the_folders_check_at_every_size() {
        for candidates in [100, 20_000] {
            for (name, files) in folders(&Options { candidates, ..Options::for_tests() }).unwrap() {
                let year = folder::read(&files).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
                assert_eq!(year.exam.id, name);
                assert_eq!(year.notes, [], "{name}");
            }
        }
    }

    /// 40 生源高校, 30 招生高校; each category has places, and everybody who is in one finds some.
    #[test]
    fn the_second_exam_has_places_for_everybody_who_may_choose() {
        let folders = folders(&Options::for_tests()).unwrap();
        let year = folder::read(&folders[1].1).unwrap();
        let kinds = year.organisations.iter().filter(|row| row.code.starts_with('c')).count();
        assert_eq!(
            (kinds, year.colleges.len(), year.codes.iter().filter(|code| code.list == "contest").count()),
            (70, 30, 14)
        );
        let (rules, correspondence, contests) = (year.review(), year.correspondence(), year.contests());
        let tables = Tables { correspondence: &correspondence, contests: &contests };
        let places = year.places();
        for category in &rules.categories {
            let total: i64 =
                places.iter().filter(|(cell, _)| cell.category == category.code).map(|(_, plan)| plan).sum();
            assert!(total >= 50, "{}: {total}", category.name);
            for studied in ["410101", "440301", "460104", "510201", "520201", "530302", "570101K"] {
                let granted = [category];
                let chooser = Chooser { granted: &granted, studied, contest: "01" };
                let found = places.keys().filter(|cell| chooser.may(cell, tables)).count();
                assert!(found > 0, "{} {studied}", category.name);
            }
        }
    }
}
