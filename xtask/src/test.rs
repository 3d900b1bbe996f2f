//! `cargo xtask test`: every test there is.

use crate::shell::{run, run_command, step};
use crate::{browser, build, check};
use anyhow::Result;
use std::process::Command;

pub(crate) fn test() -> Result<()> {
    let chromium = browser::chromium()?;
    build::all()?;
    check::check()?;
    step("pages: unit tests", || run("npm --prefix static test --silent"))?;
    step("natively: rules, store, demo province, host", || {
        run("cargo test --release --quiet -p shared -p demo -p host -p xtask -p zhaokao")
    })?;
    step("the components through the host, and the journeys in Chromium", || {
        let mut tests = Command::new("cargo");
        tests.args(["test", "--release", "--quiet", "-p", "tests"]).env("CHROMIUM", chromium);
        run_command(&mut tests, "cargo test -p tests")
    })
}
