//! One fault put into a good folder is found, at its line and column, and no other is.

use super::{good, shown};
use crate::read;

/// File, what stands there, what is put in its place, and the fault.
const SEEDED: &[(&str, &str, &str, &str)] = &[
    (
        "exam.toml",
        "kind = \"gaokao\"",
        "kind = \"gaoka\"",
        "exam.toml:8:8: 没有“gaoka”这种考试，是不是“gaokao”？应为 gaokao（普通高考）或 zsb（专升本）",
    ),
    ("exam.toml", "year = 2027 ", "year = \"2027\" ", "exam.toml:9:8: 应为 2000–2999 的整数，不加引号"),
    (
        "exam.toml",
        "window  = \"registration\"",
        "window  = \"registraton\"",
        ":11: 没有“registraton”这个时间安排，是不是“registration”？",
    ),
    ("exam.toml", "telephone = ", "telefone = ", "没有“telefone”这一项，是不是“telephone”？"),
    ("exam.toml", "closes = 2027-07-02 17:00", "closes = 2027-06-28 17:00", "结束时间应晚于开始时间"),
    (
        "exam.toml",
        "closes = 2027-07-02 17:00",
        "closes = 2028-07-02 17:00",
        "提醒：2027 年的考试安排在 2028 年，请核对年份",
    ),
    ("exam.toml", "closes = 2027-07-02 17:00", "closes = \"7月2日\"", "应为北京时间，不加引号，例如 2027-06-26 08:00"),
    ("exam.toml", "amount  = \"40.00\"", "amount  = 40", "应为文字，用双引号括起来，这里是数字"),
    ("exam.toml", "name   = \"exam-fee\"", "name   = \"registration\"", "时间安排“registration”重复"),
    ("exam.toml", "item    = \"exam\"", "item    = \"registration\"", "缴费项目“registration”重复"),
    ("exam.toml", "window = \"volunteer-undergraduate\"\n", "window = \"volunteer\"\n", "没有“volunteer”这个时间安排"),
    ("exam.toml", "serial_number = 4", "serial_number = 5", "报名流水号应由 4 位号段码和 4 位顺序号组成"),
    ("exam.toml", "maximum = 750", "maximum = 700", "“投档成绩”的满分是 700，各科满分之和却是 750"),
    ("exam.toml", "  \"second_low\",\n]", "  \"second_lo\",\n]", "没有“second_lo”这个科目"),
    (
        "exam.toml",
        "track    = \"first_subject\"",
        "track    = \"first_subjects\"",
        "没有“first_subjects”这个栏（form 的名称），是不是“first_subject”？",
    ),
    ("exam.toml", "[password]", "[password", "不是 TOML 的写法"),
    ("exam.toml", "name    = \"pledge\"", "name    = \"notice\"", "没有文件 texts/notice.md"),
    (
        "exam.toml",
        "id   = \"gaokao-2027\"",
        "id   = \"gaokao-2026\"",
        "exam.toml:7:8: 考试代号应为 gaokao-2027，或以 gaokao-2027- 开头",
    ),
    ("exam.toml", "province  = \"43\"", "province  = \"44\"", "organisations 中没有代码为“44”的省级招考机构"),
    (
        "organisations.csv",
        "430102,县,4301\n",
        "430102,县,4302\n",
        "organisations.csv:4:4: organisations 中没有机构代码“4302”，是不是“4301”？",
    ),
    ("organisations.csv", "另一中学,430102002", "另一中学,430102001", "organisations.csv:6:2: 机构代码“430102001”重复"),
    (
        "organisations.csv",
        "示例市,4301,市",
        "示例市,4301,地区",
        "organisations.csv:3:3: 应为 省、市、县、报名点、高校 或 其他",
    ),
    (
        "organisations.csv",
        "机构名称,代码",
        "机构名,代码",
        "organisations.csv:1:1: 没有“机构名”这一列，是不是“机构名称”？可用的列：机构代码、机构类型、上级代码、机构名称、号段码",
    ),
    ("regions.csv", "430102,示例县", "430202,示例县", "regions.csv:4:1: 上级“4302”不在表中"),
    ("codes.csv", "political_status,02,", "political_status,01,", ":2: 代码“01”重复"),
    ("segments.csv", "01020401,01020800", "01020400,01020800", "segments.csv:3:2: 与第 2 行的号段重叠"),
    (
        "segments.csv",
        "01020001,01020400",
        "1020001,01020400",
        "segments.csv:2:2: 应为 8 位数字，这里只有 7 位，表格软件可能去掉了前面的 0",
    ),
    ("segments.csv", "01020401,01020800", "01030401,01030800", "segments.csv:3:2: 前 4 位应为 示例县的号段码 0102"),
    ("staff.csv", "示例财务,43,财务", "示例财务,44,财务", "staff.csv:3:3: organisations 中没有机构代码“44”"),
    ("staff.csv", "示例财务,43,财务", "示例财务,43,会计", "staff.csv:3:4: 只能用字母、数字、-、_ 和 ."),
    ("colleges.csv", "4143010549,示例学院", "4143010532,示例学院", "colleges.csv:3:1: 院校代号“4143010532”重复"),
    ("plans.csv", "4143010549,112", "4143010550,112", "plans.csv:4:2: colleges 中没有院校代号“4143010550”"),
    (
        "plans.csv",
        "4143010549,112",
        "4.14301E+09,112",
        "plans.csv:4:2: 院校代号应为 10 位数字，表格软件把它变成了科学计数法：请把这一列设为文本格式后重新填写",
    ),
    (
        "plans.csv",
        "undergraduate,4143010549",
        "undergraduat,4143010549",
        "plans.csv:4:1: 没有“undergraduat”这个批次，是不是“undergraduate”？",
    ),
    ("plans.csv", "080902,软件工程", "080901,软件工程", "plans.csv:3:8: 专业组中的专业代号“080901”重复"),
    ("plans.csv", "汉语言文学,40", "汉语言文学,四十", "plans.csv:4:10: 应为 0–99999 的整数"),
    ("plans.csv", "history,不限", "art,不限", "plans.csv:4:6: 没有“art”这个科类"),
    (
        "plans.csv",
        "history,不限",
        "history,英语",
        "plans.csv:4:7: 看不懂：应为 不限、化学、化学和生物 或 思想政治或地理 这样的写法",
    ),
    ("plans.csv", "112,,1,", "112,,11,", "plans.csv:4:5: 代码表 plan_type 中没有代码“11”，是不是“1”？"),
    (
        "plans.csv",
        "第106组,1,物理类,化学和生物(2科必选),080902",
        "第106组,2,物理类,化学和生物(2科必选),080902",
        "plans.csv:3:5: 同一专业组的计划类别与第 2 行不一致（1）",
    ),
    ("lines-2026.csv", ",622", ",六百", "lines-2026.csv:2:7: 应为 0–1000 的整数"),
    ("ranks.csv", "691,13,70", "691,13,71", "ranks.csv:3:5: 应为 70：上一行的累计 57 加本段 13"),
    ("ranks.csv", "691,13,70", "693,13,70", "ranks.csv:3:3: 分数应从高到低，上一行是 692"),
    (
        "form.csv",
        "yes,,foreign_language,",
        "yes,,foreign_languages,",
        "没有“foreign_languages”这个代码表，是不是“foreign_language”？",
    ),
];

