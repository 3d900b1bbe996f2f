//! Guessing at somebody's password: the guesser waits, the right person does not.

use crate::support::{Answer, Client, LOGIN_PASSWORD, System};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};

/// An address that nobody else has used.
fn address() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("198.18.{}.{}", count / 250, count % 250 + 1)
}

fn sign_in(client: &Client, login: &str, password: &str) -> Answer {
    client.post("/api/account/sign-in", &json!({ "login": login, "password": password }))
}

fn guess(client: &Client, login: &str) -> Answer {
    sign_in(client, login, "guess7guess")
}

#[test]
fn one_address_locks_nobody_out_for_as_long_as_it_goes_on() {
    let system = System::shared();
    let (serial, document) = (&system.demo.walk_through[5].serial, &system.demo.walk_through[5].document);
    let attacker = system.nobody().at(&address());
    let checked = (0..200).filter(|_| guess(&attacker, serial).status == 401).count();
    assert!((10..=14).contains(&checked), "{checked}");
    // Both names are one account.
    guess(&attacker, document).problem(429, "too_many_requests");
    sign_in(&attacker, serial, LOGIN_PASSWORD).problem(429, "too_many_requests");
    sign_in(&system.nobody().at(&address()), serial, LOGIN_PASSWORD).expect(200);
    sign_in(&system.nobody().at(&address()), document, LOGIN_PASSWORD).expect(200);
}

#[test]
fn a_browser_that_was_signed_in_before_gets_in_under_a_distributed_attack() {
    let system = System::start();
    let who = &system.demo.walk_through[6];
    let known = system.nobody().at(&address());
    sign_in(&known, &who.serial, LOGIN_PASSWORD).expect(200);
    known.post("/api/account/sign-out", &json!({})).expect(204);
    // Facts make no browser a known one.
    let by_facts = system.by_facts(6);

    let mut checked = 0;
    for _ in 0..15 {
        let attacker = system.nobody().at(&address());
        checked += (0..10).filter(|_| guess(&attacker, &who.serial).status == 401).count();
    }
    assert!((100..=108).contains(&checked), "{checked}");
    sign_in(&system.nobody().at(&address()), &who.serial, LOGIN_PASSWORD).problem(429, "too_many_requests");
    sign_in(&by_facts, &who.serial, LOGIN_PASSWORD).problem(429, "too_many_requests");
    sign_in(&known.twin().at(&address()), &who.document, LOGIN_PASSWORD).expect(200);

    // It has a budget of its own, and not more.
    let stolen = known.twin();
    let checked = (0..15).filter(|_| guess(&stolen, &who.serial).status == 401).count();
    assert!((10..=13).contains(&checked), "{checked}");
    // Of this account alone.
    assert_eq!(guess(&stolen, &system.demo.walk_through[7].serial).status, 401);
}

#[test]
fn many_guesses_at_the_same_moment_are_no_way_around_the_limit() {
    let system = System::shared();
    let serial = system.next_chooser();
    let address = address();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..40).map(|_| scope.spawn(|| guess(&system.nobody().at(&address), &serial).status)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let checked = statuses.iter().filter(|status| **status == 401).count();
    assert!(checked <= 12, "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
}

#[test]
fn whoever_has_a_whole_network_is_one() {
    let system = System::shared();
    let serial = system.next_chooser();
    let from = |host: u32| guess(&system.nobody().at(&format!("2001:db8:7:9::{host:x}")), &serial).status;
    let checked = (1..=20).filter(|host| from(*host) == 401).count();
    assert!((10..=13).contains(&checked), "{checked}");
    sign_in(&system.nobody().at("2001:db8:7:a::1"), &serial, LOGIN_PASSWORD).expect(200);
}

#[test]
fn an_unknown_number_is_slowed_down_like_a_known_one() {
    let system = System::shared();
    let attacker = system.nobody().at(&address());
    let checked = (0..15).filter(|_| guess(&attacker, "98989898").status == 401).count();
    assert!((10..=13).contains(&checked), "{checked}");
}

#[test]
fn a_clock_that_goes_back_locks_nobody() {
    let system = System::start();
    let serial = &system.demo.walk_through[4].serial;
    let place = address();
    system.set_now("2027-06-28T10:00:00+08:00");
    let attacker = system.nobody().at(&place);
    assert!((0..12).filter(|_| guess(&attacker, serial).status == 401).count() >= 10);
    guess(&attacker, serial).problem(429, "too_many_requests");
    system.set_now("2027-06-25T10:00:00+08:00");
    sign_in(&attacker, serial, LOGIN_PASSWORD).expect(200);
}
