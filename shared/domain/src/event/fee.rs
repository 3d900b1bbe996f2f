//! What a candidate owes by their own choice.

use serde::Serialize;

/// The candidate signs up for an item.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chosen<'a> {
    pub item: &'a str,
}

/// The candidate takes that back, before it is paid.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dropped<'a> {
    pub item: &'a str,
}
