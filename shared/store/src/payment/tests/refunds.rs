//! What is owed back, until the provider has given it back.

use super::*;
use crate::rate_limit;
use crate::refund;
use domain::payment::{Refund, Returned};
use domain::time;

/// A candidate has paid twice.
async fn owed() -> (Db, Refund) {
    let (db, candidate) = owing().await;
    window(&db, "registration", "43", 0, 10).await;
    for (order_no, money) in ORDERS.into_iter().zip([A, B]) {
        order_of(&db, candidate, order_no, None).await.unwrap();
        let order = order(&db, candidate, order_no).await.unwrap();
        closed(&author(None).acts(&db, NOW), &order, None).await.unwrap();
        if money == B {
            came(&provider().acts(&db, NOW), Provider::Wechat, &A.payment(), Source::Found(proof())).await.unwrap();
            came(&provider().acts(&db, NOW), Provider::Wechat, &B.payment(), Source::Found(proof())).await.unwrap();
        }
    }
    let owed = refund::underway(&db, NOW, 10).await.unwrap().remove(0);
    (db, owed)
}

#[test]
fn a_refund_that_is_tried_again_waits_for_nobody() {
    pollster::block_on(async {
        let (db, owed) = owed().await;
        let day = NOW.plus(time::DAY);
        let underway = async || refund::underway(&db, day.plus(1), 10).await.unwrap();
        // The tick that heard of the failure has it for an hour.
        assert!(rate_limit::claim(&db, &refund::turn(&owed.refund_no), time::HOUR, day).await.unwrap());
        refund::returned(&author(None).acts(&db, day), &owed, &Returned::Failed("余额不足".into())).await.unwrap();
        refund::retry(&author(None).acts(&db, day), &owed.refund_no).await.unwrap();
        assert_eq!(underway().await.len(), 1);
        assert!(rate_limit::claim(&db, &refund::turn(&owed.refund_no), time::HOUR, day.plus(1)).await.unwrap());
        assert!(refund::retry(&author(None).acts(&db, day), &owed.refund_no).await.is_err(), "it has not failed again");
        assert_eq!(underway().await.len(), 0, "and whoever is at it keeps it");
    });
}

/// An answer that is lost leaves the time behind under which the provider can be asked; of two that would tell it, one does.
#[test]
fn when_a_provider_is_told_of_a_refund_is_written_down_before() {
    pollster::block_on(async {
        let (db, owed) = owed().await;
        let (first, second) = (NOW.plus(time::HOUR), NOW.plus(2 * time::HOUR));
        let stored = async || refund::of_candidate(&db, owed.candidate).await.unwrap().remove(0);
        assert_eq!(owed.told_at, None);
        let told = refund::tell(&author(None).acts(&db, first), &owed).await.unwrap();
        assert_eq!((told.told_at, stored().await.told_at), (Some(first), Some(first)));
        assert!(matches!(refund::tell(&author(None).acts(&db, second), &owed).await, Err(Error::Unavailable(_))));
        assert_eq!(stored().await.told_at, Some(first));

        // An attempt that failed keeps its time until the next one begins.
        refund::returned(&author(None).acts(&db, first), &told, &Returned::Failed("余额不足".into())).await.unwrap();
        assert!(refund::tell(&author(None).acts(&db, second), &told).await.is_err(), "nobody wants it tried again");
        refund::retry(&author(None).acts(&db, second), &owed.refund_no).await.unwrap();
        assert_eq!(stored().await.told_at, Some(first));
        assert_eq!(refund::tell(&author(None).acts(&db, second), &told).await.unwrap().told_at, Some(second));
        refund::returned(&author(None).acts(&db, second), &told, &Returned::Done(second)).await.unwrap();
        assert!(refund::tell(&author(None).acts(&db, second), &stored().await).await.is_err(), "it is done");
    });
}
