//! Good folders check; each seeded fault is found where it stands; nothing panics.

mod seeded;
mod zsb;

use crate::{Fault, Files, Year, diff, read, template};
use domain::exam::Kind;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

/// A small folder in which every table has rows.
pub(crate) fn good() -> Files {
    let mut files = template(Kind::Gaokao);
    let exam = String::from_utf8(files.get("exam.toml").unwrap().to_vec()).unwrap();
    files.insert("exam.toml", exam.replace("province  = \"99\"", "province  = \"43\""));
    files.insert(
        "organisations.csv",
        "机构名称,代码,类型,上级代码\n示例省,43,省,\n示例市,4301,市,43\n示例县,430102,县,4301\n示例中学,430102001,报名点,430102\n另一中学,430102002,point,430102\n",
    );
    files.insert("regions.csv", "code,name\n43,示例省\n4301,示例市\n430102,示例县\n");
    files.insert("segments.csv", "报名点代码,起号,止号\n430102001,01020001,01020400\n430102002,01020401,01020800\n");
    files.insert(
        "staff.csv",
        "username,name,organisation,role\nprovince,示例管理员,43,office\nfinance,示例财务,43,财务\n",
    );
    files.insert(
        "colleges.csv",
        "code,name,city,tags,aliases\n4143010532,示例大学,长沙,985|211,示大\n4143010549,示例学院,常德,,\n",
    );
    files.insert(
        "plans.csv",
        "批次,院校代号,专业组编号,专业组名称,计划类别,科类,再选科目要求,专业代号,专业名称,计划数,学费,学制,备注\n\
         本科批(普通类),4143010532,106,第106组,1,物理类,化学和生物(2科必选),080901,计算机科学与技术,30,5500,4,\n\
         本科批(普通类),4143010532,106,第106组,1,物理类,化学和生物(2科必选),080902,软件工程,20,5500,4,\n\
         undergraduate,4143010549,112,,1,history,不限,050101,汉语言文学,40,4500,4,含师范\n",
    );
    files.insert("lines-2026.csv", "院校代号,院校名称,专业组编号,专业组名称,科类,批次,投档线\n4143010532,示例大学,106,第106组,物理类,本科批(普通类),622\n");
    files.insert("ranks.csv", "年份,科类,分数,本段人数,累计人数\n2026,物理类,692,8,57\n2026,物理类,691,13,70\n2026,历史类,654,2,51\n2026,历史类,653,4,55\n");
    files
}

pub(crate) fn shown(read: Result<Year, Vec<Fault>>) -> Vec<String> {
    let named = read.map_or_else(|faults| faults, |year| year.notes);
    named.iter().map(Fault::to_string).collect()
}

#[test]
fn what_a_template_makes_checks_as_it_is() {
    for kind in Kind::all() {
        assert_eq!(shown(read(&template(kind))), [""; 0], "{kind:?}");
    }
}

#[test]
fn a_good_folder_comes_to_what_it_says() {
    let year = read(&good()).unwrap();
    assert_eq!((year.exam.id.as_str(), year.exam.year, year.organisations.len()), ("gaokao-2027", 2027, 5));
    let plan = year.plans.iter().next().unwrap();
    assert_eq!((plan.track.as_str(), plan.requirement.as_str(), plan.plan), ("physics", "chemistry+biology", 30));
    let line = year.lines.iter().next().unwrap();
    assert_eq!((line.year, line.line, line.rank), (2026, Some(622), None));
    let window = year.exam.windows.iter().find(|window| window.name == "volunteer-undergraduate").unwrap();
    assert_eq!(window.intervals[0].opens.rfc3339(), "2027-06-29T08:00:00+08:00");
    assert_eq!(year.exam.fees[0].amount, domain::Fen(4000));
    assert!(year.texts[0].text.contains("郑重承诺"));
}

