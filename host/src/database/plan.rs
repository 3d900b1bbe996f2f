//! What kind of statement a text is, decided once and remembered.

use crate::bindings::spin::sqlite::sqlite::Error;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Distinct texts remembered; a program has a few hundred, so more means that it builds them.
const REMEMBERED: usize = 4096;

/// A statement that took longer than this is run aside, so that it holds up no other request.
const QUICK: Duration = Duration::from_micros(500);

/// Where a statement runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// On any reader.
    Read,
    /// In the writer's next group.
    Write,
    /// On a connection that belongs to the caller alone.
    Own,
    /// Nowhere, for this reason.
    Refused(&'static str),
}

/// A statement's text and what is known about it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) sql: String,
    pub(super) kind: Kind,
    /// Inserts rows, and so sets the caller's last row number.
    pub(super) inserts: bool,
    /// Changes rows, and so sets the caller's count of changes.
    pub(super) changes: bool,
    quick: AtomicBool,
}

impl Plan {
    /// Decides by the first word, and by what SQLite itself says of the prepared statement.
    pub(super) fn make(reader: &rusqlite::Connection, sql: String) -> Result<Self, Error> {
        let words = first_words(&sql);
        let first = words.first().map_or("", String::as_str);
        let temporary = words.get(1).is_some_and(|word| word == "TEMP" || word == "TEMPORARY");
        if let Some(why) = refused_everywhere(&sql) {
            return Ok(Self::new(sql, Kind::Refused(why)));
        }
        let kind = match first {
            "BEGIN" | "SAVEPOINT" | "COMMIT" | "END" | "ROLLBACK" | "RELEASE" => Kind::Own,
            "PRAGMA" | "VACUUM" => Kind::Own,
            "CREATE" if temporary => Kind::Own,
            _ if reads_connection_state(&sql) => Kind::Refused(
                "last_insert_rowid(), changes() and total_changes() in SQL need a transaction of \
                 your own; use RETURNING, or the connection's last-insert-rowid and changes",
            ),
            _ if reader.prepare_cached(&sql)?.readonly() => Kind::Read,
            _ => Kind::Write,
        };
        let holds = |word: &str| words.iter().any(|found| found == word);
        let with = first == "WITH";
        let inserts = matches!(first, "INSERT" | "REPLACE") || (with && holds("INSERT"));
        let changes = inserts || matches!(first, "UPDATE" | "DELETE") || (with && (holds("UPDATE") || holds("DELETE")));
        Ok(Self { inserts, changes, ..Self::new(sql, kind) })
    }

    fn new(sql: String, kind: Kind) -> Self {
        Self { sql, kind, inserts: false, changes: false, quick: AtomicBool::new(false) }
    }

    /// Whether the statement was quick the last time.
    pub(super) fn is_quick(&self) -> bool {
        self.quick.load(Ordering::Relaxed)
    }

    pub(super) fn took(&self, time: Duration) {
        self.quick.store(time < QUICK, Ordering::Relaxed);
    }
}

/// Why no connection may run the statement: it would reach another file.
pub(super) fn refused_everywhere(sql: &str) -> Option<&'static str> {
    let words = first_words(sql);
    let first = words.first().map_or("", String::as_str);
    matches!(first, "ATTACH" | "DETACH").then_some("ATTACH and DETACH are not allowed")
}

/// The statement's words in upper case, comments skipped; all of them only for `WITH`.
fn first_words(sql: &str) -> Vec<String> {
    let text = without_leading_comments(sql);
    let mut words = text
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase);
    let first: Vec<String> = words.by_ref().take(2).collect();
    let all = first.first().is_some_and(|word| word == "WITH");
    first.into_iter().chain(words.take_while(|_| all)).collect()
}

fn without_leading_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let after = if let Some(line) = rest.strip_prefix("--") {
            line.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(block) = rest.strip_prefix("/*") {
            block.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

/// Whether the text calls a function whose answer depends on what the connection did before.
///
/// On a connection that callers share, it would answer about somebody else's statement.
fn reads_connection_state(sql: &str) -> bool {
    let lower = sql.to_ascii_lowercase();
    ["last_insert_rowid", "changes"].iter().any(|name| {
        lower.match_indices(name).any(|(start, _)| {
            let rest = lower[start + name.len()..].trim_start();
            rest.strip_prefix('(').is_some_and(|rest| rest.trim_start().starts_with(')'))
        })
    })
}

/// The plans made so far.
#[derive(Default)]
pub(super) struct Plans(RwLock<HashMap<String, Arc<Plan>>>);

impl Plans {
    pub(super) fn get(&self, sql: &str) -> Option<Arc<Plan>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(sql).cloned()
    }

    pub(super) fn keep(&self, plan: Plan) -> Arc<Plan> {
        let plan = Arc::new(plan);
        let mut plans = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if plans.len() >= REMEMBERED {
            plans.clear();
        }
        plans.insert(plan.sql.clone(), Arc::clone(&plan));
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_sent_where_they_belong() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        database.execute_batch("CREATE TABLE t (a INTEGER); CREATE TABLE changes (n);").unwrap();
        let cases = [
            ("SELECT a FROM t", Kind::Read),
            ("-- a note\n/* and */ select 1", Kind::Read),
            ("WITH x AS (SELECT 1) SELECT * FROM x", Kind::Read),
            ("WITH x(a) AS (SELECT 1) INSERT INTO t SELECT a FROM x", Kind::Write),
            ("INSERT INTO t VALUES (1) RETURNING a", Kind::Write),
            ("INSERT INTO changes (n) VALUES (1)", Kind::Write),
            ("CREATE TABLE u (a)", Kind::Write),
            ("begin immediate", Kind::Own),
            ("PRAGMA user_version", Kind::Own),
            ("CREATE TEMP TABLE v (a)", Kind::Own),
        ];
        for (sql, expected) in cases {
            assert_eq!(Plan::make(&database, sql.into()).unwrap().kind, expected, "{sql}");
        }
        for sql in ["ATTACH 'x' AS y", "SELECT last_insert_rowid()", "SELECT changes ( )"] {
            let kind = Plan::make(&database, sql.into()).unwrap().kind;
            assert!(matches!(kind, Kind::Refused(_)), "{sql}");
        }
    }
}
