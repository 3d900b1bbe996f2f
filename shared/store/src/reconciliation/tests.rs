//! Statements against our books, in SQL and by a plain model; and what takes two people.

mod model;

use super::*;
use crate::payment::{self, NewOrder, Source};
use crate::tests::fixture::{EXAM, NOW, author, candidate, proof, province, window};
use crate::{claim, fee, journal::Author};
use domain::difference::{Action, Kind, Status};
use domain::payment::{Channel, Payment};
use domain::reconciliation::{Entry, Line};
use domain::{Fen, time};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ORDERS: [&str; 4] = ["ZKA", "ZKB", "ZKC", "ZKD"];

fn staff(id: i64) -> Author {
    Author { actor: format!("staff:{id}"), role: domain::event::Role::Province, ..author(None) }
}

/// As an actor sees them.
async fn seen(db: &Db, actor: &str) -> Vec<Difference> {
    differences(db, actor, &After::default()).await.unwrap().rows
}

/// Answers the proposal that a difference has, or had last.
async fn say(db: &Db, who: i64, difference: i64, declined: Option<&str>) -> Result<()> {
    let proposal: Option<i64> =
        db.first("SELECT COALESCE(proposal, -1) FROM difference WHERE id = ?", params![difference]).await.unwrap();
    let answer = Answer { proposal: proposal.unwrap_or(-1), declined };
    decide(&staff(who).acts(db, NOW), difference, answer).await
}

/// One candidate who owes 40.00 yuan, and orders for it, all but the last closed.
async fn orders() -> (Db, i64) {
    let db = province().await;
    let item = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                VALUES (?, 'registration', '报名费', 4000, '', '', 'registration', 'everybody', 1, 'identity')";
    db.run(item, params![EXAM]).await.unwrap();
    for id in [1, 2, 7] {
        let account = "INSERT INTO staff (id, username, name, organisation, password, created_by, login) \
                       VALUES (?1, 's' || ?1, '示例', '43', '', 'system', 's' || ?1)";
        db.run(account, params![id]).await.unwrap();
    }
    let id = candidate(&db).await;
    window(&db, "registration", "43", 0, 10).await;
    let fees = fee::of_candidate(&db, id).await.unwrap();
    for order_no in ORDERS {
        let (provider, channel, expires_at) = (Provider::Wechat, Channel::Qr, NOW.plus(1));
        let new = NewOrder { order_no, fee: &fees[0], provider, channel, page_token: order_no, expires_at };
        payment::create(&author(None).acts(&db, NOW).within(EXAM).about(id), new).await.unwrap().unwrap();
        if order_no != "ZKD" {
            let order = payment::order(&db, id, order_no).await.unwrap();
            payment::closed(&author(None).acts(&db, NOW), &order, None).await.unwrap();
        }
    }
    (db, id)
}

fn today() -> chrono::NaiveDate {
    NOW.date()
}

/// A payment at noon, some days from now.
fn line(order_no: &str, amount: i64, days: i64) -> Line {
    let at = Timestamp::midnight(today()).plus(days * time::DAY + 12 * time::HOUR);
    Line {
        entry: Entry::Payment,
        number: order_no.into(),
        transaction_id: format!("4200{order_no}"),
        amount: Fen(amount),
        at,
    }
}

async fn pay(db: &Db, line: &Line) {
    let Line { number, transaction_id, amount, at, .. } = line.clone();
    let payment = Payment { order_no: number, transaction_id, amount, paid_at: at, fault: None };
    payment::came(&author(None).acts(db, NOW), Provider::Wechat, &payment, Source::Found(proof())).await.unwrap();
}

async fn take_in(db: &Db, days: u64, lines: Vec<Line>) -> Statement {
    let day = rules::Day::new(Provider::Wechat, today() + chrono::Days::new(days), 0);
    let file = format!("{days}{lines:?}");
    let statement = rules::Statement { lines };
    import(&staff(7).acts(db, NOW.plus(time::DAY)), day, &statement, &file).await.unwrap()
}

