//! `cargo xtask check`: everything a machine can say about the code without running it.

use crate::build::node_modules;
use crate::shell::step;
use anyhow::Result;
use std::path::Path;
use xshell::{Shell, cmd};

const DENY_VERSION: &str = "0.20.2";
/// Crates that are only built for Wasm.
const WASM: &str = "-p=shared -p=gateway -p=account -p=registration -p=payment -p=payment-callback -p=settlement -p=catalog \
                    -p=volunteer -p=admin -p=statistics -p=portal -p=sandbox";

pub(crate) fn check(shell: &Shell) -> Result<()> {
    step("rustfmt", || Ok(cmd!(shell, "cargo fmt --all --check").quiet().run()?))?;
    step("clippy, native", || {
        let clippy = cmd!(shell, "cargo clippy --release --quiet --workspace --all-targets -- -D warnings");
        Ok(clippy.quiet().run()?)
    })?;
    step("clippy, wasm32-wasip2", || {
        let wasm = ["--profile", "component", "--target", "wasm32-wasip2"].into_iter().chain(WASM.split_whitespace());
        Ok(cmd!(shell, "cargo clippy --quiet {wasm...} -- -D warnings").quiet().run()?)
    })?;
    step("rustdoc", || {
        let doc = cmd!(shell, "cargo doc --release --quiet --workspace --no-deps --document-private-items");
        Ok(doc.env("RUSTDOCFLAGS", "-D warnings").quiet().run()?)
    })?;
    step("cargo deny", || deny(shell))?;
    step("pages: eslint, prettier, types", || {
        node_modules(shell)?;
        Ok(cmd!(shell, "npm --prefix static run --silent check").quiet().run()?)
    })
}

/// Bans, licenses and sources; the advisory database has to be fetched from the network.
fn deny(shell: &Shell) -> Result<()> {
    let deny = Path::new("target/tools/bin/cargo-deny");
    if !deny.exists() {
        cmd!(shell, "cargo install --quiet --locked --root target/tools cargo-deny@{DENY_VERSION}").quiet().run()?;
    }
    Ok(cmd!(shell, "{deny} --log-level error check bans licenses sources").quiet().run()?)
}
