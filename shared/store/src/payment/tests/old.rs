//! A database from before 0013_payment.sql: it migrates, and its journal replayed under the new triggers comes to the same.

use crate::tests::fixture::{EXAM, NOW};
use crate::tests::old::Old;
use serde_json::{Value, json};

fn money(order_no: &str, provider: &str, transaction: &str, amount: i64) -> Value {
    json!({ "provider": provider, "order_no": order_no, "transaction_id": transaction, "amount": amount,
            "paid_at": NOW.0, "fault": null, "proof": { "key": "k", "headers": "W10=", "body": "" } })
}

fn order(order_no: &str, provider: &str) -> Value {
    json!({ "order_no": order_no, "item": "registration", "amount": 4000, "provider": provider, "channel": "qr",
            "page_token": order_no, "expires_at": NOW.0 + 7_200_000 })
}

fn statement(file: &str, lines: &[(&str, &str, i64, i64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(number, transaction, amount, at)| {
            json!({ "entry": "payment", "number": number, "transaction_id": transaction, "amount": amount, "at": NOW.0 + at })
        })
        .collect();
    json!({ "provider": "unionpay", "date": "2026-11-02", "file": file, "payments": lines.len(), "paid": 0, "refunds": 0,
            "refunded": 0, "begins": NOW.0 - 1000, "ends": NOW.0 + 1000, "lines": lines })
}

#[test]
fn an_old_database_migrates_and_its_journal_replays_to_the_same() {
    let history = |old: &Old<'_>| {
        for (item, owed_by, unlocks) in [
            ("registration", "everybody", "identity"),
            ("music", "chooser", "specialty_ticket"),
            ("art", "chooser", "specialty_ticket"),
        ] {
            let sql = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                       VALUES (?1, ?2, ?2, 4000, '', '', 'registration', ?3, 1, ?4)";
            old.0.execute(sql, [EXAM.as_str(), item, owed_by, unlocks]).unwrap();
        }
        let (first, second) = (old.admit("01020001"), old.admit("01020002"));
        for item in ["music", "art"] {
            old.happened("fee.chosen", "candidate:1", first, json!({ "item": item }));
        }
        // A notice of UnionPay settled by itself; one provider's even another's order.
        old.happened("order.created", "system", first, order("ZKA", "unionpay"));
        old.happened("payment.noticed", "provider:unionpay", first, money("ZKA", "unionpay", "1", 4000));
        old.happened("order.created", "system", second, order("ZKB", "alipay"));
        old.happened("order.closed", "system", second, json!({ "order_no": "ZKB" }));
        old.happened("order.created", "system", second, order("ZKC", "wechat"));
        let noticed = |money: Value| old.happened("payment.noticed", "provider:wechat", second, money);
        let wrong = noticed(money("ZKC", "wechat", "2", 4001));
        noticed(money("ZKB", "wechat", "3", 4000));
        let twice = noticed(money("ZKB", "wechat", "4", 4000));
        old.happened("provider.told", "provider:wechat", 0, json!({ "provider": "wechat", "proof": {} }));
        noticed(money("ZKC", "wechat", "5", 4000));
        for (alarm, decided) in
            [(wrong, "alarm.refund_declined"), (wrong, "alarm.refund_agreed"), (twice, "alarm.refund_declined")]
        {
            old.happened("alarm.refund_proposed", "staff:8", 0, json!({ "alarm": alarm, "resolution": "退" }));
            old.happened(decided, "staff:9", 0, json!({ "alarm": alarm }));
        }
        old.happened("alarm.resolved", "staff:8", 0, json!({ "alarm": twice, "resolution": "误报" }));
        old.happened("refund.failed", "system", 0, json!({ "refund_no": format!("ZKCR{wrong}"), "reason": "不行" }));
        old.happened("refund.sent", "system", 0, json!({ "refund_no": "ZKCR" }));
        // A second file made good what a first one opened; a line was older than its order.
        old.happened("order.created", "system", first, order("ZKD", "unionpay"));
        let lines = [("ZKA", "1", 4000, 0), ("ZKD", "7", 4000, -60_000), ("ZKX", "8", 4000, 0)];
        old.happened("statement.imported", "staff:8", 0, statement("f1", &lines));
        old.happened("difference.proposed", "staff:8", 0, json!({ "difference": 1, "reason": "补" }));
        old.happened("difference.declined", "staff:9", 0, json!({ "difference": 1 }));
        old.happened("statement.imported", "staff:8", 0, statement("f2", &lines[..2]));
        old.happened("difference.explained", "staff:8", 0, json!({ "difference": 1, "reason": "知道了" }));
    };
    Old::comes_to_the_same("0011", history, |old, ()| {
        let paid: i64 = old.one("SELECT COUNT(*) FROM payment_order WHERE status = 'paid'");
        assert_eq!(paid, 3, "what had settled stays");
        assert_eq!(old.one::<i64>("SELECT COUNT(*) FROM statement_import"), 2);
    });
}

