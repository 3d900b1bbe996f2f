use super::change::history;
use super::*;
use crate::journal::{Answer, Author};
use crate::tests::fixture::{EXAM, NOW, happened, happened_at, province, unit, window};
use crate::tests::old::Old;
use domain::event::{Factor, Role};
use domain::page::After;
use domain::window::{Action, Change, Interval, joined, open, taking_effect};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const OFFICES: [&str; 7] = ["43", "4301", "430102", "430102001", "4302", "430103", "430103001"];
/// Where the three candidates are registered.
const POINTS: [&str; 3] = ["430102001", "430102001", "430103001"];
const INSTANTS: std::ops::Range<i64> = -2..24;

/// What happens to a window; times relative to NOW.
#[derive(Clone, Debug)]
enum Step {
    /// The system sets one interval more
    Set { office: usize, opens: i64, length: i64 },
    /// Two people change it, for offices and candidates
    Change { offices: Vec<usize>, candidates: Vec<usize>, lengths: Vec<(i64, i64)> },
    /// Likewise, back to the organisation above
    Revoke { offices: Vec<usize>, candidates: Vec<usize> },
}

fn some(of: usize) -> impl Strategy<Value = Vec<usize>> {
    let all: Vec<usize> = (0..of).collect();
    prop::sample::subsequence(all, 0..=of.min(3))
}

fn step() -> impl Strategy<Value = Step> {
    let set =
        (0..OFFICES.len(), 0i64..18, 1i64..6).prop_map(|(office, opens, length)| Step::Set { office, opens, length });
    let lengths = prop::collection::vec((0i64..8, 1i64..6), 0..3);
    let change = (some(OFFICES.len()), some(POINTS.len()), lengths);
    let change = change.prop_map(|(offices, candidates, lengths)| Step::Change { offices, candidates, lengths });
    let revoke = (some(OFFICES.len()), some(POINTS.len()));
    let revoke = revoke.prop_map(|(offices, candidates)| Step::Revoke { offices, candidates });
    prop_oneof![2 => set, 3 => change, 1 => revoke]
}

/// Gaps and lengths, one after another.
fn intervals(lengths: &[(i64, i64)]) -> Vec<Interval> {
    let mut at = 0;
    let next = |(gap, length): &(i64, i64)| {
        let opens = at + gap;
        at = opens + length + 1;
        Interval { opens: NOW.plus(opens), closes: NOW.plus(opens + length) }
    };
    lengths.iter().map(next).collect()
}

/// Settings in force, by scope: what the tables should come to.
#[derive(Default)]
struct Model(BTreeMap<(ScopeKind, String), Vec<Interval>>);

impl Model {
    /// The narrowest that fits.
    fn fits(&self, organisation: &str, candidate: Option<i64>) -> Option<&Vec<Interval>> {
        let own = candidate.and_then(|candidate| self.0.get(&(ScopeKind::Candidate, candidate.to_string())));
        let above = (0..=organisation.len()).rev().filter_map(|length| organisation.get(..length));
        let mut above = above.filter_map(|code| self.0.get(&(ScopeKind::Organisation, code.to_owned())));
        own.or_else(|| above.next())
    }

    fn set(&mut self, organisation: &str, people: &[(i64, &str)], interval: Interval) {
        let current = self.fits(organisation, None).cloned().unwrap_or_default();
        let own = (ScopeKind::Organisation, organisation.to_owned());
        self.0.insert(own.clone(), current);
        for ((kind, scope), intervals) in &mut self.0 {
            let point = people.iter().find(|(id, _)| *kind == ScopeKind::Candidate && id.to_string() == *scope);
            let place = point.map_or(&scope[..], |(_, point)| point);
            if place.starts_with(organisation) {
                intervals.push(interval);
                *intervals = joined(std::mem::take(intervals));
            }
        }
    }
}

