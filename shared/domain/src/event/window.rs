//! 日程.

use super::Millis;
use serde::Serialize;

/// A window is set, or extended for a part of the province: one more row of the calendar.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Set<'a> {
    /// `registration`
    pub name: &'a str,
    /// In Chinese
    pub title: &'a str,
    /// For whom: this organisation, and all below
    pub organisation: &'a str,
    /// Start, inclusive
    pub opens: Millis,
    /// End, exclusive
    pub closes: Millis,
    /// Why
    pub reason: &'a str,
}
