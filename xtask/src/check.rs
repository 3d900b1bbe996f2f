//! `cargo xtask check`: everything a machine can say about the code without running it.

use crate::build::{COMPONENTS, node_modules};
use crate::shell::{output_within, step};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use xshell::{Shell, cmd};

const DENY_VERSION: &str = "0.20.2";
const DENY: &str = "target/tools/bin/cargo-deny";
/// For a list that comes from the network.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the components are made of, beside themselves.
const LAYERS: [&str; 5] = ["domain", "providers", "store", "web", "asking"];

pub(crate) fn check(shell: &Shell) -> Result<()> {
    step("rustfmt", || Ok(cmd!(shell, "cargo fmt --all --check").quiet().run()?))?;
    step("clippy, native", || {
        let clippy = cmd!(shell, "cargo clippy --release --quiet --workspace --all-targets -- -D warnings");
        Ok(clippy.quiet().run()?)
    })?;
    step("clippy, wasm32-wasip2", || {
        let packages = COMPONENTS.into_iter().chain(LAYERS).map(|name| format!("-p={name}"));
        let clippy = cmd!(shell, "cargo clippy --quiet --profile component --target wasm32-wasip2 {packages...}");
        Ok(clippy.args(["--", "-D", "warnings"]).quiet().run()?)
    })?;
    step("rustdoc", || {
        let doc = cmd!(shell, "cargo doc --release --quiet --workspace --no-deps --document-private-items");
        Ok(doc.env("RUSTDOCFLAGS", "-D warnings").quiet().run()?)
    })?;
    step("cargo deny", || deny(shell))?;
    step("advisories, Rust", || advisories(shell))?;
    step("pages: eslint, prettier, types", || {
        node_modules(shell)?;
        Ok(cmd!(shell, "npm --prefix static run --silent check").quiet().run()?)
    })?;
    step("advisories, pages", npm_audit)
}

/// Bans, licenses and sources: what needs no network.
fn deny(shell: &Shell) -> Result<()> {
    if !Path::new(DENY).exists() {
        cmd!(shell, "cargo install --quiet --locked --root target/tools cargo-deny@{DENY_VERSION}").quiet().run()?;
    }
    Ok(cmd!(shell, "{DENY} --log-level error check bans licenses sources").quiet().run()?)
}

/// Known faults of our libraries. Where the list of them can't be fetched that is said, and nothing fails.
fn advisories(shell: &Shell) -> Result<()> {
    let fetched = output_within(Command::new(DENY).args(["--log-level", "error", "fetch", "db"]), PATIENCE)?;
    if !fetched.is_some_and(|output| output.status.success()) {
        println!("NOT LOOKED AT: the advisory database can't be fetched here");
        return Ok(());
    }
    Ok(cmd!(shell, "{DENY} --log-level error check --disable-fetch advisories").quiet().run()?)
}

/// Likewise, of what the pages ship.
fn npm_audit() -> Result<()> {
    let audit = ["--prefix", "static", "audit", "--omit", "dev", "--json"];
    let output = output_within(Command::new("npm").args(audit), PATIENCE)?;
    match output.as_ref().map(|output| (output.status.success(), String::from_utf8_lossy(&output.stdout))) {
        Some((true, report)) if is_report(&report) => Ok(()),
        Some((false, report)) if is_report(&report) => bail!("npm audit: {report}"),
        _ => {
            println!("NOT LOOKED AT: the registry tells no advisories here");
            Ok(())
        }
    }
}

/// Any other answer says why there is none.
fn is_report(text: &str) -> bool {
    text.contains("\"auditReportVersion\"")
}

#[cfg(test)]
mod tests {
    use super::is_report;

    #[test]
    fn that_nothing_was_looked_at_is_no_report() {
        assert!(is_report(r#"{ "auditReportVersion": 2, "vulnerabilities": {} }"#));
        assert!(!is_report(r#"{ "message": "405 Method Not Allowed", "statusCode": 405, "error": {} }"#));
        assert!(!is_report(""));
    }
}
