//! A year as big as a province's is put in force by two people, and a rebuild finds the same.

use super::*;
use crate::journal::{Answer, Author};
use crate::proposal::{decide, due, take_effect};
use crate::rebuild;
use crate::tests::fixture::{EXAM, NOW, author, candidate};
use crate::tests::old::Old;
use domain::Timestamp;
use domain::event::Role;
use domain::event::exam as event;
use domain::exam::Kind;
use domain::proposal::Status;
use folder::Files;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;

/// Two of the province's staff, and an account that the first one made.
const STAFF: [i64; 3] = [1, 2, 3];

fn staff(id: i64) -> Author {
    Author { actor: format!("staff:{id}"), role: Role::Province, ..author(None) }
}

/// A folder with so many groups of ten majors.
fn folder_of(groups: usize, plan: usize) -> Files {
    let mut files = folder::template(Kind::Gaokao);
    let exam = String::from_utf8(files.get("exam.toml").unwrap().to_vec()).unwrap();
    files.insert("exam.toml", exam.replace("\"99\"", "\"43\""));
    files.insert("organisations.csv", "code,kind,parent,name\n43,省,,示例省\n4301,市,43,示例市\n430102,县,4301,示例县\n430102001,报名点,430102,示例中学\n");
    files.insert("regions.csv", "code,name\n43,示例省\n4301,示例市\n430102,示例县\n");
    files.insert("segments.csv", "point,first,last\n430102001,01020001,01020400\n");
    let (mut colleges, mut plans, mut lines) = (
        "code,name,city\n".to_owned(),
        "batch,college,group,plan_type,track,major,major_name,plan,tuition\n".to_owned(),
        "year,batch,college,group,track,line,rank\n".to_owned(),
    );
    for group in 0..groups {
        let (college, code) = (4_100_000_000_u64 + (group / 60) as u64, 101 + group % 60);
        if group % 60 == 0 {
            colleges += &format!("{college},示例大学{college},长沙\n");
        }
        for major in 0..10 {
            let plan = if (group, major) == (0, 0) { plan } else { 3 };
            plans += &format!("undergraduate,{college},{code},1,physics,0809{major:02},示例专业{major},{plan},5500\n");
        }
        for year in 2024..=2026 {
            lines += &format!("{year},undergraduate,{college},{code},physics,{},{}\n", 400 + group % 200, group + 1);
        }
    }
    files.insert("colleges.csv", colleges);
    files.insert("plans.csv", plans);
    files.insert("lines.csv", lines);
    files
}

/// Loads a folder, as the command does; its revision.
fn loaded(db: &Db, by: i64, files: &Files) -> Result<i64> {
    let basis = pollster::block_on(in_force(db, EXAM)).unwrap();
    let old = basis.as_ref().map(|basis| folder::read(&files_of(db, basis)).unwrap());
    let there = pollster::block_on(dependents(db, EXAM)).unwrap();
    let revised = folder::revise(old.as_ref(), &folder::read(files).unwrap(), &there).unwrap();
    let (content, hashes) = (&revised.content, files.hashes());
    let bytes = files.iter().map(|(name, bytes)| (hashes[name].as_str(), bytes));
    pollster::block_on(keep(db, bytes, content, &revised.things)).unwrap();
    let (basis, author) = (basis.map(|revision| revision.id), staff(by));
    let new = event::Loaded {
        content,
        basis,
        files: &hashes,
        says: &revised.says,
        touches: &revised.touches,
        reason: "年度设置",
    };
    pollster::block_on(propose(&author.acts(db, NOW).within(EXAM), &new))
}

fn files_of(db: &Db, revision: &Revision) -> Files {
    let mut files = Files::default();
    for (name, hash) in &revision.files {
        files.insert(name, pollster::block_on(file(db, hash)).unwrap());
    }
    files
}

fn decided(db: &Db, by: i64, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let author = staff(by);
    pollster::block_on(decide(&author.acts(db, NOW).within(EXAM), Noun::Revision, answer, due))
}

fn published(db: &Db, by: i64, revision: i64) -> Result<()> {
    decided(db, by, Answer { proposal: revision, declined: None }, None)
}

fn published_at(db: &Db, by: i64, revision: i64, due: Timestamp) -> Result<()> {
    decided(db, by, Answer { proposal: revision, declined: None }, Some(due))
}

