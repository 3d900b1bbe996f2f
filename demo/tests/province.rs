//! The demo province keeps every rule of the product, and a rebuild of it finds nothing.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

#[path = "province/folder.rs"]
mod folder;

use demo::{Options, Summary, load};
use domain::exam::Region;
use domain::form::{Answers, Facts, Form};
use domain::subject::Track;
use domain::volunteer::{self, Batch, Choice, Chooser, Group, Standing};
use domain::{ExamId, Timestamp, document::ResidentNumber, password, photo};
use rusqlite::{Connection, Row};
use std::path::PathBuf;
use store::db::Db;
use store::seal::Keys;
use store::{candidate, rebuild, registration, staff};

struct Province {
    _directory: tempfile::TempDir,
    path: PathBuf,
    key_value: Connection,
    keys: Keys,
    summary: Summary,
}

fn options(candidates: usize) -> Options {
    Options {
        seed: 7,
        candidates,
        now: Timestamp::parse("2027-06-26T10:00:00+08:00").unwrap(),
        staff_password: "kite7staff".into(),
        login_password: "kite7login".into(),
        save_password: "kite7save".into(),
    }
}

fn province(candidates: usize) -> Province {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data.db");
    let mut db = Db::create(&path).unwrap();
    let key_value = Connection::open_in_memory().unwrap();
    let keys = Keys::new(&format!("k1:{}", "1".repeat(64)), &"7".repeat(64)).unwrap();
    let summary = load(&mut db, &key_value, &keys, &options(candidates)).unwrap();
    Province { _directory: directory, path, key_value, keys, summary }
}

impl Province {
    fn open(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }

    fn number(&self, sql: &str) -> i64 {
        self.open().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn rows<T>(&self, sql: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let connection = self.open();
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], read).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    /// Changes the database behind the product's back; what a rebuild then finds.
    fn tampered(&self, sql: &str) -> Vec<String> {
        self.open().execute_batch(sql).unwrap();
        let report = rebuild::run(&self.path, false).unwrap();
        report.differences.into_iter().map(|difference| difference.what).collect()
    }
}

