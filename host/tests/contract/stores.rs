//! Key-value store, variables, environment, clock.

use crate::host::{Bench, manifest};
use std::time::Duration;

const STORE: &str = "key_value_stores = [\"default\"]";

#[tokio::test]
async fn the_key_value_store_keeps_bytes_of_any_kind() {
    let bench = Bench::start(&manifest(STORE, "")).await;
    let large = vec![0xff; 3 << 20];
    let cases = [("empty", vec![]), ("zeros", vec![0, 159, 146, 150]), ("大", "值".into()), ("large", large)];
    for (key, value) in cases {
        let path = format!("/main/key-value/default/{}", percent(key));
        assert_eq!(bench.get(&path).await.status, 404, "{key}");
        assert_eq!(bench.send("PUT", &path, value.clone()).await.status, 200, "{key}");
        assert_eq!(bench.get(&path).await.body, value, "{key}");
        assert_eq!(bench.send("PUT", &path, "again").await.status, 200, "{key}");
        assert_eq!(bench.get(&path).await.text(), "again", "{key}");
        assert_eq!(bench.send("DELETE", &path, "").await.status, 200, "{key}");
        assert_eq!(bench.get(&path).await.status, 404, "{key}");
    }
}

/// The path stays ASCII; the component sees the key as it is written here.
fn percent(key: &str) -> String {
    key.bytes()
        .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[tokio::test]
async fn keys_are_listed_and_survive_a_restart_in_spins_table() {
    let bench = Bench::start(&manifest(STORE, "")).await;
    for key in ["b", "a"] {
        bench.send("PUT", &format!("/main/key-value/default/{key}"), key).await;
    }
    assert_eq!(bench.get("/main/key-value/default").await.text(), r#"["a", "b"]"#);
    bench.running.stop().await.unwrap();
    let file = bench.directory.path().join(".spin/sqlite_key_value.db");
    let connection = rusqlite::Connection::open(file).unwrap();
    let sql = "SELECT value FROM spin_key_value WHERE store = 'default' AND key = 'a'";
    let value: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(value, b"a");
    let running = Bench::try_start(&bench.directory, &manifest(STORE, ""), |_| {}).await.unwrap();
    let reply = crate::http::send(running.addr(), "GET", "/main/key-value/default/b", &[], vec![]).await;
    assert_eq!(reply.text(), "b");
}

#[tokio::test]
async fn a_store_that_was_not_granted_is_denied() {
    let bench = Bench::start(&manifest("", "")).await;
    assert_eq!(bench.get("/main/key-value/default/a").await.text(), "Error::AccessDenied");
    let granted = Bench::start(&manifest(STORE, "")).await;
    assert_eq!(granted.get("/main/key-value/other/a").await.text(), "Error::AccessDenied");
}

#[tokio::test]
async fn variables_come_from_options_or_defaults_and_only_those_granted() {
    let main = "variables = { greeting = \"{{ hello }}, {{name}}\" }\nenvironment = { PLACE = \"here\" }";
    let rest = "[variables]\nhello = { default = \"hi\" }\nname = { required = true, secret = true }";
    let give = |options: &mut host::Options| {
        options.variables.insert("name".into(), "li".into());
    };
    let bench = Bench::start_with(&manifest(main, rest), give).await;
    assert_eq!(bench.get("/main/variable/greeting").await.text(), "\"hi, li\"");
    assert!(bench.get("/main/variable/name").await.text().contains("Undefined"));
    assert!(bench.get("/main/variable/Not-A-Name").await.text().contains("InvalidName"));
    assert_eq!(bench.get("/main/environment/PLACE").await.text(), "\"here\"");
    assert_eq!(bench.get("/main/environment/PATH").await.text(), "NotPresent");
}

#[tokio::test]
async fn the_clock_is_the_hosts_to_give() {
    let start: chrono::DateTime<chrono::Utc> = "2027-06-25T23:59:30Z".parse().unwrap();
    let set = |options: &mut host::Options| options.clock = host::Clock::starting_at(start, 1000.0);
    let bench = Bench::start_with(&manifest("", ""), set).await;
    let now = async || bench.get("/main/time").await.text().parse::<i64>().unwrap();
    let first = now().await;
    assert!(first >= start.timestamp_millis() && first < start.timestamp_millis() + 3_600_000);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(now().await - first >= 50_000, "time runs a thousand times as fast");
    let moved: chrono::DateTime<chrono::Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    bench.running.set_now(moved);
    let after = now().await;
    assert!(after >= moved.timestamp_millis() && after < moved.timestamp_millis() + 3_600_000);
}