fn body(action: Action, offices: &[&str], candidates: &[String], intervals: Option<&[Interval]>) -> Value {
    let intervals = intervals
        .map(|all| all.iter().map(|one| json!({ "opens": one.opens.0, "closes": one.closes.0 })).collect::<Vec<_>>());
    json!({ "name": "fill", "title": "填报", "action": action, "reason": "停电", "says": ["延长"], "warnings": [], "settings": [
        { "scope_kind": "organisation", "scopes": offices, "intervals": intervals },
        { "scope_kind": "candidate", "scopes": candidates, "intervals": intervals },
    ] })
}

async fn is_open(db: &Db, organisation: &str, candidate: Option<i64>, at: Timestamp) -> bool {
    let sql = concat!("SELECT ", open_window!("?2", "?3", "?4", "?5"));
    db.first::<bool>(sql, params![at, EXAM, "fill", organisation, candidate]).await.unwrap().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn the_newest_setting_of_the_narrowest_scope_is_in_force(steps in prop::collection::vec(step(), 0..8)) {
        pollster::block_on(async {
            let db = province().await;
            let mut people = Vec::new();
            for (serial, point) in ["01020001", "01020002", "01030001"].into_iter().zip(POINTS) {
                people.push((admitted(&db, serial, point).await, point));
            }
            let mut model = Model::default();
            for (at, step) in (0..).zip(&steps) {
                let at = NOW.plus(2 * at);
                carry_out(&db, &mut model, &people, step, at).await;
            }
            for instant in INSTANTS {
                let at = NOW.plus(instant);
                for (id, point) in &people {
                    let fits = model.fits(point, Some(*id));
                    let expected = fits.is_some_and(|intervals| open(intervals, at));
                    assert_eq!(is_open(&db, point, Some(*id), at).await, expected, "{id} at {instant} after {steps:?}");
                    let whom = Whom { exam: EXAM, organisation: point, candidate: Some(*id) };
                    let shown = of(&db, whom, "fill", at).await.unwrap();
                    assert_eq!(shown.is_some(), fits.is_some());
                    assert_eq!(shown.as_ref().is_some_and(|window| window.open), expected);
                    let all = all_of(&db, whom, at).await.unwrap();
                    assert_eq!(all.get("fill"), shown.as_ref());
                }
                for office in OFFICES {
                    let expected = model.fits(office, None).is_some_and(|intervals| open(intervals, at));
                    assert_eq!(is_open(&db, office, None, at).await, expected, "{office} at {instant} after {steps:?}");
                }
            }
        });
    }
}

async fn carry_out(db: &Db, model: &mut Model, people: &[(i64, &str)], step: &Step, at: Timestamp) {
    match step {
        Step::Set { office, opens, length } => {
            window(db, "fill", OFFICES[*office], *opens, opens + length).await;
            let interval = Interval { opens: NOW.plus(*opens), closes: NOW.plus(opens + length) };
            model.set(OFFICES[*office], people, interval);
        }
        Step::Change { offices, candidates, lengths } => {
            let next = intervals(lengths);
            agreed(db, (offices, candidates), people, Some(&next), at).await;
            let changed: Vec<_> = scopes(offices, candidates, people)
                .map(|(kind, scope, organisation)| {
                    let candidate = (kind == ScopeKind::Candidate).then(|| scope.parse().unwrap());
                    let before = model.fits(organisation, candidate).cloned().unwrap_or_default();
                    ((kind, scope), taking_effect(&before, &next, at))
                })
                .collect();
            model.0.extend(changed);
        }
        Step::Revoke { offices, candidates } => {
            agreed(db, (offices, candidates), people, None, at).await;
            for (kind, scope, _) in scopes(offices, candidates, people) {
                model.0.remove(&(kind, scope));
            }
        }
    }
}

fn scopes<'a>(
    offices: &'a [usize],
    candidates: &'a [usize],
    people: &'a [(i64, &'a str)],
) -> impl Iterator<Item = (ScopeKind, String, &'a str)> {
    let offices = offices.iter().map(|one| (ScopeKind::Organisation, OFFICES[*one].to_owned(), OFFICES[*one]));
    let candidates = candidates.iter().map(|one| (ScopeKind::Candidate, people[*one].0.to_string(), people[*one].1));
    offices.chain(candidates)
}

