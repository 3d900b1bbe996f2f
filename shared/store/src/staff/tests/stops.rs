//! Who may stop whom, who may decide about it, and how often: against stolen accounts.

use super::*;
use crate::journal::{Answer, Author};
use crate::rate_limit::Limit;
use crate::staff::{self, Change, Created, Deed, Moved};
use crate::statistics::{self, Scope};
use crate::tests::fixture;
use crate::tests::fixture::EXAM;
use crate::{organisation, session};
use domain::error::Error;
use domain::page::Total;
use domain::staff::SearchStaff;
use domain::{Result, Timestamp, time};

fn by(id: i64) -> Author {
    Author { actor: format!("staff:{id}"), role: domain::event::Role::Province, ..fixture::author(None) }
}

/// The province, a county, and some accounts made on the machine.
async fn offices<const N: usize>(names: [&str; N]) -> (Db, [i64; N]) {
    let db = province().await;
    let mut ids = [0; N];
    for (id, name) in ids.iter_mut().zip(names) {
        *id = account(&db, "system", name).await;
    }
    (db, ids)
}

const RESET: Deed<'_> = Deed::ResetPassword { password: "new", expires_at: Timestamp(9) };

async fn act(db: &Db, who: i64, whose: i64, deed: Deed<'_>, at: Timestamp) -> Result<()> {
    let account = staff::get(db, whose).await?;
    let deed = match deed {
        Deed::ResetPassword { password, .. } => Deed::ResetPassword { password, expires_at: at.plus(7 * time::DAY) },
        other => other,
    };
    staff::change(&by(who).acts(db, at), &account, Change { deed, proposed: true, reason: "被盗" }).await
}

async fn stop(db: &Db, who: i64, whose: i64, at: Timestamp) -> Result<()> {
    act(db, who, whose, Deed::Disable, at).await
}

async fn say(db: &Db, who: i64, whose: i64, yes: bool, at: Timestamp) -> Result<()> {
    let proposal: Option<i64> = db.first("SELECT proposal FROM staff WHERE id = ?", params![whose]).await?;
    let answer = Answer { proposal: proposal.unwrap_or_default(), declined: (!yes).then_some("不同意") };
    staff::decide(&by(who).acts(db, at).about(whose), who, answer).await
}

async fn status(db: &Db, id: i64) -> String {
    db.first("SELECT status FROM staff WHERE id = ?", params![id]).await.unwrap().unwrap()
}

fn refused(result: Result<()>) -> bool {
    matches!(result, Err(Error::WrongState(_) | Error::Conflict(_)))
}

#[test]
fn accounts_that_reset_each_other_stay_the_hands_of_who_made_them() {
    pollster::block_on(async {
        let (db, [thief]) = offices(["thief"]).await;
        let first = account(&db, &format!("staff:{thief}"), "first-hand").await;
        let second = account(&db, &format!("staff:{thief}"), "second-hand").await;
        let reset = json!({ "password": "y", "expires_at": 2 });
        happened(&db, &format!("staff:{first}"), "staff.password_reset", second, reset.clone()).await;
        happened(&db, &format!("staff:{second}"), "staff.password_reset", first, reset).await;
        let limit = Limit { burst: 8, interval: time::MINUTE };
        let counts = async |who: i64, fresh: i64| -> Vec<String> {
            let taken = staff::hands(&db, "stop", who, limit, Timestamp(fresh)).await.unwrap();
            taken.into_iter().map(|(name, _)| name).collect()
        };
        for hand in [first, second] {
            assert!(counts(hand, 0).await.contains(&format!("stop‖of‖{thief}")));
            assert_eq!(counts(hand, NOW.0).await, [format!("stop‖{hand}")]);
        }
        assert_eq!(counts(thief, 0).await, [format!("stop‖{thief}")]);
    });
}

