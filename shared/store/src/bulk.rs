//! Statements for tools that load by the thousand, natively: one row of each table that is not a
//! projection. Everything else goes through [`APPEND`].

use crate::append;

/// The numbers of all candidates.
pub const CANDIDATES: &str = "SELECT id FROM candidate ORDER BY id";

/// One event that has happened, whoever wrote it: the parameters of [`append!`], giving back its number.
pub const APPEND: &str = append!(whoever "?12", "WHERE TRUE");

/// An exam: `id`, `kind`, `year`, `name`.
pub const EXAM: &str = "INSERT INTO exam (id, kind, year, name) VALUES (?, ?, ?, ?)";

/// A code: `exam`, `list`, `code`, `name`, `position`.
pub const CODE_ITEM: &str = "INSERT INTO code_item (exam, list, code, name, position) VALUES (?, ?, ?, ?, ?)";

/// A version of an exam's form: `exam`, `version`, `definition`.
pub const FORM: &str = "INSERT INTO form (exam, version, definition) VALUES (?, ?, ?)";

/// The definition of an exam's newest form.
pub const FORM_IN_FORCE: &str = "SELECT definition FROM form WHERE exam = ? ORDER BY version DESC LIMIT 1";

/// The groups of an exam: `id`, `college`, `code`.
pub const GROUPS: &str = "SELECT id, college, code FROM college_group WHERE exam = ?";

/// A fee item: `exam`, `item`, `name`, `amount`, `detail`, `notice`, `window`, `owed_by`,
/// `unlocks`, `one_of`, `position`.
pub const FEE_ITEM: &str = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, position) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// A batch: `exam`, `code`, `name`, `window`, `slots`, `majors`, `position`.
pub const BATCH: &str =
    "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, ?, ?, ?, ?, ?, ?)";

/// A college: `code`, `name`, `city`, `tags`, `aliases`. After all plans comes [`crate::catalog::index`].
pub const COLLEGE: &str = "INSERT INTO college (code, name, city, tags, aliases) VALUES (?, ?, ?, ?, ?)";

/// A 院校专业组: `id`, `exam`, `batch`, `college`, `code`, `name`, `plan_type`, `track`, `requirement`,
/// `plan`, `last_line`, `last_year`, `last_rank`, `majors`.
pub const GROUP: &str = "INSERT INTO college_group (id, exam, batch, college, code, name, plan_type, track, requirement, plan, \
     last_line, last_year, last_rank, majors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// A major of a group: `college_group`, `code`, `name`, `plan`, `tuition`, `years`, `note`.
pub const MAJOR: &str =
    "INSERT INTO major (college_group, code, name, plan, tuition, years, note) VALUES (?, ?, ?, ?, ?, ?, ?)";

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
