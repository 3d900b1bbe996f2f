//! Windows and versions against a plain model: what one statement lets through, and what it does not.

pub(super) mod fixture;

use super::{exam, registration, volunteer};
use crate::db::Db;
use crate::domain::registration::{Address, Form, Place};
use crate::domain::subject::{Second, Track};
use crate::domain::volunteer::Choice;
use crate::params;
use fixture::{EXAM, NOW, author, candidate, happened, province, window};
use proptest::prelude::*;
use serde_json::json;

/// Organisations above the candidate's point, and some that are not.
const ORGANISATIONS: [&str; 7] = ["43", "4301", "430102", "430102001", "4302", "430103", "430102002"];
const ABOVE: usize = 4;

/// A row of the calendar; times relative to NOW.
#[derive(Clone, Copy, Debug)]
struct Row {
    organisation: usize,
    opens: i64,
    closes: i64,
}

impl Row {
    fn open(self, at: i64) -> bool {
        self.organisation < ABOVE && self.opens <= at && at < self.closes
    }
}

fn row() -> impl Strategy<Value = Row> {
    (0..ORGANISATIONS.len(), -6i64..6, 1i64..6).prop_map(|(organisation, opens, length)| Row {
        organisation,
        opens,
        closes: opens + length,
    })
}

/// What a device does: it sends the version that it knows, which may be an old one.
#[derive(Clone, Copy, Debug)]
enum Op {
    /// 提交保存报名信息
    Form,
    /// 保存志愿草稿
    Draft,
    /// 提交保存志愿
    Submit,
}

/// An attempt: what, how far behind (or before) the version that is there, when.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    op: Op,
    behind: i64,
    at: i64,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let op = prop_oneof![Just(Op::Form), Just(Op::Draft), Just(Op::Submit)];
    let behind = prop_oneof![4 => Just(0i64), 1 => Just(1i64), 1 => Just(-1i64), 1 => Just(3i64)];
    (op, behind, -7i64..12).prop_map(|(op, behind, at)| Attempt { op, behind, at })
}

fn form(postcode: String) -> Form {
    let place = || Place { region: "430102".into(), detail: "示例路 1 号".into() };
    Form {
        political_status: "13".into(),
        first_subject: Track::Physics,
        second_subjects: vec![Second::Chemistry, Second::Biology],
        foreign_language: "english".into(),
        candidate_category: "1".into(),
        graduation_category: "1".into(),
        school_name: "示例中学".into(),
        graduation_year: 2027,
        household: place(),
        address: Address {
            region: "430102".into(), detail: "示例路 1 号".into(), postcode, recipient: "张三".into()
        },
        phone: "13800000000".into(),
    }
}

fn choices(group: i64) -> Vec<Choice> {
    vec![Choice { group, majors: vec!["01".into()], accept_adjustment: true }]
}

/// A candidate who has come as far as the form, and a batch with a window of its own name.
async fn filling() -> (Db, i64) {
    let db = province().await;
    let batch = "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, 'u', '本科批', 'fill', 45, 6, 1)";
    db.run(batch, params![EXAM]).await.unwrap();
    let candidate = candidate(&db).await;
    happened(&db, "candidate.passwords_set", candidate, json!({ "login_password": "x", "save_password": "x" })).await;
    happened(&db, "registration.pledged", candidate, json!({ "version": "1" })).await;
    (db, candidate)
}

/// Does it; the new version, or `None`. `mark` goes into what is stored.
async fn carry_out(db: &Db, candidate: i64, op: Op, version: i64, at: i64, mark: i64) -> Option<i64> {
    let at = NOW.plus(at);
    match op {
        Op::Form => {
            let form = form(format!("{mark:06}"));
            let saved = registration::save(db, &author(None), (EXAM, candidate), (&form, version), at).await.unwrap();
            saved.map(|_| version + 1)
        }
        Op::Draft => {
            let list = serde_json::to_string(&choices(mark)).unwrap();
            volunteer::save_draft(db, candidate, "u", (&list, version), at).await.unwrap()
        }
        Op::Submit => {
            let list = (&choices(mark)[..], version);
            let made = volunteer::submit(db, &author(None), (EXAM, candidate), "u", list, at).await.unwrap();
            made.map(|_| version + 1)
        }
    }
}

/// The mark of what is stored, 0 for nothing.
async fn stored(db: &Db, candidate: i64) -> [i64; 3] {
    let form = registration::current(db, candidate).await.unwrap().form;
    let draft = volunteer::draft(db, candidate, "u").await.unwrap();
    let list = volunteer::submission(db, candidate, "u", None).await.unwrap();
    [
        form.map_or(0, |form| form.address.postcode.parse().unwrap()),
        draft.map_or(0, |choices| choices[0].group),
        list.map_or(0, |list| list.choices[0].group),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Open for a candidate: some row of an organisation above them covers the instant; its end is exclusive.
    #[test]
    fn a_window_is_the_union_of_its_rows_above_the_candidate(rows in prop::collection::vec(row(), 0..6)) {
        pollster::block_on(async {
            let db = province().await;
            for row in &rows {
                window(&db, "fill", ORGANISATIONS[row.organisation], row.opens, row.closes).await;
            }
            for at in -7..12 {
                let shown = exam::window(&db, EXAM, "fill", "430102001", NOW.plus(at)).await.unwrap();
                let open = rows.iter().any(|row| row.open(at));
                let all = exam::windows_for(&db, EXAM, "430102001", NOW.plus(at)).await.unwrap();
                assert_eq!(json!(all.get("fill")), json!(shown), "the same among all");
                assert_eq!(shown.as_ref().is_some_and(|window| window.open), open, "{at} {rows:?}");
                if let (true, Some(window)) = (open, shown) {
                    let last = rows.iter().filter(|row| row.open(at)).map(|row| row.closes).max();
                    assert_eq!(Some(window.closes.0 - NOW.0), last, "the one that closes last is shown");
                }
            }
        });
    }

    /// A write is carried out when its window is open and its version is the one that is there, and leaves no trace otherwise.
    #[test]
    fn a_write_counts_in_its_window_and_on_the_version_that_is_there(
        form_rows in prop::collection::vec(row(), 0..4),
        fill_rows in prop::collection::vec(row(), 0..4),
        attempts in prop::collection::vec(attempt(), 0..24),
    ) {
        pollster::block_on(async {
            let (db, candidate) = filling().await;
            for (name, rows) in [("registration", &form_rows), ("fill", &fill_rows)] {
                for row in rows {
                    window(&db, name, ORGANISATIONS[row.organisation], row.opens, row.closes).await;
                }
            }
            let (mut versions, mut marks) = ([0i64; 3], [0i64; 3]);
            for (mark, attempt) in (1..).zip(&attempts) {
                let (kind, rows) = match attempt.op {
                    Op::Form => (0, &form_rows),
                    Op::Draft => (1, &fill_rows),
                    Op::Submit => (2, &fill_rows),
                };
                let sent = versions[kind] - attempt.behind;
                let done = carry_out(&db, candidate, attempt.op, sent, attempt.at, mark).await;
                let counts = attempt.behind == 0 && rows.iter().any(|row| row.open(attempt.at));
                if counts {
                    (versions[kind], marks[kind]) = (versions[kind] + 1, mark);
                }
                assert_eq!(done, counts.then_some(versions[kind]), "{attempt:?} after {attempts:?}");
                assert_eq!(stored(&db, candidate).await, marks, "{attempt:?} after {attempts:?}");
            }
        });
    }
}
