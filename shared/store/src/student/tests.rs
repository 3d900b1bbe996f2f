//! A college's file comes in whole or not at all, whatever came before it.

use super::*;
use crate::db::Db;
use crate::journal::{Act, Author};
use crate::tests::fixture::{EXAM, NOW, author, happened, province, window};
use domain::document::{DocumentKind, check_character};
use domain::event::Role;
use domain::organisation::Path;
use domain::student::{Correction, SearchStudents};
use domain::time::HOUR;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

fn keys() -> Keys {
    Keys::new("k1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", &"ab".repeat(32)).unwrap()
}

fn student(number: usize) -> Line<Student> {
    let first17 = format!("43010220080315{number:03}");
    let says = Student {
        name: format!("示例{number}"),
        document_kind: DocumentKind::ResidentCard,
        document: format!("{first17}{}", check_character(&first17).unwrap()),
        graduate: "1".into(),
        household: "1".into(),
        major: "510201".into(),
        major_name: "计算机应用技术".into(),
    };
    Line { line: number + 2, column: 3, says }
}

/// Two colleges below the province, with a window for what they hand over.
async fn colleges() -> Db {
    let db = province().await;
    for code in ["c90001", "c90002"] {
        let body = json!({ "code": code, "name": code, "kind": "college", "path": format!("43/{code}") });
        happened(&db, "organisation.created", 0, body).await;
    }
    window(&db, "import", "43", -HOUR, HOUR).await;
    let codes = "INSERT INTO code_item (exam, list, code, name, position) VALUES (?1, 'barred_reason', '4', '上年已参加考试', 0), \
                 (?1, 'graduate', '1', '应届', 0), (?1, 'graduate', '2', '往届', 1), (?1, 'household', '1', '本省', 0)";
    db.run(codes, params![EXAM]).await.unwrap();
    db
}

fn of_college(key: Option<&str>) -> Author {
    Author { actor: "college".into(), role: Role::College, ..author(key) }
}

fn act<'a>(db: &'a Db, author: &'a Author, later: i64) -> InExam<'a> {
    Act { db, author, at: NOW.plus(later), exam: EXAM, subject: () }
}

async fn found(db: &Db, college: &str, wanted: &SearchStudents) -> Vec<i64> {
    let page = page(db, EXAM, &keys(), college, wanted).await.unwrap();
    page.rows.into_iter().map(|row| row.id).collect()
}

async fn ids(db: &Db, college: &str) -> Vec<i64> {
    found(db, college, &SearchStudents::default()).await
}

fn correction(number: usize) -> Correction {
    let Student { name, document_kind, document, graduate, household, major, major_name } = student(number).says;
    let (document, reason) = (Some(document), "更正".into());
    Correction { name, document_kind, document, graduate, household, major, major_name, reason }
}

#[test]
fn all_of_a_file_or_nothing_of_it() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = of_college(None);
        let act = act(&db, &by, 0);
        let all: Vec<_> = (0..3).map(student).collect();
        assert_eq!(import(&act, &keys, "c90001", "f1", &all).await.unwrap(), 3);
        let told = |error: Error| match error {
            Error::Invalid(faults) => faults
                .into_iter()
                .map(|fault| format!("{}:{} {}", fault.line.unwrap(), fault.column.unwrap(), fault.message))
                .collect(),
            other => vec![format!("{other:?}")],
        };
        let people =
            [Line { line: 2, column: 1, says: Barred { document: student(4).says.document, reason: "4".into() } }];
        bar(&act, &keys, "b1", &people).await.unwrap();
        let mixed = [student(2), student(4), student(5), Line { line: 9, ..student(5) }];
        let faults = import(&act, &keys, "c90002", "f2", &mixed).await.map_err(told).unwrap_err();
        assert_eq!(
            faults,
            ["4:3 已由其他高校导入，请与省教育考试院核对", "6:3 不得报名：上年已参加考试", "9:3 与第 7 行的证件号重复"]
        );
        assert_eq!(ids(&db, "c90002").await.len(), 0, "not even the one that is good");
        let again = import(&act, &keys, "c90001", "f1", &all[..1]).await.map_err(told).unwrap_err();
        assert_eq!(again, ["2:3 这名学生已经导入"]);
        assert!(import(&act, &keys, "c90001", "f1", &[]).await.is_err());
        bar(&act, &keys, "b2", &[]).await.unwrap();
        assert_eq!(import(&act, &keys, "c90002", "f2", &mixed[1..3]).await.unwrap(), 2, "whoever is barred no more");
    });
}