/// What a file made of a claim before 0019_claims.sql, it makes of it in a replay.
#[test]
fn files_that_were_taken_in_before_ask_what_they_asked_then() {
    let lines = [("ZKA", "2", 4000, 0), ("ZKB", "3", 4000, 0)];
    let history = |old: &Old<'_>| {
        let candidate = old.admit("01020001");
        for order_no in ["ZKA", "ZKB"] {
            old.happened("order.created", "staff:8", candidate, order(order_no, "unionpay"));
            old.happened("order.closed", "staff:8", candidate, json!({ "order_no": order_no }));
        }
        old.happened("payment.found", "staff:8", candidate, money("ZKA", "unionpay", "1", 4000));
        old.happened("statement.compared", "staff:8", 0, statement("f1", &lines));
        old.happened("claim.refuted", "staff:8", candidate, json!({ "claim": 1, "order_no": "ZKB" }));
        let more = [lines[0], lines[1], ("ZKX", "4", 4000, 0)];
        old.happened("statement.compared", "staff:8", 0, statement("f2", &more));
    };
    Old::comes_to_the_same("0019", history, |old, ()| {
        let open = "SELECT COUNT(*) FROM payment_claim WHERE answered_at IS NULL";
        assert_eq!(old.one::<i64>(open), 0);
        let mut again = statement("f3", &lines);
        again["asks_again"] = true.into();
        old.happened("statement.compared", "staff:8", 0, again);
        assert_eq!(old.one::<i64>(open), 2);
    });
}

/// A denial before 0023_asking.sql stands since then; another file begins it anew.
#[test]
fn what_was_denied_before_goes_on_from_there() {
    let history = |old: &Old<'_>| {
        let candidate = old.admit("01020001");
        let lines = [("ZKA", "2", 4000, 0), ("ZKB", "3", 4000, 0)];
        let asking = |file: &str| {
            let mut asking = statement(file, &lines);
            asking["asks_again"] = true.into();
            asking
        };
        for order_no in ["ZKA", "ZKB"] {
            old.happened("order.created", "staff:8", candidate, order(order_no, "unionpay"));
            old.happened("order.closed", "staff:8", candidate, json!({ "order_no": order_no }));
        }
        old.happened("statement.compared", "staff:8", 0, asking("f1"));
        for claim in [1, 2] {
            old.happened("claim.denied", "system", candidate, json!({ "claim": claim, "order_no": "" }));
        }
        old.happened("claim.refuted", "system", candidate, json!({ "claim": 1, "order_no": "ZKA" }));
        old.happened("statement.compared", "staff:8", 0, asking("f2"));
        candidate
    };
    Old::comes_to_the_same("0023", history, |old, candidate| {
        let denied = || {
            let row = "COALESCE(denied_at, 'never') || ' ' || last_denied_at";
            old.one::<String>(&format!("SELECT GROUP_CONCAT({row}, ', ') FROM (SELECT denied_at, last_denied_at FROM payment_claim ORDER BY id)"))
        };
        let now = NOW.0;
        assert_eq!(denied(), format!("never {now}, {now} {now}"));
        let again = json!({ "claim": 2, "order_no": "ZKB", "since": now + 7 });
        old.happened("claim.denied", "system", candidate, again);
        assert_eq!(denied(), format!("never {now}, {} {now}", now + 7));
    });
}

