//! `cargo xtask docs`: docs/openapi.json and docs/API.md, from the code.

use anyhow::Result;
use xshell::{Shell, cmd};

pub(crate) fn write(shell: &Shell) -> Result<()> {
    let openapi = ["--features", "schema", "--example", "openapi"];
    Ok(cmd!(shell, "cargo run --release --quiet -p web {openapi...} -- docs").quiet().run()?)
}