async fn agreed(
    db: &Db,
    (offices, candidates): (&[usize], &[usize]),
    people: &[(i64, &str)],
    next: Option<&[Interval]>,
    at: Timestamp,
) {
    let offices: Vec<&str> = offices.iter().map(|one| OFFICES[*one]).collect();
    let candidates: Vec<String> = candidates.iter().map(|one| people[*one].0.to_string()).collect();
    let action = if next.is_some() { Action::Set } else { Action::Revoke };
    let proposal = happened_at(db, at, "window.proposed", body(action, &offices, &candidates, next)).await;
    happened_at(db, at, "window.agreed", json!({ "proposal": proposal, "reason": null })).await;
}

async fn admitted(db: &Db, serial: &str, point: &str) -> i64 {
    let body = json!({
        "serial": serial, "point": point, "name": "张三", "sex": "male", "ethnicity": "01", "birth": "2009-03-15",
        "document_kind": "resident_card", "document": "k1:x", "document_hash": serial, "document_mask": "430",
        "valid_until": "长期", "capture": "reader", "photo": "x"
    });
    happened(db, "candidate.admitted", 0, body).await
}

async fn hired(db: &Db, username: &str, organisation: &str) -> Author {
    let body = json!({ "username": username, "name": username, "organisation": organisation, "role": "office",
        "password": "x", "must_change": false, "proposed": false });
    // Made by the system: independent of each other.
    let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
               VALUES (?, '', 'system', 'system', 'none', '', '', 'staff.created', 0, ?) RETURNING seq";
    let id: i64 = db.first(sql, params![NOW, body.to_string()]).await.unwrap().unwrap();
    Author {
        actor: format!("staff:{id}"),
        role: Role::Province,
        factor: Factor::LoginPassword,
        ip: String::new(),
        device: String::new(),
        request_key: None,
        request_hash: None,
    }
}

fn longer<'a>(settings: &'a [event::Part], says: &'a [String]) -> event::Proposed<'a> {
    let (name, title, reason) = ("fill", "填报", "停电");
    event::Proposed { name, title, action: Action::Extend, reason, says, warnings: &[], settings }
}

fn part(codes: &[&str], closes: i64) -> event::Part {
    let interval = Interval { opens: NOW, closes: NOW.plus(closes) };
    let scopes = codes.iter().map(|code| (*code).to_owned()).collect();
    event::Part { scope_kind: ScopeKind::Organisation, scopes, intervals: Some(vec![interval.into()]) }
}

#[test]
fn a_change_takes_another_person_and_what_they_saw() {
    pollster::block_on(async {
        let db = province().await;
        window(&db, "fill", "43", 0, 10).await;
        let (one, other) = (hired(&db, "one", "430102").await, hired(&db, "other", "43").await);
        let says = ["填报（芙蓉区）：截止".to_owned()];
        let propose = async |codes: &[&str], closes: i64| {
            let parts = [part(codes, closes)];
            change::propose(&one.acts(&db, NOW.plus(1)).within(EXAM), &longer(&parts, &says)).await.unwrap()
        };
        let answer = async |who: &Author, proposal: i64, declined: Option<&str>| {
            decide(&who.acts(&db, NOW.plus(2)).within(EXAM), Answer { proposal, declined }).await
        };
        let first = propose(&["430102"], 20).await;
        assert!(!is_open(&db, "430102", None, NOW.plus(15)).await, "nothing comes of a proposal");
        assert!(matches!(answer(&one, first, None).await, Err(Error::Conflict(_))), "not by oneself");
        assert!(matches!(withdraw(&other.acts(&db, NOW).within(EXAM), first).await, Err(Error::Conflict(_))));
        let (second, third) = (propose(&["430102"], 30).await, propose(&["430103"], 30).await);
        answer(&other, first, None).await.unwrap();
        assert!(is_open(&db, "430102", None, NOW.plus(15)).await);
        let seen = |change: &Change| (change.id, change.outdated, change.may_agree);
        let path = &unit("43").path;
        let viewer = Viewer { exam: EXAM, actor: &other.actor, path };
        let waiting = change::waiting(&db, viewer, &After::default()).await.unwrap();
        let waiting: Vec<_> = waiting.rows.iter().map(seen).collect();
        assert_eq!(waiting, [(second, true, true), (third, false, true)]);
        assert!(matches!(answer(&other, second, None).await, Err(Error::Conflict(_))), "it was changed meanwhile");
        answer(&other, third, None).await.unwrap();
        answer(&other, second, Some("已经延长")).await.unwrap();
        assert!(matches!(answer(&other, second, None).await, Err(Error::ProposalChanged)));
        let fourth = propose(&["43"], 40).await;
        withdraw(&one.acts(&db, NOW).within(EXAM), fourth).await.unwrap();
        assert!(matches!(answer(&other, fourth, None).await, Err(Error::ProposalChanged)));
        let path = &unit("430104").path;
        let elsewhere = Viewer { exam: EXAM, actor: &one.actor, path };
        let page = history(&db, elsewhere, "fill", &After::default()).await.unwrap();
        let status: Vec<_> = page.rows.iter().map(|change| change.status).collect();
        use domain::window::ChangeStatus::{Agreed, Withdrawn};
        assert_eq!((page.next, status), (None, vec![Withdrawn, Agreed]), "what concerns them, the newest first");
    });
}

