//! 对账单: a provider's statement of a day, all of it.

use super::Millis;
use crate::Fen;
use crate::payment::Provider;
use crate::reconciliation::Line;
use chrono::NaiveDate;
use serde::Serialize;

/// What a statement says. By itself, before 0013: a later file of the same day makes good what an earlier one opened.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    pub provider: Provider,
    /// Of which day in Beijing
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: NaiveDate,
    /// SHA-256 of the file
    pub file: &'a str,
    pub payments: usize,
    /// Their sum, in fen
    pub paid: Fen,
    pub refunds: usize,
    /// Their sum, in fen
    pub refunded: Fen,
    /// What of our books should be in it: from then
    pub begins: Millis,
    /// Until then, exclusive
    pub ends: Millis,
    /// In the order of the file
    pub lines: &'a [Line],
}

/// Taken in and compared with our books.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compared<'a> {
    #[serde(flatten)]
    pub imported: Imported<'a>,
    /// What is missing here is asked about, whatever was answered before; missing before 0019
    pub asks_again: bool,
}
