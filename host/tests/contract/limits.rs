//! Traps, hang-ups, slow clients, too much of anything.

use crate::host::{Bench, manifest};
use crate::http::{self, read, send};
use host::Options;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

fn plain() -> String {
    manifest("", "[[trigger.http]]\nroute = \"/other/...\"\ncomponent = \"main\"")
}

#[tokio::test]
async fn a_trap_ends_one_instance_and_nothing_else() {
    let main = "sqlite_databases = [\"default\"]\n[[trigger.http]]\nroute = \"/second/...\"\ncomponent = \"second\"";
    let text = manifest(main, "");
    let source = text.lines().find(|line| line.starts_with("source")).unwrap().to_owned();
    let bench = Bench::start(&format!("{text}\n[component.second]\n{source}\n")).await;
    let (slow, trapped) = tokio::join!(bench.get("/second/sleep/200"), bench.get("/main/trap"));
    assert_eq!((trapped.status, trapped.code().as_str()), (500, "internal"));
    assert!(trapped.text().contains("系统内部错误"));
    assert_eq!(slow.text(), "slept", "another component goes on");
    for _ in 0..3 {
        assert_eq!(bench.get("/main/hello").await.text(), "hello", "the next request is served");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whether_declared_or_not() {
    let bench = Bench::start_with(&plain(), |options| options.limits.body = 100_000).await;
    let fits = bench.send("POST", "/main/echo", vec![b'x'; 100_000]).await;
    assert_eq!(fits.json()["length"], 100_000);
    let declared = bench.send("POST", "/main/echo", vec![b'x'; 100_001]).await;
    assert_eq!((declared.status, declared.code().as_str()), (413, "body_too_large"));

    let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
    let head = "POST /main/echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..11 {
        let chunk = format!("{:x}\r\n{}\r\n", 10_000, "x".repeat(10_000));
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n").await;
    assert_eq!(read(stream).await.code(), "body_too_large");
}

#[tokio::test]
async fn a_client_that_stops_sending_is_told_so() {
    let quick = |options: &mut Options| options.limits.body_pause = Duration::from_millis(100);
    let bench = Bench::start_with(&plain(), quick).await;
    for length in [10, 1_000_000] {
        let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
        let head = format!("POST /main/echo HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\nabc");
        stream.write_all(head.as_bytes()).await.unwrap();
        let reply = read(stream).await;
        assert_eq!((reply.status, reply.code().as_str()), (408, "request_timeout"), "{length}");
    }
    assert_eq!(bench.get("/main/hello").await.text(), "hello");
}

#[tokio::test]
async fn a_client_that_sends_no_head_is_dropped() {
    let quick = |options: &mut Options| options.limits.head_time = Duration::from_millis(100);
    let bench = Bench::start_with(&plain(), quick).await;
    let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
    stream.write_all(b"GET / HT").await.unwrap();
    let start = Instant::now();
    let mut rest = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut rest).await;
    assert!(start.elapsed() < Duration::from_secs(25), "the usual limit is 30 s");
    assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
}

#[tokio::test]
async fn a_head_is_as_long_as_it_may_be_and_a_longer_one_is_refused_before_it_ends() {
    let bench = Bench::start(&plain()).await;
    let long = "x".repeat(15 * 1024);
    let reply = http::send(bench.running.addr(), "POST", "/main/echo", &[("cookie", &long)], vec![b'x'; 1 << 20]).await;
    assert_eq!(reply.json()["length"], 1 << 20);
    let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
    let head = format!("GET /main/hello HTTP/1.1\r\nhost: a\r\ncookie: {}", "x".repeat(17 * 1024));
    stream.write_all(head.as_bytes()).await.unwrap();
    let reply = tokio::time::timeout(Duration::from_secs(8), http::read(stream)).await;
    assert_eq!(reply.expect("it is not waited for").status, 431);
}

#[tokio::test]
async fn clients_that_hang_up_leave_nothing_behind() {
    let bench = Bench::start_with(&plain(), |options| options.limits.in_flight = 8).await;
    for _ in 0..20 {
        let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
        stream.write_all(b"GET /main/sleep/2000 HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bench.has_in_flight(0).await;
    assert_eq!(bench.get("/main/hello").await.text(), "hello");
}

#[tokio::test]
async fn more_requests_than_a_component_takes_are_told_to_come_back() {
    let few = |options: &mut Options| options.limits.in_flight = 2;
    let bench = Bench::start_with(&plain(), few).await;
    let late = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        bench.get("/main/hello").await
    };
    let (first, second, third) = tokio::join!(bench.get("/main/sleep/500"), bench.get("/main/sleep/500"), late);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!((third.status, third.code().as_str()), (503, "busy"));
    assert!(third.header("retry-after").is_some());
    assert_eq!(bench.get("/main/hello").await.status, 200, "and later they are served");
}

#[tokio::test]
async fn whoever_is_refused_again_and_again_keeps_no_processor_busy() {
    let bench = Bench::start_with(&plain(), |options| options.limits.in_flight = 1).await;
    let mut taken = TcpStream::connect(bench.running.addr()).await.unwrap();
    let mut flood = TcpStream::connect(bench.running.addr()).await.unwrap();
    taken.write_all(b"GET /main/sleep/10000 HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    bench.has_in_flight(1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    flood.write_all(b"GET /main/hello HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3).as_slice()).await.unwrap();
    flood.write_all(b"GET /main/hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let refused = read(flood).await;
    assert!(refused.status == 503 && refused.text().matches("HTTP/1.1 503").count() == 3, "{}", refused.text());
    assert!(start.elapsed() > Duration::from_secs(3), "one a second: {:?}", start.elapsed());
}

#[tokio::test]
async fn requests_wait_for_an_instance_when_all_are_taken() {
    let tight = |options: &mut Options| {
        options.limits.instances = 2;
        options.limits.concurrent_per_instance = 1;
        options.limits.idle_instance = Duration::from_millis(50);
    };
    let bench = std::sync::Arc::new(Bench::start_with(&plain(), tight).await);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (bench, other) = (std::sync::Arc::clone(&bench), std::sync::Arc::clone(&bench));
        tasks.spawn(async move { bench.send("POST", "/main/echo", "kept while it waits").await });
        tasks.spawn(async move { other.get("/main/sleep/50").await });
    }
    while let Some(reply) = tasks.join_next().await {
        let reply = reply.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(reply.text() == "slept" || reply.json()["length"] == 19, "{}", reply.text());
    }
}

#[tokio::test]
async fn a_component_whose_line_may_be_long_loses_nobody_who_stands_in_it() {
    let impatient = |options: &mut Options| {
        options.limits.line_time = Duration::from_millis(200);
        options.limits.in_flight = 4;
        options.limits.instances_per_component = 1;
        options.limits.concurrent_per_instance = 1;
    };
    let rush = async |own: &str| {
        let bench = Bench::start_with(&manifest(own, ""), impatient).await;
        let (address, mut tasks) = (bench.running.addr(), tokio::task::JoinSet::new());
        for _ in 0..12 {
            tasks.spawn(async move { send(address, "GET", "/main/sleep/100", &[], vec![]).await.status });
        }
        let statuses = tasks.join_all().await;
        statuses.into_iter().filter(|status| *status == 503).count()
    };
    assert!(rush("").await > 0, "twelve times 100 ms are longer than the usual line");
    assert_eq!(rush("tool.zhaokao = { line = 20, patience = 60 }").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stands_in_a_long_line_need_not_hold_the_line() {
    let narrow = |options: &mut Options| {
        options.limits.instances_per_component = 1;
        options.limits.concurrent_per_instance = 1;
    };
    for (own, carried_out) in [("", false), ("tool.zhaokao = { line = 20, patience = 60 }", true)] {
        let own = format!("key_value_stores = [\"default\"]\n{own}");
        let bench = Bench::start_with(&manifest(&own, ""), narrow).await;
        let address = bench.running.addr();
        let before = tokio::spawn(async move { send(address, "GET", "/main/sleep/400", &[], vec![]).await.status });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut leaves = TcpStream::connect(address).await.unwrap();
        let put = b"PUT /main/key-value/default/list HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n45 of";
        leaves.write_all(put).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(leaves);
        assert_eq!(before.await.unwrap(), 200);
        let stored = bench.get("/main/key-value/default/list").await;
        assert_eq!(stored.text() == "45 of", carried_out, "{own}: {}", stored.text());
        assert_eq!(bench.running.traps().count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_that_never_answers_is_given_up() {
    let short = |options: &mut Options| options.limits.request_time = Duration::from_millis(300);
    let bench = Bench::start_with(&plain(), short).await;
    for path in ["/main/sleep/120000", "/main/loop"] {
        let start = Instant::now();
        let (late, other) = tokio::join!(bench.get(path), bench.get("/other/hello"));
        assert!(start.elapsed() < Duration::from_secs(60), "{path}: long before it would have answered by itself");
        assert_eq!((late.status, late.code().as_str()), (504, "timeout"), "{path}");
        assert_eq!(other.text(), "hello", "{path}: others are served meanwhile");
    }
    assert_eq!(bench.get("/main/hello").await.text(), "hello");
}

#[tokio::test]
async fn a_stop_waits_for_requests_in_flight() {
    let bench = Bench::start(&plain()).await;
    let address = bench.running.addr();
    let slow = tokio::spawn(async move { send(address, "GET", "/main/sleep/300", &[], vec![]).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    bench.running.stop().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(150), "it did not wait");
    assert_eq!(slow.await.unwrap().text(), "slept");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_stop_waits_for_what_is_carried_out_although_its_client_has_gone() {
    let own = "key_value_stores = [\"default\"]\ntool.zhaokao = { line = 20, patience = 60 }";
    let narrow = |options: &mut Options| {
        options.limits.instances_per_component = 1;
        options.limits.concurrent_per_instance = 1;
    };
    let bench = Bench::start_with(&manifest(own, ""), narrow).await;
    let mut all = Vec::new();
    let put = "PUT /main/key-value/default/list HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n45 of";
    for request in ["GET /main/sleep/2000 HTTP/1.1\r\nhost: a\r\n\r\n", put] {
        let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        all.push(stream);
        bench.has_in_flight(all.len()).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(all);
    bench.running.stop().await.unwrap();
    let again = Bench::try_start(&bench.directory, &manifest(own, ""), narrow).await.unwrap();
    let stored = http::send(again.addr(), "GET", "/main/key-value/default/list", &[], vec![]).await;
    assert_eq!(stored.text(), "45 of");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_answer_arrives_whole_and_a_reader_that_leaves_early_hurts_nobody() {
    let bench = Bench::start(&plain()).await;
    assert_eq!(bench.get("/main/bytes/5000000").await.body.len(), 5_000_000);
    for _ in 0..5 {
        let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
        stream.write_all(b"GET /main/bytes/5000000 HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut some = [0; 100];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut some).await.unwrap();
    }
    assert_eq!(bench.get("/main/hello").await.text(), "hello");
}
