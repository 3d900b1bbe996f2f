//! Rebuilds every projection from the journal, natively, and says what differs from those in use:
//! nothing, or it is a bug (or somebody's hand in the file).
//!
//! A scratch database beside the live one gets the schema of the migrations, the reference data, and
//! then the journal row by row, so that the same triggers project it again. Drafts come last: they
//! are in no journal, but counted. All of it in one read transaction of the live database and in
//! bounded memory; the application may go on meanwhile.

mod compare;
mod scratch;

use crate::db::Db;
use crate::seal;
use anyhow::Context;
use domain::Result;
use domain::volunteer::{self, Choice};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior, config::DbConfig, params_from_iter};
use scratch::Scratch;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the rows of a table come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The journal itself.
    Journal,
    /// Made by triggers from the journal: rebuilt and compared.
    Projection,
    /// Loaded in bulk or by a migration: copied before the replay, since triggers read it.
    Reference,
    /// Loaded in bulk once, and since then brought by revisions of the exam year: copied before the replay, since triggers read
    /// it, projected again, and compared.
    Published,
    /// Written directly and counted by a trigger: copied after the replay.
    Draft,
    /// No part of the record, and no trigger reads it: left alone.
    Apart,
}

/// Every table of the migrations, each once; a test compares.
pub const TABLES: &[(&str, Class)] = &[
    ("journal", Class::Journal),
    ("exam", Class::Published),
    ("region", Class::Published),
    ("code_item", Class::Published),
    ("form", Class::Published),
    ("exam_text", Class::Published),
    ("fee_item", Class::Published),
    ("batch", Class::Published),
    ("college", Class::Published),
    ("college_group", Class::Published),
    ("major", Class::Published),
    ("group_line", Class::Published),
    ("revision_file", Class::Reference),
    ("revision_value", Class::Reference),
    ("revision_row", Class::Reference),
    ("revision", Class::Projection),
    ("import_block", Class::Reference),
    ("import", Class::Projection),
    ("import_part", Class::Apart),
    ("revision_work", Class::Projection),
    ("findable", Class::Reference),
    ("narrowing", Class::Reference),
    ("plans", Class::Apart),
    ("organisation", Class::Projection),
    ("organisation_above", Class::Projection),
    ("window_change", Class::Projection),
    ("window_setting", Class::Projection),
    ("window_interval", Class::Projection),
    ("role", Class::Published),
    ("role_permission", Class::Published),
    ("role_change", Class::Projection),
    ("staff", Class::Projection),
    ("staff_recovery", Class::Projection),
    ("staff_ancestor", Class::Projection),
    ("staff_hand", Class::Projection),
    ("staff_act", Class::Projection),
    ("segment", Class::Projection),
    ("candidate", Class::Projection),
    ("application", Class::Projection),
    ("registration", Class::Projection),
    ("added_fee_item", Class::Projection),
    ("fee", Class::Projection),
    ("payment_order", Class::Projection),
    ("payment_claim", Class::Projection),
    ("payment_alarm", Class::Projection),
    ("refund", Class::Projection),
    ("bill", Class::Projection),
    ("ledger", Class::Projection),
    ("score", Class::Projection),
    ("control_line", Class::Projection),
    ("statement", Class::Projection),
    ("statement_import", Class::Projection),
    ("statement_line", Class::Projection),
    ("difference", Class::Projection),
    ("qualification", Class::Projection),
    ("student", Class::Projection),
    ("student_count", Class::Projection),
    ("barred", Class::Projection),
    ("volunteer", Class::Projection),
    ("progress", Class::Projection),
    ("above_line", Class::Projection),
    ("chase", Class::Projection),
    ("collection", Class::Projection),
    ("import_touched", Class::Projection),
    ("order_place", Class::Projection),
    ("draft", Class::Draft),
    ("favourite", Class::Apart),
    ("session", Class::Apart),
    ("staff_sign_in", Class::Apart),
    ("staff_enrolment", Class::Apart),
    ("sign_in_failure", Class::Apart),
    ("known_browser", Class::Apart),
    ("rate_limit", Class::Apart),
    ("sms_code", Class::Apart),
    ("claim_code", Class::Apart),
    ("identity_check", Class::Apart),
];

