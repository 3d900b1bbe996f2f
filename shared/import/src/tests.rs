//! Files are staged, published and put back, in a province of five; and each thing that can be wrong with one is named.

mod province;

use self::province::Province;
use super::*;
use domain::event::Role;
use domain::page::After;
use domain::proposal::Noun;
use domain::{ExamId, Timestamp};
use pollster::block_on;
use rust_xlsxwriter::Workbook;
use store::db::Db;
use store::journal::Author;
use store::{proposal, rebuild, score, volunteer};

const EXAM: &ExamId = &ExamId::known("gaokao-2027");
const NOW: Timestamp = Timestamp(1_793_577_600_000);
const HEAD: &str = "serial,total,chinese,mathematics,foreign_language,first,second_high,second_low,rank";
const PEOPLE: [(&str, &str, [&str; 2]); 5] = [
    ("张一", "physics", ["chemistry", "biology"]),
    ("张二", "physics", ["chemistry", "geography"]),
    ("张三", "physics", ["politics", "geography"]),
    ("张四", "history", ["politics", "geography"]),
    ("张五", "history", ["chemistry", "biology"]),
];

fn csv<'a>(kind: Kind, text: &str) -> File<'a> {
    File {
        kind, name: "file.csv", parts: parts("file.csv", text.as_bytes().to_vec()), partial: false, reason: "公布"
    }
}

