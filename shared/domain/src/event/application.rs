//! 待审核: whom a registration point can't admit by itself. Who is agreed to is `candidate.admitted`.

use crate::admission::{Captured, Kept};
use serde::Serialize;

/// Somebody's document was captured; somebody above has to decide. Its number is the application's.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Made<'a> {
    /// `other_document`, `outside_province`
    pub ground: &'a str,
    /// Who decides: `city`, `county`, or anybody above
    pub level: &'a str,
    /// 报名点, its code
    pub point: &'a str,
    /// What the document says
    #[serde(flatten)]
    pub captured: &'a Captured,
    #[serde(flatten)]
    pub document: &'a Kept,
}

/// Somebody above does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Declined<'a> {
    pub application: i64,
    pub reason: &'a str,
}