/// Roles by kind.
pub type Kinds = BTreeMap<String, BTreeSet<String>>;

/// What a rebuild found.
#[derive(Debug, Default)]
pub struct Report {
    pub events: u64,
    /// Which kinds there are, and as what each was written
    pub kinds: Kinds,
    /// 正式志愿 whose stored choices were hashed again
    pub lists: u64,
    /// Only what differs
    pub differences: Vec<Difference>,
}

/// How a table in use differs from the rebuilt one.
#[derive(Debug, Default)]
pub struct Difference {
    /// The table, or what of it was compared
    pub what: String,
    /// Rows that should be there and are not
    pub missing: u64,
    /// Rows that should not be there
    pub extra: u64,
    /// Rows with other values
    pub changed: u64,
    /// The first few: their keys and the names of the columns, never a value
    pub examples: Vec<String>,
    /// The rebuilt rows are in use now
    pub replaced: bool,
}

/// Rebuilds the projections of a database file and compares; with `replace`, puts the rebuilt rows
/// in the place of those that differ, in one transaction that keeps other writers out from the start.
///
/// # Errors
/// `Internal` when a file can't be opened or an event can't be replayed; it says which.
pub fn run(live: &Path, replace: bool) -> Result<Report> {
    let scratch = Scratch::beside(live)?;
    let mut db = Db::create(scratch.path())?;
    let connection = db.native();
    attach(connection, live)?;
    let behavior = if replace { TransactionBehavior::Immediate } else { TransactionBehavior::Deferred };
    let transaction = connection.transaction_with_behavior(behavior).context("lock the database")?;
    if let Some(difference) = compare::schema(&transaction)? {
        return Ok(Report { differences: vec![difference], ..Report::default() });
    }
    copy(&transaction, Class::Reference)?;
    copy(&transaction, Class::Published)?;
    let (events, kinds) = replay(&transaction)?;
    copy(&transaction, Class::Draft)?;
    let mut differences = Vec::new();
    for part in compare::parts(&transaction)? {
        let Some(mut difference) = part.compare(&transaction)? else { continue };
        if replace {
            transaction.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
            part.replace(&transaction)?;
            difference.replaced = true;
        }
        differences.push(difference);
    }
    let (lists, wrong) = wrong_hashes(&transaction)?;
    differences.extend(wrong);
    differences.extend(wrong_blocks(&transaction)?);
    transaction.commit()?;
    Ok(Report { events, kinds, lists, differences })
}

fn attach(connection: &Connection, live: &Path) -> Result<()> {
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    let path = live.to_str().context("the path of the database is not UTF-8")?;
    connection.execute("ATTACH ? AS live", [path]).with_context(|| format!("open {path}"))?;
    connection.pragma_update(Some("live"), "cache_size", -16_384)?;
    Ok(())
}

fn tables(class: Class) -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(move |(_, of)| *of == class).map(|(table, _)| *table)
}

fn copy(connection: &Connection, class: Class) -> Result<()> {
    for table in tables(class) {
        let columns = compare::columns(connection, table)?.all();
        // Rows that a migration puts in come again from the live database.
        connection.execute(&format!("DELETE FROM main.{table}"), [])?;
        let sql = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM live.{table}");
        connection.execute(&sql, []).with_context(|| format!("copy {table}"))?;
    }
    Ok(())
}

