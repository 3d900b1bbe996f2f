//! `cargo xtask test`: every test there is.

use crate::shell::step;
use crate::{browser, build, check};
use anyhow::Result;
use xshell::{Shell, cmd};

pub(crate) fn test(shell: &Shell) -> Result<()> {
    let chromium = browser::chromium(shell)?;
    build::all(shell)?;
    check::check(shell)?;
    step("pages: unit tests", || Ok(cmd!(shell, "npm --prefix static test --silent").quiet().run()?))?;
    step("natively: rules, store, demo province, host", || {
        Ok(cmd!(
            shell,
            "cargo test --release --quiet -p domain -p providers -p store -p web -p asking -p folder -p import -p demo -p host -p xtask -p zhaokao"
        )
        .quiet()
        .run()?)
    })?;
    step("the components through the host, and the journeys in Chromium", || {
        Ok(cmd!(shell, "cargo test --release --quiet -p tests").env("CHROMIUM", chromium).quiet().run()?)
    })
}