/// (line, column) of each fault, or what else is wrong.
fn faults(staged: Result<i64>) -> Vec<(usize, usize, String)> {
    match staged {
        Err(Error::Invalid(faults)) => faults
            .into_iter()
            .map(|fault| (fault.line.unwrap_or_default(), fault.column.unwrap_or_default(), fault.message))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn places(staged: Result<i64>) -> Vec<(usize, usize)> {
    faults(staged).into_iter().map(|(line, column, _)| (line, column)).collect()
}

const ALL: &str = "01020001,650,120,140,130,90,90,80,1\n01020002,640,120,130,130,90,90,80,2\n01020003,640,120,130,130,90,90,80,2\n\
                   01020004,600,110,120,120,90,80,80,1\n01020005,590,110,110,120,90,80,80,2\n";

fn all() -> String {
    format!("{HEAD}\n{ALL}")
}

#[test]
fn scores_are_there_when_a_second_person_publishes_them_and_go_when_two_take_them_back() {
    let province = Province::new();
    let first = province.scores(&all()).unwrap();
    assert_eq!(province.says(first)[0], "成绩 5 行：新公布 5 名考生，改动已公布的 0 名");
    assert!(province.published().is_empty());
    assert!(matches!(province.decide(0, first, None, None), Err(Error::Conflict(_))), "not by oneself");
    province.publish(first).unwrap();
    assert!(matches!(province.publish(first), Err(Error::ProposalChanged)));
    let before = province.published();
    assert_eq!(before[4], ("01020005".into(), 590, 2));
    let id = block_on(score::targets(&province.db, EXAM, &["01020001"])).unwrap()[0].id;
    let shown = block_on(score::of_candidate(&province.db, id)).unwrap().unwrap();
    assert_eq!(
        (shown.total, shown.parts[0].name.as_str(), shown.parts[0].mark, shown.parts.len()),
        (650, "语文", 120, 6)
    );

    let lines = "批次,科类,分数线\n本科批,物理类,640\nundergraduate,history,595\n";
    let lines = province.stage(csv(Kind::ControlLines, lines)).unwrap();
    assert_eq!(
        (province.says(lines), province.above()),
        (vec!["本科批 历史类 595".into(), "本科批 物理类 640".into()], 0)
    );
    province.publish(lines).unwrap();
    assert_eq!(province.above(), 4);

    // A correction is one row more and one less above the line; what it changes is shown.
    let corrected = "01020005,600,110,120,120,90,80,80,1\n01020004,600,110,120,120,90,80,80,1\n";
    let second = province.scores(&format!("{HEAD}\n{corrected}")).unwrap();
    let shown = block_on(import::shown(&province.db, second, &After::default())).unwrap();
    let change = &shown.changes.rows[0];
    assert_eq!((shown.changes.rows.len(), &change.whose[..]), (1, "01020005"));
    assert_eq!(
        [&change.old[..], &change.new[..]],
        ["位次 2，数学 110，投档成绩 590", "位次 1，数学 120，投档成绩 600"]
    );
    province.publish(second).unwrap();
    assert_eq!(province.above(), 5);
    province.rebuilds();

    // Back to the first; then before it.
    let back = province.back(first).unwrap();
    assert_eq!(
        province.says(back),
        ["恢复到这次公布：".to_owned() + &format!("{first} file.csv"), "恢复 0 条，改回 1 条，不再公布 0 条".into()]
    );
    province.publish(back).unwrap();
    assert_eq!((province.published(), province.above()), (before, 4));
    assert!(matches!(province.back(lines + 100), Err(Error::NotFound(_))));
    let undone = province.back(back).unwrap();
    province.publish(undone).unwrap();
    assert_eq!((province.published()[4].1, province.above()), (600, 5));
    let line = province.back(lines).unwrap();
    province.publish(line).unwrap();
    assert!(block_on(volunteer::control_lines(&province.db, EXAM)).unwrap().is_empty());
    assert_eq!(province.above(), 0);
    province.rebuilds();
}

#[test]
fn the_very_first_publication_can_be_undone() {
    let province = Province::new();
    let first = province.scores(&all()).unwrap();
    province.publish(first).unwrap();
    let undone = province.back(first).unwrap();
    assert_eq!(province.says(undone)[1], "恢复 0 条，改回 0 条，不再公布 5 条");
    province.publish(undone).unwrap();
    assert!(province.published().is_empty());
    // And that, too.
    let again = province.back(first).unwrap();
    assert_eq!(province.says(again)[1], "恢复 5 条，改回 0 条，不再公布 0 条");
    province.publish(again).unwrap();
    assert_eq!(province.published().len(), 5);
    province.rebuilds();
}

#[test]
fn of_two_that_were_compared_with_the_same_one_is_published() {
    let province = Province::new();
    let (one, other) = (province.scores(&all()).unwrap(), province.scores(&all()).unwrap());
    province.publish(other).unwrap();
    assert!(matches!(province.publish(one), Err(Error::Conflict(_))));
    assert!(province.listed()[1].outdated);
    let author = province.staff(0);
    block_on(proposal::withdraw(&author.acts(&province.db, NOW).within(EXAM), Noun::Import, one)).unwrap();
    assert!(matches!(province.decide(1, one, Some("不要"), None), Err(Error::ProposalChanged)));
    assert!(matches!(province.scores(&all()), Err(Error::Conflict(_))), "nothing is new");
}

#[test]
fn at_its_instant_it_is_published_or_says_why_not() {
    let province = Province::new();
    let due = Timestamp(NOW.0 + 1000);
    let (one, other) = (province.scores(&all()).unwrap(), province.scores(&all()).unwrap());
    assert!(matches!(province.decide(1, one, None, Some(NOW)), Err(Error::Invalid(_))));
    province.decide(1, one, None, Some(due)).unwrap();
    province.decide(1, other, None, Some(due)).unwrap();
    assert!(block_on(proposal::due(&province.db, NOW)).unwrap().is_empty() && province.published().is_empty());
    let system = Author { actor: "system".into(), role: Role::System, ..province.staff(0) };
    let waiting = block_on(proposal::due(&province.db, due)).unwrap();
    let effect = |waiting| block_on(proposal::take_effect(&system.acts(&province.db, due), waiting)).unwrap();
    assert_eq!(waiting.iter().map(effect).collect::<Vec<_>>(), [true, false]);
    let listed = province.listed();
    assert!(listed[0].declined_reason.as_ref().unwrap().contains("已有别的文件公布"));
    assert_eq!((listed[0].decided_by.clone(), listed[1].published_at), (None, Some(due)));
    province.rebuilds();
}

#[test]
fn who_is_stopped_before_its_instant_has_not_published() {
    for stopped in 0..2 {
        let province = Province::new();
        let due = Timestamp(NOW.0 + 1000);
        province.decide(1, province.scores(&all()).unwrap(), None, Some(due)).unwrap();
        let actor = province.staff(stopped).actor;
        province.run(&format!("UPDATE staff SET status = 'disabled' WHERE 'staff:' || id = '{actor}'"));
        let system = Author { actor: "system".into(), role: Role::System, ..province.staff(0) };
        let waiting = block_on(proposal::due(&province.db, due)).unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(!block_on(proposal::take_effect(&system.acts(&province.db, due), &waiting[0])).unwrap());
        assert!(province.listed()[0].declined_reason.as_ref().unwrap().contains("账号已停用"));
        assert!(province.published().is_empty());
    }
}

#[test]
fn each_fault_is_named_at_its_place_and_nothing_is_staged() {
    let province = Province::new();
    let of = |rows: &str| places(province.scores(&format!("{HEAD}\n{rows}")));
    for (rows, expected) in [
        ("", vec![(0, 0)]),
        ("01020006,650,120,140,130,90,90,80,1", vec![(2, 1)]),
        ("01020001,10,150,150,150,100,10,90,0", vec![(2, 2), (2, 8), (2, 9)]),
        ("01020001,10,150,150,150,100,90,10,1", vec![(2, 2)]),
        ("01020001,651,120,140,130,90,90,80,x\n01020002,640,151,99,130,90,90,80,2", vec![(2, 2), (2, 9), (3, 3)]),
        ("01020001,650,120,a,130,90,90,80,1\n01020002,,120,130,130,90,90,80,1", vec![(2, 4), (3, 2)]),
        ("01020001,650,120,140,130,90,90,80,1\n01020001,640,120,130,130,90,90,80,2", vec![(3, 1)]),
    ] {
        assert_eq!(of(rows), expected, "{rows}");
    }
    // Places: out of order, tied wrongly, missing.
    let swapped = "01020001,650,120,140,130,90,90,80,2\n01020002,640,120,130,130,90,90,80,1";
    assert_eq!(of(swapped), [(2, 0), (3, 0)]);
    let gap = format!("{HEAD}\n01020001,650,120,140,130,90,90,80,1\n01020002,640,120,130,130,90,90,80,3");
    assert_eq!(faults(province.scores(&gap)), [(3, 0, "位次有空缺：到第 3 名为止还少 1 人".to_owned())]);
    let import = province.stage(File { partial: true, ..csv(Kind::Scores, &gap) }).unwrap();
    let notes = block_on(import::shown(&province.db, import, &After::default())).unwrap().notes;
    let said: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        said,
        ["位次有空缺：到第 3 名为止还少 1 人", "01020003 没有成绩", "01020004 没有成绩", "01020005 没有成绩"]
    );
    assert_eq!(
        province.says(import)[2..],
        ["提醒：位次有 1 处空缺，提出人说明文件只含部分考生", "提醒：还有 3 名已提交保存报名信息的考生没有成绩"]
    );
    let published = province.listed();
    assert_eq!(published.len(), 1, "nothing else was staged");
}

#[test]
fn a_correction_is_looked_at_among_all_that_are_published() {
    let province = Province::new();
    let first = province.scores(&all()).unwrap();
    province.publish(first).unwrap();
    let of = |rows: &str| faults(province.scores(&format!("{HEAD}\n{rows}")));
    let told = of("01020003,660,130,140,130,90,90,80,2");
    assert!(!told.is_empty() && told.iter().any(|(line, ..)| *line == 2), "{told:?}");
    let told = of("01020003,660,130,140,130,90,90,80,1");
    assert!(told[0].2.starts_with("物理类 650 分、文件里没有的已公布考生："), "{told:?}");
    let good =
        "01020003,660,130,140,130,90,90,80,1\n01020001,650,120,140,130,90,90,80,2\n01020002,640,120,130,130,90,90,80,3";
    let import = province.scores(&format!("{HEAD}\n{good}")).unwrap();
    assert_eq!(province.says(import)[0], "成绩 3 行：新公布 0 名考生，改动已公布的 3 名");
}

#[test]
fn the_authoritys_own_columns_are_known_and_subjects_are_the_candidates() {
    let province = Province::new();
    let head = "考生号,姓名,报名流水号,科类,语文,数学,外语,物理,历史,化学,生物,思想政治,地理,总分,全省位次";
    let rows = [
        "1,张一,01020001,物理类,120,140,130,90,,80,90,,,650,1",
        "2,张二,01020002,物理,120,130,130,90,,90,,,80,640,2",
        "3,张三,01020003,物理类,120,130,130,90,,,,80,90,640,2",
        "4,张四,01020004,历史类,110,120,120,,90,,,80,80,600,1",
        "5,张五,01020005,历史类,110,110,120,,90,80,80,,,590,2",
    ];
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let import = province.scores(&text).unwrap();
    let notes = block_on(import::shown(&province.db, import, &After::default())).unwrap().notes;
    assert_eq!(notes[0].message, "这些列没有用到：考生号");
    province.publish(import).unwrap();
    let marks: Vec<String> = block_on(province.db.all("SELECT marks FROM score ORDER BY candidate", vec![])).unwrap();
    assert_eq!(marks[..2], ["[120,140,130,90,90,80,650]", "[120,130,130,90,90,80,640]"]);

    let wrong = |index: usize, from: &str, to: &str| {
        assert!(rows[index].contains(from));
        faults(province.scores(&text.replace(rows[index], &rows[index].replace(from, to))))
    };
    assert_eq!(wrong(0, "张一", "张二"), [(2, 2, "姓名与这个报名流水号的考生不符".to_owned())]);
    assert_eq!(wrong(1, "物理,", "历史类,"), [(3, 4, "该考生是物理类".to_owned())]);
    assert_eq!(wrong(2, ",80,90,640", ",80,,640"), [(4, 13, "该考生选考地理，却没有成绩".to_owned())]);
    assert_eq!(wrong(3, "90,,,80", "90,,70,80"), [(5, 11, "该考生没有选考生物，却有成绩".to_owned())]);
    assert_eq!(places(province.scores("报名流水号,位次\n01020001,1\n")).len(), 7, "six subjects and the total");
}

#[test]
fn what_spreadsheets_do_to_numbers_is_said() {
    let province = Province::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in HEAD.split(',').enumerate() {
        sheet.write(0, column as u16, title).unwrap();
    }
    for (row, serial) in [1_020_001.0, 1_020_002.0].into_iter().enumerate() {
        for (column, value) in [serial, 650.0, 120.0, 140.0, 130.0, 90.0, 90.0, 80.0, 1.0].into_iter().enumerate() {
            sheet.write(row as u32 + 1, column as u16, value).unwrap();
        }
    }
    let parts = vec![book.save_to_buffer().unwrap()];
    let told = faults(province.stage(File { name: "成绩.xlsx", parts, ..csv(Kind::Scores, "") }));
    assert_eq!((told.len(), told[0].0, told[0].1), (2, 2, 1));
    assert!(told[0].2.contains("前面的 0 被表格软件去掉了"), "{told:?}");
    let told = faults(province.scores(&format!("{HEAD}\n1.02E+06,650,120,140,130,90,90,80,1\n")));
    assert!(told[0].2.contains("科学计数"), "{told:?}");
    let told = faults(province.stage(File { parts: vec![vec![0xFF, 0xFF, 0x81]], ..csv(Kind::Scores, "") }));
    assert!(told[0].2.contains("GB 18030"), "{told:?}");
}

#[test]
fn control_lines_are_of_batches_that_there_are() {
    let province = Province::new();
    let wrong =
        "batch,track,line\nundergraduate,physics,410\n本科批,物理类,411\nother,art,-1\nundergraduate,history,751\n";
    assert_eq!(places(province.stage(csv(Kind::ControlLines, wrong))), [(3, 1), (4, 1), (4, 2), (4, 3), (5, 3)]);
    assert_eq!(places(province.stage(csv(Kind::ControlLines, "批次,分数线\n"))), [(1, 1)]);
}

#[test]
fn millions_of_wrong_lines_are_given_up_after_the_first_thousand_faults() {
    let province = Province::new();
    for row in ["x\n", "x,y\n", ",,,,,,,,1\n", "1,1,1,1,1,1,1,1,1\n"] {
        let text = format!("{HEAD}\n{}", row.repeat((2 << 20) / row.len()));
        assert_eq!(faults(province.scores(&text)).len(), FAULTS_SHOWN, "{row}");
    }
}

#[test]
fn rows_that_are_not_what_their_name_says_are_found() {
    let province = Province::new();
    let first = province.scores(&all()).unwrap();
    province.publish(first).unwrap();
    province.run("UPDATE import_block SET rows = REPLACE(rows, '650', '750')");
    let path = province.directory.path().join("sqlite_db.db");
    let differing: Vec<String> =
        rebuild::run(&path, false).unwrap().differences.into_iter().map(|one| one.what).collect();
    assert!(differing.iter().any(|what| what == "import_block.hash") && differing.iter().any(|what| what == "score"));
}
