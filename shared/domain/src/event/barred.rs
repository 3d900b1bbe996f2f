//! 不得报名的人员: the province's list, whole each time.

use serde::Serialize;

/// Who is barred now: exactly those of the file.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each: keyed hash of the 证件号, and why (`barred_reason`)
    pub people: &'a [(String, &'a str)],
}
