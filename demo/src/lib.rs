//! The demo province: Hunan's 14 cities and 122 counties by their real names and codes, real colleges,
//! and invented schools, groups, lines and candidates, so that everything can be tried.
//!
//! The same seed, size and instant give the same province; only sealed values and password hashes
//! differ, since those are random by nature. Its state is made of journal events alone, in the order
//! of time, and projected by the same triggers as real ones.

mod calendar;
mod catalog;
mod dice;
mod folders;
mod journal;
mod people;
mod places;
mod plan;
mod record;
mod scores;
mod secrets;
mod setup;
mod summary;
mod volunteers;
mod walk;
mod zsb;

pub use folders::folders;
pub use secrets::{Secrets, Variables, to_toml};
pub use summary::{Account, Candidate, Summary};

use anyhow::anyhow;
use calendar::Calendar;
use domain::form::Form;
use domain::{ExamId, Result, Timestamp};
use journal::{Journal, Rows};
use places::Accounts;
use plan::{Event, Plan, Step};
use record::Recorder;
use rusqlite::{Connection, params};
use std::sync::mpsc::{Receiver, sync_channel};
use store::bulk;
use store::db::Db;
use store::seal::{Keys, hash_password, sha256};
use volunteers::Market;

const EXAM: &str = "gaokao-2027";
const EXAM_ID: &ExamId = &ExamId::known(EXAM);
const YEAR: i64 = 2027;
/// 480 × 640, a silhouette.
const PHOTO: &[u8] = include_bytes!("../data/photo.jpg");

/// What kind of province.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same seed gives the same province
    pub seed: u64,
    /// How many candidates, those to walk through with included; at least 8
    pub candidates: usize,
    /// The present: everything in the journal is before it, and all windows are open
    pub now: Timestamp,
    /// Password of every member of staff
    pub staff_password: String,
    /// 登录密码 of every candidate who has set one
    pub login_password: String,
    /// 信息保存密码 likewise
    pub save_password: String,
}

/// Fills an empty database and puts the photo into the key-value store.
///
/// # Errors
/// `Internal` when the database has an exam already, or can't be written, or when the candidates are
/// too few or more than the counties have numbers for.
pub fn load(db: &mut Db, key_value: &Connection, keys: &Keys, options: &Options) -> Result<Summary> {
    load_telling(db, key_value, keys, options, &mut |_, _| ())
}

/// Likewise, telling now and then how many steps of how many are done.
///
/// # Errors
/// As [`load`].
pub fn load_telling(
    db: &mut Db,
    key_value: &Connection,
    keys: &Keys,
    options: &Options,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<Summary> {
    let connection: &Connection = db.native();
    let exams: i64 = connection.query_row(bulk::EXAMS, [], |row| row.get(0))?;
    if exams > 0 {
        return Err(
            anyhow!("the database has an exam already; the demo province is loaded into an empty one only").into()
        );
    }
    if options.candidates < walk::COUNT {
        return Err(anyhow!("at least {} candidates", walk::COUNT).into());
    }
    key_value.execute(bulk::KEY_VALUE, [])?;
    let photo = sha256(PHOTO);
    key_value.execute(bulk::KEY_VALUE_SET, params![format!("photo/{photo}"), PHOTO])?;

    let usual = connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))?;
    hurry(connection)?;
    let calendar = Calendar::around(options.now);
    let files = folders::gaokao(options)?;
    let year = setup::read(&files)?;
    let mut accounts = Accounts::new(keys, options, calendar.prepared)?;
    let published = setup::publish(db, &mut accounts, (&files, &year), calendar.prepared)?;

    let connection: &Connection = db.native();
    let indexes = put_off(connection, "INDEX", bulk::LATER)?;
    let market = Market::new(catalog::groups(connection, options.seed)?);
    let mut journal = Journal::begin(connection, EXAM)?;
    accounts.create(&mut journal, year.staff.iter())?;
    let mut points = places::points(options, walk::COUNT)?;
    points.iter_mut().for_each(|point| point.staff = accounts.number(places::username(&point.code)));
    let mut plans = plans(options, &points);
    let steps = timeline(options, &calendar, &plans);
    number(&steps, journal.last, &mut plans, &mut points);
    let form: Form =
        serde_json::from_str(&connection.query_row(bulk::FORM_IN_FORCE, [EXAM], |row| row.get::<_, String>(0))?)?;
    let recorder = Recorder {
        keys,
        form: &form,
        options,
        calendar: &calendar,
        market: &market,
        photo: &photo,
        login_password: &hash_password(&options.login_password)?,
        save_password: &hash_password(&options.save_password)?,
        province: [places::username("43"), places::DEPUTY].map(|username| accounts.number(username)),
        points: &points,
        plans: &plans,
    };
    let triggers = put_off(connection, "TRIGGER", bulk::IDLE)?;
    record(&recorder, &mut journal, &steps, tell)?;
    let mut summary = summary::of(&recorder, &accounts.secrets);
    summary.events = published + journal.finish()?;
    connection.execute_batch(&triggers)?;
    connection.execute_batch(&indexes)?;
    settle(connection, &usual)?;
    Ok(summary)
}

