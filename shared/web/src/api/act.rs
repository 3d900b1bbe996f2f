//! 操作记录 on the wire.

pub use domain::act::{ActRow, SearchActs};
use domain::event::Kind;
use domain::page::Page;
use serde::Serialize;

/// A page of what staff did, the newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acts {
    #[serde(flatten)]
    pub page: Page<ActRow>,
    /// Every kind there is, with its name
    pub kinds: Vec<TitledKind>,
}

/// A kind of event.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TitledKind {
    /// `noun.verb`
    pub kind: Kind,
    /// In Chinese
    pub title: &'static str,
}
