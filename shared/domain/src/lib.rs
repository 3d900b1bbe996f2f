//! The rules: pure, without I/O, clock or randomness. Time is a parameter.

#![warn(missing_docs)]

pub mod act;
pub mod admission;
pub mod application;
pub mod bill;
pub mod candidate;
pub mod catalog;
pub mod device;
pub mod difference;
pub mod document;
pub mod error;
pub mod event;
pub mod exam;
pub mod fee_item;
pub mod finance;
pub mod form;
pub mod import;
pub mod mask;
pub mod money;
pub mod network;
pub mod organisation;
pub mod page;
pub mod password;
pub mod payment;
pub mod pending;
pub mod photo;
pub mod reconciliation;
pub mod record;
pub mod region;
pub mod registration;
pub mod role;
pub mod score;
pub mod serial;
pub mod sign_in;
pub mod staff;
pub mod statistics;
pub mod student;
pub mod subject;
pub mod text;
pub mod time;
pub mod totp;
pub mod volunteer;
pub mod window;

pub use document::ResidentNumber;
pub use error::{Error, FieldError, Result};
pub use exam::ExamId;
pub use money::Fen;
pub use time::Timestamp;
