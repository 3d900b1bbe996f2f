//! Builds the components, the pages and the host.

use crate::shell::{quiet, step};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The components of spin.toml and of sandbox/spin.toml.
pub(crate) const COMPONENTS: [&str; 13] = [
    "account",
    "registration",
    "payment",
    "payment-callback",
    "settlement",
    "catalog",
    "volunteer",
    "admin",
    "publication",
    "statistics",
    "student",
    "portal",
    "sandbox",
];
/// What a component may weigh, in bytes.
const COMPONENT_LIMIT: u64 = 3_000_000;

/// Where the `zhaokao` command is built.
pub(crate) const HOST: &str = "target/release/zhaokao";

pub(crate) fn all(shell: &Shell) -> Result<()> {
    step("components (the first time: 2 to 4 minutes)", || components(shell))?;
    step("host (the first time: 5 to 8 minutes)", || {
        let quiet = quiet();
        Ok(cmd!(shell, "cargo build --release {quiet...} -p zhaokao").quiet().run()?)
    })?;
    step("pages (the first time: half a minute)", || pages(shell))
}

fn components(shell: &Shell) -> Result<()> {
    ensure_target(shell)?;
    let quiet = quiet();
    let packages = COMPONENTS.map(|name| format!("-p={name}"));
    let build = ["--examples", "--profile", "component", "--target", "wasm32-wasip2"];
    cmd!(shell, "cargo build {build...} {quiet...} {packages...}").quiet().run()?;
    for name in COMPONENTS.iter().filter(|name| **name != "sandbox") {
        let file = format!("target/wasm32-wasip2/component/examples/{}.wasm", name.replace('-', "_"));
        let size = fs::metadata(&file).with_context(|| file.clone())?.len();
        if size > COMPONENT_LIMIT {
            bail!("{file} has {size} bytes, more than {COMPONENT_LIMIT}");
        }
    }
    Ok(())
}

/// `cargo` fetches the target of rust-toolchain.toml by itself, unless rustup's auto-install is off.
fn ensure_target(shell: &Shell) -> Result<()> {
    let installed = cmd!(shell, "rustup target list --installed").quiet().read();
    if !installed.is_ok_and(|targets| targets.contains("wasm32-wasip2")) {
        cmd!(shell, "rustup target add wasm32-wasip2").quiet().run()?;
    }
    Ok(())
}

/// The pages are built again only when a source has changed.
fn pages(shell: &Shell) -> Result<()> {
    let stamp = Path::new("static/dist/.built");
    let sources = fingerprint("static")?;
    if fs::read_to_string(stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    node_modules(shell)?;
    cmd!(shell, "npm --prefix static run --silent build").quiet().run()?;
    Ok(fs::write(stamp, sources)?)
}

/// Installs what static/package-lock.json names, once.
pub(crate) fn node_modules(shell: &Shell) -> Result<()> {
    let stamp = Path::new("static/node_modules/.installed");
    let wanted = sha256(&fs::read("static/package-lock.json")?);
    if fs::read_to_string(stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let npm = cmd!(shell, "npm --prefix static ci --no-fund --no-audit --loglevel=error");
    npm.quiet().run().context("Node 20 or newer is needed: https://nodejs.org")?;
    Ok(fs::write(stamp, wanted)?)
}

fn fingerprint(folder: &str) -> Result<String> {
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files)?;
    files.sort();
    let mut all = Vec::new();
    for file in files {
        all.extend(file.to_string_lossy().bytes());
        all.extend(fs::read(&file)?);
    }
    Ok(sha256(&all))
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let skipped = ["node_modules", "dist", "e2e"].iter().any(|name| path.ends_with(name));
        match (skipped, path.is_dir()) {
            (true, _) => {}
            (false, true) => collect(&path, files)?,
            (false, false) => files.push(path),
        }
    }
    Ok(())
}