fn declined(db: &Db, by: i64, revision: i64) -> Result<()> {
    decided(db, by, Answer { proposal: revision, declined: Some("再等等") }, None)
}

/// The same folder with something else in one file.
fn changed(files: &Files, name: &str, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{from}");
    files.insert(name, text.replacen(from, to, 1));
    files
}

fn hired(db: &Db) {
    for id in STAFF {
        let account = "INSERT INTO staff (id, username, name, organisation, password, created_by, login) \
                       VALUES (?1, 's' || ?1, '示例' || ?1, '43', '', 'system', 's' || ?1)";
        pollster::block_on(db.run(account, params![id])).unwrap();
    }
    pollster::block_on(db.run("INSERT INTO staff_ancestor (staff, ancestor) VALUES (3, 1)", vec![])).unwrap();
}

fn number(db: &Db, sql: &'static str) -> i64 {
    pollster::block_on(db.first(sql, vec![])).unwrap().unwrap()
}

#[test]
fn a_second_person_puts_a_year_in_force_and_it_can_be_put_back() {
    let db = Db::in_memory().unwrap();
    hired(&db);
    let (first, second) = (folder_of(3, 5), folder_of(2, 6));
    let revision = loaded(&db, 1, &first).unwrap();
    for by in [1, 3] {
        assert!(matches!(published(&db, by, revision), Err(Error::Conflict(_))), "{by}");
    }
    published(&db, 2, revision).unwrap();
    assert!(matches!(published(&db, 2, revision), Err(Error::ProposalChanged)));
    let group = "SELECT id FROM college_group WHERE code = '101'";
    let (id, plan) = (number(&db, group), "SELECT plan FROM college_group WHERE code = '101'");
    assert_eq!((number(&db, plan), number(&db, "SELECT COUNT(*) FROM findable")), (32, 3));
    // Of two that were compared with the same one, the first takes it all.
    let [change, other] = [&second, &folder_of(3, 9)].map(|files| loaded(&db, 1, files).unwrap());
    published(&db, 2, change).unwrap();
    assert!(matches!(published(&db, 2, other), Err(Error::Conflict(_))));
    assert_eq!((number(&db, plan), number(&db, group)), (33, id));
    assert_eq!(number(&db, "SELECT COUNT(*) FROM college_group"), 2);
    assert_eq!(number(&db, "SELECT COUNT(*) FROM major"), 20);
    let back = loaded(&db, 2, &first).unwrap();
    published(&db, 1, back).unwrap();
    assert_eq!((number(&db, plan), number(&db, "SELECT COUNT(*) FROM college_group")), (32, 3));
    let statuses: Vec<Status> = pollster::block_on(all(&db)).unwrap().iter().map(|revision| revision.status).collect();
    assert_eq!(statuses, [Status::Published, Status::Proposed, Status::Replaced, Status::Replaced]);
}

#[test]
fn a_database_begins_with_one_province_and_only_once() {
    let db = Db::in_memory().unwrap();
    let system = Author { actor: "system".into(), role: Role::System, ..author(None) };
    let begun = |code: &str| pollster::block_on(begin(&system.acts(&db, NOW).within(EXAM), code, "示例省"));
    begun("43").unwrap();
    assert!(matches!(begun("44"), Err(Error::Conflict(_))));
    assert_eq!(number(&db, "SELECT CAST(code AS INTEGER) FROM organisation"), 43);
}

#[test]
fn what_candidates_depend_on_is_not_changed_any_more() {
    let db = Db::in_memory().unwrap();
    hired(&db);
    let revision = loaded(&db, 1, &folder_of(1, 1)).unwrap();
    published(&db, 2, revision).unwrap();
    pollster::block_on(candidate(&db));
    assert_eq!(pollster::block_on(dependents(&db, EXAM)).unwrap(), [Dependent::Candidates]);
    let (files, author) = (BTreeMap::new(), staff(1));
    let content: String = pollster::block_on(db.first("SELECT content FROM revision", vec![])).unwrap().unwrap();
    for (touches, is_taken) in [(Dependent::Candidates, false), (Dependent::Volunteers, true)] {
        let basis = Some(revision);
        let new = event::Loaded { content: &content, basis, files: &files, says: &[], touches: &[touches], reason: "" };
        let proposed = pollster::block_on(propose(&author.acts(&db, NOW).within(EXAM), &new));
        assert_eq!(proposed.is_ok(), is_taken, "{touches:?}");
    }
}