/// Appends every event again, in order; the triggers do the rest.
fn replay(connection: &Connection) -> Result<(u64, Kinds)> {
    const COLUMNS: &str =
        "seq, at, exam, actor, role, factor, ip, device, request_key, request_hash, kind, subject, body";
    let mut events = connection.prepare(&format!("SELECT {COLUMNS} FROM live.journal ORDER BY seq"))?;
    let marks = ["?"; 13].join(", ");
    let mut append = connection.prepare(&format!("INSERT INTO main.journal ({COLUMNS}) VALUES ({marks})"))?;
    let mut rows = events.query([])?;
    let (mut count, mut kinds) = (0, Kinds::new());
    while let Some(row) = rows.next()? {
        let values = (0..13).map(|i| row.get_ref(i)).collect::<rusqlite::Result<Vec<ValueRef<'_>>>>()?;
        note(&mut kinds, row.get_ref("kind")?.as_str()?, row.get_ref("role")?.as_str()?);
        let seq = values.first().and_then(|seq| seq.as_i64().ok()).unwrap_or_default();
        let appended = append.execute(params_from_iter(values.into_iter().map(rusqlite::types::ToSqlOutput::Borrowed)));
        appended.with_context(|| format!("journal row {seq} can't be replayed"))?;
        count += 1;
    }
    Ok((count, kinds))
}

fn note(kinds: &mut Kinds, kind: &str, role: &str) {
    if !kinds.get(kind).is_some_and(|roles| roles.contains(role)) {
        kinds.entry(kind.to_owned()).or_default().insert(role.to_owned());
    }
}

/// The lists in force whose hash is not that of the choices in their journal row.
fn wrong_hashes(connection: &Connection) -> Result<(u64, Option<Difference>)> {
    let sql = "SELECT v.candidate, v.batch, v.hash, j.body -> 'choices' FROM live.volunteer AS v \
               LEFT JOIN live.journal AS j ON j.seq = v.seq AND j.kind = 'volunteer.submitted' AND j.subject = v.candidate";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let (mut lists, mut wrong) = (0, Difference::of("volunteer.hash"));
    while let Some(row) = rows.next()? {
        let (candidate, batch, hash): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let choices: Option<String> = row.get(3)?;
        lists += 1;
        if choices.is_none_or(|choices| hash_of(&choices).ok().as_ref() != Some(&hash)) {
            wrong.changed += 1;
            wrong.example(format!("{candidate}/{batch}"));
        }
    }
    Ok((lists, wrong.if_any()))
}

/// Rows of imports that are not what their name says.
fn wrong_blocks(connection: &Connection) -> Result<Option<Difference>> {
    let mut statement = connection.prepare("SELECT hash, rows FROM live.import_block")?;
    let mut rows = statement.query([])?;
    let mut wrong = Difference::of("import_block.hash");
    while let Some(row) = rows.next()? {
        let hash: String = row.get(0)?;
        if seal::sha256(row.get_ref(1)?.as_bytes()?) != hash {
            wrong.changed += 1;
            wrong.example(hash);
        }
    }
    Ok(wrong.if_any())
}

fn hash_of(stored: &str) -> Result<String> {
    let choices: Vec<Choice> = serde_json::from_str(stored)?;
    Ok(volunteer::hash(&volunteer::canonical(&choices)?))
}

impl Difference {
    fn of(what: &str) -> Self {
        Self { what: what.to_owned(), ..Self::default() }
    }

    fn example(&mut self, text: String) {
        if self.examples.len() < 5 {
            self.examples.push(text);
        }
    }

    fn if_any(self) -> Option<Self> {
        (self.missing + self.extra + self.changed > 0).then_some(self)
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, missing, extra, changed, examples, replaced } = self;
        let done = if *replaced { "; replaced" } else { "" };
        write!(f, "{what}: {missing} missing, {extra} extra, {changed} changed ({}){done}", examples.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_classified_once() {
        let mut db = Db::in_memory().unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name";
        let mut statement = db.native().prepare(sql).unwrap();
        let there: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
        let mut classified: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        classified.sort_unstable();
        assert_eq!(there, classified, "put the new table into TABLES: where do its rows come from?");
    }
}
