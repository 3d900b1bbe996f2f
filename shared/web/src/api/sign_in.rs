//! Sign-ins that failed, on the wire.

use domain::page::Page;
pub use domain::sign_in::{AccountAttacked, AddressFailing, FailureRow, SearchFailures};
use serde::Serialize;

/// A page of sign-ins that failed, the newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failures {
    /// Those that failed
    #[serde(flatten)]
    pub page: Page<FailureRow>,
    /// Of the last day: addresses that tried many accounts
    pub addresses: Vec<AddressFailing>,
    /// Of the last day: accounts that were tried from many addresses
    pub accounts: Vec<AccountAttacked>,
}