#[test]
fn a_published_folder_asks_for_its_form_and_knows_what_its_regions_are() {
    let db = Db::in_memory().unwrap();
    hired(&db);
    let first = folder_of(1, 1);
    let publish = |files: &Files| {
        let revision = loaded(&db, 1, files).unwrap();
        published(&db, 2, revision).unwrap();
    };
    publish(&first);
    let form = || pollster::block_on(crate::exam::form(&db, EXAM)).unwrap();
    let (version, there) = form();
    assert_eq!((version, there.single_fields().next().unwrap().name.as_str()), (1, "registration_type"));
    // What is about something else brings no other version.
    let plans = changed(&first, "plans.csv", "示例专业0,1,", "示例专业0,2,");
    let regions = changed(&plans, "regions.csv", "code,name\n", "code,name,urban_rural\n430102001,示例镇,121\n");
    publish(&regions);
    let urban_rural = "SELECT CAST(urban_rural AS INTEGER) FROM region WHERE code = '430102001'";
    assert_eq!((form().0, number(&db, urban_rural)), (1, 121));
    let other = changed(&regions, "form.csv", "学校全称", "学校的全称");
    publish(&other);
    assert_eq!(form().0, 2);
    // Put back: what was answered under the second one stays so.
    publish(&regions);
    assert_eq!(form(), (3, there));
}

#[test]
fn a_published_folder_sets_its_windows_by_the_same_event() {
    let db = Db::in_memory().unwrap();
    hired(&db);
    let first = changed(&folder_of(1, 1), "exam.toml", "opens  = 2026-10-16 08:00", "opens  = 2020-10-16 08:00");
    let revision = loaded(&db, 1, &first).unwrap();
    published(&db, 2, revision).unwrap();
    let windows = || pollster::block_on(crate::window::public(&db, EXAM, NOW)).unwrap();
    assert_eq!(windows().len(), 4);
    let registration = windows().into_iter().find(|window| window.name == "registration").unwrap();
    assert_eq!((registration.title.as_str(), registration.opens.text().as_str()), ("报名", "2020-10-16 08:00:00"));
    let decided = "SELECT COUNT(*) FROM window_change WHERE proposed_by = 'staff:1' AND decided_by = 'staff:2'";
    assert_eq!((number(&db, decided), number(&db, "SELECT COUNT(*) FROM journal")), (4, 2));
    let more = "[[window]]\nname = \"extra\"\ntitle = \"补报\"\nopens = 2026-11-02 08:00\ncloses = 2026-11-03 17:00\n\n# ── 缴费项目";
    let revision = loaded(&db, 1, &changed(&first, "exam.toml", "# ── 缴费项目", more)).unwrap();
    published(&db, 2, revision).unwrap();
    assert_eq!((windows().len(), number(&db, decided)), (5, 5));
}

#[test]
fn what_was_published_before_comes_to_what_it_did() {
    let history = |old: &Old<'_>| {
        let window =
            json!({ "title": "报名", "organisation": "43", "intervals": [{ "opens": NOW.0, "closes": NOW.0 + 1 }] });
        for (noun, key, value) in
            [("region", "43", json!({ "parent": "", "name": "示例省" })), ("window", "registration", window)]
        {
            let sql = "INSERT INTO revision_value (hash, value) VALUES (?, ?)";
            old.0.execute(sql, [noun, &value.to_string()]).unwrap();
            let sql = "INSERT INTO revision_row (content, noun, key, position, value) VALUES ('c', ?1, ?2, 0, ?1)";
            old.0.execute(sql, [noun, key]).unwrap();
        }
        old.0.execute("INSERT INTO region (code, parent, name, urban_rural) VALUES ('43', '', '', '111')", []).unwrap();
        let loaded = json!({ "content": "c", "basis": null, "files": {}, "says": [], "touches": [], "reason": "" });
        let revision = old.happened("exam.loaded", "staff:1", 0, loaded);
        old.happened("exam.published", "staff:2", 0, json!({ "revision": revision }));
        let set = json!({ "name": "registration", "title": "报名", "organisation": "43", "opens": NOW.0, "closes": NOW.0 + 1,
            "reason": "" });
        old.happened("window.set", "staff:2", 0, set);
    };
    Old::comes_to_the_same("0030", history, |old, ()| {
        assert_eq!(old.one::<i64>("SELECT COUNT(*) FROM window_change"), 1);
        assert_eq!(old.one::<i64>("SELECT published_at FROM revision"), NOW.0);
        assert_eq!(old.one::<String>("SELECT urban_rural || name FROM region"), "111示例省");
        assert_eq!(old.one::<String>("SELECT version FROM exam_text"), "2026-1");
    });
}