#[test]
fn what_is_kept_of_a_number_is_sealed_and_masked() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = of_college(None);
        import(&act(&db, &by, 0), &keys, "c90001", "f1", &[student(1)]).await.unwrap();
        let row: (String, String, String) =
            db.first("SELECT document, document_hash, document_mask FROM student", vec![]).await.unwrap().unwrap();
        let (sealed, hash, masked) = row;
        assert_eq!(keys.open(&document_place(EXAM, &hash), &sealed).unwrap(), student(1).says.document);
        let known = student(1).says.document;
        assert_eq!((hash, masked), (keys.hash("document", &known), mask::document(&known)));
        let plain = "SELECT COUNT(*) FROM journal WHERE body LIKE '%' || ? || '%'";
        assert_eq!(db.first::<i64>(plain, params![student(1).says.document]).await.unwrap(), Some(0));
    });
}

#[test]
fn a_college_hands_over_and_takes_back_in_its_window_only() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = of_college(None);
        import(&act(&db, &by, 0), &keys, "c90001", "f1", &[student(1), student(2)]).await.unwrap();
        let [one, other] = ids(&db, "c90001").await[..] else { panic!("two") };
        assert!(matches!(remove(&act(&db, &by, 0), "c90002", one, "误报").await, Err(Error::NotFound(_))), "another's");
        remove(&act(&db, &by, 0), "c90001", one, "误报").await.unwrap();
        for late in [-HOUR - 1, HOUR] {
            let now = act(&db, &by, late);
            assert!(matches!(
                import(&now, &keys, "c90001", "f2", &[student(3)]).await,
                Err(Error::WindowClosed { .. })
            ));
            assert!(matches!(remove(&now, "c90001", other, "误报").await, Err(Error::WindowClosed { .. })));
        }
        assert_eq!(ids(&db, "c90001").await, [other]);
        import(&act(&db, &by, 0), &keys, "c90002", "f3", &[student(1)]).await.unwrap();
    });
}

#[test]
fn what_was_wrong_of_a_student_is_put_right_by_the_college_alone() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = of_college(None);
        let act = act(&db, &by, 0);
        import(&act, &keys, "c90001", "f1", &[student(1)]).await.unwrap();
        import(&act, &keys, "c90002", "f2", &[student(2)]).await.unwrap();
        let barred = Barred { document: student(4).says.document, reason: "4".into() };
        bar(&act, &keys, "b", &[Line { line: 2, column: 1, says: barred }]).await.unwrap();
        let [one] = ids(&db, "c90001").await[..] else { panic!("one") };
        let told = async |college: &str, says: Correction| match correct(&act, &keys, college, one, &says).await {
            Err(Error::Invalid(faults)) => faults[0].message.clone(),
            other => format!("{other:?}"),
        };
        let same = Correction { document: None, graduate: "2".into(), ..correction(1) };
        assert_eq!(told("c90002", same.clone()).await, "Err(NotFound(\"学生\"))");
        assert_eq!(told("c90001", same).await, "Ok(())");
        let graduate: Option<String> =
            db.first("SELECT graduate FROM student WHERE id = ?", params![one]).await.unwrap();
        assert_eq!(graduate.as_deref(), Some("2"));
        assert_eq!(told("c90001", correction(2)).await, "已由其他高校导入，请与省教育考试院核对");
        assert_eq!(told("c90001", correction(4)).await, "不得报名：上年已参加考试");
        assert_eq!(told("c90001", correction(3)).await, "Ok(())", "another number");
        let by_number =
            |number: usize| SearchStudents { text: student(number).says.document, ..SearchStudents::default() };
        assert_eq!(found(&db, "c90001", &by_number(3)).await, [one]);
        assert_eq!(found(&db, "c90001", &by_number(1)).await, [0; 0]);
        import(&act, &keys, "c90002", "f3", &[student(1)]).await.unwrap();
        let late = InExam { at: NOW.plus(HOUR), ..act };
        let closed = correct(&late, &keys, "c90001", one, &correction(3)).await;
        assert!(matches!(closed, Err(Error::WindowClosed { .. })), "{closed:?}");
    });
}

