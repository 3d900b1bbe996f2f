//! Who is independent of whom; accounts of before 0012.

use crate::db::Db;
use crate::params;
use crate::tests::fixture::{NOW, province};
use crate::tests::old::Old;
use serde_json::{Value, json};

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

fn created(old: &Old<'_>, actor: &str, username: &str) -> i64 {
    let body = json!({ "username": username, "name": "示例", "organisation": "43", "password": "x" });
    old.happened("staff.created", actor, 0, body)
}

#[test]
fn accounts_of_before_are_the_same_migrated_and_replayed() {
    let history = |old: &Old<'_>| {
        let first = created(old, "system", "Anna");
        let second = created(old, &format!("staff:{first}"), "anna");
        let third = created(old, &format!("staff:{second}"), "bob");
        old.happened("staff.password_set", &format!("staff:{second}"), second, json!({ "password": "y" }));
        let province = json!({ "code": "44", "name": "省" });
        old.happened("organisation.created", &format!("staff:{third}"), 0, province);
        second
    };
    Old::comes_to_the_same("0011", history, |old, second| {
        let all = "SELECT GROUP_CONCAT(login || ' ' || must_change || ' ' || status) FROM (SELECT login, must_change, status FROM staff ORDER BY id)";
        assert_eq!(old.one::<String>(all), format!("anna 0 active,anna.{second} 0 active,bob 1 active"));
    });
}

/// A first password that was proposed before 0018_declined.sql ended with the decision about it, too.
#[test]
fn passwords_proposed_before_end_with_what_was_decided_before() {
    let history = |old: &Old<'_>| {
        let first = created(old, "system", "first");
        let by = format!("staff:{first}");
        let reset = |id: i64, expires_at: i64| {
            let body = json!({ "password": "y", "expires_at": expires_at, "proposed": true, "reason": "忘记" });
            old.happened("staff.password_reset", &by, id, body);
        };
        let [declined, enabled, again, own] = ["a", "b", "c", "d"].map(|name| created(old, "system", name));
        for id in [declined, enabled, again, own] {
            reset(id, 8);
        }
        for id in [declined, again, own] {
            old.happened("staff.declined", &by, id, json!({ "reason": "不" }));
        }
        old.happened("staff.enabled", &by, enabled, json!({ "proposed": true }));
        reset(again, 9);
        old.happened("staff.password_set", &format!("staff:{own}"), own, json!({ "password": "z" }));
    };
    Old::comes_to_the_same("0018", history, |old, ()| {
        let all = "SELECT GROUP_CONCAT(COALESCE(password_expires_at, '-')) FROM \
                   (SELECT password_expires_at FROM staff WHERE login <> 'first' ORDER BY id)";
        assert_eq!(old.one::<String>(all), "0,0,9,-");
    });
}

/// What had been stopped, or waited, before the version that holds it back.
#[test]
fn stops_of_before_are_the_same_migrated_and_replayed() {
    let reset = |more: Value| {
        let mut body = json!({ "password": "y", "expires_at": 9, "proposed": true, "reason": "被盗" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let away = |more: &str| json!({ "organisation": "4301", "role": "office", "proposed": true, more: true });
    let history = |old: &Old<'_>| {
        let people = ["first", "second", "a", "b", "c", "d", "e"].map(|name| created(old, "system", name));
        let [first, second, disabled, waiting, declined, moved, agreed] = people;
        let by = format!("staff:{first}");
        let stops = json!({ "stops": true });
        old.happened("staff.disabled", &by, disabled, json!({ "stops": true, "reason": "被盗" }));
        old.happened("staff.password_reset", &by, waiting, reset(stops.clone()));
        old.happened("staff.password_reset", &by, declined, reset(stops.clone()));
        old.happened("staff.declined", &by, declined, json!({ "reason": "不" }));
        old.happened("staff.moved", &by, moved, away("stops"));
        old.happened("staff.factor_reset", &by, agreed, reset(stops));
        old.happened("staff.agreed", &format!("staff:{second}"), agreed, json!({}));
        people
    };
    Old::comes_to_the_same("0022", history, |old, people| {
        let [first, second, disabled, waiting, declined, moved, agreed] = people;
        let (by, other) = (format!("staff:{first}"), format!("staff:{second}"));
        let standing = |id: i64| {
            let columns = "status || ' ' || password || ' ' || held || ' ' || organisation";
            old.one::<String>(&format!("SELECT {columns} FROM staff WHERE id = {id}"))
        };
        assert_eq!(standing(disabled), "disabled x 0 43");
        assert_eq!(standing(waiting), "proposed y 0 43");
        assert_eq!(standing(moved), "proposed x 0 4301");
        let hands = "SELECT GROUP_CONCAT(staff) FROM (SELECT staff FROM staff_hand ORDER BY staff)";
        assert_eq!(old.one::<String>(hands), format!("{waiting},{declined},{moved},{agreed}"));

        // From now on what waits is held back, until it is agreed to.
        let held = reset(json!({ "holds": true }));
        let proposal = old.happened("staff.password_reset", &by, agreed, held.clone());
        assert_eq!(standing(agreed), "proposed x 1 43");
        old.happened("staff.declined", &other, agreed, json!({ "proposal": proposal }));
        assert_eq!(standing(agreed), "active x 0 43");
        assert_eq!(old.one::<i64>(&format!("SELECT refused_at FROM staff WHERE id = {first}")), NOW.0);
        let proposal = old.happened("staff.password_reset", &by, second, held);
        old.happened("staff.agreed", &format!("staff:{agreed}"), second, json!({ "proposal": proposal }));
        assert_eq!(standing(second), "active y 0 43");
        let last = created(old, "system", "last");
        old.happened("staff.moved", &by, last, away("holds"));
        assert_eq!(standing(last), "proposed x 1 43");
    });
}

mod stops;
