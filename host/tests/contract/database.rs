use crate::host::{Bench, manifest};
use serde_json::{Value, json};

const DATABASE: &str = "sqlite_databases = [\"default\"]";

async fn bench() -> Bench {
    let bench = Bench::start(&manifest(DATABASE, "")).await;
    let create = "CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT UNIQUE) STRICT";
    let created = bench.sql(json!({ "statements": [{ "sql": create }] })).await;
    assert!(created["results"][0].get("error").is_none(), "{created}");
    bench
}

fn one(sql: &str, parameters: Value) -> Value {
    json!({ "statements": [{ "sql": sql, "parameters": parameters }] })
}

#[tokio::test]
async fn values_of_every_type_come_back_as_they_went() {
    let bench = bench().await;
    let large = "x".repeat(10 << 20);
    let values = [
        json!({ "integer": i64::MIN }),
        json!({ "integer": i64::MAX }),
        json!({ "integer": 0 }),
        json!({ "real": 0.1 }),
        json!({ "real": -1.7976931348623157e308 }),
        json!({ "text": "" }),
        json!({ "text": "湖南省 ‘quoted’ \u{0} \u{1F393}" }),
        json!({ "blob": [] }),
        json!({ "blob": [0, 255, 128] }),
        json!("null"),
    ];
    for value in values {
        let shown = bench.sql(one("SELECT ? AS v", json!([value]))).await;
        assert_eq!(shown["results"][0], json!({ "columns": ["v"], "rows": [[value]] }));
    }
    let write = one("INSERT INTO item (body) VALUES (?)", json!([{ "text": large }]));
    let options = |options: &mut host::Options| options.limits.body = 20 << 20;
    let roomy = Bench::try_start(&bench.directory, &manifest(DATABASE, ""), options).await.unwrap();
    let send = async |script: Value| {
        let body = script.to_string().into_bytes();
        crate::http::send(roomy.addr(), "POST", "/main/sql", &[], body).await.json()
    };
    assert_eq!(send(write).await["changes"], 1);
    let read = send(one("SELECT body FROM item", json!([]))).await;
    assert_eq!(read["results"][0]["rows"][0][0]["text"].as_str().unwrap().len(), 10 << 20);
}

#[tokio::test]
async fn rows_written_are_told_to_their_writer_alone() {
    let bench = bench().await;
    let insert = |body: &str| json!({ "sql": "INSERT INTO item (body) VALUES (?) RETURNING id", "parameters": [{ "text": body }] });
    let first = bench.sql(json!({ "statements": [insert("a"), insert("b")] })).await;
    assert_eq!(first["results"][1]["rows"], json!([[{ "integer": 2 }]]));
    assert_eq!((first["last_insert_rowid"].clone(), first["changes"].clone()), (json!(2), json!(1)));
    let fresh = bench.sql(one("SELECT count(*) AS n FROM item", json!([]))).await;
    assert_eq!(fresh["results"][0], json!({ "columns": ["n"], "rows": [[{ "integer": 2 }]] }));
    assert_eq!((fresh["last_insert_rowid"].clone(), fresh["changes"].clone()), (json!(0), json!(0)));
    let updated = bench.sql(one("UPDATE item SET body = body || '!'", json!([]))).await;
    assert_eq!((updated["last_insert_rowid"].clone(), updated["changes"].clone()), (json!(0), json!(2)));
}

#[tokio::test]
async fn errors_say_what_sqlite_says() {
    let bench = bench().await;
    bench.sql(one("INSERT INTO item (body) VALUES ('a')", json!([]))).await;
    let cases = [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM gone", "no such table: gone"),
        ("INSERT INTO item (body) VALUES ('a')", "UNIQUE constraint failed: item.body"),
        ("SELECT 1; DELETE FROM item", "Multiple statements"),
        ("SELECT ?", "parameter"),
        ("COMMIT", "no transaction is active"),
        ("ATTACH 'other.db' AS other", "not allowed"),
        ("SELECT last_insert_rowid()", "transaction of your own"),
    ];
    for (sql, expected) in cases {
        let shown = bench.sql(one(sql, json!([]))).await;
        let error = shown["results"][0]["error"].as_str().unwrap_or_default().to_owned();
        assert!(error.contains(expected), "{sql}: {shown}");
    }
    let denied = Bench::start(&manifest("", "")).await;
    assert_eq!(denied.sql(one("SELECT 1", json!([]))).await, json!({ "error": "Error::AccessDenied" }));
    let other = json!({ "database": "other", "statements": [] });
    assert_eq!(bench.sql(other).await, json!({ "error": "Error::AccessDenied" }));
}