#[test]
fn of_candidates_whom_others_look_after_nothing_is_said() {
    pollster::block_on(async {
        let db = province().await;
        window(&db, "fill", "43", 0, 10).await;
        let id = admitted(&db, "01020001", "430102001").await;
        let whose = event::Part { scope_kind: ScopeKind::Candidate, scopes: vec![id.to_string()], ..part(&[], 30) };
        let (one, says) = (hired(&db, "one", "43").await, ["填报（考生 01020001、雨花区）：截止".to_owned()]);
        let parts = [whose, part(&["430103"], 30)];
        change::propose(&one.acts(&db, NOW.plus(1)).within(EXAM), &longer(&parts, &says)).await.unwrap();
        for (place, shown) in [("43", true), ("430102", true), ("430103", false)] {
            let viewer = Viewer { exam: EXAM, actor: "staff:0", path: &unit(place).path };
            let page = change::waiting(&db, viewer, &After::default()).await.unwrap();
            assert_eq!(page.rows[0].says[0].contains("01020001"), shown, "{place}: {:?}", page.rows[0].says);
        }
    });
}

#[test]
fn calendars_of_before_mean_the_same_after_their_migration() {
    let set = |organisation: &str, opens: i64, closes: i64| {
        json!({ "name": "fill", "title": "填报", "organisation": organisation, "opens": NOW.0 + opens, "closes": NOW.0 + closes,
            "reason": "年度安排" })
    };
    Old::comes_to_the_same(
        "0026",
        |old| {
            for (organisation, opens, closes) in
                [("43", 0, 10), ("430102", 5, 20), ("4301", 0, 12), ("43", 30, 40), ("430102001", 50, 60)]
            {
                old.happened("window.set", "staff:1", 0, set(organisation, opens, closes));
            }
        },
        |old, ()| {
            let open_at = |point: &str| {
                let sql = format!(
                    "SELECT GROUP_CONCAT((opens - {now}) || '-' || (closes - {now})) FROM window_interval WHERE setting = \
                     (SELECT id FROM window_setting WHERE in_force = 1 AND SUBSTR('{point}', 1, LENGTH(scope)) = scope \
                     ORDER BY LENGTH(scope) DESC LIMIT 1)",
                    now = NOW.0
                );
                old.one::<String>(&sql)
            };
            assert_eq!(open_at("430102001"), "0-20,30-40,50-60");
            assert_eq!(open_at("430102002"), "0-20,30-40");
            assert_eq!((open_at("430103001"), open_at("430201001")), ("0-12,30-40".into(), "0-10,30-40".into()));
            old.happened("window.set", "system", 0, set("4301", 70, 80));
            assert_eq!(open_at("430102001"), "0-20,30-40,50-60,70-80");
        },
    );
}
