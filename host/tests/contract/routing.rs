use crate::host::{Bench, manifest};
use crate::http::send;
use serde_json::Value;
use std::collections::BTreeMap;

const SEVERAL: &str = r#"environment = { COMPONENT = "main" }
[[trigger.http]]
route = "/main/echo/exact"
component = "exact"
[[trigger.http]]
route = "/main/echo/:name"
component = "named"
[[trigger.http]]
route = "/main/echo/deeper/..."
component = "deeper"
"#;

fn several() -> String {
    let whole = manifest(SEVERAL, "");
    let source = whole.lines().find(|line| line.starts_with("source")).unwrap();
    ["exact", "named", "deeper"].iter().fold(whole.clone(), |text, id| {
        format!("{text}\n[component.{id}]\n{source}\nenvironment = {{ COMPONENT = \"{id}\" }}\n")
    })
}

fn headers(echo: &Value) -> BTreeMap<String, String> {
    let pairs: Vec<(String, String)> = serde_json::from_value(echo["headers"].clone()).unwrap();
    pairs.into_iter().collect()
}

#[tokio::test]
async fn exact_beats_named_beats_wildcard_and_the_longest_prefix_wins() {
    let bench = Bench::start(&several()).await;
    let cases = [
        ("/main/echo/exact", "exact"),
        ("/main/echo/other", "named"),
        ("/main/echo/deeper/x", "deeper"),
        ("/main/echo/other/x", "main"),
        ("/main/echo", "main"),
    ];
    for (path, expected) in cases {
        let component = match bench.get(path).await {
            // The test component wants `echo` as the second part; a bare match shows as 404.
            reply if reply.status == 200 => reply.json()["component"].as_str().unwrap().to_owned(),
            reply => format!("status {}", reply.status),
        };
        assert_eq!(component, expected, "{path}");
    }
}