#[test]
fn a_rebuild_finds_nothing_and_leaves_nothing() {
    let province = province(600);
    let report = rebuild::run(&province.path, false).unwrap();
    assert!(report.differences.is_empty(), "{:#?}", report.differences);
    assert_eq!(report.events, province.summary.events);
    assert!(report.lists > 50);
    let left: Vec<_> = std::fs::read_dir(province.path.parent().unwrap())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("rebuild"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_rebuild_finds_every_kind_of_tampering_and_repairs_it() {
    let province = province(300);
    let some = "(SELECT candidate FROM volunteer ORDER BY candidate LIMIT 1)";
    for (sql, found) in [
        ("UPDATE progress SET count = count + 1 WHERE metric = 'paid' AND organisation = '4301'", vec!["progress"]),
        ("DELETE FROM progress WHERE metric = 'registered' AND organisation = '43'", vec!["progress"]),
        (
            "UPDATE progress SET count = count + 1 WHERE metric LIKE 'draft%' AND organisation = '43'",
            vec!["progress (balances)"],
        ),
        ("UPDATE candidate SET name = '另一人' WHERE id = (SELECT MIN(id) FROM candidate)", vec!["candidate"]),
        ("DELETE FROM fee WHERE candidate = (SELECT MIN(id) FROM candidate)", vec!["fee"]),
        ("INSERT INTO organisation (code, name) VALUES ('4399', '多余')", vec!["organisation", "organisation_above"]),
        ("UPDATE segment SET next = next - 1 WHERE next > first", vec!["segment"]),
        (&format!("UPDATE volunteer SET hash = 'x' WHERE candidate = {some}"), vec!["volunteer", "volunteer.hash"]),
        ("DELETE FROM registration WHERE candidate = (SELECT MIN(candidate) FROM registration)", vec!["registration"]),
    ] {
        assert_eq!(province.tampered(sql), found, "{sql}");
        assert!(!rebuild::run(&province.path, true).unwrap().differences.is_empty());
        let after = rebuild::run(&province.path, false).unwrap().differences;
        assert!(after.is_empty(), "{sql}: {after:#?}");
    }
}

#[test]
fn a_rebuild_finds_a_changed_journal_and_a_missing_trigger() {
    let province = province(300);
    let swap = "DROP TRIGGER journal_is_never_updated; UPDATE journal SET body = \
                JSON_SET(body, '$.choices[0].accept_adjustment', JSON('null')) WHERE seq = (SELECT MIN(seq) FROM volunteer)";
    assert_eq!(province.tampered(swap), ["schema"]);
    let again = "CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal\n\
                 BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END";
    assert_eq!(province.tampered(again), ["volunteer.hash"]);
}

#[test]
fn a_rebuild_of_nothing_is_an_error() {
    let error = rebuild::run(std::path::Path::new("/nonexistent/data.db"), false).unwrap_err();
    assert!(format!("{error:?}").contains("there is no database"));
}

#[test]
fn all_stages_are_there_and_the_counters_agree() {
    let province = province(2_000);
    assert_eq!(province.number("SELECT COUNT(*) FROM candidate"), 2_000);
    for stage in ["numbered", "paid", "verified", "active", "filled"] {
        assert!(province.number(&format!("SELECT COUNT(*) FROM candidate WHERE stage = '{stage}'")) > 20, "{stage}");
    }
    for (metric, sql) in [
        ("registered", "SELECT COUNT(*) FROM candidate"),
        ("filled", "SELECT COUNT(*) FROM registration"),
        ("submitted:undergraduate", "SELECT COUNT(*) FROM volunteer"),
        (
            "draft_only:undergraduate",
            "SELECT COUNT(*) FROM draft AS d WHERE NOT EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = d.candidate)",
        ),
        (
            "above_line:undergraduate",
            "SELECT COUNT(*) FROM score AS s JOIN control_line AS k ON k.track = s.track WHERE s.total >= k.line",
        ),
    ] {
        let counter = format!("SELECT SUM(count) FROM progress WHERE organisation = '43' AND metric = '{metric}'");
        assert_eq!(province.number(&counter), province.number(sql), "{metric}");
        assert!(province.number(sql) > 100, "{metric}");
    }
    assert_eq!(province.number("SELECT COUNT(*) FROM payment_alarm"), 0);
    assert_eq!(province.number("SELECT COUNT(*) FROM payment_order WHERE status <> 'paid'"), 0);
    let out_of_order = "SELECT COUNT(*) FROM journal AS a JOIN journal AS b ON b.seq = a.seq + 1 WHERE b.at < a.at";
    assert_eq!(province.number(out_of_order), 0);
    let late = format!("SELECT COUNT(*) FROM journal WHERE at >= {}", province.summary.now.0);
    assert_eq!(province.number(&late), 0);
}

#[test]
fn every_form_and_every_list_would_be_accepted() {
    let province = province(1_000);
    let form: Form =
        serde_json::from_str(&province.rows("SELECT definition FROM form", |row| row.get::<_, String>(0))[0]).unwrap();
    let code = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    let region = |row: &Row<'_>| {
        let (code, urban_rural, divided) = (row.get::<_, String>(0)?, row.get(1)?, row.get(2)?);
        Ok((code.clone(), Region { code, urban_rural, divided, ..Region::default() }))
    };
    let regions =
        "SELECT r.code, r.urban_rural, EXISTS (SELECT 1 FROM region AS b WHERE b.parent = r.code) FROM region AS r";
    let facts = Facts {
        year: 2027,
        today: province.summary.now.date(),
        codes: province.rows("SELECT list, code, name FROM code_item", code).into_iter().collect(),
        regions: province.rows(regions, region).into_iter().collect(),
    };
    for (id, text) in province
        .rows("SELECT candidate, form FROM registration", |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
    {
        let answers = registration::open(&province.keys, id, &form, serde_json::from_str(&text).unwrap()).unwrap();
        assert_eq!(form.check(&answers, &facts).unwrap(), answers);
    }
    let batch = Batch {
        code: "undergraduate".into(),
        name: "本科批".into(),
        slots: 45,
        majors: 6,
        adjust: true,
        may_be_empty: false,
    };
    let groups = groups(&province);
    let lists = "SELECT r.form, j.body -> 'choices', v.hash FROM volunteer AS v JOIN journal AS j ON j.seq = v.seq \
                 JOIN registration AS r ON r.candidate = v.candidate \
                 UNION ALL SELECT r.form, d.choices, NULL FROM draft AS d JOIN registration AS r ON r.candidate = d.candidate";
    for (form, stored, hash) in province
        .rows(lists, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?)))
    {
        let form: Answers = serde_json::from_str(&form).unwrap();
        let choices: Vec<Choice> = serde_json::from_str(&stored).unwrap();
        let who = Chooser {
            track: Track::parse(form.text("first_subject")).unwrap(),
            seconds: serde_json::from_value(form.0["second_subjects"].clone()).unwrap(),
            standing: Standing::default(),
        };
        volunteer::check(&choices, &batch, &groups, &who, volunteer::Stored::Formal).unwrap();
        assert_eq!(volunteer::canonical(&choices).unwrap(), stored);
        assert!(hash.is_none_or(|hash| hash == volunteer::hash(&stored)));
    }
}