/// (kind, number) of everything unresolved.
async fn open(db: &Db) -> Vec<(Kind, String)> {
    let all = seen(db, "").await;
    all.into_iter().filter(|row| row.status != Status::Resolved).map(|row| (row.kind, row.number)).collect()
}

#[test]
fn what_is_in_both_is_no_difference_and_each_way_to_differ_is_named() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        for paid in [line("ZKA", 4000, 0), line("ZKB", 4000, 0), line("ZKX", 4000, 0)] {
            pay(&db, &paid).await;
        }
        let told = vec![line("ZKA", 4000, 0), line("ZKC", 4000, 0), line("ZKX", 3999, 0)];
        let row = take_in(&db, 0, told.clone()).await;
        assert_eq!((row.payments, row.paid, row.refunds, row.differences), (3, Fen(11999), 0, 3));
        let expected =
            [(Kind::MissingHere, "ZKC".into()), (Kind::Amount, "ZKX".into()), (Kind::MissingThere, "ZKB".into())];
        assert_eq!(open(&db).await, expected);
        assert_eq!(take_in(&db, 0, told).await.id, row.id, "the same file changes nothing");

        // The next day's statement has what this one had not, and a notice comes after all.
        take_in(&db, 1, vec![line("ZKB", 4000, 0)]).await;
        assert_eq!(open(&db).await, expected[..2]);
        pay(&db, &line("ZKC", 4000, 0)).await;
        assert_eq!(open(&db).await, expected[1..2]);
        let gone = seen(&db, "").await.into_iter().filter(|row| row.status == Status::Resolved);
        assert!(gone.into_iter().all(|row| row.action.is_none() && row.reason.is_some() && row.resolved_by.is_none()));
        // Another file of the same day makes nothing good that the first one opened: it is contested.
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKC", 4000, 0), line("ZKX", 4000, 0)]).await;
        assert_eq!(open(&db).await, expected[1..2]);
        assert!(seen(&db, "").await[0].contested);
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKX", 4000, 0)]).await;
        let found = [(Kind::MissingThere, "ZKC".into()), (Kind::Amount, "ZKX".into())];
        assert_eq!(open(&db).await.into_iter().collect::<BTreeSet<_>>(), found.into());
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKC", 4000, 0), line("ZKX", 4000, 0)]).await;
        let (still, listed) = (seen(&db, "").await, statements(&db, &After::default()).await.unwrap().rows);
        assert!(still.iter().any(|row| row.number == "ZKC" && row.contested && row.status == Status::Open));
        let latest: Vec<bool> =
            listed.iter().filter(|row| row.date == today().to_string()).map(|row| row.latest).collect();
        assert_eq!(latest, [true, false, false, false], "earlier imports stay listed");
    });
}

#[test]
fn what_two_files_of_a_day_say_differently_is_never_written_down_from_them() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        let handling = Handling { action: Action::Settle, reason: "已核对".into() };
        take_in(&db, 0, vec![line("ZKA", 3000, 0), line("ZKC", 4000, 0)]).await;
        let id = |rows: &[Difference], number: &str| rows.iter().find(|row| row.number == number).unwrap().id;
        let rows = seen(&db, "").await;
        let (amended, vanished) = (id(&rows, "ZKA"), id(&rows, "ZKC"));
        propose(&staff(1).acts(&db, NOW), vanished, &handling).await.unwrap();
        // Somebody edits the file: another amount, a line less, a line more.
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKB", 4000, 0)]).await;
        let rows = seen(&db, "").await;
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.status == Status::Open && row.contested && !row.settleable), "{rows:?}");
        assert!(say(&db, 2, vanished, None).await.is_err(), "nothing is proposed any more");
        for row in [amended, vanished, id(&rows, "ZKB")] {
            assert!(propose(&staff(1).acts(&db, NOW), row, &handling).await.is_err());
        }
        explain(&staff(1).acts(&db, NOW), amended, &Handling { action: Action::Explain, reason: "已核对".into() })
            .await
            .unwrap();
    });
}

