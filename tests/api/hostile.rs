//! Who means harm stops nobody else. What the host does about it is tested in host/tests/contract/hostile.rs; here, with
//! the real components.

use crate::support::{Province, System, state_directory};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PLEDGE: &str = "/api/registration/pledge";

/// A connection on which one can misbehave.
fn connect(system: &System) -> TcpStream {
    let stream = TcpStream::connect(system.url.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

fn head(system: &System, method: &str, path: &str, more: &str) -> String {
    let (origin, host) = (&system.url, system.url.trim_start_matches("http://"));
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\ncontent-type: application/json\r\n\
         connection: close\r\n{more}\r\n"
    )
}

/// The status and the body of the answer.
fn answer(mut stream: TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
}

#[test]
fn slow_uploads_keep_nobody_from_registering() {
    let system = System::start();
    let client = system.candidate(&system.next_chooser());
    let mut slow = Vec::new();
    for length in [70_000, 50_000, 10].iter().cycle().take(60) {
        let mut stream = connect(&system);
        let text = head(&system, "POST", PLEDGE, &format!("content-length: {length}\r\n")) + "{";
        stream.write_all(text.as_bytes()).unwrap();
        slow.push(stream);
    }
    let start = Instant::now();
    for _ in 0..20 {
        client.get("/api/registration").expect(200);
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn another_spelling_of_a_route_leads_nowhere() {
    let system = System::shared();
    for path in ["/api/account/%73ign-in", "/api/account/sign%2Din", "/api/volunteer/undergraduate/%73ubmissions"] {
        system.nobody().post(path, &json!({ "login": "1", "password": "2" })).problem(404, "no_route");
    }
}

#[test]
fn a_body_in_tiny_chunks_is_a_body_like_any_other() {
    let system = System::start();
    let body = json!({ "login": "1".repeat(8_000), "password": "2" }).to_string();
    let mut stream = connect(&system);
    let mut text = head(&system, "POST", "/api/account/sign-in", "transfer-encoding: chunked\r\n");
    for byte in body.chars() {
        text += &format!("1\r\n{byte}\r\n");
    }
    stream.write_all((text + "0\r\n\r\n").as_bytes()).unwrap();
    let (status, text) = answer(stream);
    assert_eq!(status, 401, "{text}");
}

#[test]
fn an_operation_reads_no_more_than_it_says_and_nothing_large_of_strangers() {
    let system = System::shared();
    let nobody = system.nobody();
    for operation in web::api::OPERATIONS.iter().filter(|operation| operation.method != "GET") {
        let path = operation.path.replace("{provider}", "wechat").replace(['{', '}'], "");
        let large = operation.limit > web::api::SMALL;
        let (length, expected) = if large { (operation.limit, 401) } else { (operation.limit + 1, 413) };
        let mut stream = connect(system);
        let text = head(system, operation.method, &path, &format!("content-length: {length}\r\n"));
        stream.write_all(text.as_bytes()).unwrap();
        stream.write_all(&vec![b' '; length]).unwrap();
        let (status, text) = answer(stream);
        assert_eq!(status, expected, "{} {path}: {text}", operation.method);
    }
    let province = system.staff("43");
    let call = province.call("POST", "/api/admin/staff").body("application/json", vec![b' '; 70_000]);
    call.send().problem(413, "body_too_large");
    nobody.get("/api/catalog/calendar").expect(200);
}

#[test]
fn forty_eight_large_bodies_at_once_end_nothing() {
    let system = System::start();
    let province = system.staff("43");
    let token = province.token().unwrap();
    let length = 8 << 20;
    let refused = AtomicUsize::new(0);
    thread::scope(|scope| {
        for number in 0..48 {
            let (system, token, refused) = (&system, &token, &refused);
            scope.spawn(move || {
                // Half of them of strangers, half of staff: lines that are no statement.
                let cookie = if number % 2 == 0 { format!("cookie: zhaokao={token}\r\n") } else { String::new() };
                let more = format!("content-length: {length}\r\n{cookie}");
                let address = "/api/admin/payments/statements?provider=wechat&date=2027-06-24";
                let text = head(system, "POST", address, &more).replace("application/json", "text/csv");
                let mut stream = connect(system);
                stream.write_all(text.as_bytes()).unwrap();
                stream.write_all(&b"x,y\n".repeat(length / 4)).unwrap();
                let (status, text) = answer(stream);
                assert!(matches!((status, number % 2), (401, 1) | (422, 0)), "{number}: {status} {text:.300}");
                refused.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
    assert_eq!(refused.into_inner(), 48);
    province.get("/api/admin/windows").expect(200);
}

#[test]
fn six_hundred_sign_ins_from_one_address_keep_nobody_else_out() {
    let system = System::start_with(|options| {
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        options.limits.line_time = Duration::from_secs(30);
    });
    let serial = system.next_chooser();
    let reader = system.candidate(&system.next_chooser());
    let sign_in = |from: &str, login: &str, password: &str| {
        let body = json!({ "login": login, "password": password });
        let nobody = system.nobody();
        let call = nobody.call("POST", "/api/account/sign-in").header("x-forwarded-for", from).json(&body);
        call.try_send().map(|answer| answer.status)
    };
    // What one takes on this machine, now: a bound for those who stand in line with a flood.
    let start = Instant::now();
    assert_eq!(sign_in("198.51.100.9", &serial, crate::support::LOGIN_PASSWORD).ok(), Some(200));
    let alone = start.elapsed();
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for number in 0..600 {
            let (sign_in, done) = (&sign_in, &done);
            scope.spawn(move || {
                let status = sign_in("198.51.100.1", &format!("999{number:05}"), "wrong");
                assert!(matches!(status, Ok(401 | 503)), "{status:?}");
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        thread::sleep(Duration::from_secs(1));
        let others: Vec<(Option<u16>, Duration)> = (2..5)
            .map(|other| {
                let start = Instant::now();
                let status = sign_in(&format!("198.51.100.{other}"), &serial, crate::support::LOGIN_PASSWORD).ok();
                (status, start.elapsed())
            })
            .collect();
        let start = Instant::now();
        let read = reader.call("GET", "/api/account/session").header("x-forwarded-for", "198.51.100.1").send().status;
        let (took, before) = (start.elapsed(), done.load(Ordering::Relaxed));
        eprintln!("beside the flood: {others:?} and a read {took:?}; alone {alone:?}; {before} of 600 were answered");
        assert!(before < 600, "the flood was over before it could matter");
        for (status, took) in others {
            assert_eq!(status, Some(200));
            let bound = Duration::from_secs(2) + alone * 12;
            assert!(took < bound, "a sign-in took {took:?}, alone {alone:?}");
        }
        assert_eq!(read, 200);
        assert!(took < Duration::from_secs(5), "a read took {took:?}, though reads have a line of their own");
    });
}

#[test]
fn a_full_disk_is_said_to_be_one_and_nothing_is_lost() {
    let disk = tempfile::tempdir().unwrap();
    let mount =
        std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(disk.path()).status();
    if !mount.is_ok_and(|status| status.success()) {
        eprintln!("not tried: no disk can be mounted here");
        return;
    }
    let state = disk.path().join("application");
    let system = System::start_in(Province::loaded(), state_directory(), state.clone(), |_| {});
    let client = system.candidate(&system.next_chooser());
    let draft = |version: i64| {
        let call = client.call("PUT", "/api/volunteer/undergraduate/draft");
        call.json(&json!({ "version": version, "choices": [] })).send()
    };
    draft(0).expect(200);
    let filler = state.join("filler");
    let full = std::fs::File::create(&filler).and_then(|mut file| {
        loop {
            file.write_all(&[0; 4096])?;
        }
    });
    assert_eq!(full.map_err(|error: std::io::Error| error.kind()), Err::<(), _>(std::io::ErrorKind::StorageFull));
    let mut version = 1;
    let refused = loop {
        let answer = draft(version);
        if answer.status != 200 {
            break answer;
        }
        version += 1;
        assert!(version < 2_000, "the disk does not fill");
    };
    refused.problem(503, "storage_full");
    assert_eq!(refused.header("retry-after"), "30");
    let health = system.nobody().get("/.well-known/spin/health");
    assert_eq!(health.status, 503, "{}", health.text());
    client.get("/api/volunteer/undergraduate").expect(200);
    std::fs::remove_file(&filler).unwrap();
    assert_eq!(system.nobody().get("/.well-known/spin/health").status, 200);
    assert_eq!(draft(version).expect(200)["version"], version + 1);
    system.stop_and_check();
    std::process::Command::new("umount").arg("-l").arg(disk.path()).status().unwrap();
}
