//! The demo province: Hunan's 14 cities and 122 counties by their real names and codes, real colleges,
//! and invented schools, groups, lines and candidates, so that everything can be tried.
//!
//! The same seed, size and instant give the same province; only sealed values and password hashes
//! differ, since those are random by nature. Its state is made of journal events alone, in the order
//! of time, and projected by the same triggers as real ones.

mod calendar;
mod catalog;
mod dice;
mod journal;
mod people;
mod places;
mod plan;
mod record;
mod scores;
mod secrets;
mod summary;
mod volunteers;
mod walk;

pub use secrets::{Secrets, Variables, to_toml};
pub use summary::{Account, Candidate, Summary};

use anyhow::anyhow;
use calendar::Calendar;
use journal::Journal;
use plan::{Event, Plan, Step};
use record::Recorder;
use rusqlite::{Connection, params};
use shared::Result;
use shared::db::Db;
use shared::domain::Timestamp;
use shared::seal::{Keys, hash_password, sha256};
use shared::store::bulk;
use volunteers::Market;

const EXAM: &str = "gaokao-2027";
const EXAM_NAME: &str = "2027年湖南省普通高等学校招生考试";
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
    let connection: &Connection = db.native();
    // The default of 2 MB makes a large province write every page many times over.
    connection.pragma_update(None, "cache_size", -262_144)?;
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

    let calendar = Calendar::around(options.now);
    let mut journal = Journal::begin(connection, EXAM)?;
    places::reference(&journal)?;
    let market = Market::new(catalog::load(&journal, options.seed)?);
    let (mut points, province) = places::offices(&mut journal, keys, options, &calendar, walk::COUNT)?;
    let mut plans = plans(options, &points);
    let mut recorder = Recorder {
        keys,
        options,
        calendar: &calendar,
        market: &market,
        photo: &photo,
        login_password: &hash_password(&options.login_password)?,
        save_password: &hash_password(&options.save_password)?,
        province,
        points: &mut points,
        plans: &mut plans,
    };
    for (at, index, step) in timeline(options, &calendar, recorder.plans) {
        recorder.record(&mut journal, Timestamp(at), index, step)?;
    }
    let mut summary = summary::of(&recorder);
    summary.events = journal.finish()?;
    Ok(summary)
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
