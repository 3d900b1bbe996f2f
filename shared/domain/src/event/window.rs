//! 日程: windows are set by settings, each for some scopes. What people change is proposed, and decided by somebody else.

use super::{Answer, Millis};
use crate::window::{Action, Interval, ScopeKind};
use serde::Serialize;

/// The system sets a window up, or extends it for a part of the province: what was in force there stays, and one interval more.
/// Before 0026 one person of the province did so.
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
    pub reason: &'a str,
}

/// A change of one window, for one scope or many. Nothing comes of it until somebody else agrees.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposed<'a> {
    /// `registration`
    pub name: &'a str,
    /// In Chinese
    pub title: &'a str,
    /// What people call it
    pub action: Action,
    pub reason: &'a str,
    /// What changes, in words, as both have read it
    pub says: &'a [String],
    /// What the proposer was warned of
    pub warnings: &'a [String],
    /// What it comes to
    pub settings: &'a [Part],
}

/// What a change comes to for some scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// What the scopes are
    pub scope_kind: ScopeKind,
    /// Codes of organisations, numbers of candidates
    pub scopes: Vec<String>,
    /// When it is open for them; nothing: they have no setting of their own any more
    pub intervals: Option<Vec<Span>>,
}

/// An interval in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Start, inclusive
    pub opens: Millis,
    /// End, exclusive
    pub closes: Millis,
}

impl From<Interval> for Span {
    fn from(Interval { opens, closes }: Interval) -> Self {
        Self { opens: opens.into(), closes: closes.into() }
    }
}

/// Somebody else agrees: it is in force from now on.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Agreed<'a>(pub Answer<'a>);

/// Somebody else does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Declined<'a>(pub Answer<'a>);

/// Who proposed it takes it back before anybody decided.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawn {
    /// Number of the event that proposed it
    pub proposal: i64,
}
