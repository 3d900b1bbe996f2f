//! For tests of the store: an empty province of one exam, in memory.

use crate::db::Db;
use crate::journal::Author;
use crate::payment::Proof;
use crate::{bulk, params};
use domain::event::{Factor, Kind, Role};
use domain::organisation::{Kind as What, Path, Unit};
use domain::{ExamId, Timestamp};
use serde_json::{Value, json};

pub(crate) const EXAM: &ExamId = &ExamId::known("gaokao-2027");
pub(crate) const NOW: Timestamp = Timestamp(1_793_577_600_000);

/// A candidate at a registration point of 芙蓉区 (430102).
pub(crate) fn author(key: Option<&str>) -> Author {
    Author {
        actor: "candidate:1".into(),
        role: Role::Candidate,
        factor: Factor::Facts,
        ip: String::new(),
        device: String::new(),
        request_key: key.map(str::to_owned),
        request_hash: None,
    }
}

/// An event, whatever the rules say, as any version may have written it; its number.
pub(crate) async fn happened(db: &Db, kind: &str, subject: i64, body: Value) -> i64 {
    happened_in(db, EXAM.as_str(), kind, subject, body).await
}

/// Likewise in another exam.
pub(crate) async fn happened_in(db: &Db, exam: &str, kind: &str, subject: i64, body: Value) -> i64 {
    written(db, (NOW, exam), (kind, subject), body).await
}

/// Likewise at another instant.
pub(crate) async fn happened_at(db: &Db, at: Timestamp, kind: &str, body: Value) -> i64 {
    written(db, (at, EXAM.as_str()), (kind, 0), body).await
}

async fn written(db: &Db, (at, exam): (Timestamp, &str), (kind, subject): (&str, i64), body: Value) -> i64 {
    let kind: Kind = kind.parse().unwrap();
    let none = || None::<String>;
    let values = params![
        at,
        exam,
        "candidate:1",
        "candidate",
        "facts",
        "",
        "",
        none(),
        none(),
        kind.as_str(),
        subject,
        body.to_string()
    ];
    db.first(bulk::APPEND, values).await.unwrap().unwrap()
}

/// A window, relative to [`NOW`].
pub(crate) async fn window(db: &Db, name: &str, organisation: &str, opens: i64, closes: i64) {
    let body = json!({
        "name": name, "title": name, "organisation": organisation,
        "opens": NOW.0 + opens, "closes": NOW.0 + closes, "reason": "年度安排",
    });
    happened(db, "window.set", 0, body).await;
}

/// The exam and its offices alone.
pub(crate) async fn province() -> Db {
    let mut db = Db::in_memory().unwrap();
    offices(&mut db);
    let exam = "INSERT INTO exam (id, kind, year, name) VALUES (?, 'gaokao', 2027, '高考')";
    db.run(exam, params![EXAM]).await.unwrap();
    db
}

const OFFICES: [&str; 10] =
    ["43", "4301", "4302", "430102", "430103", "430201", "430102001", "430102002", "430103001", "430201001"];

pub(crate) fn unit(code: &str) -> Unit {
    let path = [2, 4, 6, 9].into_iter().filter_map(|length| code.get(..length));
    let path = path.fold(None, |above, code| Some(Path::of(above.as_ref(), code))).unwrap();
    let kind = What::ALL[path.codes().count() - 1];
    Unit { code: code.to_owned(), name: format!("机构 {code}"), kind, path }
}

/// Some, as a database of before has them: their codes nest.
pub(crate) fn offices(db: &mut Db) {
    for code in OFFICES {
        db.native().execute("INSERT INTO organisation (code, name) VALUES (?1, '机构 ' || ?1)", [code]).unwrap();
    }
}

/// Its one candidate, at 430102001.
pub(crate) async fn candidate(db: &Db) -> i64 {
    another_candidate(db, "01020001").await
}

/// One more there.
pub(crate) async fn another_candidate(db: &Db, serial: &str) -> i64 {
    let body = json!({
        "serial": serial, "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01",
        "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:x", "document_hash": serial,
        "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x"
    });
    happened(db, "candidate.admitted", 0, body).await
}

/// Bytes that nobody looks at.
pub(crate) fn proof() -> Proof {
    let text = || "x".to_owned();
    Proof { key: text(), notice: text(), event: "TRANSACTION.SUCCESS".into(), headers: text(), body: text() }
}
