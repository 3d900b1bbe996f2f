//! 专升本: a good folder checks and comes to the rules that it says; each fault is found where it stands.

use super::shown;
use crate::{Files, diff, prepare, read, revise, template};
use domain::event::exam::Dependent;
use domain::exam::Kind;
use domain::exam::zsb::{Cell, Chooser, Move, Review, Reviewed, Tables, Verdict};
use domain::form::Answers;
use domain::{Fen, Timestamp};
use serde_json::json;

/// A small folder in which every table has rows.
fn good() -> Files {
    let mut files = template(Kind::Zsb);
    files.insert("colleges.csv", "院校代号,院校名称\n10534,示例大学\n11342,示例学院\n");
    files.insert(
        "plans.csv",
        "批次,院校代号,专业组编号,计划类别,报考类别,专业代号,专业名称,计划数\n\
         专升本,10534,01,1,1,080901,计算机科学与技术,40\n\
         专升本,10534,01,1,2,080901,计算机科学与技术,2\n\
         专升本,10534,01,1,4,080903,网络工程,3\n\
         专升本,11342,01,1,1,050101,汉语言文学,30\n",
    );
    files.insert("papers.csv", "院校代号,专业代号,公共科目\n10534,,英语|高等数学\n11342,05,英语、大学语文\n");
    files.insert("correspondence.csv", "专科专业代码,本科专业代码,备注\n5102,0809,\n57,0501,\n");
    files.insert("contests.csv", "报考类别,赛项,本科专业代码\n4,01,0809\n");
    files
}

fn with(name: &str, from: &str, to: &str) -> Files {
    let mut files = good();
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{name}: {from}");
    files.insert(name, text.replacen(from, to, 1));
    files
}

fn answers(said: serde_json::Value) -> Answers {
    serde_json::from_value(said).unwrap()
}

#[test]
fn a_good_folder_comes_to_the_rules_that_it_says() {
    assert_eq!(shown(read(&good())), [""; 0]);
    let year = read(&good()).unwrap();
    assert_eq!(year.exam.fees[0].amount, Fen(13_000), "湘教考成字〔2024〕1号 二6");
    let cell = |category: &str| Cell { college: "10534".into(), major: "080901".into(), category: category.into() };
    assert_eq!([year.places()[&cell("1")], year.places()[&cell("2")]], [40, 2]);
    let taken = year.papers();
    assert_eq!(taken[0].subjects, ["english", "mathematics", "professional"]);
    assert_eq!(taken[1].subjects, ["english", "chinese", "professional"]);
    let things = prepare(&year);
    let count = |noun: &str| things.iter().filter(|thing| thing.noun == noun).count();
    let nouns = ["category", "route", "paper", "papers", "correspondence", "contest", "room", "outside", "batch"];
    assert_eq!(nouns.map(count), [5, 5, 4, 2, 2, 1, 1, 1, 2]);
}

/// The template's own routes, as the notice has them (湘教考成字〔2024〕1号 二4, domain §4.3).
#[test]
fn everybody_goes_the_way_of_the_notice() {
    let year = read(&good()).unwrap();
    let rules = year.review();
    let shown = ["poverty", "discharge", "unit", "merit", "diploma", "prize", "screenshot"];
    let now = Timestamp::parse("2027-03-01T08:00:00+08:00").unwrap();
    for (claimed, said, way) in [
        ("1", json!({ "graduate": "1" }), "college comparison"),
        ("2", json!({ "graduate": "1", "household": "1" }), "college comparison ethnic"),
        ("2", json!({ "graduate": "1", "household": "2" }), "college college comparison"),
        ("3", json!({ "graduate": "1", "service": "1" }), "college comparison students"),
        ("3", json!({ "graduate": "2", "service": "2" }), "employment comparison students"),
        (
            "3",
            json!({ "graduate": "3", "service": "2", "household": "1", "enlisted": "1" }),
            "employment comparison students",
        ),
        ("4", json!({ "graduate": "1", "contest": { "level": "4", "prize": "1" } }), "college comparison students"),
        ("5", json!({ "graduate": "1", "contest": { "level": "1", "prize": "3" } }), "college comparison students"),
        // 省赛 only 一等; “互联网+” not for 湖湘工匠燎原计划; who finished before is no ordinary candidate.
        ("4", json!({ "graduate": "1", "contest": { "level": "4", "prize": "2" } }), ""),
        ("5", json!({ "graduate": "1", "contest": { "level": "5", "prize": "1" } }), ""),
        ("1", json!({ "graduate": "2" }), ""),
        ("3", json!({ "graduate": "3", "service": "2", "household": "2", "enlisted": "1" }), ""),
    ] {
        let who = answers(said);
        let mut gone = Vec::new();
        let handed_in = Review::default().after(&rules, &who, Move::HandIn { category: claimed, shown: &shown }, now);
        let mut review = handed_in.unwrap_or_default();
        while let Reviewed::Waiting { step, .. } = review.state.clone() {
            let decide = Move::Decide { step: &step, by: gone.len() as i64, verdict: Verdict::Pass };
            review = review.after(&rules, &who, decide, now).unwrap();
            gone.push(step);
        }
        assert_eq!(gone.join(" "), way, "{claimed} {who:?}");
    }
}