#[test]
fn photos_are_of_the_colleges_own_students_and_seen_above_it() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = of_college(None);
        let act = act(&db, &by, 0);
        import(&act, &keys, "c90001", "f1", &[student(1), student(2)]).await.unwrap();
        import(&act, &keys, "c90002", "f2", &[student(3)]).await.unwrap();
        let hash = |number: usize| keys.hash("document", &student(number).says.document);
        let known = numbers(&db, EXAM, "c90001", &[&hash(1), &hash(2), &hash(3)]).await.unwrap();
        let (one, other) = (known[&hash(1)], known[&hash(2)]);
        assert_eq!(known.len(), 2, "not another college's");
        let foreign = ids(&db, "c90002").await[0];
        let refused = photograph(&act, "c90001", "z", &[(one, "p1".into()), (foreign, "p2".into())]).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        photograph(&act, "c90001", "z", &[(one, "p1".into())]).await.unwrap();
        let missing = SearchStudents { without_photo: true, ..SearchStudents::default() };
        assert_eq!(found(&db, "c90001", &missing).await, [other]);
        let path = |code: &str| Path::of(Some(&Path::of(None, "43")), code);
        assert_eq!(photo(&db, EXAM, &path("c90001"), one).await.unwrap(), "p1");
        assert_eq!(photo(&db, EXAM, &Path::of(None, "43"), one).await.unwrap(), "p1");
        assert!(matches!(photo(&db, EXAM, &path("c90002"), one).await, Err(Error::NotFound(_))));
        assert!(matches!(photo(&db, EXAM, &path("c90001"), other).await, Err(Error::NotFound(_))));
        let named = SearchStudents { text: " 示例2 ".into(), ..SearchStudents::default() };
        assert_eq!(found(&db, "c90001", &named).await, [0; 0], "a name with a digit is looked for as a number");
    });
}

#[test]
fn a_record_becomes_a_candidate_once_and_a_phone_is_one_persons() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        window(&db, "registration", "43", -HOUR, HOUR).await;
        let (by, at) = (of_college(None), act);
        let act = at(&db, &by, 0);
        import(&act, &keys, "c90001", "f1", &[student(1), student(2), student(3)]).await.unwrap();
        let who = Author { actor: "student:1".into(), role: Role::Candidate, ..author(None) };
        let hash = |number: usize| keys.hash("document", &student(number).says.document);
        let document_of = |number: usize| student(number).says.document;
        let claims = async |number: usize, phone: &str, later: i64| {
            let document = hash(number);
            let record = of_document(&db, EXAM, &document).await.unwrap().unwrap();
            let of = Claimant { exam: EXAM, document: &document, phone };
            let whose = Whose::Imported(&record, &document_of(number));
            claim(&at(&db, &who, later), &keys, whose, of).await.unwrap()
        };
        assert_eq!(claims(1, "p1", HOUR).await, None, "not in the window");
        let first = claims(1, "p1", 0).await.unwrap();
        assert_eq!(claims(1, "p1", 0).await, None, "once");
        let phone = json!({ "phone": "k1:p", "phone_mask": "138******00", "phone_hash": "p1" });
        happened(&db, "candidate.phone_bound", first, phone).await;
        assert_eq!(claims(2, "p1", 0).await, None, "another one's phone");
        let second = claims(2, "p2", 0).await.unwrap();
        let people =
            [Line { line: 2, column: 1, says: Barred { document: student(3).says.document, reason: "4".into() } }];
        bar(&act, &keys, "b1", &people).await.unwrap();
        assert_eq!(claims(3, "p3", 0).await, None, "barred");
        let sql = "SELECT id, serial, path, stage FROM candidate WHERE point = 'c90001' ORDER BY serial";
        let rows: Vec<(i64, String, String, String)> = db.all(sql, vec![]).await.unwrap();
        let expected = |id, serial: &str| (id, serial.to_owned(), "43/c90001".to_owned(), "paid".to_owned());
        assert_eq!(rows, [expected(first, "00000001"), expected(second, "00000002")]);
        let secrets = crate::candidate::secrets(&db, first).await.unwrap();
        let place = crate::candidate::document_place(EXAM, &hash(1));
        assert_eq!(keys.open(&place, &secrets.document).unwrap(), student(1).says.document);
        // Of a college of another province: their own word, unless somebody hands them over.
        let of_outside = async |number: usize, phone: &str| {
            let (document, says) = (hash(number), Student { graduate: "2".into(), ..student(number).says });
            let of = Claimant { exam: EXAM, document: &document, phone };
            claim(&at(&db, &who, 0), &keys, Whose::Outside(&says, "43"), of).await.unwrap()
        };
        assert_eq!(of_outside(2, "p4").await, None, "a college has handed them over");
        let third = of_outside(7, "p5").await.unwrap();
        let record = of_document(&db, EXAM, &hash(7)).await.unwrap().unwrap();
        assert_eq!(
            (record.id, record.candidate, record.college.as_str()),
            (Some(third * 1_000_000), Some(third), "43")
        );
        assert_eq!(of_outside(7, "p6").await, None, "once");
        let [one, ..] = ids(&db, "c90001").await[..] else { panic!("three") };
        assert!(matches!(remove(&act, "c90001", one, "误报").await, Err(Error::WrongState(_))));
        let renamed = Correction { name: "别人".into(), ..correction(1) };
        assert!(matches!(correct(&act, &keys, "c90001", one, &renamed).await, Err(Error::WrongState(_))));
        photograph(&act, "c90001", "z", &[(one, "p".into())]).await.unwrap();
        assert_eq!(crate::registration::identity(&db, first).await.unwrap().1, "p");
    });
}

