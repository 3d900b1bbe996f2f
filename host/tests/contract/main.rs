//! The host's contract, tried from outside: a real component, real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees that functions are tests, but not that they only help tests"
)]

mod database;
mod host;
mod hostile;
mod http;
mod limits;
mod outbound;
mod routing;
mod storage;
mod stores;
