//! What every component shares. One way for data:
//! request → `functions/x` routes → [`domain`] rule → [`store`] SQL → [`db`] → domain type → reply.

pub mod api;
pub mod config;
pub mod db;
pub mod domain;
pub mod error;
pub mod seal;
pub mod store;
pub mod web;

pub use error::{Error, FieldError, Result};
