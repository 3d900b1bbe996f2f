//! `cargo xtask bench`: the real endpoints against a native program with the same statements.

use crate::build;
use crate::shell::run_command;
use anyhow::Result;
use std::process::Command;

pub(crate) fn bench(options: &[&str]) -> Result<()> {
    build::all()?;
    let mut bench = Command::new("cargo");
    bench.args(["run", "--release", "--quiet", "-p", "bench", "--"]).args(options);
    run_command(&mut bench, "bench")
}