#[test]
fn a_move_to_the_province_is_decided_there() {
    pollster::block_on(async {
        let (db, [first, second, third]) = offices(["first", "second", "third"]).await;
        let body = |name: &str| json!({ "username": name, "name": name, "organisation": "430102", "password": "x" });
        let moved = happened(&db, "system", "staff.created", 0, body("moved")).await;
        let county = happened(&db, "system", "staff.created", 0, body("county")).await;
        let to = || Moved { organisation: "43", role: "office", reason: "调动", proposed: true, holds: false };
        let account = staff::get(&db, moved).await.unwrap();
        staff::relocate(&by(first).acts(&db, NOW), &account, to()).await.unwrap();
        for yes in [true, false] {
            assert!(refused(say(&db, county, moved, yes, NOW).await), "{yes}");
        }
        let seen = async |viewer: i64| {
            let wanted = SearchStaff { text: "moved".into(), ..SearchStaff::default() };
            staff::search(&db, viewer, &fixture::unit("43").path, &wanted).await.unwrap().rows.remove(0)
        };
        for (viewer, may) in [(county, false), (second, true)] {
            let row = seen(viewer).await;
            assert_eq!((row.may_agree, row.may_decline), (may, may), "{viewer}");
        }
        // One that is in use, and no finance.
        stop(&db, third, second, NOW).await.unwrap();
        assert!(matches!(say(&db, second, moved, true, NOW).await, Err(Error::SessionExpired)));
        let finance = "UPDATE staff SET role = 'finance' WHERE id = ?";
        db.run(finance, params![third]).await.unwrap();
        assert!(refused(say(&db, third, moved, true, NOW).await));
        assert!(!seen(third).await.may_agree && seen(first).await.may_decline);
        let fourth = super::account(&db, "system", "fourth").await;
        say(&db, fourth, moved, true, NOW).await.unwrap();
        assert_eq!(staff::get(&db, moved).await.unwrap().organisation, "43");
    });
}

#[test]
fn a_reset_is_not_agreed_to_when_its_password_has_expired() {
    pollster::block_on(async {
        let (db, [first, second, third]) = offices(["first", "second", "third"]).await;
        act(&db, first, second, RESET, NOW).await.unwrap();
        let late = NOW.plus(7 * time::DAY);
        assert!(refused(say(&db, third, second, true, late).await));
        say(&db, third, second, false, late).await.unwrap();
        assert_eq!(status(&db, second).await, "active");
    });
}

#[test]
fn who_was_stopped_writes_nothing_that_was_on_its_way() {
    pollster::block_on(async {
        let (db, [thief, first, second, third]) = offices(["thief", "first", "second", "third"]).await;
        stop(&db, second, third, NOW).await.unwrap();
        stop(&db, first, thief, NOW).await.unwrap();
        let ended = |result: Result<()>| matches!(result, Err(Error::SessionExpired));
        assert!(ended(stop(&db, thief, second, NOW).await));
        assert!(ended(act(&db, thief, first, RESET, NOW).await));
        assert!(ended(say(&db, thief, third, true, NOW).await));
        let account = staff::get(&db, second).await.unwrap();
        let to = Moved { organisation: "430102", role: "office", reason: "", proposed: true, holds: false };
        assert!(ended(staff::relocate(&by(thief).acts(&db, NOW), &account, to).await));
        let new = Created {
            username: "puppet",
            name: "示例",
            organisation: "430102",
            role: "office",
            password: "x",
            expires_at: Some(Timestamp(9).into()),
            must_change: true,
            proposed: false,
        };
        assert!(ended(staff::create(&by(thief).acts(&db, NOW), &new).await.map(drop)));
        staff::create(&by(first).acts(&db, NOW), &new).await.unwrap();
        let point = async |who: i64| {
            organisation::create_point(&by(who).acts(&db, NOW).within(EXAM), &fixture::unit("430102"), "示例中学")
                .await
                .map(drop)
        };
        assert!(ended(point(thief).await));
        point(first).await.unwrap();
        let unit = fixture::unit("43");
        let of = Scope { exam: EXAM, unit: &unit, batch: "undergraduate" };
        let export = async |who: i64| {
            statistics::exported(&by(who).acts(&db, NOW), "not-submitted", of, Total::exactly(0)).await
        };
        assert!(ended(export(thief).await));
        export(first).await.unwrap();
        // Nor does it decide about money: `independent!` asks.
        let sql = concat!("SELECT ", crate::independent!("?1", "?2"));
        let may = async |who: i64| -> Option<bool> {
            db.first(sql, params![format!("staff:{first}"), format!("staff:{who}")]).await.unwrap()
        };
        assert_eq!((may(thief).await, may(second).await), (Some(false), Some(true)));
        // The machine's operator has no account.
        let system = Author { actor: "system".into(), ..by(0) };
        let account = staff::get(&db, thief).await.unwrap();
        let enable = Change { deed: Deed::Enable, proposed: false, reason: "" };
        staff::change(&system.acts(&db, NOW), &account, enable).await.unwrap();
        assert_eq!(status(&db, thief).await, "active");
    });
}