#[test]
fn who_studied_what_may_choose_what() {
    let year = read(&good()).unwrap();
    let (rules, correspondence, contests) = (year.review(), year.correspondence(), year.contests());
    let tables = Tables { correspondence: &correspondence, contests: &contests };
    let granted: Vec<_> = rules.categories.iter().collect();
    let may = |studied: &str, contest: &str, major: &str, category: &str| {
        let cell = Cell { college: "10534".into(), major: major.into(), category: category.into() };
        Chooser { granted: &granted, studied, contest }.may(&cell, tables)
    };
    assert!(may("510201", "", "080901", "1") && may("570101", "", "050101", "2"));
    assert!(!may("510101", "", "080901", "1") && !may("510201", "", "050101", "1"));
    assert!(may("570101", "01", "080903", "4") && !may("510201", "", "080903", "4"));
}

/// File, what stands there, what is put in its place, and the fault.
const SEEDED: &[(&str, &str, &str, &str)] = &[
    ("exam.toml", "code     = \"5\"", "code     = \"4\"", "报考类别“4”重复"),
    ("exam.toml", "code     = \"5\"", "code     = \"6\"", "代码表 category 中没有代码“6”"),
    (
        "codes.csv",
        "category,5,湖湘工匠燎原计划",
        "category,6,湖湘工匠燎原计划",
        "codes.csv:108:2: exam.toml 中没有报考类别“6”的 [[category]] 一节",
    ),
    ("exam.toml", "relevant = \"graduate = 1\" ", "relevant = \"graduate = 9\" ", "代码表 graduate 中没有代码“9”"),
    (
        "exam.toml",
        "relevant = \"merit = 1\"",
        "relevant = \"merits = 1\"",
        "没有“merits”这个选择题（form 的名称），是不是“merit”？",
    ),
    ("exam.toml", "fallback = \"1\"", "fallback = \"3\"", "转入的类别不能再有 fallback"),
    ("exam.toml", "majors   = \"contest\"", "majors   = \"contests\"", "没有“contests”，是不是“contest”？"),
    ("exam.toml", "code     = \"diploma\"", "code     = \"merit\"", "材料“merit”重复"),
    ("exam.toml", "code        = \"poverty-outside\"", "code        = \"poverty\"", "审查路线“poverty”重复"),
    ("exam.toml", "reviewer = \"ethnic\"", "reviewer = \"ethnics\"", "，是不是“ethnic”？"),
    ("exam.toml", "code     = \"ethnic\"", "code     = \"students\"", "步骤 students 在别的路线中由 ethnic 审查"),
    ("exam.toml", "persons  = 2", "persons  = 1", "这条路线只有这一步由人审查，要由两人办理：persons = 2"),
    ("exam.toml", "persons  = 2", "persons  = 3", "应为 1–2 的整数"),
    (
        "exam.toml",
        "categories  = [\"2\"]\nrelevant    = \"household = 1\"",
        "categories  = [\"2\"]",
        "报考类别“2”前面已有不带条件的路线，走不到这一条",
    ),
    ("exam.toml", "categories  = [\"3\", \"4\", \"5\"]", "categories  = [\"3\", \"5\"]", "报考类别“4”要有一条不带条件"),
    ("exam.toml", "window   = \"review\" ", "window   = \"reviews\" ", "没有“reviews”这个时间安排，是不是“review”？"),
    ("exam.toml", "closes = 2027-03-24 17:00", "closes = 2027-03-26 17:00", "填报情况只能在填报志愿的时间之内公开"),
    ("exam.toml", "subject = \"english\" ", "subject = \"engli\" ", "没有“engli”这个科目，是不是“english”？"),
    ("exam.toml", "closes  = 2027-04-17 12:30", "closes  = 2027-04-17 10:30", "结束时间应晚于开始时间"),
    ("papers.csv", "英语|高等数学", "英语|高等数字", "papers.csv:2:3: 没有“高等数字”这个公共科目，是不是“高等数学”？"),
    ("papers.csv", "英语|高等数学", "大学语文|高等数学", "papers.csv:2:3: 高等数学与另一科的考试时间重叠"),
    ("papers.csv", "英语|高等数学", "英语|专业综合", "papers.csv:2:3: 没有“专业综合”这个公共科目"),
    ("papers.csv", "11342,05,", "11343,05,", "papers.csv:3:1: colleges 中没有院校代号“11343”"),
    ("plans.csv", "1,1,080901", "1,,080901", "plans.csv:2:5: 不能为空"),
    ("plans.csv", "1,050101", "1,060101", "plans.csv:5:6: papers 中没有这个专业的公共科目"),
    ("plans.csv", "1,4,080903", "1,4,081001", "提醒：1 行计划在 correspondence、contests 中没有对应，没有考生能报"),
    (
        "correspondence.csv",
        "5102,0809",
        "5102,809",
        "correspondence.csv:2:2: 应为 4 位数字，这里只有 3 位，表格软件可能去掉了前面的 0",
    ),
    (
        "correspondence.csv",
        "5102,0809",
        "软件,0809",
        "correspondence.csv:2:1: 应为 6 位专业代码，或者它的前 2 位、前 4 位",
    ),
    ("correspondence.csv", "57,0501", "5102,0809", "correspondence.csv:3:2: 对应关系“5102 0809”重复"),
    ("contests.csv", "4,01,", "3,01,", "contests.csv:2:1: 没有“3”这个按赛项报考的类别"),
    ("contests.csv", "4,01,", "4,02,", "contests.csv:2:2: 代码表 contest 中没有代码“02”"),
];

