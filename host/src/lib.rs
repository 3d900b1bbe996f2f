//! The embedded host: runs a Spin application, from the same `spin.toml` and the same
//! components, without Spin.
//!
//! It is the default way to run the product, the test bench, and the deployment on a single
//! machine. [`Host::start`] reads the manifest and serves; [`Running`] stops it.
//!
//! One capability is one file, with the same three verbs: `link` adds its interface to the
//! linker, `configure` reads what the manifest grants to a component, `prepare` makes the state
//! of one instance.

#![warn(missing_docs)]

mod access_log;
mod bindings;
mod body;
mod budget;
mod client;
mod clock;
mod connections;
mod database;
mod engine;
mod files;
mod host;
mod instance;
mod intake;
mod key_value;
mod line;
mod log;
pub mod manifest;
mod metrics;
pub mod migrations;
mod options;
mod outbound_http;
mod problem;
mod proxies;
mod record;
mod request;
mod room;
mod routes;
mod server;
mod sqlite;
mod stream;
mod variables;
mod wish;

pub use clock::{Clock, machine_now};
pub use host::{Host, Running, Traps};
pub use log::log;
pub use options::{Limits, Options};
pub use proxies::Network;
