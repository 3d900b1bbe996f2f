//! The HTTP interface, file by file as the addresses go, and what goes across all of them.

mod account;
mod admin;
mod catalog;
mod claim;
mod deadline;
mod errors;
mod facts;
mod fee;
mod guess;
mod hostile;
pub(crate) mod journey;
mod payment;
mod phone;
mod portal;
mod races;
mod reconciliation;
mod refund;
mod registration;
mod retries;
mod roles;
mod rotation;
mod snapshots;
mod staff;
mod statistics;
mod takeover;
mod time;
pub(crate) mod volunteer;