/// The same tables, as a spreadsheet keeps them: everything that looks like a number becomes one.
fn as_workbooks(files: &Files, numbers: bool) -> Files {
    let mut other = Files::default();
    for (name, bytes) in files.iter() {
        let Some(table) = name.strip_suffix(".csv") else {
            other.insert(name, bytes);
            continue;
        };
        let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                match cell.parse::<f64>() {
                    Ok(number) if numbers => sheet.write_number(row, column, number).unwrap(),
                    _ => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
        other.insert(format!("{table}.xlsx"), book.save_to_buffer().unwrap());
    }
    other
}

#[test]
fn spreadsheets_say_the_same_as_text() {
    let year = read(&as_workbooks(&good(), false)).unwrap();
    assert_eq!(diff(&read(&good()).unwrap(), &year), []);
}

#[test]
fn zeros_that_a_spreadsheet_ate_are_named_with_row_and_column() {
    let faults = shown(read(&as_workbooks(&good(), true)));
    let segment = "segments.xlsx:2:B: 应为 8 位数字，这里只有 7 位，表格软件可能去掉了前面的 0";
    assert!(faults.iter().any(|fault| fault == segment), "{faults:#?}");
}

#[test]
fn text_in_gb_18030_says_the_same() {
    let mut files = Files::default();
    for (name, bytes) in good().iter() {
        let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
        files.insert(name, encoding_rs::GB18030.encode(text).0.into_owned());
    }
    assert_eq!(diff(&read(&good()).unwrap(), &read(&files).unwrap()), []);
}

#[test]
fn differences_are_told_in_words() {
    let changed = |name: &str, from: &str, to: &str| {
        let mut files = good();
        let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{from}");
        files.insert(name, text.replacen(from, to, 1));
        let changes = diff(&read(&good()).unwrap(), &read(&files).unwrap());
        changes.into_iter().map(|change| (change.words, change.stakes.len())).collect::<Vec<_>>()
    };
    for (name, from, to, words, stakes) in [
        ("exam.toml", "2027-07-02 17:00", "2027-07-03 17:00", "日程 本科批填报：截止 07-02 17:00 → 07-03 17:00", 1),
        ("exam.toml", "amount  = \"40.00\"", "amount = \"45\"", "缴费项目 普通高考报名费：金额 40.00 → 45.00", 1),
        ("plans.csv", "软件工程,20", "软件工程,21", "专业 4143010532 106 080902 软件工程：计划 20 → 21", 0),
        ("codes.csv", "political_status,13,群众\n", "", "删去代码 political_status 13", 1),
        ("staff.csv", "示例财务,43", "示例财务,43", "", 0),
        ("form.csv", "yes,,political_status", ",,political_status", "报名表字段 政治面貌：必填 yes → （无）", 0),
        ("form.csv", "父母或其他监护人,1..6", "父母或其他监护人,0..6", "报名表分组 家庭成员：行数 1..6 → 0..6", 0),
        ("form.csv", "text,class_name,班级", "digits,class_name,班级", "报名表字段 班级：类型 text → digits", 1),
        ("form.csv", "text,class_name,班级", "text,class,班级", "删去报名表字段 班级", 1),
        (
            "form.csv",
            "text,class_name,班级",
            "text,motto,座右铭,,,,,,,,,,,,,\ntext,class_name,班级",
            "新增报名表字段 座右铭",
            0,
        ),
        ("plans.csv", "4143010549,112,,1", "4143010549,113,,1", "新增专业组 4143010549 113 第113组", 0),
    ] {
        let found = changed(name, from, to);
        match words {
            "" => assert_eq!(found, []),
            _ => assert!(found.contains(&(words.to_owned(), stakes)), "{found:?}"),
        }
    }
}

#[test]
fn tracks_are_known_by_the_names_that_the_year_gives_them() {
    let mut files = good();
    for (name, from, to) in [("exam.toml", "\"物理类\"", "\"物理方向\""), ("plans.csv", "物理类", "物理方向")]
    {
        let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{name}");
        files.insert(name, text.replace(from, to));
    }
    assert!(read(&files).unwrap().plans.iter().any(|row| row.track == "physics"));
}

#[test]
fn a_form_in_another_order_is_said_to_be() {
    let mut files = good();
    let form = String::from_utf8(files.get("form.csv").unwrap().to_vec()).unwrap();
    let mut rows: Vec<&str> = form.lines().collect();
    let class = rows.iter().position(|row| row.starts_with("text,class_name")).unwrap();
    rows.swap(class - 1, class);
    files.insert("form.csv", rows.join("\n"));
    let changes = diff(&read(&good()).unwrap(), &read(&files).unwrap());
    assert_eq!(changes.iter().map(|change| change.words.as_str()).collect::<Vec<_>>(), ["报名表字段的次序有变化"]);
}

#[test]
fn many_changes_of_one_sort_are_counted() {
    let mut files = good();
    let codes = String::from_utf8(files.get("codes.csv").unwrap().to_vec()).unwrap();
    let more: String = (0..40).map(|n| format!("city,{n:02},示例{n}\n")).collect();
    files.insert("codes.csv", codes + &more);
    let changes = diff(&read(&good()).unwrap(), &read(&files).unwrap());
    assert_eq!(changes.len(), 1);
    assert!(changes[0].words.starts_with("新增代码 40 项，例如：新增代码 city 00；"), "{}", changes[0].words);
    let back = diff(&read(&files).unwrap(), &read(&good()).unwrap());
    assert_eq!(back[0].stakes.len(), 40);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever becomes of a file, it is read or its faults are named.
    #[test]
    fn no_bytes_make_it_panic(which in any::<prop::sample::Index>(), xlsx in any::<bool>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..12)) {
        let mut files = if xlsx { as_workbooks(&good(), false) } else { good() };
        let names: Vec<String> = files.iter().map(|(name, _)| name.to_owned()).collect();
        let name = which.get(&names);
        let mut bytes = files.get(name).unwrap().to_vec();
        for (at, byte, how) in edits {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => bytes.truncate(at),
                _ => { let tail = bytes[at..].to_vec(); bytes.extend(tail.into_iter().take(64)); }
            }
        }
        files.insert(name.clone(), bytes);
        let faults = shown(read(&files));
        prop_assert!(faults.iter().all(|fault| fault.contains(": ")));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "([a-z\\[\\]=\"{},.#\n 0-9-]|\\PC){0,300}") {
        for name in ["exam.toml", "plans.csv", "form.csv", "texts/pledge.md"] {
            let mut files = good();
            files.insert(name, text.clone());
            let _ = read(&files);
        }
    }
}
