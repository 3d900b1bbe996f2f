//! 实人认证: its service is asked by one request at a time.

use crate::support::System;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A service that takes its time for an outcome; how often it was asked for one.
struct Slow {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Slow {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, own) = (Arc::<AtomicUsize>::default(), url.clone());
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (count, own) = (Arc::clone(&count), own.clone());
                thread::spawn(move || answer(stream, &count, &own));
            }
        });
        Self { url, asked }
    }
}

fn answer(stream: TcpStream, asked: &AtomicUsize, own: &str) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head += &line;
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    let body = if head.starts_with("POST") {
        let id = format!("check-{}", BEGUN.fetch_add(1, Ordering::SeqCst));
        json!({ "id": id, "url": format!("{own}/identity/{id}") })
    } else {
        asked.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_secs(3));
        json!({ "status": "pending" })
    };
    let body = body.to_string();
    let status = if head.starts_with("POST") { "201 Created" } else { "200 OK" };
    let text = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = reader.into_inner().write_all(text.as_bytes());
}

fn with_slow_service() -> (Slow, System) {
    let slow = Slow::start();
    let system = System::start_with(|options| {
        options.variables.insert("identity_url".into(), slow.url.clone());
    });
    (slow, system)
}

#[test]
fn pages_that_ask_at_the_same_moment_are_one_question() {
    let (slow, system) = with_slow_service();
    let client = system.by_facts(1);
    let begun = client.post("/api/account/identity", &json!({})).expect(201);
    let address = format!("/api/account/identity/{}", begun["id"].as_str().unwrap());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(client.twin().get(&address).expect(200)["status"], "pending"));
        }
    });
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1, "while one question is under way nobody asks another");
    assert_eq!(client.get(&address).expect(200)["status"], "pending");
    assert_eq!(slow.asked.load(Ordering::SeqCst), 2, "and after it the next one may");
}

#[test]
fn a_service_that_takes_its_time_holds_a_part_of_the_component() {
    let (slow, system) = with_slow_service();
    let begin = |number: usize| {
        let client = system.by_facts(1).at(&format!("203.0.113.{}", number + 1));
        let begun = client.post("/api/account/identity", &json!({})).expect(201);
        (client, format!("/api/account/identity/{}", begun["id"].as_str().unwrap()))
    };
    let checks: Vec<_> = (0..24).map(begin).collect();
    let (bystander, refused) = (system.by_facts(0), system.by_facts(1).at("203.0.113.99"));
    let press = || refused.post("/api/account/identity", &json!({}));
    let statuses: Vec<u16> = thread::scope(|scope| {
        let asking: Vec<_> =
            checks.iter().map(|(client, address)| scope.spawn(move || client.get(address).status)).collect();
        thread::sleep(Duration::from_secs(1));
        let start = Instant::now();
        bystander.get("/api/account/session").expect(200);
        assert!(start.elapsed() < Duration::from_secs(1), "after {:?}", start.elapsed());
        for _ in 0..6 {
            press().problem(502, "provider_unavailable");
        }
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let waited = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!((waited, slow.asked.load(Ordering::SeqCst)), (16, 16), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 502].contains(status)), "{statuses:?}");
    press().expect(201);
}
