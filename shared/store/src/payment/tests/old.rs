//! A database from before 0013_payment.sql: it migrates, and its journal replayed under the new triggers comes to the same.

use crate::db::Db;
use crate::rebuild;
use crate::tests::fixture::{EXAM, NOW};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The migrations, in order; those after the tenth change what the tenth knew.
fn migrations() -> Vec<String> {
    named_migrations().into_iter().map(|(_, sql)| sql).collect()
}

fn named_migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

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
    let folder = std::env::temp_dir().join(format!("zhaokao-old-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sqlite_db.db");
    let _ = fs::remove_file(&file);
    let (before, after) = (&migrations()[..10], &migrations()[10..]);
    {
        let mut db = Db::file(&file).unwrap();
        let old = db.native();
        before.iter().for_each(|sql| old.execute_batch(sql).unwrap());
        let exam = "INSERT INTO exam (id, kind, year, name) VALUES (?, 'gaokao', 2027, '高考')";
        old.execute(exam, [EXAM]).unwrap();
        for (item, owed_by, unlocks) in [
            ("registration", "everybody", "identity"),
            ("music", "chooser", "specialty_ticket"),
            ("art", "chooser", "specialty_ticket"),
        ] {
            let sql = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                       VALUES (?1, ?2, ?2, 4000, '', '', 'registration', ?3, 1, ?4)";
            old.execute(sql, [EXAM, item, owed_by, unlocks]).unwrap();
        }
        let happened = |kind: &str, actor: &str, subject: i64, body: Value| {
            let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                       VALUES (?1, ?2, ?3, 'system', 'none', '', '', ?4, ?5, ?6)";
            old.execute(sql, rusqlite::params![NOW.0, EXAM, actor, kind, subject, body.to_string()]).unwrap();
            old.last_insert_rowid()
        };
        let candidate = |serial: &str| {
            happened(
                "candidate.admitted",
                "system",
                0,
                json!({
                "serial": serial, "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01", "birth": "2009-03-15",
                "document_kind": "resident_card", "document": serial, "document_hash": serial, "document_mask": "430",
                "valid_until": "长期", "capture": "reader", "photo": "x" }),
            )
        };
        let (first, second) = (candidate("01020001"), candidate("01020002"));
        for item in ["music", "art"] {
            happened("fee.chosen", "candidate:1", first, json!({ "item": item }));
        }
        // A notice of UnionPay settled by itself; one provider's even another's order.
        happened("order.created", "system", first, order("ZKA", "unionpay"));
        happened("payment.noticed", "provider:unionpay", first, money("ZKA", "unionpay", "1", 4000));
        happened("order.created", "system", second, order("ZKB", "alipay"));
        happened("order.closed", "system", second, json!({ "order_no": "ZKB" }));
        happened("order.created", "system", second, order("ZKC", "wechat"));
        let wrong = happened("payment.noticed", "provider:wechat", second, money("ZKC", "wechat", "2", 4001));
        happened("payment.noticed", "provider:wechat", second, money("ZKB", "wechat", "3", 4000));
        let twice = happened("payment.noticed", "provider:wechat", second, money("ZKB", "wechat", "4", 4000));
        happened("provider.told", "provider:wechat", 0, json!({ "provider": "wechat", "proof": {} }));
        happened("payment.noticed", "provider:wechat", second, money("ZKC", "wechat", "5", 4000));
        for (alarm, decided) in
            [(wrong, "alarm.refund_declined"), (wrong, "alarm.refund_agreed"), (twice, "alarm.refund_declined")]
        {
            happened("alarm.refund_proposed", "staff:8", 0, json!({ "alarm": alarm, "resolution": "退" }));
            happened(decided, "staff:9", 0, json!({ "alarm": alarm }));
        }
        happened("alarm.resolved", "staff:8", 0, json!({ "alarm": twice, "resolution": "误报" }));
        happened("refund.failed", "system", 0, json!({ "refund_no": format!("ZKCR{wrong}"), "reason": "不行" }));
        happened("refund.sent", "system", 0, json!({ "refund_no": "ZKCR" }));
        // A second file made good what a first one opened; a line was older than its order.
        happened("order.created", "system", first, order("ZKD", "unionpay"));
        let lines = [("ZKA", "1", 4000, 0), ("ZKD", "7", 4000, -60_000), ("ZKX", "8", 4000, 0)];
        happened("statement.imported", "staff:8", 0, statement("f1", &lines));
        happened("difference.proposed", "staff:8", 0, json!({ "difference": 1, "reason": "补" }));
        happened("difference.declined", "staff:9", 0, json!({ "difference": 1 }));
        happened("statement.imported", "staff:8", 0, statement("f2", &lines[..2]));
        happened("difference.explained", "staff:8", 0, json!({ "difference": 1, "reason": "知道了" }));
        after.iter().for_each(|sql| old.execute_batch(sql).unwrap());
        let paid: i64 =
            old.query_row("SELECT COUNT(*) FROM payment_order WHERE status = 'paid'", [], |row| row.get(0)).unwrap();
        assert_eq!(paid, 3, "what had settled stays");
        let listed: i64 = old.query_row("SELECT COUNT(*) FROM statement_import", [], |row| row.get(0)).unwrap();
        assert_eq!(listed, 2);
    }
    let report = rebuild::run(&file, false).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(differences, Vec::<String>::new());
}

