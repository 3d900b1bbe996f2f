use crate::host::{Bench, manifest};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test]
async fn requests_go_only_where_the_manifest_allows() {
    let target = Bench::start(&manifest("", "")).await;
    let url = format!("http://{}/main/hello", target.running.addr());
    let denied = Bench::start(&manifest("", "")).await;
    let reply = denied.send("POST", "/main/fetch", url.clone()).await;
    assert!(reply.text().contains("HttpRequestDenied"), "{}", reply.text());

    let template = "allowed_outbound_hosts = [\"http://{{ target }}\"]";
    let rest = "[variables]\ntarget = { required = true }";
    let address = target.running.addr().to_string();
    let give = move |options: &mut host::Options| {
        options.variables.insert("target".into(), address);
    };
    let allowed = Bench::start_with(&manifest(template, rest), give).await;
    let reply = allowed.send("POST", "/main/fetch", url).await;
    assert_eq!((reply.status, reply.text().as_str()), (200, "hello"));
    let elsewhere = allowed.send("POST", "/main/fetch", "http://127.0.0.1:1/").await;
    assert!(elsewhere.text().contains("HttpRequestDenied"), "{}", elsewhere.text());
}

#[tokio::test]
async fn self_is_this_application() {
    let main = "allowed_outbound_hosts = [\"http://self\"]";
    let bench = Bench::start(&manifest(main, "")).await;
    let reply = bench.send("POST", "/main/fetch", "http://self/main/hello").await;
    assert_eq!((reply.status, reply.text().as_str()), (200, "hello"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_for_the_component() {
    let main = "allowed_outbound_hosts = [\"http://127.0.0.1:1\"]";
    let bench = Bench::start(&manifest(main, "")).await;
    let reply = bench.send("POST", "/main/fetch", "http://127.0.0.1:1/").await;
    assert!(reply.text().contains("ConnectionRefused"), "{}", reply.text());
}

#[tokio::test]
async fn an_answer_that_comes_drop_by_drop_ends_at_its_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await.unwrap();
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let main = format!("allowed_outbound_hosts = [\"http://{address}\"]");
    let brief = |options: &mut host::Options| options.limits.outbound_time = Duration::from_millis(600);
    let bench = Bench::start_with(&manifest(&main, ""), brief).await;
    let start = Instant::now();
    let reply = bench.send("POST", "/main/fetch", format!("http://{address}/")).await;
    assert!(reply.text().contains("HttpResponseTimeout"), "{}", reply.text());
    let took = start.elapsed();
    assert!((Duration::from_millis(600)..Duration::from_secs(5)).contains(&took), "{took:?}");
}
