//! `cargo xtask docs`: docs/openapi.json, docs/API.md and docs/JOURNAL.md, from the code; the pages' types, from the first; and their terms.

use crate::build::node_modules;
use anyhow::Result;
use xshell::{Shell, cmd};

/// Package and example, and into which folder it writes.
const GENERATORS: [(&str, &str, &str); 3] =
    [("web", "openapi", "docs"), ("store", "journal", "docs"), ("domain", "terms", "static/src/common")];

pub(crate) fn write(shell: &Shell) -> Result<()> {
    for (package, example, folder) in GENERATORS {
        cmd!(shell, "cargo run --release --quiet -p {package} --features schema --example {example} -- {folder}")
            .quiet()
            .run()?;
    }
    node_modules(shell)?;
    Ok(cmd!(shell, "npm --prefix static run --silent api").quiet().run()?)
}
