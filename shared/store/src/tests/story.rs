//! A small exam year in which every kind of event happens, on a fresh database: what comes of it, and which event has touched
//! what. docs/JOURNAL.md is made from it, too (examples/journal.rs).

#[path = "story/import.rs"]
mod import;
#[path = "story/money.rs"]
mod money;
#[path = "story/offices.rs"]
mod offices;
#[path = "story/revision.rs"]
mod revision;
#[path = "story/rows.rs"]
pub(super) mod rows;
#[path = "story/student.rs"]
mod student;
#[path = "story/year.rs"]
mod year;

use crate::bulk;
use crate::rebuild::{Class, TABLES};
use domain::event::{Answer, Kind, Role, Written};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

pub(crate) const EXAM: &str = "gaokao-2027";
/// 2026-11-01T08:00:00+08:00
const BEGIN: i64 = 1_793_491_200_000;
const MINUTE: i64 = 60_000;

/// What one kind of event has done to a table, in all of its samples.
#[derive(Default)]
pub(crate) struct Touched {
    pub(crate) added: bool,
    pub(crate) removed: bool,
    /// Columns of rows that were there before and after
    pub(crate) columns: BTreeSet<String>,
}

/// By kind and table.
pub(crate) type Observed = BTreeMap<Kind, BTreeMap<&'static str, Touched>>;

fn yes(proposal: i64) -> Answer<'static> {
    Answer { proposal, declined: None }
}

fn no(proposal: i64, why: &str) -> Answer<'_> {
    Answer { proposal, declined: Some(why) }
}

/// Somebody who does something.
#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub(crate) role: Role,
    /// Number of their account; 0 for who has none
    pub(crate) id: i64,
}

impl Who {
    fn actor(self) -> String {
        match self.role {
            Role::Candidate => format!("candidate:{}", self.id),
            Role::Payer => "payer".into(),
            Role::Provider => "provider:wechat".into(),
            Role::System => "system".into(),
            _ => format!("staff:{}", self.id),
        }
    }
}

pub(crate) const SYSTEM: Who = Who { role: Role::System, id: 0 };
pub(crate) const PAYER: Who = Who { role: Role::Payer, id: 0 };
pub(crate) const PROVIDER: Who = Who { role: Role::Provider, id: 0 };

/// The rows of a table, by key: each column's name and value, as SQL writes it.
type Rows = BTreeMap<Vec<String>, Vec<(String, String)>>;

/// Tells the story to a database, and looks at it after each event.
pub(crate) struct Teller<'c> {
    connection: &'c Connection,
    /// In which exam the next thing happens
    pub(crate) exam: &'static str,
    pub(crate) at: i64,
    pub(crate) observed: Observed,
    pub(crate) written: BTreeSet<(Kind, Role)>,
    /// The last one of each kind
    pub(crate) samples: BTreeMap<Kind, Written>,
    seen: BTreeMap<&'static str, Rows>,
}

impl<'c> Teller<'c> {
    /// The whole story.
    pub(crate) fn tell(connection: &'c Connection) -> anyhow::Result<Self> {
        let (observed, written, samples, seen) = Default::default();
        let mut teller = Self { connection, exam: EXAM, at: BEGIN, observed, written, samples, seen };
        year::told(&mut teller)?;
        Ok(teller)
    }

    /// An event; its number.
    pub(crate) fn happens(&mut self, who: Who, subject: i64, event: Written) -> anyhow::Result<i64> {
        let (kind, no_key) = (event.kind(), None::<&str>);
        self.samples.insert(kind, event.clone());
        self.at += MINUTE;
        let values = params![
            self.at,
            self.exam,
            who.actor(),
            who.role.as_str(),
            "none",
            "192.0.2.1",
            "",
            no_key,
            no_key,
            kind.as_str(),
            subject,
            event.into_body()
        ];
        let seq = self.connection.prepare_cached(bulk::APPEND)?.query_row(values, |row| row.get(0))?;
        self.written.insert((kind, who.role));
        let before = std::mem::replace(&mut self.seen, look(self.connection)?);
        let touched = self.observed.entry(kind).or_default();
        for (table, now) in &self.seen {
            let none = Rows::new();
            let before = before.get(table).unwrap_or(&none);
            if before != now {
                compare(before, now, touched.entry(table).or_default());
            }
        }
        Ok(seq)
    }

    /// What is in no journal, and an event ends.
    pub(crate) fn stands(&mut self, sql: &str) -> anyhow::Result<()> {
        self.connection.execute_batch(sql)?;
        self.seen = look(self.connection)?;
        Ok(())
    }

    /// One row of a table that is loaded in bulk.
    pub(crate) fn loaded(&mut self, sql: &str, values: impl rusqlite::Params) -> anyhow::Result<()> {
        self.connection.execute(sql, values)?;
        self.seen = look(self.connection)?;
        Ok(())
    }

