//! What an old database held, when it is migrated and when its journal is replayed.

use super::fixture::{EXAM, NOW};
use super::story::migrations;
use crate::db::Db;
use crate::rebuild;
use rusqlite::Connection;
use rusqlite::types::FromSql;
use serde_json::{Value, json};

/// A database as it was before a migration.
pub(crate) struct Old<'a>(pub(crate) &'a Connection);

impl Old<'_> {
    /// The events of `history` happen before the migration of this number, and those of `then` after all of them. Replayed,
    /// they come to what is there.
    pub(crate) fn comes_to_the_same<T>(
        number: &str,
        history: impl FnOnce(&Old<'_>) -> T,
        then: impl FnOnce(&Old<'_>, T),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sqlite_db.db");
        let (before, after): (Vec<_>, Vec<_>) =
            migrations().unwrap().into_iter().partition(|(name, _)| &name[..] < number);
        {
            let mut db = Db::file(&file).unwrap();
            let old = Old(db.native());
            let migrate = |(_, sql): &(String, String)| old.0.execute_batch(sql).unwrap();
            before.iter().for_each(migrate);
            let exam = "INSERT INTO exam (id, kind, year, name) VALUES (?, 'gaokao', 2027, '高考')";
            old.0.execute(exam, [EXAM.as_str()]).unwrap();
            for code in ["43", "4301", "430102", "430102001"] {
                old.happened("organisation.created", "system", 0, json!({ "code": code, "name": code }));
            }
            let made = history(&old);
            after.iter().for_each(migrate);
            then(&old, made);
        }
        let report = rebuild::run(&file, false).unwrap();
        let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
        assert_eq!(differences, Vec::<String>::new());
    }

    pub(crate) fn happened(&self, kind: &str, actor: &str, subject: i64, body: Value) -> i64 {
        let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                   VALUES (?1, ?2, ?3, 'system', 'none', '', '', ?4, ?5, ?6)";
        self.0.execute(sql, rusqlite::params![NOW.0, EXAM.as_str(), actor, kind, subject, body.to_string()]).unwrap();
        self.0.last_insert_rowid()
    }

    pub(crate) fn admit(&self, serial: &str) -> i64 {
        let admitted = json!({ "serial": serial, "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01",
            "birth": "2009-03-15", "document_kind": "resident_card", "document": serial, "document_hash": serial,
            "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x" });
        self.happened("candidate.admitted", "system", 0, admitted)
    }

    pub(crate) fn one<T: FromSql>(&self, sql: &str) -> T {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}
