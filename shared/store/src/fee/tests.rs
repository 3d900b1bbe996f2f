//! Who owes what, and what becomes of a choice that is taken back.

use super::*;
use crate::db::Db;
use crate::payment::{self, NewOrder, Source};
use crate::tests::fixture::{EXAM, NOW, author, candidate, happened, happened_in, proof, province, window};
use domain::payment::{Channel, FeeStatus, Payment, Provider};
use serde_json::json;

/// An exam whose items are owed in each way.
async fn exam() -> (Db, i64) {
    let db = province().await;
    let sql = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
               SELECT ?, value ->> 0, value ->> 0, value ->> 1, '', '', value ->> 2, value ->> 3, key, value ->> 4 FROM JSON_EACH(?)";
    let items = json!([
        ["registration", 4000, "registration", "everybody", "identity"],
        ["exam", 16800, "exam-fee", "filled", "ticket"],
        ["music", 22000, "specialty-fee", "chooser", "specialty_ticket"],
    ]);
    db.run(sql, params![EXAM, items.to_string()]).await.unwrap();
    let id = candidate(&db).await;
    window(&db, "specialty-fee", "43", 0, 10).await;
    (db, id)
}

async fn fill(db: &Db, candidate: i64) {
    let form = json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"] });
    happened(db, "registration.saved", candidate, json!({ "version": 1, "form": form })).await;
}

/// (item, amount, status) of everything owed.
async fn owed(db: &Db, candidate: i64) -> Vec<(String, i64, FeeStatus)> {
    let fees = of_candidate(db, candidate).await.unwrap();
    fees.into_iter().map(|fee| (fee.item, fee.amount.0, fee.status)).collect()
}

async fn offered(db: &Db, candidate: i64) -> Vec<String> {
    offers(db, candidate).await.unwrap().into_iter().map(|offer| offer.item).collect()
}

async fn choose_music(db: &Db, candidate: i64, at: i64) -> bool {
    choose(&author(None).acts(db, NOW.plus(at)).within(EXAM).about(candidate), "music").await.unwrap()
}

async fn drop_music(db: &Db, candidate: i64) -> bool {
    drop(&author(None).acts(db, NOW).within(EXAM).about(candidate), "music").await.unwrap()
}

async fn order(db: &Db, candidate: i64, order_no: &str) -> Option<i64> {
    let fees = of_candidate(db, candidate).await.unwrap();
    let fee = fees.iter().find(|fee| fee.item == "music").unwrap();
    let (provider, channel, expires_at) = (Provider::Alipay, Channel::Phone, NOW.plus(1));
    let new = NewOrder { order_no, fee, provider, channel, page_token: order_no, expires_at };
    payment::create(&author(None).acts(db, NOW).within(EXAM).about(candidate), new).await.unwrap()
}

#[test]
fn a_fee_is_owed_from_admission_from_the_form_or_by_choice() {
    pollster::block_on(async {
        use FeeStatus::Due;
        let (db, candidate) = exam().await;
        assert_eq!(owed(&db, candidate).await, [("registration".into(), 4000, Due)]);
        assert!(!choose_music(&db, candidate, 0).await, "not before the form");
        fill(&db, candidate).await;
        fill(&db, candidate).await;
        let both = [("registration".into(), 4000, Due), ("exam".into(), 16800, Due)];
        assert_eq!(owed(&db, candidate).await, both);
        assert_eq!(offered(&db, candidate).await, ["music"]);
        for late in [-1, 10] {
            assert!(!choose_music(&db, candidate, late).await, "not outside of its window");
        }
        assert!(
            !choose(&author(None).acts(&db, NOW).within(EXAM).about(candidate), "exam").await.unwrap(),
            "it is no choice"
        );
        assert!(choose_music(&db, candidate, 0).await);
        assert!(!choose_music(&db, candidate, 0).await, "once");
        assert_eq!(owed(&db, candidate).await.last(), Some(&("music".into(), 22000, Due)));
        assert!(offered(&db, candidate).await.is_empty());
    });
}