    /// One value of the database.
    pub(crate) fn one(&self, sql: &str) -> anyhow::Result<i64> {
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// The rows of every projection, as text.
    #[cfg(test)]
    pub(crate) fn projections(&self) -> String {
        let mut text = String::new();
        for (table, _) in TABLES.iter().filter(|(_, class)| *class == Class::Projection) {
            text += &format!("{table}\n");
            for row in self.seen.get(table).into_iter().flat_map(Rows::values) {
                let cells = row.iter().filter(|(_, value)| value != "NULL");
                let cells: Vec<String> = cells.map(|(name, value)| format!("{name} {value}")).collect();
                text += &format!("  {}\n", cells.join(" · "));
            }
        }
        text
    }
}

fn compare(before: &Rows, now: &Rows, touched: &mut Touched) {
    touched.added |= now.keys().any(|key| !before.contains_key(key));
    touched.removed |= before.keys().any(|key| !now.contains_key(key));
    for (key, row) in now {
        let old = before.get(key).into_iter().flatten();
        touched.columns.extend(old.zip(row).filter(|(old, new)| old != new).map(|(_, (name, _))| name.clone()));
    }
}

fn look(connection: &Connection) -> anyhow::Result<BTreeMap<&'static str, Rows>> {
    let tables = TABLES.iter().filter(|(_, class)| !matches!(class, Class::Journal | Class::Reference));
    tables.map(|(table, _)| Ok((*table, rows(connection, table)?))).collect()
}

fn rows(connection: &Connection, table: &str) -> anyhow::Result<Rows> {
    let mut columns = connection.prepare_cached("SELECT name, pk > 0 FROM PRAGMA_TABLE_INFO(?) ORDER BY cid")?;
    let columns = columns.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let columns: Vec<(String, bool)> = columns.collect::<rusqlite::Result<_>>()?;
    let quoted: Vec<String> = columns.iter().map(|(name, _)| format!("QUOTE(\"{name}\")")).collect();
    let mut statement = connection.prepare_cached(&format!("SELECT {} FROM {table}", quoted.join(", ")))?;
    let mut found = statement.query([])?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        let values = (0..columns.len()).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<String>>>()?;
        let key = columns.iter().zip(&values).filter(|((_, is_key), _)| *is_key).map(|(_, value)| value.clone());
        rows.insert(key.collect(), columns.iter().map(|(name, _)| name.clone()).zip(values.clone()).collect());
    }
    Ok(rows)
}

/// Name and text of every migration, in order.
pub(crate) fn migrations() -> io::Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations"))? {
        let path = entry?.path();
        if let (Some(stem), Some("sql")) = (path.file_stem(), path.extension().and_then(|end| end.to_str())) {
            all.push((stem.to_string_lossy().into_owned(), fs::read_to_string(&path)?));
        }
    }
    all.sort();
    Ok(all)
}

/// Names of kinds between quotes: `'fee.chosen'`.
pub(crate) fn kinds_in(text: &str) -> BTreeSet<&str> {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_kind = |word: &&str| word.split_once('.').is_some_and(|(noun, verb)| part(noun) && part(verb));
    let plain = text.lines().map(|line| line.split("--").next().unwrap_or_default());
    plain.flat_map(|line| line.split('\'').skip(1).step_by(2)).filter(is_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use crate::rebuild;
    use crate::tests::walks::statements;
    use domain::role::Permission;

    /// Kinds that no trigger names. That a member of staff has done it is listed of every kind (`staff_act`).
    const UNPROJECTED: [Kind; 2] = [Kind::CandidatePhoneRevealed, Kind::ListExported];

    #[test]
    fn a_year_with_every_kind_of_event_comes_to_what_it_did_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sqlite_db.db");
        let mut db = Db::create(&file).unwrap();
        let teller = Teller::tell(db.native()).unwrap();
        let untold: Vec<Kind> = Kind::all().filter(|kind| !teller.observed.contains_key(kind)).collect();
        assert_eq!(untold, [], "tell of it in tests/story");
        insta::assert_snapshot!(teller.projections());
        let of_nobody = |(kind, _): &&(Kind, Role)| kind.writers().is_empty();
        for (kind, role) in teller.written.iter().filter(|written| !of_nobody(written)) {
            assert!(kind.writers().contains(role), "{kind:?} is not written by {role:?}");
        }
        drop(db);
        let report = rebuild::run(&file, false).unwrap();
        let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
        assert_eq!(differences, Vec::<String>::new());
    }

    #[test]
    fn every_kind_is_projected_and_every_trigger_knows_its_kinds() {
        let migrations = migrations().unwrap();
        let named: BTreeSet<&str> = migrations.iter().flat_map(|(_, text)| kinds_in(text)).collect();
        // Permissions are named likewise.
        let is_unknown = |name: &&str| name.parse::<Kind>().is_err() && name.parse::<Permission>().is_err();
        let unknown: Vec<&str> = named.iter().copied().filter(is_unknown).collect();
        assert_eq!(unknown, Vec::<&str>::new(), "a trigger waits for what never happens");
        let unprojected: Vec<Kind> = Kind::all().filter(|kind| !named.contains(kind.as_str())).collect();
        assert_eq!(unprojected, UNPROJECTED);
        for (file, sql) in statements() {
            let unknown: Vec<&str> = kinds_in(&sql).into_iter().filter(is_unknown).collect();
            assert_eq!(unknown, Vec::<&str>::new(), "{file}");
        }
    }
}
