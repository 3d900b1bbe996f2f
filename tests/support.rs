//! What the tests stand on: a running system, somebody who asks, invented people.

mod client;
mod command;
mod import;
mod people;
mod port;
mod province;
mod relay;
mod retries;
mod staff;
mod system;
mod upgrade;

pub(crate) use client::{Answer, Call, Client};
pub(crate) use import::SCORES;
pub(crate) use people::{Person, form, picture};
pub(crate) use port::{free_port, local};
pub(crate) use province::{Province, state_directory};
pub(crate) use relay::{Line, Relay};
pub(crate) use retries::{Body, Retries};
pub(crate) use staff::{SECOND, SIGN_IN, WINDOWS};
pub(crate) use system::{
    LOGIN_PASSWORD, NOW, SAVE_PASSWORD, STAFF_PASSWORD, System, component_cache, require_built, root, secrets, text,
};
pub(crate) use upgrade::{Student, UPGRADE, students, zipped};