#[test]
fn a_choice_is_taken_back_while_nothing_is_paid_or_underway() {
    pollster::block_on(async {
        let (db, candidate) = exam().await;
        fill(&db, candidate).await;
        assert!(!drop_music(&db, candidate).await, "not chosen");
        assert!(!drop(&author(None).acts(&db, NOW).within(EXAM).about(candidate), "exam").await.unwrap(), "it is owed");
        assert!(choose_music(&db, candidate, 0).await);
        order(&db, candidate, "ZKA").await.unwrap();
        assert!(!drop_music(&db, candidate).await, "an order is open");
        let open = payment::order(&db, candidate, "ZKA").await.unwrap();
        payment::closed(&author(None).acts(&db, NOW), &open, None).await.unwrap();
        assert!(drop_music(&db, candidate).await);
        assert_eq!(offered(&db, candidate).await, ["music"]);
        assert_eq!(order(&db, candidate, "ZKB").await, None, "nothing is owed");

        // A bank was late: the money goes back.
        let late = Payment {
            order_no: "ZKA".into(),
            transaction_id: "1".into(),
            amount: Fen(22000),
            paid_at: NOW,
            fault: None,
        };
        payment::came(&author(None).acts(&db, NOW), Provider::Alipay, &late, Source::Found(proof())).await.unwrap();
        assert_eq!(owed(&db, candidate).await.last(), Some(&("music".into(), 22000, FeeStatus::Dropped)));
        let refunds = "SELECT amount FROM refund WHERE refund_no = 'ZKAR' AND status = 'requested'";
        assert_eq!(db.first::<i64>(refunds, vec![]).await.unwrap(), Some(22000));
        let sums = "SELECT GROUP_CONCAT(account || SUM) FROM (SELECT account, SUM(amount) AS SUM FROM ledger GROUP BY account ORDER BY 1)";
        assert_eq!(db.first::<String>(sums, vec![]).await.unwrap().as_deref(), Some("provider22000,surplus-22000"));

        assert!(choose_music(&db, candidate, 0).await, "again");
        assert!(order(&db, candidate, "ZKB").await.is_some());
    });
}

#[test]
fn only_what_says_so_opens_the_registration() {
    pollster::block_on(async {
        let (db, candidate) = exam().await;
        fill(&db, candidate).await;
        choose_music(&db, candidate, 0).await;
        order(&db, candidate, "ZKA").await.unwrap();
        let paid = Payment {
            order_no: "ZKA".into(),
            transaction_id: "1".into(),
            amount: Fen(22000),
            paid_at: NOW,
            fault: None,
        };
        payment::came(&author(None).acts(&db, NOW), Provider::Alipay, &paid, Source::Found(proof())).await.unwrap();
        assert_eq!(owed(&db, candidate).await.last().unwrap().2, FeeStatus::Paid);
        let opened = "SELECT paid_at IS NOT NULL FROM candidate";
        assert_eq!(db.first::<bool>(opened, vec![]).await.unwrap(), Some(false));
    });
}

/// 专升本: 130 yuan a candidate, before 志愿 (2024 年通知, 考试费缴纳).
#[test]
fn another_exam_has_fees_of_its_own() {
    pollster::block_on(async {
        let (db, _) = exam().await;
        db.run("INSERT INTO exam (id, kind, year, name) VALUES ('zsb-2027', 'zsb', 2027, '专升本')", vec![])
            .await
            .unwrap();
        let item = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                    VALUES ('zsb-2027', 'exam', '专升本考试费', 13000, '', '', 'exam-fee', 'everybody', 1, 'volunteer')";
        db.run(item, vec![]).await.unwrap();
        let body = json!({
            "serial": "01020002", "point": "430102001", "name": "李四", "sex": "female", "ethnicity": "01",
            "birth": "2005-03-15", "document_kind": "resident_card", "document": "k1:y", "document_hash": "y",
            "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x"
        });
        let id = happened_in(&db, "zsb-2027", "candidate.admitted", 0, body).await;
        assert_eq!(owed(&db, id).await, [("exam".into(), 13000, FeeStatus::Due)]);
    });
}
