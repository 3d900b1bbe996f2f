//! Whose turn it is to ask a provider.

use super::*;
use domain::payment::{Channel, OrderStatus};
use domain::{ExamId, Fen};

pub(crate) const NOW: Timestamp = Timestamp(1_793_577_600_000);

pub(crate) fn order(claimed_at: Option<Timestamp>) -> Order {
    Order {
        order_no: "ZKA".into(),
        candidate: 1,
        exam: ExamId::known("gaokao-2027"),
        item: "registration".into(),
        item_name: "报名费".into(),
        provider: Provider::Unionpay,
        channel: Channel::Qr,
        amount: Fen(4000),
        status: OrderStatus::Open,
        page_token: "token".into(),
        code_url: None,
        created_at: NOW,
        expires_at: NOW.plus(time::HOUR),
        paid_at: None,
        follow_until: None,
        claimed_at,
    }
}

#[test]
fn an_order_is_one_askers_alone_for_as_long_as_the_provider_may_take() {
    pollster::block_on(async {
        for order in [order(Some(NOW)), order(None)] {
            let db = Db::in_memory().unwrap();
            assert!(begin_turn(&db, &order, NOW).await.unwrap());
            // Nothing comes: a question and a closing take 26 s.
            for seconds in [1, 3, 14, 26] {
                assert!(!begin_turn(&db, &order, NOW.plus(seconds * 1_000)).await.unwrap(), "{seconds}");
            }
            assert!(begin_turn(&db, &order, NOW.plus(TURN)).await.unwrap());
        }
    });
}

#[test]
fn after_an_answer_the_next_question_follows_soon_at_first_and_later_when_it_is_old() {
    pollster::block_on(async {
        let order = order(Some(NOW));
        let db = Db::in_memory().unwrap();
        for (minutes, apart) in [(0, 3_000), (2, 30_000), (60, 10 * time::MINUTE)] {
            let now = NOW.plus(minutes * time::MINUTE);
            assert!(begin_turn(&db, &order, now).await.unwrap(), "{minutes}");
            end_turn(&db, &order, now).await.unwrap();
            assert!(!begin_turn(&db, &order, now.plus(apart - 1)).await.unwrap(), "{minutes}");
            assert!(begin_turn(&db, &order, now.plus(apart)).await.unwrap(), "{minutes}");
            end_turn(&db, &order, now.plus(apart)).await.unwrap();
        }
    });
}

/// The order is a day old: what is answered is asked again an hour later, what is not as soon as the turn is over.
#[test]
fn a_question_without_an_answer_is_asked_again_when_its_turn_is_over() {
    pollster::block_on(async {
        let (order, now) = (order(None), NOW.plus(time::DAY));
        let db = Db::in_memory().unwrap();
        assert!(begin_turn(&db, &order, now).await.unwrap());
        assert!(!begin_turn(&db, &order, now.plus(TURN - 1)).await.unwrap());
        let next = now.plus(TURN);
        assert!(begin_turn(&db, &order, next).await.unwrap());
        end_turn(&db, &order, next).await.unwrap();
        assert!(!begin_turn(&db, &order, next.plus(time::HOUR - 1)).await.unwrap());
        assert!(begin_turn(&db, &order, next.plus(time::HOUR)).await.unwrap());
    });
}

/// Whoever ends a turn late ends his own.
#[test]
fn a_late_answer_does_not_end_the_turn_of_the_next_one() {
    pollster::block_on(async {
        let (order, db, next) = (order(Some(NOW)), Db::in_memory().unwrap(), NOW.plus(TURN));
        assert!(begin_turn(&db, &order, NOW).await.unwrap());
        assert!(begin_turn(&db, &order, next).await.unwrap());
        end_turn(&db, &order, NOW).await.unwrap();
        assert!(!begin_turn(&db, &order, next.plus(14_000)).await.unwrap());
    });
}

/// Too many wait for the provider: the turn is as free as before.
#[test]
fn a_turn_that_is_given_back_is_anybodys() {
    pollster::block_on(async {
        let (order, db) = (order(None), Db::in_memory().unwrap());
        assert!(begin_turn(&db, &order, NOW).await.unwrap());
        give_turn_back(&db, &order, NOW).await.unwrap();
        assert!(begin_turn(&db, &order, NOW).await.unwrap());
        assert!(!begin_turn(&db, &order, NOW).await.unwrap());
    });
}

/// Where a component has the fewest instances, 4 on two cores. A provider that is well answers in 300 ms.
#[test]
fn seats_are_enough_for_a_provider_that_is_well_and_all_that_hang_leave_most_of_the_component() {
    let answered_at_once = 4 * 64;
    let manifest = include_str!("../../../../spin.toml");
    assert!(manifest.contains("[component.payment.tool.zhaokao]\nconcurrent = 64\n"));
    const { assert!(PRESSERS * 1_000 / 300 >= 100) };
    assert!(Provider::ALL.len() as i64 * (READERS + PRESSERS) < answered_at_once / 2);
    let operations = include_str!("../../../../docs/OPERATIONS.md");
    assert!(operations.contains(&format!("at most {READERS} readers and {PRESSERS} who want something done")));
}
