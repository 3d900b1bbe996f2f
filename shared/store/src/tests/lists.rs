//! Lists of what is done about money: whatever is pending first, each row once, page by page.

use super::fixture::{EXAM, NOW, author, candidate, happened, province};
use crate::db::Db;
use crate::{finance, params, reconciliation};
use domain::page::{After, Page};
use domain::payment::Provider;
use domain::reconciliation::{Day, Entry, Line, Statement};
use domain::{Fen, Result, time};
use serde_json::json;
use std::fmt::Debug;

/// All pages, by what `name` makes of a row.
async fn all<T: Debug, K>(page: impl AsyncFn(&After) -> Result<Page<T>>, name: impl Fn(T) -> K) -> Vec<K> {
    let (mut rows, mut after) = (Vec::new(), After::default());
    loop {
        let page = page(&after).await.unwrap();
        assert!(page.rows.len() <= 50 && (page.next.is_none() || page.rows.len() == 50), "{}", page.rows.len());
        rows.extend(page.rows.into_iter().map(&name));
        after = page.next.into();
        if after.is_first() {
            return rows;
        }
    }
}

#[test]
fn alarms_come_page_by_page_and_those_worked_off_last() {
    pollster::block_on(async {
        let db = province().await;
        let mut ids = Vec::new();
        for number in 0..120 {
            let body = json!({ "provider": "wechat", "order_no": format!("X{number}"), "transaction_id": "1", "amount": 1, "paid_at": NOW.0 });
            ids.push(happened(&db, "payment.noticed", 0, body).await);
        }
        let worked_off: Vec<i64> = ids.iter().copied().filter(|id| id % 3 == 0).collect();
        for id in &worked_off {
            happened(&db, "alarm.resolved", 0, json!({ "alarm": id, "resolution": "已核对" })).await;
        }
        let found =
            all(async |after: &After| finance::alarms(&db, "", after).await, |row| (row.resolved_at.is_none(), row.id))
                .await;
        let mut expected: Vec<(bool, i64)> = ids.iter().map(|id| (!worked_off.contains(id), *id)).collect();
        expected.sort_by(|one, other| other.cmp(one));
        assert_eq!(found, expected);
        assert!(finance::alarms(&db, "", &Some("W10".to_owned()).into()).await.is_err());
    });
}

#[test]
fn refunds_come_page_by_page_and_those_done_last() {
    pollster::block_on(async {
        let db = province().await;
        let id = candidate(&db).await;
        let refund = "INSERT INTO refund (refund_no, order_no, candidate, item, provider, transaction_id, amount, status, requested_at) \
                      VALUES (?1, ?1, ?2, 'x', 'wechat', ?1, 1, ?3, ?4)";
        let mut expected = Vec::new();
        for number in 0..130 {
            let status = ["requested", "sent", "done", "failed", "abandoned"][number % 5];
            // Some at the same time.
            let at = NOW.0 + i64::try_from(number / 4).unwrap();
            let refund_no = format!("R{number:03}");
            db.run(refund, params![&refund_no, id, status, at]).await.unwrap();
            expected.push((!matches!(status, "done" | "abandoned"), at, refund_no));
        }
        expected.sort_by(|one, other| other.cmp(one));
        let page = async |after: &After| finance::refunds(&db, EXAM, "", after).await;
        let found = all(page, |row| (row.status.is_pending(), row.requested_at.0, row.refund_no)).await;
        assert_eq!(found, expected);
    });
}

async fn statement(db: &Db, days_ago: i64, lines: i64) {
    let at = NOW.plus(-days_ago * time::DAY);
    let line = |number: i64| Line {
        entry: Entry::Payment,
        number: format!("X{days_ago}-{number}"),
        transaction_id: "1".into(),
        amount: Fen(1),
        at,
    };
    let statement = Statement { lines: (0..lines).map(line).collect() };
    let day = Day::new(Provider::Wechat, at.date(), 0);
    reconciliation::import(&author(None).acts(db, NOW), day, &statement, &days_ago.to_string()).await.unwrap();
}

#[test]
fn statements_and_differences_come_page_by_page() {
    pollster::block_on(async {
        let db = province().await;
        for days_ago in 1..=70 {
            statement(&db, days_ago, 2).await;
        }
        let found =
            all(async |after: &After| reconciliation::statements(&db, after).await, |row| (row.date, row.differences))
                .await;
        let days = (1..=70).map(|days| (NOW.plus(-days * time::DAY).date().to_string(), 2));
        assert_eq!(found, days.collect::<Vec<_>>());
        let page = async |after: &After| reconciliation::differences(&db, "", after).await;
        let ids = all(page, |row| row.id).await;
        assert_eq!(ids, (1..=140).collect::<Vec<_>>(), "all were found at one time");
        for id in (1..=140).filter(|id| id % 2 == 0) {
            happened(&db, "difference.explained", 0, json!({ "difference": id, "reason": "已核对" })).await;
        }
        let ids = all(page, |row| row.id).await;
        let (odd, even): (Vec<i64>, Vec<i64>) = (1..=140).partition(|id| id % 2 == 1);
        assert_eq!(ids, [odd, even].concat());
    });
}
