//! Which paid orders something signed proves.

use super::*;
use crate::tests::fixture::happened;
use serde_json::json;

async fn unproven(db: &Db) -> (i64, i64) {
    let unproven = crate::proof::unproven(db).await.unwrap();
    (unproven.decided, unproven.found)
}

#[test]
fn a_paid_order_that_nothing_signed_proves_is_counted() {
    pollster::block_on(async {
        let (db, candidate) = owing().await;
        window(&db, "registration", "43", -1, 1).await;
        order_of(&db, candidate, "ZKA", None).await.unwrap();
        assert_eq!(unproven(&db).await, (0, 0), "not paid");
        let money = Money::of(0).payment();
        // As an earlier version wrote it.
        let found = json!({ "provider": "wechat", "order_no": "ZKA", "transaction_id": money.transaction_id, "amount": 4000,
            "paid_at": NOW.0, "fault": null });
        happened(&db, "payment.found", candidate, found.clone()).await;
        assert_eq!(unproven(&db).await, (0, 1));
        let mut decided = found;
        decided["difference"] = 1.into();
        happened(&db, "payment.found", candidate, decided).await;
        assert_eq!(unproven(&db).await, (1, 0), "two people have written it down");
        // A proof of another payment is none of this one.
        let other = Payment { transaction_id: "2".into(), ..money.clone() };
        came(&provider().acts(&db, NOW), Provider::Wechat, &other, Source::Noticed(proof())).await.unwrap();
        assert_eq!(unproven(&db).await, (1, 0));
        came(&provider().acts(&db, NOW), Provider::Wechat, &money, Source::Noticed(proof())).await.unwrap();
        assert_eq!(unproven(&db).await, (0, 0));
    });
}

/// The proof of the fixture is no base64: the event is told of, and so is the next one.
#[test]
fn an_event_whose_proof_nobody_can_read_is_one_among_the_others() {
    pollster::block_on(async {
        let (db, _) = owing().await;
        for transaction in [1, 2] {
            let money = Payment { transaction_id: format!("{transaction}"), ..Money::of(0).payment() };
            came(&provider().acts(&db, NOW), Provider::Wechat, &money, Source::Found(proof())).await.unwrap();
        }
        let events = crate::proof::after(&db, 0).await.unwrap();
        assert_eq!(events.iter().map(|event| event.kept.is_err()).collect::<Vec<_>>(), [true; 2]);
    });
}