#[test]
fn who_was_refused_stops_the_one_who_refused_them_once() {
    pollster::block_on(async {
        let (db, [thief, first, second, third]) = offices(["thief", "first", "second", "third"]).await;
        act(&db, first, second, RESET, NOW).await.unwrap();
        say(&db, thief, second, false, NOW).await.unwrap();
        assert!(refused(stop(&db, first, third, NOW).await));
        stop(&db, first, thief, NOW).await.unwrap();
        say(&db, third, thief, true, NOW).await.unwrap();
        assert_eq!(status(&db, thief).await, "disabled");

        // Refused twice, they stop nobody on that day.
        let (db, [thief, first, second, third]) = offices(["thief", "first", "second", "third"]).await;
        stop(&db, thief, first, NOW).await.unwrap();
        say(&db, second, first, false, NOW).await.unwrap();
        stop(&db, thief, second, NOW).await.unwrap();
        say(&db, third, second, false, NOW).await.unwrap();
        for whose in [first, second, third] {
            assert!(refused(stop(&db, thief, whose, NOW).await));
        }
        stop(&db, thief, first, NOW.plus(time::DAY + 1)).await.unwrap();
    });
}

#[test]
fn a_stop_within_one_line_binds_no_third() {
    pollster::block_on(async {
        let (db, [thief, other, victim, more]) = offices(["thief", "other", "victim", "more"]).await;
        let puppet = account(&db, &format!("staff:{thief}"), "puppet").await;
        let reset = json!({ "reason": "手机丢失" });
        happened(&db, &format!("staff:{other}"), "staff.factor_reset", puppet, reset).await;
        stop(&db, thief, victim, NOW).await.unwrap();
        stop(&db, puppet, thief, NOW).await.unwrap();
        // Whose line the two are in is bound, and by both.
        assert!(refused(stop(&db, puppet, more, NOW).await));
        // Another one is not: they give back, and stop who is left.
        say(&db, other, victim, false, NOW).await.unwrap();
        assert_eq!(status(&db, victim).await, "active");
        stop(&db, other, more, NOW).await.unwrap();
    });
}

#[test]
fn a_stop_is_taken_back_once_a_day() {
    pollster::block_on(async {
        let (db, [thief, first, second, third]) = offices(["thief", "first", "second", "third"]).await;
        let puppet = account(&db, &format!("staff:{thief}"), "puppet").await;
        stop(&db, thief, first, NOW).await.unwrap();
        say(&db, thief, first, false, NOW).await.unwrap();
        stop(&db, puppet, second, NOW).await.unwrap();
        say(&db, puppet, second, false, NOW).await.unwrap();
        for who in [thief, puppet] {
            assert!(refused(stop(&db, who, third, NOW).await));
        }
        stop(&db, third, thief, NOW).await.unwrap();
        say(&db, third, thief, false, NOW).await.unwrap();
        stop(&db, thief, third, NOW.plus(time::DAY + 1)).await.unwrap();
    });
}

#[test]
fn a_sign_in_on_its_way_begins_nothing_once_it_is_stopped() {
    pollster::block_on(async {
        let (db, [first, second, third]) = offices(["first", "second", "third"]).await;
        let sessions = async || -> Option<i64> {
            let sql = "SELECT (SELECT COUNT(*) FROM session WHERE staff = ?1) + (SELECT COUNT(*) FROM staff_enrolment WHERE staff = ?1)";
            db.first(sql, params![second]).await.unwrap()
        };
        let begin = async |proved: Option<&str>| {
            let place = session::Place { ip: "", device: "", browser: None, old_token: None, proved };
            session::begin(&db, session::Owner::Staff(second), domain::event::Factor::LoginPassword, &place, NOW).await
        };
        begin(None).await.unwrap();
        act(&db, first, second, Deed::ResetFactor, NOW).await.unwrap();
        assert!(begin(Some("x")).await.is_err() && begin(None).await.is_err());
        assert_eq!(sessions().await, Some(0));
        // Whatever came in meanwhile ends with what is carried out.
        let sql = "INSERT INTO session (token_hash, staff, factor, ip, device, signed_in_at, last_seen_at, expires_at) \
                   VALUES ('t', ?, 'login-password', '', '', 1, 1, 9)";
        db.run(sql, params![second]).await.unwrap();
        let sql = "INSERT INTO staff_enrolment (token_hash, staff, secret, created_at) VALUES ('t', ?, 's', 1)";
        db.run(sql, params![second]).await.unwrap();
        say(&db, third, second, true, NOW).await.unwrap();
        assert_eq!(sessions().await, Some(0));
        begin(Some("x")).await.unwrap();
    });
}
