//! 考试设置: what a year's folder says is a revision, proposed by one person and put in force by another.

use crate::{ExamId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a revision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RevisionStatus"))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for a second person
    Proposed,
    /// Waits for its instant
    Agreed,
    /// In force
    Published,
    /// Was in force until another one was
    Replaced,
    /// Somebody did not agree, or it could not come into force
    Declined,
    /// Whoever proposed it took it back
    Withdrawn,
}

/// A revision of an exam year, as somebody sees it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revision {
    /// Number
    pub id: i64,
    /// Of which exam
    pub exam: ExamId,
    /// How it stands
    pub status: Status,
    /// What it changed, in words
    pub says: Vec<String>,
    /// Why
    pub reason: String,
    /// Who proposed it
    pub proposed_by: Option<String>,
    /// When
    pub proposed_at: Timestamp,
    /// Who decided; nobody did when the system says that it can't come into force any more
    pub decided_by: Option<String>,
    /// When
    pub decided_at: Option<Timestamp>,
    /// When it comes into force by itself
    pub due: Option<Timestamp>,
    /// When it came into force
    pub published_at: Option<Timestamp>,
    /// Why not
    pub declined_reason: Option<String>,
    /// Did they propose it?
    pub mine: bool,
    /// May they decide about it?
    pub may_decide: bool,
    /// Does it wait, although something else than it was compared with is in force?
    pub outdated: bool,
    /// Its files: name and SHA-256
    pub files: BTreeMap<String, String>,
    /// SHA-256 of all that it comes to
    pub content: String,
}
