//! Statements for tools that load by the thousand, natively: one row of each table that is not a
//! projection. Everything else goes through [`APPEND`].

use crate::append;

/// The numbers of all candidates.
pub const CANDIDATES: &str = "SELECT id FROM candidate ORDER BY id";

/// One event that has happened, whoever wrote it: the parameters of [`append!`], giving back its number.
pub const APPEND: &str = append!(whoever "?12", "WHERE TRUE");

/// The definition of an exam's newest form.
pub const FORM_IN_FORCE: &str = "SELECT definition FROM form WHERE exam = ? ORDER BY version DESC LIMIT 1";

/// The groups of an exam: `id`, `college`, `code`.
pub const GROUPS: &str = "SELECT id, college, code FROM college_group WHERE exam = ?";

/// A candidate's first draft: `candidate`, `batch`, `saved_at`, `choices`.
pub const DRAFT: &str = "INSERT INTO draft (candidate, batch, version, saved_at, choices) VALUES (?, ?, 1, ?, ?)";

/// A block of rows of an import: `hash`, `rows`.
pub const IMPORT_BLOCK: &str = "INSERT INTO import_block (hash, rows) VALUES (?, ?) ON CONFLICT DO NOTHING";

/// How many exams there are.
pub const EXAMS: &str = "SELECT COUNT(*) FROM exam";

/// Spin's key-value table.
pub const KEY_VALUE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (store TEXT NOT NULL, key TEXT NOT NULL, \
     value BLOB NOT NULL, PRIMARY KEY (store, key))";

/// A value in the store `default`: `key`, `value`.
pub const KEY_VALUE_SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES ('default', ?, ?) \
     ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";

/// Indexes that no trigger looks anything up by, name and statement: made in one go after the load, they cost a fifth.
pub const LATER: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND (name GLOB 'candidate_by_*' \
     OR name IN ('journal_by_subject', 'payment_order_by_time', 'payment_order_paid_by_time')) AND sql GLOB 'CREATE INDEX *'";

/// Triggers of what candidates and the system don't do by themselves, name and statement: each takes its time at every event, and
/// a province's worth of events has none of theirs.
pub const IDLE: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal' \
     AND (name GLOB 'alarm_*' OR name GLOB 'application_*' OR name = 'chase_noted' OR name GLOB 'claim_*' OR name GLOB 'difference_*' OR name GLOB 'exam_*' OR name GLOB 'fee_item_*' OR name GLOB 'refund_*' \
     OR name GLOB 'statement_*' OR (name GLOB 'staff_*' AND name <> 'staff_acted'))";
