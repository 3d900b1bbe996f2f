//! Statements for rows that a revision would bring.

/// An exam: `id`, `kind`, `year`, `name`.
pub(crate) const EXAM: &str = "INSERT INTO exam (id, kind, year, name) VALUES (?, ?, ?, ?)";

/// A fee item: `exam`, `item`, `name`, `amount`, `detail`, `notice`, `window`, `owed_by`,
/// `unlocks`, `one_of`, `position`.
pub(crate) const FEE_ITEM: &str = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, position) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// A batch: `exam`, `code`, `name`, `window`, `slots`, `majors`, `position`.
pub(crate) const BATCH: &str =
    "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, ?, ?, ?, ?, ?, ?)";