/// What a file made of a claim before 0019_claims.sql, it makes of it in a replay.
#[test]
fn files_that_were_taken_in_before_ask_what_they_asked_then() {
    let folder = std::env::temp_dir().join(format!("zhaokao-claims-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sqlite_db.db");
    let _ = fs::remove_file(&file);
    let (before, after): (Vec<_>, Vec<_>) = named_migrations().into_iter().partition(|(name, _)| name[..] < *"0019");
    {
        let mut db = Db::file(&file).unwrap();
        let old = db.native();
        before.iter().for_each(|(_, sql)| old.execute_batch(sql).unwrap());
        let exam = "INSERT INTO exam (id, kind, year, name) VALUES (?, 'gaokao', 2027, '高考')";
        old.execute(exam, [EXAM]).unwrap();
        let happened = |kind: &str, subject: i64, body: Value| {
            let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                       VALUES (?1, ?2, 'staff:8', 'province', 'none', '', '', ?3, ?4, ?5)";
            old.execute(sql, rusqlite::params![NOW.0, EXAM, kind, subject, body.to_string()]).unwrap();
            old.last_insert_rowid()
        };
        let admitted = json!({ "serial": "01020001", "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01",
            "birth": "2009-03-15", "document_kind": "resident_card", "document": "1", "document_hash": "1",
            "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x" });
        let candidate = happened("candidate.admitted", 0, admitted);
        for order_no in ["ZKA", "ZKB"] {
            happened("order.created", candidate, order(order_no, "unionpay"));
            happened("order.closed", candidate, json!({ "order_no": order_no }));
        }
        happened("payment.found", candidate, money("ZKA", "unionpay", "1", 4000));
        let lines = [("ZKA", "2", 4000, 0), ("ZKB", "3", 4000, 0)];
        happened("statement.compared", 0, statement("f1", &lines));
        happened("claim.refuted", candidate, json!({ "claim": 1, "order_no": "ZKB" }));
        happened("statement.compared", 0, statement("f2", &[lines[0], lines[1], ("ZKX", "4", 4000, 0)]));
        after.iter().for_each(|(_, sql)| old.execute_batch(sql).unwrap());
        let open = "SELECT COUNT(*) FROM payment_claim WHERE answered_at IS NULL";
        assert_eq!(old.query_row(open, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        let mut again = statement("f3", &[lines[0], lines[1]]);
        again["asks_again"] = true.into();
        happened("statement.compared", 0, again);
        assert_eq!(old.query_row(open, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    }
    let report = rebuild::run(&file, false).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(differences, Vec::<String>::new());
}

/// What one person alone added before 0020_payment.sql is in force, and can be withdrawn by two; a refund that an earlier
/// version told is asked about with the time that it told.
#[test]
fn what_one_added_before_it_took_two_stays_in_force() {
    let folder = std::env::temp_dir().join(format!("zhaokao-fee-item-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sqlite_db.db");
    let _ = fs::remove_file(&file);
    let (before, after): (Vec<_>, Vec<_>) = named_migrations().into_iter().partition(|(name, _)| name[..] < *"0020");
    {
        let mut db = Db::file(&file).unwrap();
        let old = db.native();
        before.iter().for_each(|(_, sql)| old.execute_batch(sql).unwrap());
        let exam = "INSERT INTO exam (id, kind, year, name) VALUES (?, 'gaokao', 2027, '高考')";
        old.execute(exam, [EXAM]).unwrap();
        let happened = |kind: &str, subject: i64, body: Value| {
            let sql = "INSERT INTO journal (at, exam, actor, role, factor, ip, device, kind, subject, body) \
                       VALUES (?1, ?2, 'staff:8', 'province', 'none', '', '', ?3, ?4, ?5)";
            old.execute(sql, rusqlite::params![NOW.0, EXAM, kind, subject, body.to_string()]).unwrap();
            old.last_insert_rowid()
        };
        let admit = |serial: &str| {
            happened(
                "candidate.admitted",
                0,
                json!({ "serial": serial, "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01",
                    "birth": "2009-03-15", "document_kind": "resident_card", "document": serial, "document_hash": serial,
                    "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x" }),
            )
        };
        let item = |item: &str| {
            json!({ "item": item, "name": "邮寄费", "amount": 4000, "detail": "", "notice": "", "window": "fee",
                "owed_by": "everybody", "unlocks": "ticket", "one_of": "" })
        };
        let first = admit("01020001");
        let (posting, other) =
            (happened("fee_item.added", 0, item("registration")), happened("fee_item.added", 0, item("other")));
        admit("01020002");
        for (order_no, transaction) in [("ZKA", "1"), ("ZKB", "2")] {
            happened("order.created", first, order(order_no, "unionpay"));
            happened("payment.found", first, money(order_no, "unionpay", transaction, 4000));
        }
        happened("refund.sent", first, json!({ "refund_no": "ZKBR" }));
        after.iter().for_each(|(_, sql)| old.execute_batch(sql).unwrap());
        let told = "SELECT told_at FROM refund WHERE refund_no = 'ZKBR'";
        assert_eq!(old.query_row(told, [], |row| row.get::<_, Option<i64>>(0)).unwrap(), None);
        admit("01020003");
        let owed = "SELECT GROUP_CONCAT(status, ',') FROM (SELECT status FROM fee ORDER BY candidate, item)";
        let owed = || old.query_row(owed, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(owed(), "due,paid,due,due,due,due");
        let added = "SELECT GROUP_CONCAT(id || status || proposed_by, ',') FROM added_fee_item";
        let added = old.query_row(added, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(added, format!("{posting}agreedstaff:8,{other}agreedstaff:8"));
        happened("fee_item.withdrawal_proposed", 0, json!({ "fee_item": posting, "reason": "误加" }));
        happened("fee_item.withdrawn", 0, json!({ "fee_item": posting, "reason": null }));
        assert_eq!(owed(), "due,paid,due,dropped,due,dropped");
    }
    let report = rebuild::run(&file, false).unwrap();
    let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(differences, Vec::<String>::new());
}
