//! The HTTP interface, file by file as the addresses go, and what goes across all of them.

mod account;
mod admin;
mod catalog;
mod errors;
mod fee;
pub(crate) mod journey;
mod payment;
mod phone;
mod portal;
mod races;
mod reconciliation;
mod registration;
mod retries;
mod roles;
mod rotation;
mod statistics;
mod time;
pub(crate) mod volunteer;