#[test]
fn each_fault_is_found_where_it_was_put() {
    let mut wrong = Vec::new();
    for (name, from, to, fault) in SEEDED {
        let faults = shown(read(&with(name, from, to)));
        if faults.len() > 4 || !faults.iter().any(|found| found.contains(fault)) {
            wrong.push((to, faults));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_other_kind_of_exam_has_them() {
    let mut files = template(Kind::Gaokao);
    let exam = String::from_utf8(files.get("exam.toml").unwrap().to_vec()).unwrap();
    files.insert(
        "exam.toml",
        exam + "\n[[paper]]\nsubject = \"chinese\"\nopens = 2027-06-07 09:00\ncloses = 2027-06-07 11:30\n",
    );
    files.insert("contests.csv", "报考类别,赛项,本科专业代码\n");
    let faults = shown(read(&files));
    assert!(faults.iter().any(|fault| fault.ends_with("只有专升本有这一节")), "{faults:?}");
    assert!(faults.contains(&"contests.csv:1:1: 只有专升本有这张表".to_owned()), "{faults:?}");
}

#[test]
fn the_chain_stays_as_it_is_once_there_are_candidates() {
    let old = read(&good()).unwrap();
    for (name, from, to, words, may) in [
        (
            "exam.toml",
            "reviewer = \"ethnic\"",
            "reviewer = \"employment\"",
            "审查步骤 poverty 民族教育处确认：审查人 ethnic → employment",
            false,
        ),
        ("exam.toml", "fallback = \"1\"", "", "报考类别 2：转入 1 → （无）", false),
        ("exam.toml", "notice_days = 7", "notice_days = 5", "审查路线 poverty：公示天数 7 → 5", true),
        (
            "exam.toml",
            "closes  = 2027-04-17 09:30",
            "closes  = 2027-04-17 10:00",
            "考试科目 english：结束 04-17 09:30 → 04-17 10:00",
            true,
        ),
        ("exam.toml", "seats   = 30", "seats   = 40", "考场：座位 30 → 40", true),
        ("correspondence.csv", "57,0501,\n", "57,0501,\n5801,0501,\n", "新增专业对应 5801 → 0501", true),
        (
            "papers.csv",
            "英语|高等数学",
            "英语|大学语文",
            "公共科目 10534：科目 english、mathematics → english、chinese",
            true,
        ),
    ] {
        let new = read(&with(name, from, to)).unwrap_or_else(|faults| panic!("{to}: {faults:#?}"));
        let changes: Vec<String> = diff(&old, &new).into_iter().map(|change| change.words).collect();
        assert!(changes.contains(&words.to_owned()), "{changes:?}");
        assert_eq!(revise(Some(&old), &new, &[Dependent::Candidates]).is_ok(), may, "{words}");
    }
}
