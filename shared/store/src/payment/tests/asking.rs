//! Whom the tick asks about.

use super::*;
use crate::rate_limit;
use crate::tests::fixture::another_candidate;
use domain::time;

const LATER: Timestamp = Timestamp(NOW.0 + time::HOUR);

/// Open orders of these providers, each for a fee of a candidate of its own, the first one the most urgent.
async fn open_orders(providers: &[Provider]) -> Db {
    let (db, first) = owing().await;
    window(&db, "registration", "43", -1, 1).await;
    let fees = fee::of_candidate(&db, first).await.unwrap();
    for (number, provider) in (0i64..).zip(providers) {
        let order_no = format!("ZK{number:02}");
        let candidate = if number == 0 { first } else { another_candidate(&db, &format!("01021{number:03}")).await };
        let new = NewOrder {
            order_no: &order_no,
            fee: &fees[0],
            provider: *provider,
            channel: Channel::Qr,
            page_token: &order_no,
            expires_at: NOW.plus(number),
        };
        create(&author(None).acts(&db, NOW).within(EXAM).about(candidate), new).await.unwrap().unwrap();
    }
    db
}

async fn claim(db: &Db, order_no: &str, now: Timestamp) {
    let payment = Payment { order_no: order_no.into(), ..Money::of(0).payment() };
    came(&provider().acts(db, now), Provider::Unionpay, &payment, Source::Claimed(proof())).await.unwrap();
}

fn numbers(orders: &[Order]) -> Vec<&str> {
    orders.iter().map(|order| &order.order_no[..]).collect()
}

#[test]
fn a_claimed_order_is_asked_about_as_that_and_takes_no_place_of_the_others() {
    pollster::block_on(async {
        use Provider::Unionpay;
        let db = open_orders(&[Unionpay, Unionpay, Unionpay]).await;
        for order_no in ["ZK00", "ZK01"] {
            claim(&db, order_no, NOW).await;
        }
        // They are asked about by their own turn: in these two places nobody would ask anything.
        assert!(rate_limit::claim(&db, "claim‖ZK00", time::MINUTE, LATER).await.unwrap());
        assert_eq!(numbers(&orders_underway(&db, LATER, LATER, 2).await.unwrap()), ["ZK02"]);
        assert_eq!(numbers(&orders_claimed(&db, LATER, 2).await.unwrap()), ["ZK01"]);

        let given_up = order(&db, 1, "ZK00").await.unwrap();
        closed(&author(None).acts(&db, NOW), &given_up, Some(LATER)).await.unwrap();
        assert_eq!(numbers(&orders_followed(&db, LATER, 2).await.unwrap()), [""; 0]);
    });
}

#[test]
fn claims_that_nothing_stands_behind_keep_no_true_one_waiting() {
    pollster::block_on(async {
        use Provider::Unionpay;
        let db = open_orders(&[Unionpay; 4]).await;
        for order_no in ["ZK00", "ZK01", "ZK02"] {
            claim(&db, order_no, NOW).await;
        }
        let asked = orders_claimed(&db, LATER, 9).await.unwrap();
        for (number, order_no) in (0i64..).zip(["ZK00", "ZK01"]) {
            let denied = asked.iter().find(|order| order.order_no == order_no).unwrap();
            crate::claim::denied(&provider().acts(&db, NOW.plus(number)), denied).await.unwrap();
        }
        claim(&db, "ZK03", LATER).await;
        let first = |count| orders_claimed(&db, LATER, count);
        assert_eq!(numbers(&first(1).await.unwrap()), ["ZK03"]);
        assert_eq!(numbers(&first(2).await.unwrap()), ["ZK02", "ZK03"]);
        assert_eq!(numbers(&first(3).await.unwrap()), ["ZK00", "ZK02", "ZK03"]);
    });
}

#[test]
fn a_clock_that_went_back_hides_no_order_for_longer_than_a_turn() {
    pollster::block_on(async {
        let db = open_orders(&[Provider::Wechat]).await;
        let longest = time::HOUR + time::MINUTE;
        let turn = rate_limit::Turn { key: "check‖ZK00", interval: longest, longest: time::HOUR };
        assert!(turn.claim(&db, LATER).await.unwrap());
        assert_eq!(numbers(&orders_underway(&db, LATER, LATER, 2).await.unwrap()), [""; 0]);
        let yesterday = LATER.plus(-time::DAY);
        assert_eq!(numbers(&orders_underway(&db, LATER, yesterday, 2).await.unwrap()), ["ZK00"]);
    });
}

#[test]
fn a_provider_that_is_down_leaves_the_others_their_places() {
    pollster::block_on(async {
        use Provider::{Alipay, Unionpay, Wechat};
        let db = open_orders(&[Unionpay, Unionpay, Unionpay, Unionpay, Wechat, Alipay]).await;
        let asked = async |count| orders_underway(&db, LATER, LATER, count).await.unwrap();
        assert_eq!(numbers(&asked(3).await), ["ZK04", "ZK05", "ZK00"]);
        assert_eq!(numbers(&asked(4).await), ["ZK04", "ZK05", "ZK00", "ZK01"], "what they leave it has");
    });
}