#[test]
fn each_fault_is_found_where_it_was_put_and_none_beside_it() {
    let mut wrong = Vec::new();
    for (name, from, to, fault) in SEEDED {
        let mut files = good();
        let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        files.insert(*name, text.replacen(from, to, 1));
        let line = text.split(from).next().unwrap().matches('\n').count() + 1;
        let lines = line..=line + from.matches('\n').count();
        let faults = shown(read(&files));
        let at = |found: &String| -> Option<usize> {
            found.strip_prefix(&format!("{name}:"))?.split(':').next()?.parse().ok()
        };
        let is_near = faults.iter().any(|found| at(found).is_some_and(|at| lines.contains(&at)));
        if !is_near || faults.len() > 4 || !faults.iter().any(|found| found.contains(fault)) {
            wrong.push((to, lines, faults));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_missing_is_named() {
    let without = |name: &str| {
        let all = good();
        let mut files = crate::Files::default();
        all.iter().filter(|(other, _)| *other != name).for_each(|(name, bytes)| files.insert(name, bytes));
        shown(read(&files))
    };
    assert_eq!(without("exam.toml")[0], "exam.toml: 缺少这个文件");
    assert!(without("form.csv").contains(&"form.csv: 缺少这张表（CSV 或 XLSX），普通高考需要它".to_owned()));
    assert!(without("texts/pledge.md").iter().any(|fault| fault.ends_with("没有文件 texts/pledge.md")));
    assert_eq!(without("segments.csv"), [""; 0]);
    let mut files = good();
    files.insert("plan.csv", "x");
    files.insert("plans.xlsx", "x");
    let faults = shown(read(&files));
    assert!(faults.contains(&"plan.csv: 没有叫这个名字的文件，是不是“plans.csv”？".to_owned()), "{faults:#?}");
    assert!(faults.contains(&"plans.xlsx: 同一张表既有 CSV 又有 XLSX，请只留一个".to_owned()), "{faults:#?}");
}

#[test]
fn every_fault_is_named_and_not_only_the_first() {
    let mut files = good();
    for (name, from, to, _) in SEEDED.iter().filter(|(_, _, to, _)| *to != "[password") {
        let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
        files.insert(*name, text.replacen(from, to, 1));
    }
    let faults = shown(read(&files));
    assert!(faults.len() > 30, "{faults:#?}");
    assert!(faults.is_sorted_by_key(|fault| fault.split(':').next().unwrap_or_default().to_owned()));
}
