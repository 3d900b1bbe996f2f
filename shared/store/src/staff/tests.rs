//! Who is independent of whom; accounts of before 0012.

use crate::db::Db;
use crate::tests::fixture::province;
use crate::{params, rebuild};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// An event about a member of staff; its number.
async fn happened(db: &Db, actor: &str, kind: &str, subject: i64, body: Value) -> i64 {
    let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
               VALUES (1, '', ?, 'province', 'none', '', '', ?, ?, ?) RETURNING seq";
    db.first(sql, params![actor, kind, subject, body.to_string()]).await.unwrap().unwrap()
}

async fn account(db: &Db, actor: &str, username: &str) -> i64 {
    let body = json!({ "username": username, "name": username, "organisation": "43", "password": "x" });
    happened(db, actor, "staff.created", 0, body).await
}

async fn independent(db: &Db, a: i64, b: i64) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM independent_staff WHERE a = ? AND b = ?)";
    db.first(sql, params![a, b]).await.unwrap().unwrap()
}

#[test]
fn two_accounts_are_two_people_only_when_nobody_could_have_been_both() {
    pollster::block_on(async {
        let db = province().await;
        let (first, second) = (account(&db, "system", "first").await, account(&db, "system", "second").await);
        let by = |id: i64| format!("staff:{id}");
        let child = account(&db, &by(first), "child").await;
        let sibling = account(&db, &by(first), "sibling").await;
        let grandchild = account(&db, &by(child), "grandchild").await;
        let other = account(&db, &by(second), "other").await;
        let family = [first, child, sibling, grandchild];
        for a in family {
            for b in family {
                assert!(!independent(&db, a, b).await, "{a} and {b} come from one person");
            }
            for b in [second, other] {
                assert!(independent(&db, a, b).await && independent(&db, b, a).await, "{a} and {b}");
            }
        }
        // Who hands somebody a new password may be in their place.
        let reset = json!({ "password": "y", "expires_at": 2, "proposed": true });
        happened(&db, &by(grandchild), "staff.password_reset", other, reset).await;
        assert!(!independent(&db, grandchild, other).await && !independent(&db, first, other).await);
        assert!(independent(&db, grandchild, second).await);
    });
}

#[test]
fn a_proposed_password_dies_with_its_proposal_and_comes_back_with_none() {
    pollster::block_on(async {
        let db = province().await;
        let by = |id: i64| format!("staff:{id}");
        let (insider, other) = (account(&db, "system", "insider").await, account(&db, "system", "other").await);
        let victim = account(&db, "system", "victim").await;
        let reset = json!({ "password": "known-to-the-insider", "expires_at": 1_000, "proposed": true });
        let until = async |id: i64| -> Option<i64> {
            let sql = "SELECT COALESCE(password_expires_at, -1) FROM staff WHERE id = ?";
            db.first(sql, params![id]).await.unwrap()
        };
        happened(&db, &by(insider), "staff.password_reset", victim, reset.clone()).await;
        assert_eq!(until(victim).await, Some(1_000));
        happened(&db, &by(other), "staff.declined", victim, json!({})).await;
        assert_eq!(until(victim).await, Some(0));
        // Set while it was disabled, it is not what somebody agrees to who agrees to enabling.
        happened(&db, &by(insider), "staff.password_reset", victim, reset).await;
        happened(&db, &by(other), "staff.enabled", victim, json!({ "proposed": true })).await;
        assert_eq!(until(victim).await, Some(0));
        // A password of one's own stays.
        happened(&db, &by(victim), "staff.password_set", victim, json!({ "password": "own" })).await;
        happened(&db, &by(other), "staff.disabled", victim, json!({})).await;
        happened(&db, &by(other), "staff.enabled", victim, json!({ "proposed": true })).await;
        assert_eq!(until(victim).await, Some(-1));
    });
}

fn migrations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    files
}

