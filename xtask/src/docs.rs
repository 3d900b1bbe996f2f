//! `cargo xtask docs`: docs/openapi.json and docs/API.md, from the code.

use crate::shell::run;
use anyhow::Result;

pub(crate) fn write() -> Result<()> {
    run("cargo run --release --quiet -p shared --features schema --example openapi -- docs")
}
