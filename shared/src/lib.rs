//! What every component shares. One way for data:
//! request → `functions/x` routes → [`domain`] rule → [`store`] SQL → [`db`] → domain type → reply.

pub mod alipay;
pub mod api;
pub mod blob;
pub mod config;
pub mod db;
pub mod domain;
pub mod error;
mod log;
pub mod outbound;
pub mod seal;
pub mod signing;
pub mod store;
pub mod unionpay;
pub mod web;
pub mod wechat;

pub use error::{Error, FieldError, Result};
pub use log::log;
