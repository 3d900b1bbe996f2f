//! Guessing at somebody's password: the guesser waits, the right person does not.

use crate::support::{Answer, Client, LOGIN_PASSWORD, NOW, System};
use domain::{Timestamp, time};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use store::db::Db;
use store::rate_limit::{self, Limit};

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
    assert!((100..=145).contains(&checked), "{checked}");
    sign_in(&known.twin().at(&address()), &who.document, LOGIN_PASSWORD).expect(200);
    sign_in(&by_facts, &who.serial, LOGIN_PASSWORD).expect(200);

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

/// Guesses from so many networks until each gets no more; how many were checked.
fn from_networks(network: impl Fn(u32) -> String, count: u32, guess: impl Fn(&Client) -> Answer) -> usize {
    let system = System::shared();
    let mut checked = 0;
    for number in 0..count {
        let attacker = system.nobody().at(&network(number));
        checked += (0..12).take_while(|_| guess(&attacker).status == 401).count();
    }
    checked
}

#[test]
fn whoever_has_many_networks_is_one_holder_and_keeps_nobody_out() {
    let system = System::shared();
    let serial = system.next_chooser();
    // Twelve /64 of a household's /56, and then as many /56 of a customer's /48.
    let household = |number: u32| format!("2001:db8:70:a1{number:02x}::1");
    let customer = |number: u32| format!("2001:db8:70:{number:02x}00::1");
    let checked = from_networks(household, 12, |attacker| guess(attacker, &serial));
    assert!((20..=24).contains(&checked), "{checked}");
    let checked = from_networks(customer, 12, |attacker| guess(attacker, &serial));
    assert!((20..=26).contains(&checked), "{checked}");
    sign_in(&system.nobody().at("2001:db8:71::1"), &serial, LOGIN_PASSWORD).expect(200);
}

#[test]
fn strangers_at_many_addresses_are_slowed_down_and_keep_nobody_out() {
    let system = System::shared();
    let serial = system.next_chooser();
    let checked = from_networks(|_| address(), 14, |attacker| guess(attacker, &serial));
    // A hundred, and then a few of each: the minutes that this takes give back some.
    assert!((100..=130).contains(&checked), "{checked}");
    let attacker = system.nobody().at(&address());
    let checked = (0..12).take_while(|_| guess(&attacker, &serial).status == 401).count();
    assert!((3..=5).contains(&checked), "{checked}");
    // A household's /56 gets four of its guesses checked now, and a customer's /48 six.
    let household = |number: u32| format!("2001:db8:72:a1{number:02x}::1");
    let checked = from_networks(household, 6, |attacker| guess(attacker, &serial));
    assert!((4..=8).contains(&checked), "{checked}");
    // Its owner, with a new phone, and a slip of the finger.
    let owner = system.nobody().at(&address());
    sign_in(&owner, &serial, "kite7loginn").problem(401, "wrong_credentials");
    sign_in(&owner, &serial, LOGIN_PASSWORD).expect(200);
    sign_in(&system.nobody().at("2001:db8:73::1"), &serial, LOGIN_PASSWORD).expect(200);
}

#[test]
fn strangers_who_guess_at_the_facts_close_them_to_nobody() {
    let system = System::shared();
    let who = &system.demo.walk_through[3];
    let facts = |client: &Client, valid_until: &str| {
        let body = json!({ "number": who.serial, "name": who.name, "valid_until": valid_until });
        client.post("/api/account/first-sign-in", &body)
    };
    let guess = |attacker: &Client| facts(attacker, "2044-04-04");
    let checked = from_networks(|_| address(), 14, guess);
    assert!((100..=130).contains(&checked), "{checked}");
    let checked = from_networks(|number| format!("2001:db8:74:{number:x}::1"), 12, guess);
    assert!((4..=8).contains(&checked), "{checked}");
    let owner = system.nobody().at(&address());
    facts(&owner, "2044-04-05").problem(401, "wrong_credentials");
    facts(&owner, &who.valid_until).expect(200);
    facts(&system.nobody().at("2001:db8:75::1"), &who.valid_until).expect(200);
}

#[test]
fn a_thousand_networks_guess_no_more_than_so_many_passwords() {
    let system = System::start();
    let who = &system.demo.walk_through[6];
    let known = system.nobody().at(&address());
    sign_in(&known, &who.serial, LOGIN_PASSWORD).expect(200);
    // As if the account's hundred, and 3,000 in the slow line, had been guessed.
    let (db, now) = (Db::file(&system.database()).unwrap(), Timestamp::parse(NOW).unwrap());
    for key in ["password", "facts"].map(|name| format!("{name}‖candidate:{}", who.id)) {
        for (key, minutes) in [(key.clone(), 100), (format!("{key}‖slow"), 1_500)] {
            let all = Limit { burst: 2, interval: minutes * time::MINUTE };
            pollster::block_on(rate_limit::take(&db, &key, all, now)).unwrap();
        }
    }
    let new = system.nobody().at(&address());
    sign_in(&new, &who.serial, LOGIN_PASSWORD).problem(429, "too_many_requests");
    // Browsers that are known, and facts with 实人认证, always lead in.
    sign_in(&known.twin().at(&address()), &who.serial, LOGIN_PASSWORD).expect(200);
    let facts = json!({ "number": who.serial, "name": who.name, "valid_until": who.valid_until });
    new.post("/api/account/first-sign-in", &facts).expect(200);
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
