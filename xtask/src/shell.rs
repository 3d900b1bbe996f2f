//! Steps that say what they do and how long it took.

use anyhow::{Context, Result};
use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::time::Instant;
use xshell::Shell;

/// A shell at the workspace's root, wherever it was called.
pub(crate) fn at_root() -> Result<Shell> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace")?;
    // What is not a command (a stamp, a size) has paths from the root, too.
    std::env::set_current_dir(root)?;
    Ok(Shell::new()?)
}

/// Runs a step, saying what and how long.
pub(crate) fn step(name: &str, action: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("── {name}");
    let start = Instant::now();
    let result = action().with_context(|| name.to_owned());
    println!("── {name}: {} in {:.1} s", if result.is_ok() { "ok" } else { "FAILED" }, start.elapsed().as_secs_f32());
    result
}

/// What keeps cargo from telling each crate where nobody watches; at a terminal it shows its own progress.
pub(crate) fn quiet() -> Option<&'static str> {
    (!stderr().is_terminal()).then_some("--quiet")
}