#[tokio::test]
async fn the_component_is_told_about_the_match_and_clients_cannot_forge_it() {
    let bench = Bench::start(&several()).await;
    let forged = [("spin-client-addr", "6.6.6.6:6"), ("spin-forged", "1"), ("x-own", "kept")];
    let address = bench.running.addr();
    let echo = send(address, "GET", "/main/echo/zhang?a=b", &forged, Vec::new()).await.json();
    let found = headers(&echo);
    let expected = [
        ("spin-full-url", "http://test.example/main/echo/zhang?a=b"),
        ("spin-path-info", ""),
        ("spin-matched-route", "/main/echo/:name"),
        ("spin-raw-component-route", "/main/echo/:name"),
        ("spin-component-route", "/main/echo/:name"),
        ("spin-base-path", "/"),
        ("spin-path-match-name", "zhang"),
        ("x-own", "kept"),
    ];
    for (name, value) in expected {
        assert_eq!(found.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(found["spin-client-addr"].starts_with("127.0.0.1:"));
    assert!(!found.contains_key("spin-forged"));
    assert_eq!(echo["uri"], "http://test.example/main/echo/zhang?a=b");

    let wildcard = headers(&bench.get("/main/echo/a/b/").await.json());
    assert_eq!(wildcard["spin-path-info"], "/echo/a/b/");
    assert_eq!(wildcard["spin-component-route"], "/main");
}

#[tokio::test]
async fn forwarded_addresses_are_believed_only_from_trusted_proxies() {
    let forwarded = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https")];
    let seen = async |bench: &Bench| {
        let address = bench.running.addr();
        headers(&send(address, "GET", "/main/echo", &forwarded, Vec::new()).await.json())
    };
    let plain = Bench::start(&manifest("", "")).await;
    assert!(seen(&plain).await["spin-client-addr"].starts_with("127.0.0.1:"));
    assert!(seen(&plain).await["spin-full-url"].starts_with("http://"));
    let trusting = |options: &mut host::Options| {
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    };
    let behind = Bench::start_with(&manifest("", ""), trusting).await;
    assert_eq!(seen(&behind).await["spin-client-addr"], "198.51.100.7:0");
    assert!(seen(&behind).await["spin-full-url"].starts_with("https://"));
}

#[tokio::test]
async fn health_and_metrics_tell_of_little_space_before_a_write_fails() {
    let bench = Bench::start_with(&manifest("", ""), |options| options.limits.low_space = u64::MAX).await;
    let health = bench.get("/.well-known/spin/health").await;
    assert_eq!(health.status, 200, "it serves, and writes");
    assert_eq!(health.text(), "low_space\n", "how much is for the metrics alone");
    let metrics = send(bench.running.metrics_addr().unwrap(), "GET", "/metrics", &[], vec![]).await.text();
    let free = metrics.lines().find_map(|line| line.strip_prefix("zhaokao_free_bytes ")).unwrap();
    assert!(free.parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn unknown_paths_and_health_are_answered_by_the_host() {
    let bench = Bench::start(&manifest("", "")).await;
    let missing = bench.get("/elsewhere").await;
    assert_eq!((missing.status, missing.code().as_str()), (404, "no_route"));
    let health = bench.get("/.well-known/spin/health").await;
    assert_eq!((health.status, health.text().as_str()), (200, "OK"));
}

#[tokio::test]
async fn a_manifest_that_cannot_work_is_refused_with_its_line() {
    let cases = [
        (manifest("wat = 1", ""), "spin.toml:9: `wat` in [component.main] is not supported"),
        (manifest("files = [\"a\", { source = \"gone\", destination = \"/x\" }]", ""), "spin.toml:9: there is no file"),
        (manifest("variables = { a = \"{{ b }}\" }", ""), "spin.toml:9: there is no variable `b`"),
        (manifest("allowed_outbound_hosts = [\"nowhere\"]", ""), "spin.toml:9: `nowhere` is not an allowed host"),
        (
            manifest("allowed_outbound_hosts = [\"http://pay.example\"]", ""),
            "spin.toml:9: `http://pay.example` is not an allowed host: what leaves this machine is encrypted",
        ),
        (manifest("", "[variables]\nneeded = { required = true }"), "spin.toml:11: variable `needed` is required"),
        (
            manifest("[[trigger.http]]\nroute = \"/main/...\"\ncomponent = \"main\"", ""),
            "spin.toml:10: route \"/main/...\": there is such a route already",
        ),
        (manifest("", "").replace("host_test_guest", "gone"), "spin.toml:8: cannot read the component"),
    ];
    for (text, expected) in cases {
        let directory = tempfile::tempdir().unwrap();
        let started = Bench::try_start(&directory, &text, |_| {}).await;
        let error = started.err().map_or("it started".into(), |error| format!("{error:#}"));
        assert!(error.starts_with(expected), "expected {expected:?}, got {error:?}");
    }
}

#[tokio::test]
async fn files_are_mounted_to_read_only() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directory.path().join("site/deep")).unwrap();
    std::fs::write(directory.path().join("site/deep/page.txt"), "a page").unwrap();
    std::fs::write(directory.path().join("secret.txt"), "no").unwrap();
    let cases = [
        (r#"files = [{ source = "site", destination = "/" }]"#, "/main/file/deep/page.txt"),
        (r#"files = ["site/**/*.txt"]"#, "/main/file/site/deep/page.txt"),
        (r#"files = [{ source = "site/deep/page.txt", destination = "/p.txt" }]"#, "/main/file/p.txt"),
    ];
    for (files, path) in cases {
        let running = Bench::try_start(&directory, &manifest(files, ""), |_| {}).await.unwrap();
        let get = async |path: &str| send(running.addr(), "GET", path, &[], Vec::new()).await;
        assert_eq!(get(path).await.text(), "\"a page\"", "{files}");
        assert_eq!(get(&path.replace("file", "write-file")).await.status, 500, "{files}");
        assert_eq!(get("/main/file/../secret.txt").await.status, 500, "{files}");
        running.stop().await.unwrap();
    }
}
