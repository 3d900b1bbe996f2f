//! Running other programs.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Works from the workspace's root, wherever it was called.
pub(crate) fn enter_root() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace")?;
    Ok(std::env::set_current_dir(root)?)
}

/// A command line; arguments are separated by spaces.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a command line; fails when it fails.
pub(crate) fn run(line: &str) -> Result<()> {
    run_command(&mut command(line), line)
}

/// Runs a command; `name` is for the message when it fails.
pub(crate) fn run_command(command: &mut Command, name: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("{name} did not start"))?;
    if !status.success() {
        bail!("failed: {name}");
    }
    Ok(())
}

/// Runs a step, saying what and how long.
pub(crate) fn step(name: &str, action: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("── {name}");
    let start = Instant::now();
    let result = action().with_context(|| name.to_owned());
    println!("── {name}: {} in {:.1} s", if result.is_ok() { "ok" } else { "FAILED" }, start.elapsed().as_secs_f32());
    result
}

/// Is this program on the PATH?
pub(crate) fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}