#[test]
fn a_line_older_than_its_order_is_a_difference_of_its_own_and_nobody_writes_it_down() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        let early = Line { at: NOW.plus(-2000), ..line("ZKA", 4000, 0) };
        take_in(&db, 0, vec![early, Line { at: NOW.plus(-999), ..line("ZKB", 4000, 0) }]).await;
        let found: BTreeSet<_> = open(&db).await.into_iter().collect();
        assert_eq!(found, [(Kind::TooEarly, "ZKA".into()), (Kind::MissingHere, "ZKB".into())].into());
        let rows = seen(&db, "").await;
        let early = rows.iter().find(|row| row.kind == Kind::TooEarly).unwrap();
        let handling = Handling { action: Action::Settle, reason: "已核对".into() };
        assert!(!early.settleable && propose(&staff(1).acts(&db, NOW), early.id, &handling).await.is_err());
        // Of what is missing, the provider is asked; of what can't be, it is not.
        let asked = payment::orders_claimed(&db, NOW, 10).await.unwrap();
        assert_eq!(asked.iter().map(|order| order.order_no.as_str()).collect::<Vec<_>>(), ["ZKB"]);
    });
}

#[test]
fn what_was_given_back_at_the_provider_is_not_written_down() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        take_in(&db, 0, vec![line("ZKA", 4000, 0)]).await;
        let row = seen(&db, "").await.remove(0);
        assert!(row.settleable);
        let Line { number, transaction_id, amount, at, .. } = line("ZKA", 4000, 0);
        let fault = Some(domain::payment::Fault::Refunded);
        let back = Payment { order_no: number, transaction_id, amount, paid_at: at, fault };
        payment::came(&author(None).acts(&db, NOW), Provider::Wechat, &back, Source::Found(proof())).await.unwrap();
        assert!(!seen(&db, "").await[0].settleable);
        let handling = Handling { action: Action::Settle, reason: "已核对".into() };
        assert!(propose(&staff(1).acts(&db, NOW), row.id, &handling).await.is_err());
    });
}

/// Between the proposal and the agreement things go on; `agree` asks for what `propose` asked for.
#[test]
fn what_no_longer_fits_is_not_written_down_although_it_was_proposed() {
    pollster::block_on(async {
        let (db, id) = orders().await;
        let handling = Handling { action: Action::Settle, reason: "已核对".into() };
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKB", 4000, 0), line("ZKC", 4000, 0)]).await;
        let rows = seen(&db, "").await;
        let of = |number: &str| rows.iter().find(|row| row.number == number).unwrap().id;
        for row in &rows {
            propose(&staff(1).acts(&db, NOW), row.id, &handling).await.unwrap();
        }
        // The money of the first has gone back, the second was paid by another transaction.
        let Line { number, transaction_id, amount, at, .. } = line("ZKA", 4000, 0);
        let fault = Some(domain::payment::Fault::Refunded);
        let back = Payment { order_no: number, transaction_id, amount, paid_at: at, fault };
        payment::came(&author(None).acts(&db, NOW), Provider::Wechat, &back, Source::Found(proof())).await.unwrap();
        pay(&db, &Line { transaction_id: "42".into(), ..line("ZKB", 4000, 0) }).await;
        db.run("UPDATE difference SET contested = 1 WHERE id = ?", params![of("ZKC")]).await.unwrap();
        let booked = async || {
            let sql = "SELECT COALESCE(SUM(amount), 0) FROM ledger WHERE account = 'provider'";
            db.first::<i64>(sql, vec![]).await.unwrap().unwrap()
        };
        assert_eq!(booked().await, 4000);
        for number in ["ZKA", "ZKB", "ZKC"] {
            let refused = say(&db, 2, of(number), None).await;
            assert!(matches!(&refused, Err(Error::Conflict(why)) if why == NO_LONGER), "{number}: {refused:?}");
        }
        assert_eq!(booked().await, 4000);
        let alarmed: i64 =
            db.first("SELECT COUNT(*) FROM payment_alarm WHERE reason <> 'refunded'", vec![]).await.unwrap().unwrap();
        assert_eq!(alarmed, 0);
        assert_eq!(payment::order(&db, id, "ZKA").await.unwrap().paid_at, None);
        // The way out: somebody does not agree.
        for number in ["ZKA", "ZKB", "ZKC"] {
            say(&db, 2, of(number), Some("情况有变")).await.unwrap();
        }
    });
}