/// What one person alone added before 0020_payment.sql is in force, and can be withdrawn by two; a refund that an earlier
/// version told is asked about with the time that it told.
#[test]
fn what_one_added_before_it_took_two_stays_in_force() {
    let history = |old: &Old<'_>| {
        let add = |item: &str| {
            let added = json!({ "item": item, "name": "邮寄费", "amount": 4000, "detail": "", "notice": "", "window": "fee",
                "owed_by": "everybody", "unlocks": "ticket", "one_of": "" });
            old.happened("fee_item.added", "staff:8", 0, added)
        };
        let first = old.admit("01020001");
        let (posting, other) = (add("registration"), add("other"));
        old.admit("01020002");
        for (order_no, transaction) in [("ZKA", "1"), ("ZKB", "2")] {
            old.happened("order.created", "staff:8", first, order(order_no, "unionpay"));
            old.happened("payment.found", "staff:8", first, money(order_no, "unionpay", transaction, 4000));
        }
        old.happened("refund.sent", "staff:8", first, json!({ "refund_no": "ZKBR" }));
        (posting, other)
    };
    Old::comes_to_the_same("0020", history, |old, (posting, other)| {
        assert_eq!(old.one::<Option<i64>>("SELECT told_at FROM refund WHERE refund_no = 'ZKBR'"), None);
        old.admit("01020003");
        let owed = || {
            old.one::<String>("SELECT GROUP_CONCAT(status, ',') FROM (SELECT status FROM fee ORDER BY candidate, item)")
        };
        assert_eq!(owed(), "due,paid,due,due,due,due");
        let added: String = old.one("SELECT GROUP_CONCAT(id || status || proposed_by, ',') FROM added_fee_item");
        assert_eq!(added, format!("{posting}agreedstaff:8,{other}agreedstaff:8"));
        let proposed = json!({ "fee_item": posting, "reason": "误加" });
        old.happened("fee_item.withdrawal_proposed", "staff:8", 0, proposed);
        old.happened("fee_item.withdrawn", "staff:8", 0, json!({ "fee_item": posting, "reason": null }));
        assert_eq!(owed(), "due,paid,due,dropped,due,dropped");
    });
}

/// What was collected, refunded and drafted before 0028_offices.sql is counted as what comes after it.
#[test]
fn what_was_collected_and_drafted_before_is_counted() {
    let history = |old: &Old<'_>| {
        let fee = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                   VALUES (?1, 'registration', '报名费', 4000, '', '', 'registration', 'everybody', 1, 'identity')";
        old.0.execute(fee, [EXAM.as_str()]).unwrap();
        let line = json!({ "batch": "undergraduate", "track": "physics", "line": 400 });
        old.happened("control_lines.imported", "staff:8", 0, json!({ "lines": [line] }));
        let people = ["01020001", "01020002", "01020003"].map(|serial| old.admit(serial));
        let [first, second, third] = people;
        for (candidate, order_no, provider) in
            [(first, "ZKA", "wechat"), (second, "ZKB", "alipay"), (first, "ZKC", "wechat")]
        {
            old.happened("order.created", "system", candidate, order(order_no, provider));
            old.happened("payment.found", "system", candidate, money(order_no, provider, order_no, 4000));
        }
        // What was paid twice went back.
        old.happened("refund.sent", "system", first, json!({ "refund_no": "ZKCR" }));
        old.happened("refund.done", "system", first, json!({ "refund_no": "ZKCR", "done_at": NOW.0 }));
        let score = |candidate: i64| {
            json!({ "candidate": candidate, "track": "physics", "total": 500, "chinese": 1, "mathematics": 1,
            "foreign_language": 1, "first": 1, "second_high": 1, "second_low": 1, "rank": 1 })
        };
        old.happened("scores.imported", "staff:8", 0, json!({ "scores": people.map(score) }));
        let draft =
            "INSERT INTO draft (candidate, batch, version, saved_at, choices) VALUES (?, 'undergraduate', 1, 1, '[]')";
        old.0.execute(draft, [second]).unwrap();
        third
    };
    Old::comes_to_the_same("0028", history, |old, third| {
        let collected = |organisation: &str| {
            old.one::<String>(&format!(
                "SELECT GROUP_CONCAT(provider || payments || '/' || paid || '-' || refunds || '/' || refunded, ' ') FROM \
                 (SELECT provider, payments, paid, refunds, refunded FROM collection WHERE organisation = '{organisation}' ORDER BY provider)"
            ))
        };
        let before = "alipay1/4000-0/0 wechat2/8000-1/4000";
        assert_eq!((collected("43"), collected("430102")), (before.into(), before.into()));
        assert_eq!(old.one::<i64>("SELECT COUNT(*) FROM collection WHERE LENGTH(organisation) = 9"), 0);
        let on_the_list = || {
            old.one::<String>(
                "SELECT GROUP_CONCAT(draft || chased, ' ') FROM (SELECT draft, chased FROM above_line ORDER BY serial)",
            )
        };
        assert_eq!(on_the_list(), "00 10 00");
        // And it goes on from there.
        old.happened("order.created", "system", third, order("ZKD", "wechat"));
        old.happened("payment.found", "system", third, money("ZKD", "wechat", "ZKD", 4000));
        assert_eq!(collected("4301"), "alipay1/4000-0/0 wechat3/12000-1/4000");
        let called = json!({ "batch": "undergraduate", "outcome": "repeats", "note": "" });
        old.happened("chase.noted", "staff:8", third, called);
        assert_eq!(on_the_list(), "00 10 01");
    });
}
