//! 操作记录: what staff did.

use crate::Timestamp;
use crate::event::Kind;
use crate::page::After;
use serde::{Deserialize, Serialize};

/// What staff did that is to be listed; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchActs {
    /// Below which organisation
    pub organisation: Option<String>,
    /// By whom, by number
    pub staff: Option<i64>,
    pub kind: Option<Kind>,
    pub from: Option<Timestamp>,
    /// Until then, exclusive
    pub until: Option<Timestamp>,
    /// `next` of the page before
    pub after: After,
}

/// What a member of staff did.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActRow {
    /// Number of the event
    pub seq: i64,
    pub at: Timestamp,
    /// `noun.verb`
    pub kind: String,
    /// In Chinese
    #[serde(default)]
    pub title: String,
    pub staff: i64,
    pub username: String,
    pub name: String,
    /// To which organisation they belonged
    pub organisation: String,
    pub organisation_name: Option<String>,
    /// The candidate it is about, if it is about one
    pub candidate: Option<i64>,
    /// Their 报名流水号
    pub serial: Option<String>,
    /// The account it is about, if it is about one
    pub account: Option<String>,
    /// Why, where a reason was given
    pub reason: Option<String>,
    pub ip: String,
    pub device: String,
}