#[tokio::test]
async fn a_transaction_is_committed_whole_or_rolled_back_when_it_is_dropped() {
    let bench = bench().await;
    let insert = |body: &str| json!({ "sql": "INSERT INTO item (body) VALUES (?)", "parameters": [{ "text": body }] });
    let count = one("SELECT count(*) FROM item", json!([]));
    let script = |end: &str| {
        json!({ "statements": [{ "sql": "BEGIN IMMEDIATE" }, insert("a"), insert("b"),
            { "sql": "SELECT count(*) FROM item" }, { "sql": end }] })
    };
    let rolled_back = bench.sql(script("ROLLBACK")).await;
    assert_eq!(rolled_back["results"][3]["rows"], json!([[{ "integer": 2 }]]), "it sees its own rows");
    assert_eq!(bench.sql(count.clone()).await["results"][0]["rows"], json!([[{ "integer": 0 }]]));
    bench.sql(script("SELECT 1")).await;
    let dropped = bench.sql(count.clone()).await;
    assert_eq!(dropped["results"][0]["rows"], json!([[{ "integer": 0 }]]), "dropped without COMMIT");
    let committed = bench.sql(script("COMMIT")).await;
    assert_eq!(committed["last_insert_rowid"], 2);
    assert_eq!(bench.sql(count).await["results"][0]["rows"], json!([[{ "integer": 2 }]]));
}

#[tokio::test]
async fn a_transaction_of_one_does_not_leak_into_the_statements_of_others() {
    let bench = bench().await;
    let slow = json!({ "pause_before_last": 300, "statements": [
        { "sql": "BEGIN" }, { "sql": "INSERT INTO item (body) VALUES ('slow')" }, { "sql": "ROLLBACK" }] });
    let read = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        bench.sql(one("SELECT count(*) FROM item", json!([]))).await
    };
    let write = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        bench.sql(one("INSERT INTO item (body) VALUES ('other') RETURNING body", json!([]))).await
    };
    let (_, read, written) = tokio::join!(bench.sql(slow), read, write);
    assert_eq!(read["results"][0]["rows"], json!([[{ "integer": 0 }]]));
    assert_eq!(written["results"][0]["rows"], json!([[{ "text": "other" }]]), "it waited for its turn");
    let all = bench.sql(one("SELECT group_concat(body) FROM item", json!([]))).await;
    assert_eq!(all["results"][0]["rows"], json!([[{ "text": "other" }]]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_statement_does_not_hurt_its_neighbours_in_the_group() {
    let bench = std::sync::Arc::new(bench().await);
    let setup = [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO item (body) VALUES ('taken')",
    ];
    for sql in setup {
        bench.sql(one(sql, json!([]))).await;
    }
    // Four ways to fail: a plain error, one that undoes the transaction, one that keeps half of
    // its work, and one that only the commit finds.
    let failing = [
        "INSERT INTO item (body) VALUES ('taken')",
        "INSERT OR ROLLBACK INTO item (body) VALUES ('taken')",
        "INSERT OR FAIL INTO item (body) VALUES ('half'), ('taken')",
        "INSERT INTO child (parent) VALUES (77)",
    ];
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..200_usize {
        let bench = std::sync::Arc::clone(&bench);
        tasks.spawn(async move {
            let bad = (index % 5 == 0).then(|| failing[index / 5 % failing.len()]);
            let good = format!("INSERT INTO item (body) VALUES ('row {index}')");
            let shown = bench.sql(one(bad.unwrap_or(&good), json!([]))).await;
            let failed = shown["results"][0].get("error").is_some();
            assert_eq!(failed, bad.is_some(), "{index}: {shown}");
        });
    }
    while let Some(result) = tasks.join_next().await {
        result.unwrap();
    }
    let count = |filter: &str| one(&format!("SELECT count(*) FROM {filter}"), json!([]));
    let number = async |filter: &str| bench.sql(count(filter)).await["results"][0]["rows"][0][0]["integer"].clone();
    assert_eq!(number("item WHERE body LIKE 'row %'").await, 160);
    assert_eq!(number("item").await, 161, "nothing of a failed statement was kept");
    assert_eq!(number("child").await, 0);
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let bench = bench().await;
    bench.sql(one("INSERT INTO item (body) VALUES ('kept')", json!([]))).await;
    bench.running.stop().await.unwrap();
    let log = bench.directory.path().join(".spin/sqlite_db.db-wal");
    assert!(!log.exists() || std::fs::metadata(log).unwrap().len() == 0, "the log is in the file");
    let running = Bench::try_start(&bench.directory, &manifest(DATABASE, ""), |_| {}).await.unwrap();
    let script = one("SELECT body FROM item", json!([])).to_string().into_bytes();
    let reply = crate::http::send(running.addr(), "POST", "/main/sql", &[], script).await;
    assert_eq!(reply.json()["results"][0]["rows"], json!([[{ "text": "kept" }]]));
}
