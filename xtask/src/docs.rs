//! `cargo xtask docs`: docs/openapi.json, docs/API.md and docs/JOURNAL.md, from the code; and the pages' types, from the first.

use crate::build::node_modules;
use anyhow::Result;
use xshell::{Shell, cmd};

/// Package and example.
const GENERATORS: [(&str, &str); 2] = [("web", "openapi"), ("store", "journal")];

pub(crate) fn write(shell: &Shell) -> Result<()> {
    for (package, example) in GENERATORS {
        cmd!(shell, "cargo run --release --quiet -p {package} --features schema --example {example} -- docs")
            .quiet()
            .run()?;
    }
    node_modules(shell)?;
    Ok(cmd!(shell, "npm --prefix static run --silent api").quiet().run()?)
}