#[test]
fn a_revision_comes_into_force_at_its_instant_or_says_why_not() {
    let db = Db::in_memory().unwrap();
    hired(&db);
    let (first, minute) = (folder_of(1, 1), domain::time::MINUTE);
    let revision = loaded(&db, 1, &first).unwrap();
    assert!(matches!(published_at(&db, 2, revision, NOW), Err(Error::Invalid(_))));
    let both = Answer { proposal: revision, declined: Some("再等等") };
    assert!(
        matches!(decided(&db, 2, both, Some(NOW.plus(minute))), Err(Error::Invalid(_))),
        "an instant of what never comes"
    );
    published_at(&db, 2, revision, NOW.plus(minute)).unwrap();
    let ticked = |at: Timestamp| {
        let system = Author { actor: "system".into(), role: Role::System, ..author(None) };
        let due = pollster::block_on(due(&db, at)).unwrap();
        let effects = due.iter().map(|due| pollster::block_on(take_effect(&system.acts(&db, at), due)).unwrap());
        effects.collect::<Vec<_>>()
    };
    assert_eq!(ticked(NOW), [false; 0]);
    assert_eq!(ticked(NOW.plus(minute)), [true]);
    let statuses = || pollster::block_on(all(&db)).unwrap().iter().map(|revision| revision.status).collect::<Vec<_>>();
    assert_eq!(statuses(), [Status::Published]);
    // Somebody thinks better of it in time.
    let again = loaded(&db, 1, &changed(&first, "plans.csv", "示例专业0,1,", "示例专业0,2,")).unwrap();
    published_at(&db, 2, again, NOW.plus(minute)).unwrap();
    assert!(matches!(declined(&db, 1, again), Err(Error::Conflict(_))));
    declined(&db, 2, again).unwrap();
    assert_eq!(ticked(NOW.plus(minute)), [false; 0]);
    // Somebody registers meanwhile, who depends on the fee.
    let fee = loaded(&db, 1, &changed(&first, "exam.toml", "\"40.00\"", "\"45.00\"")).unwrap();
    published_at(&db, 2, fee, NOW.plus(minute)).unwrap();
    pollster::block_on(candidate(&db));
    assert_eq!(ticked(NOW.plus(minute)), [false]);
    assert_eq!(statuses(), [Status::Declined, Status::Declined, Status::Published]);
    assert_eq!(number(&db, "SELECT amount FROM fee WHERE item = 'registration'"), 4_000);
}

#[test]
fn thirty_thousand_groups_come_into_force_in_seconds_and_a_rebuild_finds_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data.db");
    let db = Db::create(&path).unwrap();
    // Accounts by events: a rebuild makes them again.
    for id in STAFF {
        let body = serde_json::json!({ "username": format!("s{id}"), "name": "示例", "organisation": "43", "role": "office",
            "password": "k1:p", "must_change": false, "proposed": false });
        pollster::block_on(crate::tests::fixture::happened_in(&db, "", "staff.created", 0, body));
    }
    let files = folder_of(30_000, 5);
    let revision = loaded(&db, 1, &files).unwrap();
    let begun = Instant::now();
    published(&db, 2, revision).unwrap();
    let first = begun.elapsed();
    let change = loaded(&db, 1, &folder_of(29_999, 6)).unwrap();
    let begun = Instant::now();
    published(&db, 2, change).unwrap();
    println!("30,000 groups in {first:?}, a changed one in {:?}", begun.elapsed());
    assert!(first.as_secs() < 60, "{first:?}");
    assert_eq!(number(&db, "SELECT COUNT(*) FROM major"), 299_990);
    drop(db);
    let report = rebuild::run(&path, false).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
}
