//! `cargo xtask bench`: the real endpoints against a native program with the same statements.

use crate::build;
use anyhow::Result;
use xshell::{Shell, cmd};

pub(crate) fn bench(shell: &Shell, options: &[&str]) -> Result<()> {
    build::all(shell)?;
    Ok(cmd!(shell, "cargo run --release --quiet -p bench -- {options...}").quiet().run()?)
}
