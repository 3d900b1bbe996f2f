//! The rules: pure, without I/O, clock or randomness. Time is a parameter.

#![warn(missing_docs)]

pub mod admission;
pub mod bill;
pub mod candidate;
pub mod catalog;
pub mod device;
pub mod difference;
pub mod document;
pub mod error;
pub mod event;
pub mod exam;
pub mod finance;
pub mod mask;
pub mod money;
pub mod network;
pub mod organisation;
pub mod page;
pub mod password;
pub mod payment;
pub mod photo;
pub mod pledge;
pub mod reconciliation;
pub mod registration;
pub mod score;
pub mod serial;
pub mod staff;
pub mod statistics;
pub mod subject;
pub mod text;
pub mod time;
pub mod totp;
pub mod volunteer;

pub use error::{Error, FieldError, Result};
pub use money::Fen;
pub use time::Timestamp;
