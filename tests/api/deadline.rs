//! The last second before a window's end, with every instance busy: what had arrived counts, whenever its turn comes.

use crate::api::volunteer::SUBMISSIONS;
use crate::support::{Client, NOW, Province, SAVE_PASSWORD, System, state_directory};
use chrono::{DateTime, Duration, FixedOffset};
use domain::subject::Second;
use domain::{ExamId, Timestamp};
use host::Options;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::Instant;
use store::catalog::{self, Search};
use store::db::Db;
use store::seal::Proved;
use store::session::{self, Owner, Place, Token};
use store::{candidate, save_password, volunteer};

const EXAM: &ExamId = &ExamId::known("gaokao-2027");
const BATCH: &str = "undergraduate";
/// Enough for so many who may submit.
const CANDIDATES: usize = 12_000;
const SUBMITTERS: usize = 2_000;
/// The application's last second takes five of this machine's: it is not the machine's speed that is tested.
const RATE: f64 = 0.2;

/// Somebody with a session, a list of one group, and the version they have submitted.
struct Submitter {
    id: i64,
    token: String,
    body: String,
}

/// Candidates who may submit, in sessions that have proved the 信息保存密码 already: the machine's speed is not what is tested.
fn submitters(database: &Path, events: u64, now: Timestamp) -> Vec<Submitter> {
    const PLACE: Place<'static> =
        Place { ip: "127.0.0.1", device: "tests", browser: None, old_token: None, proved: None };
    let mut db = Db::file(database).unwrap();
    let mut lists: HashMap<String, Value> = HashMap::new();
    let mut found = Vec::new();
    db.native().execute_batch("BEGIN IMMEDIATE").unwrap();
    for id in 1..=i64::try_from(events).unwrap() {
        let Ok(position) = pollster::block_on(volunteer::position(&db, id, BATCH, Token(""), now)) else { continue };
        let Ok(chooser) = position.chooser() else { continue };
        let subjects = chooser.seconds.iter().map(|second: &Second| second.as_str()).collect::<Vec<_>>().join(",");
        let track = chooser.track;
        let choices = lists.entry(format!("{} {subjects}", track.as_str())).or_insert_with(|| {
            let search = Search {
                exam: EXAM.as_str(),
                batch: BATCH,
                track: Some(track),
                subjects: &subjects,
                ..Search::default()
            };
            let group = pollster::block_on(catalog::search(&db, &search)).unwrap().1[0].id;
            let known = pollster::block_on(catalog::rule_groups(&db, EXAM, &[group])).unwrap();
            json!([{ "group": group, "majors": known[0].majors[..1], "accept_adjustment": true }])
        });
        let body = json!({ "version": position.version, "choices": choices, "save_password": SAVE_PASSWORD });
        let token = pollster::block_on(session::begin(
            &db,
            Owner::Candidate(id),
            domain::event::Factor::LoginPassword,
            &PLACE,
            now,
        ))
        .unwrap();
        let sealed = pollster::block_on(candidate::secrets(&db, id)).unwrap().save_password.unwrap();
        pollster::block_on(save_password::keep(
            &db,
            Token(&token),
            Proved { sealed: &sealed, password: SAVE_PASSWORD },
            now,
        ))
        .unwrap();
        found.push(Submitter { id, token, body: body.to_string() });
        if found.len() == SUBMITTERS {
            break;
        }
    }
    db.native().execute_batch("COMMIT").unwrap();
    assert_eq!(found.len(), SUBMITTERS, "raise CANDIDATES");
    found
}

/// The application's clock in this test's hands.
struct Clock {
    shown: DateTime<FixedOffset>,
    since: Instant,
}

impl Clock {
    /// Milliseconds until the window closes; negative afterwards.
    fn before(&self, closes: DateTime<FixedOffset>) -> i64 {
        (closes - self.shown).num_milliseconds() - (self.since.elapsed().as_secs_f64() * 1_000.0 * RATE) as i64
    }
}

/// A slow clock, and patience for a slow machine.
fn patient(options: &mut Options) {
    options.clock = host::Clock::starting_at(NOW.parse().unwrap(), RATE);
    let limits = &mut options.limits;
    for time in [&mut limits.body_time, &mut limits.body_pause, &mut limits.line_time] {
        *time = std::time::Duration::from_secs(300);
    }
}