/// A load that breaks off leaves a database to throw away in any case, so nothing is written twice, nor waited for.
fn hurry(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "cache_size", -1_048_576)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(())
}

/// Drops what can be made at the end; the statements that make it.
fn put_off(connection: &Connection, kind: &str, which: &str) -> Result<String> {
    let mut statement = connection.prepare(which)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (names, statements): (Vec<String>, Vec<String>) =
        found.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().unzip();
    names.iter().try_for_each(|name| connection.execute_batch(&format!("DROP {kind} {name}")))?;
    Ok(statements.join(";"))
}

/// As it was, and on the disk.
fn settle(connection: &Connection, usual: &str) -> Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "locking_mode", "NORMAL")?;
    connection.pragma_update_and_check(None, "journal_mode", usual, |_| Ok(()))?;
    // It may have been the disk's cache that was written to.
    if let Some(path) = connection.path().filter(|path| !path.is_empty()) {
        std::fs::File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// Gives numbers to those who are admitted, in this order: an event's is known before it is appended, since each step
/// makes as many as it makes.
fn number(steps: &[Event], last: i64, plans: &mut [Plan], points: &mut [places::Point]) {
    let mut seq = last;
    for (_, index, step) in steps {
        if *step == Step::Admitted
            && let Some(plan) = plans.get_mut(*index as usize)
            && let Some(point) = points.get_mut(plan.point)
        {
            (plan.id, plan.serial) = (seq + 1, point.next);
            point.next += 1;
        }
        seq += step.events();
    }
}

/// Steps that a thread prepares at a time.
const CHUNK: usize = 2_000;

/// Prepares the events on all processors but one, which appends them in their order.
fn record(
    recorder: &Recorder<'_>,
    journal: &mut Journal<'_>,
    steps: &[Event],
    tell: &mut dyn FnMut(usize, usize),
) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
    let chunks: Vec<&[Event]> = steps.chunks(CHUNK).collect();
    std::thread::scope(|scope| {
        let prepared: Vec<Receiver<Result<Rows>>> = (0..threads)
            .map(|thread| {
                let (sender, receiver) = sync_channel(4);
                let chunks = chunks.iter().skip(thread).step_by(threads);
                // The other end is gone when appending has failed.
                scope
                    .spawn(move || chunks.map(|chunk| prepare(recorder, chunk)).try_for_each(|rows| sender.send(rows)));
                receiver
            })
            .collect();
        for (index, receiver) in prepared.iter().cycle().take(chunks.len()).enumerate() {
            journal.write(receiver.recv().map_err(|_| anyhow!("a thread ended early"))??)?;
            tell(((index + 1) * CHUNK).min(steps.len()), steps.len());
        }
        Ok(())
    })
}

fn prepare(recorder: &Recorder<'_>, steps: &[Event]) -> Result<Rows> {
    let mut rows = Rows::default();
    for (at, index, step) in steps {
        recorder.record(&mut rows, Timestamp(*at), *index, *step)?;
    }
    Ok(rows)
}

/// Candidates point by point; the first few, at the first point, are those to walk through with.
fn plans(options: &Options, points: &[places::Point]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::with_capacity(options.candidates);
    let (mut county, mut number) = ("", 0);
    for (i, point) in points.iter().enumerate() {
        if point.county() != county {
            (county, number) = (point.county(), 0);
        }
        for _ in 0..point.heads {
            plans.push(Plan::draw(options.seed, plans.len(), i, number));
            number += 1;
        }
    }
    walk::cast(&mut plans);
    plans
}

/// All events in the order of time.
fn timeline(options: &Options, calendar: &Calendar, plans: &[Plan]) -> Vec<Event> {
    let mut events = Vec::with_capacity(plans.len() * 10);
    for (index, plan) in plans.iter().enumerate() {
        plan.events(options.seed, index, calendar, &mut events);
    }
    events.push((calendar.scores_published.0, u32::MAX, Step::Published));
    events.sort_unstable();
    events
}

/// The rows of an embedded table, without its heading. They hold no quotes.
fn table<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

#[cfg(test)]
impl Options {
    fn for_tests() -> Self {
        Self {
            seed: 1,
            candidates: 100,
            now: Timestamp(1_800_000_000_000),
            staff_password: "kite7staff".into(),
            login_password: "kite7login".into(),
            save_password: "kite7save".into(),
        }
    }
}
