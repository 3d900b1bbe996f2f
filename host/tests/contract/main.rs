//! The host's contract, tried from outside: a real component, real HTTP.

mod database;
mod host;
mod http;
mod limits;
mod outbound;
mod routing;
mod stores;
