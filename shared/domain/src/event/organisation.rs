//! 招考机构 and 报名点.

use serde::Serialize;

/// A new one, below the one whose code it begins with.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created<'a> {
    /// 2, 4, 6 or 9 digits
    pub code: &'a str,
    /// Its name
    pub name: &'a str,
}
