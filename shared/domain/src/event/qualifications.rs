//! 资格 (国家专项, 公安政审 …), and 已录取: a file is one event.

use serde::Serialize;

/// Who has it: whoever the file does not name, has it no more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Which one: a code of the list `eligibility`
    pub code: &'a str,
    /// Numbers
    pub candidates: &'a [i64],
}
