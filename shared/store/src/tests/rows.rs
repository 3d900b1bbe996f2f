//! Statements for rows that a revision would bring.

/// A code: `exam`, `list`, `code`, `name`, `position`.
pub(crate) const CODE_ITEM: &str = "INSERT INTO code_item (exam, list, code, name, position) VALUES (?, ?, ?, ?, ?)";

/// A version of an exam's form: `exam`, `version`, `definition`.
pub(crate) const FORM: &str = "INSERT INTO form (exam, version, definition) VALUES (?, ?, ?)";

/// A college: `code`, `name`, `city`, `tags`, `aliases`.
pub(crate) const COLLEGE: &str = "INSERT INTO college (code, name, city, tags, aliases) VALUES (?, ?, ?, ?, ?)";

/// A 院校专业组: `id`, `exam`, `batch`, `college`, `code`, `name`, `plan_type`, `track`, `requirement`,
/// `plan`, `last_line`, `last_year`, `last_rank`, `majors`.
pub(crate) const GROUP: &str = "INSERT INTO college_group (id, exam, batch, college, code, name, plan_type, track, requirement, plan, \
     last_line, last_year, last_rank, majors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// A major of a group: `college_group`, `code`, `name`, `plan`, `tuition`, `years`, `note`.
pub(crate) const MAJOR: &str =
    "INSERT INTO major (college_group, code, name, plan, tuition, years, note) VALUES (?, ?, ?, ?, ?, ?, ?)";
