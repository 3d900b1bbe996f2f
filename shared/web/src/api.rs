//! The HTTP interface: every operation, and the shapes of what goes over the wire.
//! docs/openapi.json and docs/API.md are generated from here.

pub mod account;
pub mod act;
pub mod application;
pub mod candidate;
pub mod catalog;
pub mod chase;
pub mod common;
pub mod fee_item;
pub mod finance;
pub mod import;
pub mod operation;
mod operations;
pub mod organisation;
pub mod payment;
pub mod pending;
pub mod reconciliation;
pub mod registration;
pub mod revision;
#[cfg(feature = "schema")]
pub mod schema;
pub mod settlement;
pub mod sign_in;
pub mod staff;
pub mod statistics;
pub mod student;
pub mod volunteer;
pub mod window;
pub mod wire;

pub use operation::{Operation, Retry, Role, SMALL};
pub use operations::OPERATIONS;

/// The operation at an address.
pub fn operation<S: AsRef<str>>(method: &str, path: &[S]) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.method == method && operation.fits(path))
}

/// The methods that an address knows; empty when it is unknown.
pub fn methods<S: AsRef<str>>(path: &[S]) -> Vec<&'static str> {
    OPERATIONS.iter().filter(|operation| operation.fits(path)).map(|operation| operation.method).collect()
}