#[test]
fn accounts_of_before_are_the_same_migrated_and_replayed() {
    let path = std::env::temp_dir().join(format!("zhaokao-staff-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let connection = Connection::open(&path).unwrap();
    let (old, new): (Vec<_>, Vec<_>) =
        migrations().into_iter().partition(|file| file.file_name().unwrap().to_str().unwrap() < "0011");
    let run = |files: &[PathBuf]| {
        for file in files {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
    };
    run(&old);
    let event = |actor: &str, kind: &str, subject: i64, body: Value| {
        let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                   VALUES (1, '', ?, 'province', 'none', '', '', ?, ?, ?)";
        connection.execute(sql, (actor, kind, subject, body.to_string())).unwrap();
        connection.last_insert_rowid()
    };
    let account = |actor: &str, username: &str| {
        let body = json!({ "username": username, "name": "示例", "organisation": "43", "password": "x" });
        event(actor, "staff.created", 0, body)
    };
    let first = account("system", "Anna");
    let second = account(&format!("staff:{first}"), "anna");
    let third = account(&format!("staff:{second}"), "bob");
    event(&format!("staff:{second}"), "staff.password_set", second, json!({ "password": "y" }));
    event(&format!("staff:{third}"), "organisation.created", 0, json!({ "code": "43", "name": "省" }));
    run(&new);
    let rows: Vec<(String, i64, String)> = {
        let mut found = connection.prepare("SELECT login, must_change, status FROM staff ORDER BY id").unwrap();
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let active = "active".to_owned();
    let expected = [("anna".to_owned(), 0), (format!("anna.{second}"), 0), ("bob".to_owned(), 1)];
    assert_eq!(rows, expected.map(|(login, must_change)| (login, must_change, active.clone())));
    drop(connection);
    let report = rebuild::run(&path, false).unwrap();
    std::fs::remove_file(&path).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
}

/// What had been stopped, or waited, before the version that holds it back.
#[test]
fn stops_of_before_are_the_same_migrated_and_replayed() {
    let path = std::env::temp_dir().join(format!("zhaokao-stops-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let connection = Connection::open(&path).unwrap();
    let (old, new): (Vec<_>, Vec<_>) =
        migrations().into_iter().partition(|file| file.file_name().unwrap().to_str().unwrap() < "0022");
    let run = |files: &[PathBuf]| {
        for file in files {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
    };
    run(&old);
    let event = |actor: &str, kind: &str, subject: i64, body: Value| {
        let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                   VALUES (1, '', ?, 'province', 'none', '', '', ?, ?, ?)";
        connection.execute(sql, (actor, kind, subject, body.to_string())).unwrap();
        connection.last_insert_rowid()
    };
    let account = |username: &str| {
        let body = json!({ "username": username, "name": "示例", "organisation": "43", "password": "x" });
        event("system", "staff.created", 0, body)
    };
    let (first, second) = (account("first"), account("second"));
    let by = format!("staff:{first}");
    let reset = |more: Value| {
        let mut body = json!({ "password": "y", "expires_at": 9, "proposed": true, "reason": "被盗" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let stops = json!({ "stops": true });
    let [disabled, waiting, declined, moved, agreed] =
        ["a", "b", "c", "d", "e"].map(|name| account(&format!("acc-{name}")));
    event(&by, "staff.disabled", disabled, json!({ "stops": true, "reason": "被盗" }));
    event(&by, "staff.password_reset", waiting, reset(stops.clone()));
    event(&by, "staff.password_reset", declined, reset(stops.clone()));
    event(&by, "staff.declined", declined, json!({ "reason": "不" }));
    let away = json!({ "organisation": "4301", "role": "office", "proposed": true, "stops": true });
    event(&by, "staff.moved", moved, away.clone());
    event(&by, "staff.factor_reset", agreed, reset(stops));
    event(&format!("staff:{second}"), "staff.agreed", agreed, json!({}));
    run(&new);
    let standing = |id: i64| -> (String, String, bool, String) {
        let sql = "SELECT status, password, held, organisation FROM staff WHERE id = ?";
        connection.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap()
    };
    let stands =
        |status: &str, password: &str, held: bool, place: &str| (status.into(), password.into(), held, place.into());
    assert_eq!(standing(disabled), stands("disabled", "x", false, "43"));
    assert_eq!(standing(waiting), stands("proposed", "y", false, "43"));
    assert_eq!(standing(moved), stands("proposed", "x", false, "4301"));

    // From now on what waits is held back, until it is agreed to.
    let held = reset(json!({ "holds": true }));
    let proposal = event(&by, "staff.password_reset", agreed, held.clone());
    assert_eq!(standing(agreed), stands("proposed", "x", true, "43"));
    event(&format!("staff:{second}"), "staff.declined", agreed, json!({ "proposal": proposal }));
    assert_eq!(standing(agreed), stands("active", "x", false, "43"));
    let refused: i64 =
        connection.query_row("SELECT refused_at FROM staff WHERE id = ?", [first], |row| row.get(0)).unwrap();
    assert_eq!(refused, 1);
    let proposal = event(&by, "staff.password_reset", second, held);
    event(&format!("staff:{agreed}"), "staff.agreed", second, json!({ "proposal": proposal }));
    assert_eq!(standing(second), stands("active", "y", false, "43"));
    let last = account("last");
    let away = json!({ "organisation": "4301", "role": "office", "proposed": true, "holds": true });
    event(&by, "staff.moved", last, away);
    assert_eq!(standing(last), stands("proposed", "x", true, "43"));
    drop(connection);
    let report = rebuild::run(&path, false).unwrap();
    std::fs::remove_file(&path).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
}
