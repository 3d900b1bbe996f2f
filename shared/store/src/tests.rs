//! Windows and versions against a plain model: what one statement lets through, and what it does not.

mod exams;
pub(super) mod fixture;
mod lists;
pub(super) mod old;
mod rows;
mod search;
mod stopped;
mod story;
mod subtrees;
mod walks;

use super::journal::{self, Author};
use super::session::{self, Owner, Token};
use super::{candidate, favourite, organisation, registration, save_password, volunteer, window};
use crate::db::Db;
use crate::params;
use crate::seal::Keys;
use crate::volunteer::NewDraft;
use crate::window::Whom;
use domain::form::Answers;
use domain::volunteer::{self as volunteer_rules, Choice};
use fixture::{EXAM, NOW, author, candidate as admitted, happened, province, unit, window as set_window};
use proptest::prelude::*;
use serde_json::{Value, json};

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

fn answers(postcode: String) -> Answers {
    let address = json!({ "region": "430102", "detail": "示例路 1 号", "postcode": postcode, "recipient": "张三" });
    let answers =
        json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"], "address": address });
    serde_json::from_value(answers).unwrap()
}

/// A form that asks for a postcode, and later for more.
async fn asks(db: &Db, version: i64, names: &[&str]) {
    let field = |name: &&str| json!({ "name": name, "label": name, "kind": "text", "required": true, "filled_by": "candidate" });
    let fields: Vec<Value> = names.iter().map(field).collect();
    let form = json!({ "sections": [{ "name": "all", "label": "报名信息", "fields": fields }] });
    db.run(rows::FORM, params![EXAM, version, form.to_string()]).await.unwrap();
}

fn choices(group: i64) -> Vec<Choice> {
    vec![Choice { group, majors: vec!["01".into()], accept_adjustment: true }]
}

/// A candidate who has come as far as the form, and a batch with a window of its own name.
async fn filling() -> (Db, i64) {
    let db = province().await;
    let batch = "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, 'u', '本科批', 'fill', 45, 6, 1)";
    db.run(batch, params![EXAM]).await.unwrap();
    let candidate = admitted(&db).await;
    happened(&db, "candidate.passwords_set", candidate, json!({ "login_password": "x", "save_password": "x" })).await;
    happened(&db, "registration.pledged", candidate, json!({ "version": "1" })).await;
    (db, candidate)
}

/// Does it; the new version, or `None`. `mark` goes into what is stored.
async fn carry_out(db: &Db, candidate: i64, op: Op, version: i64, at: i64, mark: i64) -> Option<i64> {
    let at = NOW.plus(at);
    match op {
        Op::Form => {
            let (author, answers) = (author(None), answers(format!("{mark:06}")));
            let act = author.acts(db, at).within(EXAM).about(candidate);
            let saved = registration::save(&act, (1, &answers), version).await.unwrap();
            saved.map(|_| version + 1)
        }
        Op::Draft => {
            let list = serde_json::to_string(&choices(mark)).unwrap();
            volunteer::save_draft(db, candidate, NewDraft { batch: "u", choices: &list, version }, at).await.unwrap()
        }
        Op::Submit => {
            let list = volunteer_rules::canonical(&choices(mark)).unwrap();
            let author = author(None);
            let act = author.acts(db, at).within(EXAM).about(candidate);
            let made = volunteer::submit(&act, "u", &list, version).await.unwrap();
            made.map(|made| made.version)
        }
    }
}