/// The orders that the provider is to be asked about.
async fn asked(db: &Db) -> Vec<String> {
    let orders = payment::orders_claimed(db, NOW.plus(30 * time::DAY), 10).await.unwrap();
    orders.into_iter().map(|order| order.order_no).collect()
}

#[test]
fn a_second_payment_whose_notice_was_lost_is_asked_about_and_what_we_know_is_not() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        pay(&db, &line("ZKA", 4000, 0)).await;
        let again = Line { transaction_id: "42".into(), ..line("ZKA", 4000, 0) };
        take_in(&db, 0, vec![line("ZKA", 4000, 0)]).await;
        assert_eq!(asked(&db).await, [""; 0]);
        take_in(&db, 1, vec![again.clone()]).await;
        assert_eq!(asked(&db).await, ["ZKA"]);
        pay(&db, &again).await;
        assert_eq!((asked(&db).await, open(&db).await), (vec![], vec![]), "a second payment, in suspense");
        // What went back is no question, whoever brings the file once more.
        let Line { number, transaction_id, amount, at, .. } = line("ZKB", 4000, 2);
        let fault = Some(domain::payment::Fault::Refunded);
        let back = Payment { order_no: number, transaction_id, amount, paid_at: at, fault };
        payment::came(&author(None).acts(&db, NOW), Provider::Wechat, &back, Source::Found(proof())).await.unwrap();
        take_in(&db, 2, vec![line("ZKB", 4000, 2)]).await;
        assert_eq!((asked(&db).await, open(&db).await), (vec![], vec![(Kind::MissingHere, "ZKB".into())]));
    });
}

#[test]
fn a_denial_counts_when_it_was_given_for_an_hour_and_another_file_asks_again() {
    pollster::block_on(async {
        let (db, id) = orders().await;
        take_in(&db, 0, vec![line("ZKA", 4000, 0)]).await;
        let order = payment::order(&db, id, "ZKA").await.unwrap();
        let since = order.claimed_at.unwrap();
        // Whoever looked before somebody said that it is paid doesn't leave it either.
        payment::left(&author(None).acts(&db, since), &order, since).await.unwrap();
        assert_eq!(payment::order(&db, id, "ZKA").await.unwrap().status, domain::payment::OrderStatus::Open);
        let denied = async |minutes: i64| {
            claim::denied(&author(None).acts(&db, since.plus(minutes * time::MINUTE)), &order).await.unwrap();
        };
        let alarms = async || {
            let sql = "SELECT COUNT(*) FROM payment_alarm WHERE reason = 'unconfirmed'";
            db.first::<i64>(sql, vec![]).await.unwrap().unwrap()
        };
        // The provider was not there for hours; then one answer is not yet the last word, nor is the first one after it was
        // away again, for however long: of that time ten minutes count.
        for minutes in [180, 180, 190, 350, 1000, 1010, 1019] {
            denied(minutes).await;
            assert_eq!((asked(&db).await, alarms().await), (vec!["ZKA".to_owned()], 0), "{minutes}");
        }
        let noted: i64 =
            db.first("SELECT COUNT(*) FROM journal WHERE kind = 'claim.denied'", vec![]).await.unwrap().unwrap();
        assert_eq!(noted, 6, "two at the same minute are one");
        denied(1030).await;
        denied(1040).await;
        assert_eq!((asked(&db).await, alarms().await), (vec![], 1));
        // Another file says so again: it is asked again, for another hour.
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKX", 4000, 0)]).await;
        for minutes in [1050, 1060, 1070, 1080, 1090, 1100] {
            denied(minutes).await;
            assert_eq!(asked(&db).await, ["ZKA"], "{minutes}");
        }
        denied(1110).await;
        assert_eq!((asked(&db).await, alarms().await), (vec![], 1));
    });
}