/// When the batch's window closes.
fn closes(client: &Client) -> DateTime<FixedOffset> {
    let calendar = client.get("/api/catalog/calendar").expect(200);
    let exams = calendar["exams"].as_array().unwrap();
    let windows = exams.iter().find(|exam| exam["id"] == EXAM.as_str()).unwrap()["windows"].as_array().unwrap();
    let window = windows.iter().find(|window| window["name"] == format!("volunteer-{BATCH}")).unwrap();
    window["closes"].as_str().unwrap().parse().unwrap()
}

fn is_unanswered(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let nothing = stream.peek(&mut [0]).is_err();
    stream.set_nonblocking(false).unwrap();
    nothing
}

#[test]
fn two_thousand_submissions_in_the_last_second_count_if_they_had_arrived() {
    rlimit::increase_nofile_limit(16_384).unwrap();
    let state = state_directory();
    let data = state.path().join("application");
    let system = System::start_in(&Province::load(CANDIDATES), state, data, patient);
    let closes = closes(&system.nobody());
    let before = Timestamp((closes - Duration::minutes(5)).timestamp_millis());
    let people = submitters(&system.database(), system.demo.events, before);

    let host = system.url.trim_start_matches("http://");
    system.move_clocks((closes - Duration::minutes(1)).to_utc());
    // All but the last byte is there: who sends that in time is in time.
    let mut streams: Vec<TcpStream> = Vec::new();
    for (number, person) in people.iter().enumerate() {
        let (length, cookie) = (person.body.len(), &person.token);
        let text = format!(
            "POST {SUBMISSIONS} HTTP/1.1\r\nhost: {host}\r\norigin: {}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\ncookie: zhaokao={cookie}\r\nidempotency-key: deadline-{number:06}\r\n\
             connection: close\r\nx-request-start: t=1\r\n\r\n{}",
            system.url,
            &person.body[..length - 1],
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(120))).unwrap();
        streams.push(stream);
    }
    let shown = closes - Duration::milliseconds(900);
    system.move_clocks(shown.to_utc());
    let clock = Clock { shown, since: Instant::now() };
    // Three of four within 300 ms, and a pause in which a busy host may read them; the others too late. How many answers
    // come after the end depends on the machine: it is told, and not what is tested.
    let in_time = SUBMITTERS * 3 / 4;
    let mut answered_late = 0;
    for number in 0..SUBMITTERS {
        let due = match number < in_time {
            true => 700 - (number * 300 / in_time) as i64,
            false => -((number - in_time) as i64 * 300 / (SUBMITTERS - in_time) as i64),
        };
        while clock.before(closes) > due {
            thread::sleep(std::time::Duration::from_micros(200));
        }
        if number == in_time {
            answered_late = streams[..in_time].iter().filter(|stream| is_unanswered(stream)).count();
        }
        streams[number].write_all(b"}").unwrap();
        assert!(number >= in_time || clock.before(closes) > 0, "this machine is too slow to send in time");
    }
    for (number, mut stream) in streams.into_iter().enumerate() {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let status = text.split(' ').nth(1).unwrap_or_default();
        let (expected, code) = if number < in_time { ("201", "hash") } else { ("409", "window_closed") };
        assert!(status == expected && text.contains(code), "{number}: {text:.600}");
    }
    let took = clock.since.elapsed();
    eprintln!(
        "{answered_late} of {in_time} that were in time were answered after the end; all had answers after {took:?}"
    );
    let db = Db::file(&system.database()).unwrap();
    let kept = |person: &Submitter| pollster::block_on(volunteer::submissions(&db, person.id, BATCH)).unwrap();
    let latest = |person| kept(person).first().map_or(0, |submission| submission.submitted_at.0);
    assert!(people.iter().map(latest).all(|at| at < closes.timestamp_millis()), "one bears an instant after the end");
    let made = people.iter().filter(|person| latest(person) > shown.timestamp_millis()).count();
    assert_eq!(made, in_time);
    drop(db);
    system.stop_and_check();
}
