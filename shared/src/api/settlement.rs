//! 结算 on the wire.

use serde::Serialize;

/// What a tick did.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ticked {
    /// Open orders that the provider was asked about
    pub orders: usize,
    /// Of these, paid
    pub paid: usize,
    /// Of these, closed
    pub closed: usize,
    /// Refunds that the provider was told or asked about
    pub refunds: usize,
    /// Of these, given back
    pub returned: usize,
    /// Orders and refunds that the provider gave no good answer about
    pub unavailable: usize,
    /// Rows that nobody needs any more, deleted
    pub cleaned: usize,
}
