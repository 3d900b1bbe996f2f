//! 招考机构 and 报名点.

use crate::organisation::{Kind, Path};
use serde::Serialize;

/// A new one. Those of before say neither what they are nor where: their codes nest.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Created<'a> {
    /// Letters and digits
    pub code: &'a str,
    pub name: &'a str,
    pub kind: Kind,
    /// Its code behind those of all above it: `43/4301/430102`
    pub path: &'a Path,
}

/// It has another name.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Renamed<'a> {
    pub code: &'a str,
    pub name: &'a str,
}

/// A 报名点 gives out no numbers any more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed<'a> {
    pub code: &'a str,
    pub reason: &'a str,
}

/// It does again.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reopened<'a> {
    pub code: &'a str,
    pub reason: &'a str,
}
