//! SQL, one file a noun. Everything that changes state is one INSERT into the journal.

pub mod act;
pub mod admission;
pub mod application;
#[cfg(not(target_arch = "wasm32"))]
pub mod backup;
pub mod bill;
pub mod blob;
#[cfg(not(target_arch = "wasm32"))]
pub mod bulk;
pub mod candidate;
pub mod catalog;
pub mod chase;
pub mod claim;
pub mod cleaning;
pub mod clock;
pub mod collection;
pub mod config;
pub mod db;
pub mod exam;
pub mod favourite;
pub mod fee;
pub mod fee_item;
pub mod finance;
pub mod import;
pub mod journal;
pub mod log;
pub mod organisation;
pub mod payment;
pub mod pending;
#[cfg(not(target_arch = "wasm32"))]
pub mod proof;
pub mod proposal;
pub mod qualification;
pub mod rate_limit;
#[cfg(not(target_arch = "wasm32"))]
pub mod rebuild;
pub mod recapture;
pub mod reconciliation;
pub mod record;
pub mod refund;
pub mod registration;
pub mod review;
pub mod revision;
pub mod role;
pub mod save_password;
pub mod score;
pub mod seal;
pub mod seat;
pub mod second_factor;
pub mod session;
mod share;
pub mod sign_in;
pub mod staff;
pub mod statistics;
pub mod step;
pub mod student;
#[cfg(test)]
mod tests;
pub mod volunteer;
pub mod window;

pub use log::log;
