//! Clients that mean harm, or have a bad line: nobody stops others.

use crate::host::{Bench, manifest};
use crate::http::{Reply, read, send};
use host::Options;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Long before any of the usual limits.
const SOON: Duration = Duration::from_secs(8);

fn plain() -> String {
    manifest("", "")
}

/// One instance, which answers one request at a time.
fn narrow(options: &mut Options) {
    options.limits.instances_per_component = 1;
    options.limits.concurrent_per_instance = 1;
    options.limits.abandoned = Duration::from_millis(100);
    options.limits.grace = Duration::from_millis(100);
}

async fn open(bench: &Bench, head: &str) -> TcpStream {
    let mut stream = TcpStream::connect(bench.running.addr()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn soon<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(SOON, future).await.unwrap_or_else(|_| panic!("{what}: not within {SOON:?}"))
}

#[tokio::test]
async fn bodies_that_come_slowly_hold_no_instance_and_no_place_in_line() {
    let few = |options: &mut Options| {
        narrow(options);
        options.limits.in_flight = 2;
    };
    let bench = Bench::start_with(&plain(), few).await;
    let mut slow = Vec::new();
    for length in [10, 70_000, 1_000_000].iter().cycle().take(30) {
        let head = format!("POST /main/echo HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n{{");
        slow.push(open(&bench, &head).await);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..5 {
        assert_eq!(soon("beside 30 slow bodies", bench.get("/main/hello")).await.text(), "hello");
    }
    assert_eq!(bench.running.traps().count(), 0);
}

#[tokio::test]
async fn an_honest_slow_body_gets_through_and_a_dripping_one_does_not() {
    let quick = |options: &mut Options| {
        options.limits.body_time = Duration::from_millis(500);
        options.limits.body_rate = 2_000;
    };
    let bench = Bench::start_with(&plain(), quick).await;
    let upload = async |length: usize, piece: usize| {
        let head =
            format!("POST /main/echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        let mut stream = open(&bench, &head).await;
        let (mut rest, start) = (length, Instant::now());
        while rest > 0 && start.elapsed() < Duration::from_secs(4) {
            let sent = stream.write_all(&vec![b'x'; piece.min(rest)]).await;
            if sent.is_err() {
                break;
            }
            rest = rest.saturating_sub(piece);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        read(stream).await
    };
    let (honest, dripping) = tokio::join!(upload(10_000, 250), upload(10_000, 1));
    assert_eq!(honest.json()["length"], 10_000, "2 s, at twice the least rate");
    assert_eq!((dripping.status, dripping.code().as_str()), (408, "request_timeout"));
}

#[tokio::test]
async fn a_request_that_is_over_gives_its_place_back_at_once() {
    let short = |options: &mut Options| {
        narrow(options);
        options.limits.request_time = Duration::from_millis(300);
    };
    let bench = Bench::start_with(&plain(), short).await;
    for _ in 0..3 {
        assert_eq!(bench.get("/main/sleep/600000").await.status, 504);
        assert_eq!(soon("after one that expired", bench.get("/main/hello")).await.text(), "hello");
    }
    let patient = Bench::start_with(&plain(), narrow).await;
    for _ in 0..3 {
        let gone = open(&patient, "GET /main/sleep/600000 HTTP/1.1\r\nhost: a\r\n\r\n").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(gone);
        assert_eq!(soon("after a client has gone", patient.get("/main/hello")).await.text(), "hello");
    }
    assert_eq!(patient.running.traps().count(), 0, "to be ended is no trap");
}

#[tokio::test]
async fn somebody_who_does_not_read_the_answer_keeps_nobody_else_waiting() {
    let once = |options: &mut Options| {
        narrow(options);
        options.limits.requests_per_instance = 1;
        options.limits.in_flight = 20;
        options.limits.body_pause = Duration::from_secs(1);
    };
    let bench = Bench::start_with(&plain(), once).await;
    let mut deaf = Vec::new();
    for _ in 0..5 {
        deaf.push(open(&bench, "GET /main/bytes/50000000 HTTP/1.1\r\nhost: a\r\n\r\n").await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(soon("beside those who do not read", bench.get("/main/hello")).await.text(), "hello");
    tokio::time::sleep(Duration::from_secs(4)).await;
    let mut all = Vec::new();
    let end = soon("it is cut off", deaf[0].read_to_end(&mut all)).await;
    assert!(end.is_err() || all.len() < 50_000_000);
}

#[tokio::test]
async fn idle_connections_make_room_for_those_who_ask() {
    let few = |options: &mut Options| options.limits.connections = 10;
    let bench = Bench::start_with(&plain(), few).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(TcpStream::connect(bench.running.addr()).await.unwrap());
    }
    for _ in 0..5 {
        assert_eq!(soon("beside 50 idle connections", bench.get("/main/hello")).await.text(), "hello");
    }
}

#[tokio::test]
async fn a_body_in_tiny_chunks_is_handed_on_in_one_piece() {
    let bench = Bench::start(&plain()).await;
    for count in [1, 8_200, 100_000] {
        let mut text = String::from(
            "POST /main/echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
        );
        text.push_str(&"1\r\nx\r\n".repeat(count));
        text.push_str("0\r\n\r\n");
        let echo = read(open(&bench, &text).await).await.json();
        assert_eq!(echo["length"], count);
        let headers = echo["headers"].to_string();
        assert!(
            headers.contains(&format!("[\"content-length\",\"{count}\"]")) && !headers.contains("transfer-encoding")
        );
    }
    assert_eq!(bench.running.traps().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_bodies_at_once_wait_for_each_other() {
    let bench = Arc::new(Bench::start(&plain()).await);
    let mut tasks = JoinSet::new();
    for _ in 0..48 {
        let bench = Arc::clone(&bench);
        tasks.spawn(async move { bench.send("POST", "/main/echo", vec![b'x'; 8 << 20]).await });
    }
    while let Some(reply) = tasks.join_next().await {
        assert_eq!(reply.unwrap().json()["length"], 8 << 20);
    }
    assert_eq!(bench.running.traps().count(), 0);
}

#[tokio::test]
async fn what_is_on_disk_for_all_is_bounded() {
    let tight = |options: &mut Options| options.limits.spool = 3 << 20;
    let bench = Bench::start_with(&plain(), tight).await;
    let reply = bench.send("POST", "/main/echo", vec![b'x'; 4 << 20]).await;
    assert_eq!((reply.status, reply.code().as_str()), (503, "busy"));
    assert_eq!(bench.send("POST", "/main/echo", vec![b'x'; 2 << 20]).await.json()["length"], 2 << 20);
}

#[tokio::test]
async fn files_for_bodies_are_fewer_than_connections() {
    let few = |options: &mut Options| options.limits.connections = 8;
    let bench = Bench::start_with(&plain(), few).await;
    let upload = async || bench.send("POST", "/main/echo", vec![b'x'; 70_000]).await;
    assert_eq!(upload().await.json()["length"], 70_000);
    let head = format!("POST /main/echo HTTP/1.1\r\nhost: a\r\ncontent-length: 70000\r\n\r\n{}", "x".repeat(69_999));
    let mut slow = Vec::new();
    for count in 1..=2 {
        slow.push(open(&bench, &head).await);
        bench.has_in_flight(count).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let refused = async {
        loop {
            let reply = upload().await;
            if reply.status == 503 {
                return reply;
            }
        }
    };
    let refused = soon("of eight connections, two have a file", refused).await;
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("busy", Some("2")));
    assert_eq!(bench.send("POST", "/main/echo", vec![b'x'; 60_000]).await.json()["length"], 60_000, "it needs none");
    drop(slow);
    let taken = async { while upload().await.status != 200 {} };
    soon("after they have gone", taken).await;
}

#[tokio::test]
async fn clients_take_turns_in_line() {
    let behind_proxy = |options: &mut Options| {
        narrow(options);
        options.limits.in_flight = 50;
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    };
    let bench = Bench::start_with(&plain(), behind_proxy).await;
    let address = bench.running.addr();
    let ask = move |from: &'static str| async move {
        send(address, "GET", "/main/sleep/100", &[("x-forwarded-for", from)], vec![]).await
    };
    let mut flood = JoinSet::new();
    for _ in 0..100 {
        flood.spawn(ask("198.51.100.1"));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    for (number, other) in ["198.51.100.2", "198.51.100.3", "2001:db8::1"].into_iter().enumerate() {
        let start = Instant::now();
        let reply = ask(other).await;
        assert_eq!(reply.status, 200, "{other}: whoever has most loses the newest");
        assert!(start.elapsed() < Duration::from_secs(1), "number {number} waited {:?}", start.elapsed());
    }
    let replies: Vec<Reply> = flood.join_all().await;
    let refused = replies.iter().filter(|reply| reply.status == 503).count();
    assert!(refused >= 50 && replies.iter().all(|reply| matches!(reply.status, 200 | 503)), "{refused} refused");
}

#[tokio::test]
async fn a_request_names_one_host_and_once() {
    let bench = Bench::start(&plain()).await;
    for hosts in ["", "host: a\r\nhost: a\r\n", "host: a\r\nhost: b\r\n", "host:\r\n", "host: a b\r\n", "host: u@a\r\n"]
    {
        let head = format!("GET /main/hello HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        let reply = read(open(&bench, &head).await).await;
        assert_eq!(reply.status, 400, "{hosts:?}");
    }
    for hosts in ["host: a\r\n", "Host: a.example:8080\r\n", "host: [::1]:3000\r\n"] {
        let head = format!("GET /main/hello HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        assert_eq!(read(open(&bench, &head).await).await.text(), "hello", "{hosts:?}");
    }
    let head = "GET http://b/main/hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert_eq!(read(open(&bench, head).await).await.status, 400, "two names for one host");
}

#[tokio::test]
async fn a_request_is_stamped_when_its_body_is_there_and_before_it_stands_in_line() {
    let begin: chrono::DateTime<chrono::Utc> = "2027-06-25T23:59:30Z".parse().unwrap();
    let set = |options: &mut Options| {
        narrow(options);
        options.clock = host::Clock::starting_at(begin, 1.0);
    };
    let bench = Bench::start_with(&plain(), set).await;
    let stamp = |reply: &Reply| {
        let headers: Vec<(String, String)> = serde_json::from_value(reply.json()["headers"].clone()).unwrap();
        let stamps: Vec<&str> =
            headers.iter().filter(|(name, _)| name == "x-request-start").map(|(_, value)| value.as_str()).collect();
        assert_eq!(stamps.len(), 1, "{headers:?}");
        stamps[0].strip_prefix("t=").unwrap().parse::<i64>().unwrap() - begin.timestamp_millis()
    };
    let forged = [("x-request-start", "t=1"), ("X-Request-Start", "t=2")];
    let plain = send(bench.running.addr(), "GET", "/main/echo", &forged, vec![]).await;
    assert!((0..5_000).contains(&stamp(&plain)));

    // The body takes 300 ms, and the line at least as long.
    let busy = bench.get("/main/sleep/1200");
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.running.set_now(begin);
        let head = "POST /main/echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\nx";
        let mut stream = open(&bench, head).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        stream.write_all(b"y").await.unwrap();
        read(stream).await
    };
    let (_, late) = tokio::join!(busy, late);
    let stamped = stamp(&late);
    assert!((300..900).contains(&stamped), "stamped {stamped} ms after its head");
}

#[test]
fn instances_that_are_idle_when_the_host_stops_have_not_trapped() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let traps = runtime.block_on(async {
        let bench = Bench::start(&manifest("", "")).await;
        assert_eq!(bench.get("/main/hello").await.status, 200);
        let traps = bench.running.traps();
        bench.running.stop().await.unwrap();
        traps
    });
    drop(runtime);
    assert_eq!(traps.count(), 0);
}