/// The mark of what is stored, 0 for nothing.
async fn stored(db: &Db, candidate: i64) -> [i64; 3] {
    let form = registration::current(db, candidate).await.unwrap().form;
    let draft = volunteer::draft(db, candidate, "u").await.unwrap();
    let list = volunteer::submission(db, candidate, "u", None).await.unwrap();
    [
        form.map_or(0, |form| form.text("address.postcode").parse().unwrap()),
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
                set_window(&db, "fill", ORGANISATIONS[row.organisation], row.opens, row.closes).await;
            }
            for at in -7..12 {
                let shown = window::of(&db, Whom::at(EXAM, "430102001"), "fill", NOW.plus(at)).await.unwrap();
                let open = rows.iter().any(|row| row.open(at));
                let all = window::all_of(&db, Whom::at(EXAM, "430102001"), NOW.plus(at)).await.unwrap();
                assert_eq!(json!(all.get("fill")), json!(shown), "the same among all");
                assert_eq!(shown.as_ref().is_some_and(|window| window.open), open, "{at} {rows:?}");
                if let (true, Some(window)) = (open, shown) {
                    let above = || rows.iter().filter(|row| row.organisation < ABOVE);
                    let longer = |end: i64| above().filter(|row| row.opens <= end).map(|row| row.closes).fold(end, i64::max);
                    let end = (0..rows.len()).fold(at, |end, _| longer(end));
                    assert_eq!(window.closes.0 - NOW.0, end, "when all of it ends is shown");
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
                    set_window(&db, name, ORGANISATIONS[row.organisation], row.opens, row.closes).await;
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

/// Judged, and then a fee is added that has to be paid before: the statement itself knows.
#[test]
fn a_fee_that_falls_due_between_the_judgement_and_the_statement_shuts_the_submission() {
    pollster::block_on(async {
        let (db, candidate) = filling().await;
        set_window(&db, "fill", "43", 0, 10).await;
        let judged = async || volunteer::standing(&db, candidate, "u").await.unwrap().list().standing.unpaid;
        let submit = async |version| carry_out(&db, candidate, Op::Submit, version, 0, version + 1).await;
        assert_eq!(judged().await, None);
        assert_eq!(submit(0).await, Some(1));
        assert_eq!(judged().await, None);
        let item = json!({
            "item": "filling", "name": "填报费", "amount": 1000, "detail": "", "notice": "", "window": "fill",
            "owed_by": "everybody", "unlocks": "volunteer", "one_of": "",
        });
        happened(&db, "fee_item.added", 0, item).await;
        assert_eq!((submit(1).await, stored(&db, candidate).await[2]), (None, 1));
        assert_eq!(judged().await.as_deref(), Some("填报费"));
        // Paid, it is open again; what opens another step shuts nothing here.
        let order = json!({ "order_no": "ZKA", "item": "filling", "amount": 1000, "provider": "wechat", "channel": "qr",
            "page_token": "a", "expires_at": NOW.0 + 10 });
        happened(&db, "order.created", candidate, order).await;
        let paid = json!({ "order_no": "ZKA", "transaction_id": "42", "amount": 1000, "provider": "wechat", "paid_at": NOW.0 });
        happened(&db, "payment.found", candidate, paid).await;
        happened(
            &db,
            "fee_item.added",
            0,
            json!({
                "item": "posting", "name": "邮寄费", "amount": 500, "detail": "", "notice": "", "window": "fill",
                "owed_by": "everybody", "unlocks": "ticket", "one_of": "",
            }),
        )
        .await;
        assert_eq!(judged().await, None);
        assert_eq!(submit(1).await, Some(2));
    });
}

/// The form asks for more than it did when the answers were saved.
#[test]
fn answers_of_before_are_read_and_shown_as_incomplete() {
    pollster::block_on(async {
        let (db, candidate) = filling().await;
        set_window(&db, "registration", "43", 0, 10).await;
        asks(&db, 1, &["first_subject"]).await;
        let complete = async || {
            let (_, facts) = super::step::facts(&db, candidate, Whom::at(EXAM, "430102001"), NOW).await.unwrap();
            facts.filled && facts.missing.is_empty()
        };
        assert!(!complete().await, "nothing is saved");
        let old = json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"], "gone": 1 });
        happened(&db, "registration.saved", candidate, json!({ "version": 1, "form": old })).await;
        assert!(complete().await, "of before there were versions, and has all that is asked for");
        asks(&db, 2, &["first_subject", "address.postcode"]).await;
        assert!(!complete().await);
        let current = registration::current(&db, candidate).await.unwrap();
        assert_eq!(json!(current.form), old);
        let (author, answers) = (author(None), answers("410000".into()));
        let act = author.acts(&db, NOW).within(EXAM).about(candidate);
        registration::save(&act, (2, &answers), 1).await.unwrap().unwrap();
        assert!(complete().await);
        asks(&db, 3, &["first_subject"]).await;
        assert!(complete().await, "less is asked for");
    });
}

#[test]
fn with_500_favourites_one_still_changes_its_folder() {
    pollster::block_on(async {
        let (db, candidate) = filling().await;
        let group = "INSERT INTO college (code, name, city, tags) VALUES ('43001', '示例大学', '长沙', '[]')";
        db.run(group, vec![]).await.unwrap();
        let groups = "INSERT INTO college_group (id, exam, college, batch, code, name, track, requirement, plan_type, plan, majors) \
                      SELECT value, ?, '43001', 'u', value, '第' || value || '组', 'physics', '', '1', 1, '[]' FROM JSON_EACH(?)";
        let ids: Vec<i64> = (1..=501).collect();
        db.run(groups, params![EXAM, json!(ids).to_string()]).await.unwrap();
        for id in 1..=500 {
            favourite::keep(&db, candidate, id, "冲").await.unwrap();
        }
        favourite::keep(&db, candidate, 7, "稳").await.unwrap();
        let kept = favourite::all(&db, candidate).await.unwrap();
        assert_eq!(kept.iter().find(|kept| kept.college_group == 7).map(|kept| kept.folder.as_str()), Some("稳"));
        assert!(matches!(favourite::keep(&db, candidate, 501, "").await, Err(domain::Error::Conflict(_))));
        assert!(matches!(favourite::keep(&db, candidate, 502, "").await, Err(domain::Error::NotFound(_))));
        db.run("INSERT INTO exam (id, kind, year, name) VALUES ('other', 'gaokao', 2028, '另一考试')", vec![])
            .await
            .unwrap();
        db.run("UPDATE college_group SET exam = 'other' WHERE id = 501", vec![]).await.unwrap();
        let other = favourite::keep(&db, candidate, 501, "").await;
        assert!(matches!(other, Err(domain::Error::NotFound(_))), "another exam's");
    });
}

/// Whoever comes once more with the same key gets what the first one made.
#[test]
fn what_a_key_stands_for_is_carried_out_once() {
    pollster::block_on(async {
        let db = province().await;
        let mut author = author(Some("key-00001"));
        author.request_hash = Some("a".into());
        let point = async |author: &Author| {
            let create = async || {
                organisation::create_point(&author.acts(&db, NOW).within(EXAM), &unit("430103"), "示例第一中学").await
            };
            journal::once(&db, author, create).await
        };
        let first = point(&author).await.unwrap();
        let again = point(&author).await.unwrap();
        assert_eq!(first, again);
        let made = organisation::created(&db, first).await.unwrap();
        assert_eq!((&made.code[..], &made.name[..]), ("430103002", "示例第一中学"));
        author.request_hash = Some("b".into());
        assert!(matches!(point(&author).await, Err(domain::Error::IdempotencyKeyReused)));
    });
}

#[test]
fn a_password_that_was_replaced_while_it_was_proved_lets_nobody_in() {
    pollster::block_on(async {
        let (db, id) = filling().await;
        let passwords = |password: &str| json!({ "login_password": password, "save_password": "s" });
        happened(&db, "candidate.passwords_set", id, passwords("old")).await;
        let begin = async |proved| {
            let place = session::Place { ip: "", device: "", browser: None, old_token: None, proved };
            session::begin(&db, Owner::Candidate(id), domain::event::Factor::LoginPassword, &place, NOW).await
        };
        begin(Some("old")).await.unwrap();
        happened(&db, "candidate.passwords_set", id, passwords("new")).await;
        assert!(matches!(begin(Some("old")).await, Err(domain::Error::WrongCredentials)));
        begin(Some("new")).await.unwrap();
        begin(None).await.unwrap();
    });
}

/// A hash of parameters that are no longer used gives way at the next proof, as an event; the session then vouches.
#[test]
fn a_proved_password_is_hashed_anew_and_kept_by_the_session() {
    use argon2::password_hash::{PasswordHasher, SaltString};
    use argon2::{Algorithm, Argon2, Params, Version};
    pollster::block_on(async {
        let (db, id) = filling().await;
        let keys = || Keys::new(&format!("k1:{}", "1".repeat(64)), &"7".repeat(64)).unwrap();
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).unwrap());
        let salt = SaltString::encode_b64(b"0123456789abcdef").unwrap();
        let hash = old.hash_password(b"maple4save", &salt).unwrap().to_string();
        let sealed = |column: &str| keys().seal(&candidate::place(id, column), &hash).unwrap();
        let passwords = json!({ "login_password": sealed("login_password"), "save_password": sealed("save_password") });
        happened(&db, "candidate.passwords_set", id, passwords.clone()).await;

        let place = session::Place { ip: "", device: "", browser: None, old_token: None, proved: None };
        let begin = async || {
            session::begin(&db, Owner::Candidate(id), domain::event::Factor::LoginPassword, &place, NOW).await.unwrap()
        };
        let (token, other) = (begin().await, begin().await);
        let held = async |token: &str| save_password::held(&db, id, Token(token)).await.unwrap();
        let check = async |token: &str, password: &str, at| {
            let load = async || Ok(keys());
            save_password::check(
                &author(None).acts(&db, at).within(EXAM).about(id),
                load,
                Token(token),
                &held(token).await,
                password,
            )
            .await
        };
        check(&token, "maple4save", NOW).await.unwrap();
        let now = candidate::secrets(&db, id).await.unwrap();
        assert_ne!(json!(now.save_password), passwords["save_password"]);
        assert_eq!(json!(now.login_password), passwords["login_password"], "that one was not proved");

        let hour = NOW.plus(domain::time::HOUR);
        assert!(held(&token).await.vouches(Token(&token), "maple4save", NOW).unwrap());
        assert!(!held(&token).await.vouches(Token(&token), "maple4save", hour).unwrap(), "an hour later");
        assert!(!held(&token).await.vouches(Token(&token), "another", NOW).unwrap());
        assert!(
            !held(&token).await.vouches(Token(&other), "maple4save", NOW).unwrap(),
            "what is kept, with another token"
        );
        assert!(!held(&other).await.vouches(Token(&other), "maple4save", NOW).unwrap(), "another session");
        check(&token, "maple4save", hour).await.unwrap();
        assert_eq!(candidate::secrets(&db, id).await.unwrap().save_password, now.save_password, "once is enough");

        happened(&db, "candidate.passwords_set", id, passwords).await;
        assert!(!held(&token).await.vouches(Token(&token), "maple4save", hour).unwrap(), "after new passwords");
        for left in [4, 3, 2, 1, 0] {
            let Err(domain::Error::WrongPassword(Some(told))) = check(&token, "wrong", hour).await else {
                panic!("not refused")
            };
            assert_eq!(told, left);
        }
        assert!(matches!(check(&token, "maple4save", hour).await, Err(domain::Error::TooManyRequests(_))));
    });
}
