//! What happens at the same moment.

use crate::api::volunteer::{SUBMISSIONS, choices, is_core, key, submission};
use crate::support::{Answer, Person, System, text};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;

const DRAFT: &str = "/api/volunteer/undergraduate/draft";

/// Does the same from so many threads, all at once.
fn at_once<T: Send>(count: usize, action: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    thread::scope(|scope| {
        let start = |index| {
            let (barrier, action) = (&barrier, &action);
            scope.spawn(move || {
                barrier.wait();
                action(index)
            })
        };
        let threads: Vec<_> = (0..count).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[test]
fn of_two_devices_that_submit_at_once_exactly_one_wins() {
    let system = System::shared();
    let serial = system.next_chooser();
    let devices = [system.candidate(&serial), system.candidate(&serial)];
    let choices = choices(&devices[0], 2);
    for version in 0..5 {
        let answers = at_once(2, |device| {
            let own = [choices[device].clone()];
            devices[device].call("POST", SUBMISSIONS).key(&key()).json(&submission(version, &own)).send()
        });
        assert_eq!((count(&answers, 201), count(&answers, 412)), (1, 1), "{answers:?}");
        let winner = answers.iter().find(|answer| answer.status == 201).unwrap().json();
        let in_force = devices[0].get("/api/volunteer/undergraduate").expect(200)["submission"].clone();
        assert!(is_core(&winner, &in_force), "{winner} {in_force}");
    }
}

#[test]
fn a_submission_sent_eight_times_at_once_counts_once() {
    let system = System::shared();
    let serial = system.next_chooser();
    let client = system.candidate(&serial);
    let (body, key) = (submission(0, &choices(&client, 3)), key());
    let answers = at_once(8, |_| client.twin().call("POST", SUBMISSIONS).key(&key).json(&body).send());
    assert_eq!(count(&answers, 201), 8, "{answers:?}");
    let bodies: HashSet<Vec<u8>> = answers.into_iter().map(|answer| answer.body).collect();
    assert_eq!(bodies.len(), 1);
    let id = client.get("/api/account/session").expect(200)["candidate"]["id"].clone();
    let journal = system.staff("43").get(&format!("/api/admin/candidates/{id}/journal")).expect(200);
    let events = journal["rows"].as_array().unwrap();
    assert_eq!(events.iter().filter(|event| event["kind"] == "volunteer.submitted").count(), 1);
}

#[test]
fn one_key_with_two_bodies_at_once_is_carried_out_for_one() {
    let client = System::shared().chooser();
    let (choices, key) = (choices(&client, 2), key());
    let answers = at_once(2, |index| {
        let own = [choices[index].clone()];
        client.twin().call("POST", SUBMISSIONS).key(&key).json(&submission(0, &own)).send()
    });
    assert_eq!((count(&answers, 201), count(&answers, 422)), (1, 1), "{answers:?}");
}

#[test]
fn readers_of_one_point_never_give_out_the_same_number() {
    let system = System::start();
    let county = system.staff("430102");
    let segments = county.get("/api/admin/segments?organisation=430102").expect(200);
    let last = segments["free"].as_array().unwrap().last().unwrap().clone();
    let first: u32 = text(&last["first"]).parse().unwrap();
    let segment = json!({ "point": "430102002", "first": format!("{first:08}"), "last": format!("{:08}", first + 99) });
    county.post("/api/admin/segments", &segment).expect(201);

    let readers: Vec<_> = (0..8).map(|_| system.staff("430102002")).collect();
    let serials: Vec<String> = at_once(8, |reader| {
        let admit = |_| {
            let admission = Person::new().admission("430102002");
            text(&readers[reader].post("/api/admin/candidates", &admission).expect(201)["serial"])
        };
        (0..5).map(admit).collect::<Vec<_>>()
    })
    .concat();
    let distinct: HashSet<&String> = serials.iter().collect();
    assert_eq!((serials.len(), distinct.len()), (40, 40));
    let used: i64 = segments_used(&county.get("/api/admin/segments?organisation=430102002").expect(200));
    let before = segments["rows"].as_array().unwrap().iter().filter(|segment| segment["point"] == "430102002");
    assert_eq!(used, 40 + before.map(|segment| segment["used"].as_i64().unwrap()).sum::<i64>());
    system.stop_and_check();
}

#[test]
fn the_same_person_at_two_readers_is_admitted_once() {
    let system = System::shared();
    let readers = [system.staff("430102003"), system.staff("430102003")];
    let person = Person::new();
    let answers = at_once(2, |reader| readers[reader].post("/api/admin/candidates", &person.admission("430102003")));
    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 1), "{answers:?}");
}

#[test]
fn of_two_pages_that_save_a_draft_at_once_one_is_told_to_look_again() {
    let client = System::shared().chooser();
    let choices = choices(&client, 2);
    for version in 0..5 {
        let answers =
            at_once(2, |index| client.twin().put(DRAFT, &json!({ "version": version, "choices": [choices[index]] })));
        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, 1), "{answers:?}");
    }
    assert_eq!(client.get("/api/volunteer/undergraduate").expect(200)["draft"]["version"], 5);
}

#[test]
fn forty_readers_are_answered_while_others_write() {
    let system = System::shared();
    let client = system.chooser();
    let choices = choices(&client, 2);
    let statuses = at_once(40, |index| {
        let client = client.twin();
        (0..5)
            .map(|_| match index {
                0 => client.put(DRAFT, &json!({ "version": -1, "choices": choices })).status,
                _ => client.get("/api/volunteer/undergraduate").status,
            })
            .collect::<Vec<_>>()
    })
    .concat();
    assert!(statuses.iter().all(|status| matches!(status, 200 | 412)), "{statuses:?}");
}

fn segments_used(segments: &Value) -> i64 {
    segments["rows"].as_array().unwrap().iter().map(|segment| segment["used"].as_i64().unwrap()).sum()
}