#[test]
fn a_code_is_one_phones_for_one_document() {
    pollster::block_on(async {
        let db = colleges().await;
        let of = |document, phone| Claimant { exam: EXAM, document, phone };
        send_code(&db, of("d", "p"), "c", NOW.plus(HOUR)).await.unwrap();
        for (other, code, now) in [
            (of("d", "q"), "c", NOW),
            (of("e", "p"), "c", NOW),
            (of("d", "p"), "x", NOW),
            (of("d", "p"), "c", NOW.plus(HOUR)),
        ] {
            assert!(!try_code(&db, other, code, now).await.unwrap(), "{other:?} {code}");
        }
        assert!(try_code(&db, of("d", "p"), "c", NOW).await.unwrap());
        for _ in 0..3 {
            try_code(&db, of("d", "p"), "x", NOW).await.unwrap();
        }
        assert!(!try_code(&db, of("d", "p"), "c", NOW).await.unwrap(), "five tries");
    });
}

#[test]
fn a_request_that_comes_again_is_carried_out_once() {
    pollster::block_on(async {
        let (db, keys) = (colleges().await, keys());
        let by = Author { request_hash: Some("h".into()), ..of_college(Some("key")) };
        for _ in 0..2 {
            assert_eq!(import(&act(&db, &by, 0), &keys, "c90001", "f1", &[student(1)]).await.unwrap(), 1);
        }
        let other = Author { request_hash: Some("other".into()), ..by };
        let reused = import(&act(&db, &other, 0), &keys, "c90001", "f2", &[student(2)]).await;
        assert!(matches!(reused, Err(Error::IdempotencyKeyReused)));
        assert_eq!(ids(&db, "c90001").await.len(), 1);
    });
}

/// What happens: a college's file of some students, one taken back, another list of whom is barred.
#[derive(Clone, Debug)]
enum Step {
    Import(usize, Vec<usize>),
    Remove(usize, usize),
    Bar(Vec<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    let some = || prop::collection::vec(0..12usize, 0..6);
    prop_oneof![
        4 => (0..2usize, some()).prop_map(|(college, some)| Step::Import(college, some)),
        2 => (0..2usize, 0..12usize).prop_map(|(college, one)| Step::Remove(college, one)),
        1 => prop::collection::vec(0..12usize, 0..3).prop_map(Step::Bar),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn the_table_is_what_a_plain_list_of_students_would_be(steps in prop::collection::vec(step(), 1..20)) {
        pollster::block_on(async {
            let (db, keys, by) = (colleges().await, keys(), of_college(None));
            let (mut model, mut barred) = (BTreeMap::new(), Vec::new());
            for step in steps {
                let act = act(&db, &by, 0);
                match step {
                    Step::Import(college, some) => {
                        let mut whole = some.clone();
                        whole.sort_unstable();
                        whole.dedup();
                        let is_good = !some.is_empty() && whole.len() == some.len()
                            && some.iter().all(|one| !model.contains_key(one) && !barred.contains(one));
                        let lines: Vec<_> = some.iter().map(|one| student(*one)).collect();
                        let done = import(&act, &keys, ["c90001", "c90002"][college], "f", &lines).await;
                        prop_assert_eq!(done.is_ok(), is_good);
                        if is_good {
                            model.extend(some.into_iter().map(|one| (one, college)));
                        }
                    }
                    Step::Remove(college, one) => {
                        let hash = keys.hash("document", &student(one).says.document);
                        let id = "SELECT id FROM student WHERE document_hash = ?";
                        let id: Option<i64> = db.first(id, params![hash]).await.unwrap();
                        let done = remove(&act, ["c90001", "c90002"][college], id.unwrap_or(-1), "误报").await;
                        let is_theirs = model.get(&one) == Some(&college);
                        prop_assert_eq!(done.is_ok(), is_theirs);
                        if is_theirs {
                            model.remove(&one);
                        }
                    }
                    Step::Bar(some) => {
                        let person = |one: &usize| Line { line: 1, column: 1, says: Barred { document: student(*one).says.document, reason: "4".into() } };
                        let lines: Vec<_> = some.iter().map(person).collect();
                        bar(&act, &keys, "b", &lines).await.unwrap();
                        barred = some;
                    }
                }
                let counted = counts(&db, EXAM, &Path::of(None, "43")).await.unwrap();
                for (college, code) in ["c90001", "c90002"].iter().enumerate() {
                    let there = model.values().filter(|of| **of == college).count();
                    prop_assert_eq!(ids(&db, code).await.len(), there);
                    let count = counted.iter().find(|row| row.college == *code).map(|row| row.students);
                    prop_assert_eq!(count, Some(there as i64));
                }
            }
            Ok(())
        })?;
    }
}
