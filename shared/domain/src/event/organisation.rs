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

/// It has another name.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Renamed<'a> {
    /// Which
    pub code: &'a str,
    /// Its new name
    pub name: &'a str,
}

/// A 报名点 gives out no numbers any more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed<'a> {
    /// Which
    pub code: &'a str,
    /// Why
    pub reason: &'a str,
}

/// It does again.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reopened<'a> {
    /// Which
    pub code: &'a str,
    /// Why
    pub reason: &'a str,
}
