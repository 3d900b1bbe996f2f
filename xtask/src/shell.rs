//! Steps that say what they do and how long it took.

use anyhow::{Context, Result};
use std::io::{IsTerminal, Read, stderr};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
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

/// What a command says on its standard output; `None` when it is not done in time, and then it is ended.
pub(crate) fn output_within(command: &mut Command, patience: Duration) -> Result<Option<Output>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut pipe = child.stdout.take().context("no standard output")?;
    let reader = std::thread::spawn(move || {
        let mut stdout = Vec::new();
        pipe.read_to_end(&mut stdout).map(|_| stdout)
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if start.elapsed() < patience => std::thread::sleep(Duration::from_millis(50)),
            None => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
        }
    };
    let stdout = reader.join().ok().context("reading failed")??;
    Ok(Some(Output { status, stdout, stderr: Vec::new() }))
}

/// What keeps cargo from telling each crate where nobody watches; at a terminal it shows its own progress.
pub(crate) fn quiet() -> Option<&'static str> {
    (!stderr().is_terminal()).then_some("--quiet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_too_long_is_ended() {
        let said = output_within(Command::new("echo").arg("here"), Duration::from_secs(10)).unwrap().unwrap();
        assert!(said.status.success() && said.stdout == b"here\n");
        assert!(output_within(Command::new("sleep").arg("60"), Duration::from_millis(100)).unwrap().is_none());
        assert!(output_within(&mut Command::new("no-such-program"), Duration::from_secs(1)).is_err());
    }
}