fn groups(province: &Province) -> Vec<Group> {
    province.rows("SELECT id, batch, track, requirement, majors, plan_type FROM college_group", |row| {
        let (track, majors): (String, String) = (row.get(2)?, row.get(4)?);
        Ok(Group {
            id: row.get(0)?,
            batch: row.get(1)?,
            plan_type: row.get(5)?,
            track: Track::parse(&track).unwrap(),
            requirement: row.get(3)?,
            majors: serde_json::from_str(&majors).unwrap(),
        })
    })
}

#[test]
fn one_can_sign_in_as_those_to_walk_through_with() {
    let province = province(50);
    assert_eq!(province.summary.walk_through.len(), 8);
    for person in &province.summary.walk_through {
        let hash = province.keys.hash("document", &person.document);
        let sql = format!(
            "SELECT name, valid_until, stage, login_password, document FROM candidate \
             WHERE serial = '{}' AND document_hash = '{hash}' AND point = '430102001'",
            person.serial
        );
        let (name, until, stage, login, document) = province
            .open()
            .query_row(&sql, [], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, Option<String>>(3)?,
                    row.get::<_, String>(4)?,
                ))
            })
            .unwrap();
        assert_eq!((&name, &until), (&person.name, &person.valid_until));
        assert_eq!(format!("\"{stage}\""), serde_json::to_string(&person.stage).unwrap());
        let place =
            candidate::document_place(&ExamId::known("gaokao-2027"), &province.keys.hash("document", &person.document));
        assert_eq!(province.keys.open(&place, &document).unwrap(), person.document);
        ResidentNumber::parse(&person.document).unwrap();
        assert_eq!(login.is_some(), person.login_password.is_some());
        if let (Some(sealed), Some(password)) = (login, &person.login_password) {
            let place = candidate::place(person.id, "login_password");
            assert!(province.keys.password_matches(&place, &sealed, password).unwrap());
            let known = password::Known {
                document: &person.document,
                serial: &person.serial,
                phone: &person.phone,
                name: &person.name,
                ..password::Known::default()
            };
            assert_eq!(password::fault(password, &known), None);
        }
    }
    for account in &province.summary.staff {
        let sql = format!("SELECT password FROM staff WHERE username = '{}'", account.username);
        let sealed: String = province.open().query_row(&sql, [], |row| row.get(0)).unwrap();
        let place = staff::place(account.username);
        assert!(province.keys.password_matches(&place, &sealed, "kite7staff").unwrap());
    }
}

#[test]
fn the_photo_is_one_that_a_point_could_have_taken() {
    let province = province(50);
    let hash: String = province.open().query_row("SELECT DISTINCT photo FROM candidate", [], |row| row.get(0)).unwrap();
    let sql = "SELECT value FROM spin_key_value WHERE store = 'default' AND key = ?";
    let bytes: Vec<u8> = province.key_value.query_row(sql, [format!("photo/{hash}")], |row| row.get(0)).unwrap();
    assert_eq!(photo::clean(&bytes, &photo::Rule::default()).as_deref(), Ok(&bytes[..]));
}

#[test]
fn the_same_seed_gives_the_same_province() {
    let facts = "SELECT serial || name || document_hash || stage || COALESCE(filled_at, 0) FROM candidate ORDER BY id";
    let lists = "SELECT candidate || hash FROM volunteer ORDER BY candidate";
    let of = |province: &Province, sql| province.rows::<String>(sql, |row| row.get(0));
    let (one, two) = (province(200), province(200));
    assert_eq!(of(&one, facts), of(&two, facts));
    assert_eq!(of(&one, lists), of(&two, lists));
}

#[test]
fn a_database_in_use_is_left_alone() {
    let province = province(50);
    let mut db = Db::file(&province.path).unwrap();
    let before = province.number("SELECT COUNT(*) FROM journal");
    let error = load(&mut db, &province.key_value, &province.keys, &options(50)).unwrap_err();
    assert!(format!("{error:?}").contains("has an exam already"));
    assert_eq!(province.number("SELECT COUNT(*) FROM journal"), before);
}
