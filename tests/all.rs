//! Every test that needs the whole system: the real components in the embedded host, over HTTP; the
//! pages in Chromium; and the rules that hold for the sources themselves. One binary, so that
//! everything is linked once. `cargo xtask build` comes first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees that functions are tests, but not that they only help tests"
)]

mod api;
mod browser;
mod crash;
mod log;
mod support;
mod tidy;
