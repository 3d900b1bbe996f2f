//! 专升本 as a folder: who takes part, what is offered, who may choose it.

use crate::dice::{Dice, Stream};
use crate::folders::{PLEDGE, Table};
use crate::places::all_regions;
use crate::{Options, catalog, table};
use domain::Result;
use domain::exam::Kind;
use folder::Files;

/// Colleges of the province that take, but 湖南师范大学 and 湘潭大学, and those of the ministry.
const COLLEGES: &str = include_str!("../data/zsb/colleges.csv");
const CORRESPONDENCE: &str = include_str!("../data/zsb/correspondence.csv");
/// Contests, and the majors that those choose who won in them.
const CONTESTS: &str = include_str!("../data/zsb/contests.csv");
/// Of 湖湘工匠燎原计划 (2022).
const CRAFTSMEN: [&str; 5] = ["10534", "10537", "10538", "10555", "11535"];
/// Colleges whose graduates go on, invented.
const SOURCES: usize = 40;

/// The folder of zsb-2027.
pub(crate) fn folder(options: &Options) -> Result<Files> {
    let mut files = folder::template(Kind::Zsb);
    let text = |files: &Files, name: &str| files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let settings = text(&files, "exam.toml").unwrap_or_default();
    let of_the_province = settings
        .replace("\"99\"", "\"43\"")
        .replace("示例省教育考试院", "湖南省教育考试院")
        .replace("示例省", "湖南省")
        .replace("示例招考", "湖南招考");
    files.insert("exam.toml", of_the_province);
    files.insert("texts/pledge.md", PLEDGE);
    let contests: String = table(CONTESTS).map(|[code, name, _]| format!("contest,{code},{name}\n")).collect();
    let codes = text(&files, "codes.csv").unwrap_or_default();
    files.insert("codes.csv", codes.replace("contest,01,示例赛项\n", &contests));
    files.insert("correspondence.csv", CORRESPONDENCE);
    files.insert("organisations.csv", organisations()?);
    let mut places = Table::new(&["区划代码", "区划名称", "城乡划分代码"])?;
    for region in all_regions() {
        places.row(region)?;
    }
    files.insert("regions.csv", places.end()?);
    offered(&mut files, options.seed)?;
    Ok(files)
}

/// The province, who reviews, whose graduates go on, and where to.
fn organisations() -> Result<Vec<u8>> {
    let mut organisations = Table::new(&["机构代码", "机构类型", "上级代码", "机构名称"])?;
    organisations.row(["43", "省", "", "湖南省教育考试院"])?;
    for (code, name) in [("employment", "示例就业指导中心"), ("students", "示例学生处"), ("ethnic", "示例民族教育处")]
    {
        organisations.row([code, "其他", "43", name])?;
    }
    for number in 1..=SOURCES {
        organisations.row([&format!("c9{number:04}"), "高校", "43", &format!("示例职业技术学院{number}")])?;
    }
    for [code, name, ..] in table::<4>(COLLEGES) {
        organisations.row([&format!("c{code}"), "高校", "43", name])?;
    }
    organisations.end()
}

/// 院校, 招生计划, 公共科目, 赛项–专业.
fn offered(files: &mut Files, seed: u64) -> Result<()> {
    let mut dice = Dice::new(seed, Stream::Upgrade);
    let mut colleges = Table::new(&["院校代号", "院校名称", "所在城市"])?;
    let of_major =
        ["批次", "院校代号", "专业组编号", "计划类别", "报考类别", "专业代号", "专业名称", "计划数", "学费", "学制"];
    let mut plans = Table::new(&of_major)?;
    let mut papers = Table::new(&["院校代号", "专业代号", "公共科目"])?;
    let mut contests = Table::new(&["报考类别", "赛项", "本科专业代码"])?;
    let won: Vec<[&str; 3]> = table(CONTESTS).collect();
    for [contest, _, to] in &won {
        for category in ["4", "5"] {
            contests.row([category, contest, to])?;
        }
    }
    for [code, name, city, fields] in table(COLLEGES) {
        colleges.row([code, name, city])?;
        papers.row([code, "", "英语|高等数学"])?;
        // 法学, 教育学, 文学, 历史学.
        for humanities in ["03", "04", "05", "06"] {
            papers.row([code, humanities, "英语|大学语文"])?;
        }
        let fields: Vec<&str> = fields.split(' ').collect();
        let mut majors = catalog::majors().filter(|major| fields.contains(&major.field)).collect::<Vec<_>>();
        majors.sort_by_key(|major| major.code);
        majors.dedup_by_key(|major| major.code);
        let count = dice.between(8, 12) as usize;
        for major in dice.some(count, &majors) {
            let is_won = won.iter().any(|[_, _, to]| major.code.starts_with(to));
            let is_crafted = is_won && CRAFTSMEN.contains(&code);
            let places = [
                ("1", true, dice.between(15, 60)),
                ("2", dice.chance(60), dice.between(2, 5)),
                ("3", dice.chance(50), dice.between(2, 6)),
                ("4", is_won && dice.chance(70), dice.between(1, 3)),
                ("5", is_crafted, dice.between(2, 5)),
            ];
            for (category, _, plan) in places.into_iter().filter(|(_, is_offered, _)| *is_offered) {
                let [plan, tuition] = [plan, major.tuition].map(|number| number.to_string());
                plans.row(["upgrade", code, "01", "1", category, major.code, major.name, &plan, &tuition, "2"])?;
            }
        }
    }
    files.insert("colleges.csv", colleges.end()?);
    files.insert("plans.csv", plans.end()?);
    files.insert("papers.csv", papers.end()?);
    files.insert("contests.csv", contests.end()?);
    Ok(())
}
