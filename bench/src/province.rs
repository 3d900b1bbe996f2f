//! The database that both programs begin with: the demo province, sessions, lists of choices, and
//! candidates who owe a fee.

use anyhow::{Context, Result, anyhow};
use domain::admission::{Captured, Kept};
use domain::document::DocumentKind;
use domain::error::internal;
use domain::event::Factor;
use domain::event::candidate::Admitted;
use domain::event::{Event, Written};
use domain::page::Number;
use domain::payment::{Channel, Provider, order_number};
use domain::subject::Second;
use domain::volunteer::{Choice, Chooser, canonical};
use domain::{ExamId, Timestamp, time};
use rusqlite::config::DbConfig;
use std::collections::BTreeMap;
use std::path::Path;
use store::catalog::{self, Search};
use store::db::Db;
use store::journal::Author;
use store::payment::{self, NewOrder};
use store::seal::{Keys, Proved, random, token};
use store::session::{self, Owner, Place, Token};
use store::{bulk, candidate, fee, save_password, staff, volunteer};

pub(crate) const EXAM: &ExamId = &ExamId::known("gaokao-2027");
pub(crate) const BATCH: &str = "undergraduate";
/// 信息保存密码 of every candidate.
pub(crate) const SAVE_PASSWORD: &str = "bench7save";
/// Sessions of a candidate who proves it anew each time: a session vouches for a password once it was proved there.
const SESSIONS: usize = 16;

pub(crate) const PLACE: Place<'static> =
    Place { ip: "127.0.0.1", device: "bench", browser: None, old_token: None, proved: None };

/// Everything that requests are made from.
pub(crate) struct Province {
    /// Candidates who may fill the batch
    pub(crate) fillers: Vec<Filler>,
    /// Those at the front of `fillers` have proved their 信息保存密码 in their session
    pub(crate) proved: usize,
    /// Session tokens of the province's staff
    pub(crate) staff: Vec<String>,
    /// Orders to be paid, and how much
    pub(crate) orders: Vec<String>,
}

/// A candidate who may fill the batch.
pub(crate) struct Filler {
    /// Of the sessions: the first is used by all but `whole-submission`
    pub(crate) tokens: Vec<String>,
    pub(crate) draft_version: i64,
    pub(crate) submission_version: i64,
    /// Lists of 45 × 6, as JSON
    pub(crate) lists: Vec<String>,
}

/// How much of everything.
pub(crate) struct Size {
    pub(crate) candidates: usize,
    pub(crate) orders: usize,
}

/// Fills a migrated, empty database.
pub(crate) async fn load(state: &Path, keys: &Keys, size: &Size, now: Timestamp) -> Result<Province> {
    let mut db = Db::file(&state.join("sqlite_db.db")).map_err(fault)?;
    let key_value = rusqlite::Connection::open(state.join("sqlite_key_value.db"))?;
    let options = demo::Options {
        seed: 1,
        candidates: size.candidates,
        now,
        staff_password: token().map_err(fault)?,
        login_password: "bench7login".into(),
        save_password: SAVE_PASSWORD.into(),
    };
    let summary = demo::load(&mut db, &key_value, keys, &options).map_err(fault)?;
    // The statistics of the loaded province would have each statement planned anew for each value, all triggers with it.
    db.native().set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.native().execute_batch("BEGIN IMMEDIATE")?;
    let province = fill(&mut db, size, &summary, now).await.map_err(fault)?;
    db.native().execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(province)
}

async fn fill(db: &mut Db, size: &Size, summary: &demo::Summary, now: Timestamp) -> domain::Result<Province> {
    let mut fillers = Vec::new();
    let mut lists = BTreeMap::new();
    let mut ids = Vec::new();
    for id in db.all::<i64>(bulk::CANDIDATES, Vec::new()).await? {
        let Ok(position) = volunteer::position(db, id, BATCH, Token(""), now).await else { continue };
        let Ok(chooser) = position.chooser() else { continue };
        let key = format!("{:?}", (chooser.track, &chooser.seconds));
        if !lists.contains_key(&key) {
            lists.insert(key.clone(), lists_for(db, &chooser).await?);
        }
        let begun = session::begin(db, Owner::Candidate(id), Factor::LoginPassword, &PLACE, now);
        ids.push(id);
        fillers.push(Filler {
            tokens: vec![begun.await?],
            draft_version: position.draft_version,
            submission_version: position.version,
            lists: lists.get(&key).cloned().unwrap_or_default(),
        });
    }
    let proved = ids.len() * 3 / 4;
    for (index, (filler, id)) in fillers.iter_mut().zip(&ids).enumerate() {
        if index < proved {
            let sealed = candidate::secrets(db, *id).await?.save_password.context("no 信息保存密码")?;
            save_password::keep(db, Token(&filler.tokens[0]), Proved { sealed: &sealed, password: SAVE_PASSWORD }, now)
                .await?;
            continue;
        }
        for _ in 1..SESSIONS {
            let begun = session::begin(db, Owner::Candidate(*id), Factor::LoginPassword, &PLACE, now);
            filler.tokens.push(begun.await?);
        }
    }
    let office = summary.staff.iter().find(|account| account.organisation == "43").context("no staff")?;
    let office = staff::find(db, office.username).await?.context("no such staff")?.id;
    let mut sessions = Vec::new();
    for _ in 0..64 {
        sessions.push(session::begin(db, Owner::Staff(office), Factor::PasswordAndCode, &PLACE, now).await?);
    }
    let orders = orders(db, ids.first().copied().unwrap_or_default(), size.orders, now).await?;
    Ok(Province { fillers, proved, staff: sessions, orders })
}

