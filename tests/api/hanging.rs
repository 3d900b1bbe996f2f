//! A provider that takes questions and never answers: it keeps a few people waiting, and nobody else.

use crate::api::payment::{ORDERS, fee};
use crate::api::volunteer::key;
use crate::support::{Client, Line, Province, Relay, System, state_directory, text};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// Enough for so many who owe two fees.
const CANDIDATES: usize = 900;

/// More than the component answers at once, with one instance of 64 requests.
const PAYERS: usize = 72;

/// Seats for those who want something done (shared/asking/src/turn.rs).
const PRESSERS: usize = 40;

/// So long at least nothing comes from a provider before it is given up.
const HANGS: Duration = Duration::from_secs(8);

/// All at once; how long each one took.
fn all<T: Sync, R: Send>(of: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<(R, Duration)> {
    let barrier = Barrier::new(of.len());
    let one = |of: &T| {
        barrier.wait();
        let start = Instant::now();
        (work(of), start.elapsed())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = of.iter().map(|of| scope.spawn(|| one(of))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn slow<R>(done: &[(R, Duration)]) -> usize {
    done.iter().filter(|(_, took)| *took >= HANGS).count()
}

#[test]
fn who_reads_while_a_provider_hangs_gets_what_is_stored() {
    let mut relay = None;
    let state = state_directory();
    let data = state.path().join("application");
    let system = System::start_in(&Province::load(CANDIDATES), state, data, |options| {
        let wechat = Relay::to(&options.variables["wechat_api_url"]);
        options.variables.insert("wechat_api_url".into(), wechat.url.clone());
        options.limits.instances_per_component = 1;
        relay = Some(wechat);
    });
    let relay = relay.unwrap();
    let candidates: Vec<Client> = (0..PAYERS / 2).map(|_| system.chooser()).collect();
    let made = |client: &Client, item: &str| {
        let body = json!({ "item": item, "provider": "wechat" });
        client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)
    };
    let both = |client: &Client| {
        client.post("/api/payment/fees", &json!({ "item": "oral-english" })).expect(204);
        ["exam", "oral-english"].map(|item| made(client, item))
    };
    let orders: Vec<[Value; 2]> = candidates.iter().map(both).collect();
    let payers: Vec<(&Client, &Value)> = candidates
        .iter()
        .zip(&orders)
        .flat_map(|(client, orders)| orders.iter().map(move |order| (client, order)))
        .collect();
    let order = |order: &Value, what: &str| format!("{ORDERS}/{}{what}", text(&order["order_no"]));
    let page = |order: &Value, what: &str| {
        format!("/api/payment/pages/{}{what}", text(&order["pay_page"]).trim_start_matches("/pay/"))
    };
    // The notices are late: whoever waits has the provider asked.
    system.minutes_later(1);
    relay.set(Line::Hangs);
    let (owners, strangers) = payers.split_at(PAYERS / 2);
    let nobody = system.nobody();
    let asked = |what: &str| -> Vec<(&Client, String)> {
        let owned = owners.iter().map(|(client, made)| (*client, order(made, what)));
        owned.chain(strangers.iter().map(|(_, made)| (&nobody, page(made, what)))).collect()
    };
    let read = all(&asked(""), |(client, path)| client.get(path));
    assert!(read.iter().all(|(answer, _)| answer.status == 200 && answer.json()["status"] == "open"), "{read:?}");
    assert!(slow(&read) <= 2, "{} of {PAYERS} waited for the provider", slow(&read));
    assert!(relay.asked() <= 4, "asked {} times", relay.asked());

    // Likewise who presses 支付状态刷新; nobody else's reads stand in line behind them.
    relay.set(Line::Hangs);
    let bystander = system.by_facts(0);
    let done = thread::scope(|scope| {
        let pressed = scope.spawn(|| all(&asked("/refresh"), |(client, path)| client.post(path, &json!({})).status));
        thread::sleep(Duration::from_secs(1));
        let reads = all(&[(); 8], |()| fee(&bystander)["status"].clone());
        assert!(reads.iter().all(|(status, took)| *status == "due" && *took < HANGS), "{reads:?}");
        pressed.join().unwrap()
    });
    assert!(done.iter().all(|(status, _)| [200, 502].contains(status)), "{done:?}");
    assert!(done.iter().filter(|(status, _)| *status == 502).count() <= PRESSERS, "{done:?}");
    assert!(slow(&done) <= PRESSERS, "{} of {PAYERS} waited for the provider", slow(&done));
    assert!(relay.asked() <= 2 * PRESSERS, "asked {} times", relay.asked());

    // An attempt that the provider can't be asked to close is left, and followed: another provider may be chosen.
    relay.set(Line::Hangs);
    let (client, made) = &owners[0];
    let body = json!({ "item": made["item"], "provider": "alipay" });
    let other = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
    assert_eq!((&other["provider"], &other["status"]), (&json!("alipay"), &json!("open")), "{other}");
    assert!(other["code_url"].is_string(), "{other}");
    relay.set(Line::Hangs);
    let closed = all(&payers, |(client, made)| client.post(&order(made, "/close"), &json!({})).expect(200));
    assert!(closed.iter().all(|(order, _)| order["status"] == "closed"), "{closed:?}");
    assert!(relay.asked() <= PRESSERS, "asked {} times", relay.asked());

    relay.set(Line::Good);
    system.minutes_later(5);
    system.pay(&strangers[0].1["order_no"], 0);
    let status = || system.nobody().get(&page(strangers[0].1, "")).expect(200)["status"].clone();
    let is_paid = (1..20).any(|minutes| {
        system.minutes_later(5 + minutes);
        system.tick();
        status() == "paid"
    });
    assert!(is_paid, "what was left is followed, and a lost notice mends itself");
    system.stop_and_check();
}