#[test]
fn a_refund_is_found_by_our_number_whatever_theirs_is() {
    pollster::block_on(async {
        let (db, _) = orders().await;
        let (first, second) = (line("ZKA", 4000, 0), line("ZKB", 4000, 0));
        pay(&db, &first).await;
        pay(&db, &second).await;
        let refund = |number: &str| Line {
            entry: Entry::Refund,
            number: number.into(),
            transaction_id: "5000".into(),
            ..line("", 4000, 0)
        };
        take_in(&db, 0, vec![first, second, refund("ZKBR"), refund("ZKCR")]).await;
        assert_eq!(open(&db).await, [(Kind::MissingHere, "ZKCR".into())]);
        let row = seen(&db, "").await.remove(0);
        assert_eq!((row.entry, row.settleable), (Entry::Refund, false));
    });
}

#[test]
fn money_is_written_down_from_a_statement_only_when_two_agree() {
    pollster::block_on(async {
        let (db, id) = orders().await;
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKB", 1, 0), line("ZKX", 4000, 0)]).await;
        let rows = seen(&db, "staff:1").await;
        let settleable: Vec<&str> = rows.iter().filter(|row| row.settleable).map(|row| row.number.as_str()).collect();
        assert_eq!(settleable, ["ZKA"]);
        let of = |number: &str| rows.iter().find(|row| row.number == number).unwrap().id;
        let handling = |action| Handling { action, reason: " 已核对 ".into() };
        let settle = handling(Action::Settle);
        for other in ["ZKB", "ZKX"] {
            assert!(propose(&staff(1).acts(&db, NOW), of(other), &settle).await.is_err(), "{other}");
        }
        assert!(say(&db, 2, of("ZKA"), None).await.is_err(), "nothing is proposed");
        propose(&staff(1).acts(&db, NOW), of("ZKA"), &settle).await.unwrap();
        assert!(propose(&staff(2).acts(&db, NOW), of("ZKA"), &settle).await.is_err(), "once");
        assert!(explain(&staff(2).acts(&db, NOW), of("ZKA"), &settle).await.is_err(), "it waits for another");
        assert!(say(&db, 1, of("ZKA"), None).await.is_err(), "four eyes");
        assert!(say(&db, 1, of("ZKA"), Some("不对")).await.is_err(), "four eyes");
        assert!(seen(&db, "staff:1").await.iter().any(|row| row.mine));
        say(&db, 2, of("ZKA"), Some("不对")).await.unwrap();
        let declined = seen(&db, "").await;
        assert!(declined.iter().any(|row| row.declined_reason.as_deref() == Some("不对")));
        propose(&staff(2).acts(&db, NOW), of("ZKA"), &settle).await.unwrap();
        assert!(say(&db, 7, of("ZKA"), None).await.is_err(), "who brought the file");
        let may = |rows: Vec<Difference>| rows.iter().any(|row| row.may_agree);
        for (actor, may_agree) in [("staff:1", true), ("staff:2", false), ("staff:7", false)] {
            assert_eq!(may(seen(&db, actor).await), may_agree, "{actor}");
        }
        say(&db, 1, of("ZKA"), None).await.unwrap();
        assert!(say(&db, 1, of("ZKA"), None).await.is_err(), "once");
        assert_eq!(payment::order(&db, id, "ZKA").await.unwrap().paid_at, Some(line("", 0, 0).at));
        explain(&staff(1).acts(&db, NOW), of("ZKX"), &handling(Action::Explain)).await.unwrap();
        assert!(explain(&staff(2).acts(&db, NOW), of("ZKX"), &settle).await.is_err(), "once");

        let rows = seen(&db, "").await;
        let told: Vec<_> =
            rows.iter().map(|row| (row.number.as_str(), row.status, row.action, row.reason.as_deref())).collect();
        assert!(told.contains(&("ZKA", Status::Resolved, Some(Action::Settle), Some("已核对"))), "{told:?}");
        assert!(told.contains(&("ZKX", Status::Resolved, Some(Action::Explain), Some("已核对"))), "{told:?}");
        assert_eq!(open(&db).await, [(Kind::MissingHere, "ZKB".into())]);
        // What was explained stays so.
        take_in(&db, 0, vec![line("ZKA", 4000, 0), line("ZKB", 1, 0), line("ZKX", 4000, 0)]).await;
        assert_eq!(open(&db).await, [(Kind::MissingHere, "ZKB".into())]);
    });
}