/// Lists of 45 × 6 (fewer only where there are not enough) that the rules accept.
async fn lists_for(db: &Db, who: &Chooser) -> domain::Result<Vec<String>> {
    let subjects: Vec<&str> = who.seconds.iter().map(|second: &Second| second.as_str()).collect();
    let subjects = subjects.join(",");
    let mut ids = Vec::new();
    for page in 1.. {
        let (track, page) = (Some(who.track), Number::try_from(page).map_err(internal)?);
        let search =
            Search { exam: EXAM.as_str(), batch: BATCH, track, subjects: &subjects, page, ..Search::default() };
        let (_, groups) = catalog::search(db, &search).await?;
        if groups.is_empty() {
            break;
        }
        ids.extend(groups.into_iter().map(|group| group.id));
    }
    let mut groups = catalog::rule_groups(db, EXAM, &ids).await?;
    groups.sort_by_key(|group| std::cmp::Reverse(group.majors.len().min(6)));
    let choices: Vec<Choice> = groups
        .into_iter()
        .take(45)
        .map(|group| Choice {
            group: group.id,
            majors: group.majors.into_iter().take(6).collect(),
            accept_adjustment: true,
        })
        .collect();
    let turned = |by: usize| {
        let mut turned = choices.clone();
        turned.rotate_left(by % choices.len().max(1));
        canonical(&turned)
    };
    (0..8).map(|i| turned(i * 5)).collect()
}

/// Candidates who owe their fee, with an order each; the orders' numbers.
async fn orders(db: &mut Db, example: i64, count: usize, now: Timestamp) -> domain::Result<Vec<String>> {
    let point = candidate::view(db, example).await?.point;
    let author = Author {
        actor: "system".into(),
        role: domain::event::Role::System,
        factor: Factor::None,
        ip: String::new(),
        device: "bench".into(),
        request_key: None,
        request_hash: None,
    };
    let mut numbers = Vec::with_capacity(count);
    for index in 0..count {
        let admitted = Admitted {
            serial: Some(&format!("99{index:06}")),
            point: &point,
            captured: &Captured {
                name: "示例".into(),
                sex: "female".into(),
                ethnicity: "01".into(),
                birth: "2008-09-01".into(),
                valid_until: "长期".into(),
                capture: "reader".into(),
            },
            document: &Kept {
                document_kind: DocumentKind::ResidentCard,
                document: "sealed".into(),
                document_hash: format!("bench-{index}"),
                document_mask: "****".into(),
                photo: "none".into(),
            },
            application: None,
        };
        let id = append(db, now, admitted.written()?)?;
        let fee = fee::of_candidate(db, id).await?.into_iter().next().context("no fee")?;
        let (order_no, page_token) = (order_number(random()?), token()?);
        let order = NewOrder {
            order_no: &order_no,
            fee: &fee,
            provider: Provider::Wechat,
            channel: Channel::Qr,
            page_token: &page_token,
            expires_at: now.plus(2 * time::HOUR),
        };
        payment::create(&author.acts(db, now).within(EXAM).about(id), order).await?.context("no order was made")?;
        numbers.push(order_no);
    }
    Ok(numbers)
}

fn append(db: &mut Db, at: Timestamp, event: Written) -> anyhow::Result<i64> {
    let none: Option<&str> = None;
    let values = rusqlite::params![
        at.0,
        EXAM.as_str(),
        "system",
        "system",
        "none",
        "127.0.0.1",
        "bench",
        none,
        none,
        event.kind().as_str(),
        0,
        event.into_body()
    ];
    Ok(db.native().prepare_cached(bulk::APPEND)?.query_row(values, |row| row.get(0))?)
}

/// What went wrong, as tools show it.
pub(crate) fn fault(error: domain::Error) -> anyhow::Error {
    match error {
        domain::Error::Internal(error) => error,
        other => anyhow!("{other:?}"),
    }
}
