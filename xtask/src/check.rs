//! `cargo xtask check`: everything a machine can say about the code without running it.

use crate::build::node_modules;
use crate::shell::{command, run, run_command, step};
use anyhow::Result;
use std::path::Path;

const DENY_VERSION: &str = "0.20.2";
/// Crates that are only built for Wasm.
const WASM: &str = "-p shared -p gateway -p account -p registration -p payment -p payment-callback -p settlement -p catalog \
                    -p volunteer -p admin -p statistics -p portal -p sandbox";

pub(crate) fn check() -> Result<()> {
    step("rustfmt", || run("cargo fmt --all --check"))?;
    step("clippy, native", || run("cargo clippy --release --quiet --workspace --all-targets -- -D warnings"))?;
    step("clippy, wasm32-wasip2", || {
        run(&format!("cargo clippy --profile component --quiet --target wasm32-wasip2 {WASM} -- -D warnings"))
    })?;
    step("rustdoc", || {
        let mut doc = command("cargo doc --release --quiet --workspace --no-deps --document-private-items");
        run_command(doc.env("RUSTDOCFLAGS", "-D warnings"), "cargo doc")
    })?;
    step("cargo deny", deny)?;
    step("pages: eslint, prettier, types", || {
        node_modules()?;
        run("npm --prefix static run --silent check")
    })
}

/// Bans, licenses and sources; the advisory database has to be fetched from the network.
fn deny() -> Result<()> {
    let deny = Path::new("target/tools/bin/cargo-deny");
    if !deny.exists() {
        run(&format!("cargo install --quiet --locked --root target/tools cargo-deny@{DENY_VERSION}"))?;
    }
    run("target/tools/bin/cargo-deny --log-level error check bans licenses sources")
}
