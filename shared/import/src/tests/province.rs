//! A province that a test has to itself.

use super::*;
use domain::event::{Factor, Role};
use serde_json::{Value, json};
use std::path::Path;
use store::journal::Answer;
use store::{bulk, params, rebuild};

/// A province of five candidates and two people of staff, in a file.
pub(super) struct Province {
    pub(super) db: Db,
    pub(super) directory: tempfile::TempDir,
}

impl Province {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::create(&directory.path().join("sqlite_db.db")).unwrap();
        let province = Self { db, directory };
        province.run("INSERT INTO exam (id, kind, year, name) VALUES ('gaokao-2027', 'gaokao', 2027, '高考')");
        province.run(
            "INSERT INTO batch (exam, code, name, window, slots, majors, position) \
                      VALUES ('gaokao-2027', 'undergraduate', '本科批', '', 45, 6, 1)",
        );
        for code in ["43", "4301", "430102", "430102001"] {
            province.happened("organisation.created", 0, json!({ "code": code, "name": code }));
        }
        for number in 1..=2 {
            let staff = json!({ "username": format!("s{number}"), "login": format!("s{number}"), "name": format!("示例{number}"),
                "organisation": "43", "role": "office", "password": "", "level": "province", "created_by": "system" });
            province.happened("staff.created", 0, staff);
        }
        for (index, (name, first, seconds)) in PEOPLE.iter().enumerate() {
            let serial = format!("0102000{}", index + 1);
            let id = province.happened(
                "candidate.admitted",
                0,
                json!({
                "serial": serial, "point": "430102001", "name": name, "sex": "male", "ethnicity": "01",
                "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:x", "document_hash": serial,
                "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x" }),
            );
            let form = json!({ "first_subject": first, "second_subjects": seconds });
            province.happened("registration.saved", id, json!({ "version": 1, "form_version": 1, "form": form }));
        }
        province
    }

    pub(super) fn run(&self, sql: &str) {
        block_on(self.db.run(sql, vec![])).unwrap();
    }

    pub(super) fn happened(&self, kind: &str, subject: i64, body: Value) -> i64 {
        let none = || None::<String>;
        let exam = if kind.starts_with("staff") { "" } else { EXAM.as_str() };
        let values =
            params![NOW, exam, "system", "system", "none", "", "", none(), none(), kind, subject, body.to_string()];
        block_on(self.db.first(bulk::APPEND, values)).unwrap().unwrap()
    }

    /// The numbers of the two accounts.
    pub(super) fn staff(&self, which: usize) -> Author {
        let ids: Vec<i64> = block_on(self.db.all("SELECT id FROM staff ORDER BY id", vec![])).unwrap();
        Author {
            actor: format!("staff:{}", ids[which]),
            role: Role::Province,
            factor: Factor::LoginPassword,
            ip: String::new(),
            device: String::new(),
            request_key: None,
            request_hash: None,
        }
    }

    pub(super) fn stage(&self, file: File<'_>) -> Result<i64> {
        let author = self.staff(0);
        block_on(stage(&author.acts(&self.db, NOW).within(EXAM), file, |_, _| {}))
    }

    pub(super) fn scores(&self, rows: &str) -> Result<i64> {
        self.stage(csv(Kind::Scores, rows))
    }

    pub(super) fn publish(&self, import: i64) -> Result<()> {
        self.decide(1, import, None, None)
    }

    pub(super) fn decide(
        &self,
        who: usize,
        proposal: i64,
        declined: Option<&str>,
        due: Option<Timestamp>,
    ) -> Result<()> {
        let author = self.staff(who);
        let answer = Answer { proposal, declined };
        block_on(proposal::decide(&author.acts(&self.db, NOW).within(EXAM), Noun::Import, answer, due))
    }

    pub(super) fn listed(&self) -> Vec<domain::import::Import> {
        block_on(import::page(&self.db, EXAM, "", &After::default())).unwrap().rows
    }

    pub(super) fn back(&self, import: i64) -> Result<i64> {
        let author = self.staff(0);
        block_on(import::put_back(&author.acts(&self.db, NOW).within(EXAM), import, "登分有误"))
    }

    /// 报名流水号, total and place of all who have a score.
    pub(super) fn published(&self) -> Vec<(String, i64, i64)> {
        let sql =
            "SELECT c.serial, s.total, s.rank FROM score AS s JOIN candidate AS c ON c.id = s.candidate ORDER BY 1";
        block_on(self.db.all(sql, vec![])).unwrap()
    }

    pub(super) fn above(&self) -> i64 {
        let sql = "SELECT COALESCE(SUM(count), 0) FROM progress WHERE organisation = '43' AND metric = 'above_line:undergraduate'";
        block_on(self.db.first(sql, vec![])).unwrap().unwrap()
    }

    pub(super) fn says(&self, import: i64) -> Vec<String> {
        block_on(import::get(&self.db, import)).unwrap().says
    }

    pub(super) fn rebuilds(&self) {
        let path: &Path = &self.directory.path().join("sqlite_db.db");
        assert!(rebuild::run(path, false).unwrap().differences.is_empty());
    }
}
