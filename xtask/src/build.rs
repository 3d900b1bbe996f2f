//! Builds the components, the pages and the host.

use crate::shell::{command, run, run_command, step};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The components of spin.toml and of sandbox/spin.toml.
const COMPONENTS: [&str; 11] = [
    "account",
    "registration",
    "payment",
    "payment-callback",
    "settlement",
    "catalog",
    "volunteer",
    "admin",
    "statistics",
    "portal",
    "sandbox",
];
/// What a component may weigh, in bytes.
const COMPONENT_LIMIT: u64 = 3_000_000;

/// Where the `zhaokao` command is built.
pub(crate) const HOST: &str = "target/release/zhaokao";

pub(crate) fn all() -> Result<()> {
    step("components", components)?;
    step("host", || run("cargo build --release --quiet -p zhaokao"))?;
    step("pages", pages)
}

fn components() -> Result<()> {
    ensure_target()?;
    let packages = COMPONENTS.map(|name| format!("-p {name}")).join(" ");
    run(&format!("cargo build --profile component --quiet --target wasm32-wasip2 {packages}"))?;
    for name in COMPONENTS.iter().filter(|name| **name != "sandbox") {
        let file = format!("target/wasm32-wasip2/component/{}.wasm", name.replace('-', "_"));
        let size = fs::metadata(&file).with_context(|| file.clone())?.len();
        if size > COMPONENT_LIMIT {
            bail!("{file} has {size} bytes, more than {COMPONENT_LIMIT}");
        }
    }
    Ok(())
}

/// `cargo` fetches the target of rust-toolchain.toml by itself, unless rustup's auto-install is off.
fn ensure_target() -> Result<()> {
    let installed = command("rustup target list --installed").output();
    let there = installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("wasm32-wasip2"));
    if there { Ok(()) } else { run("rustup target add wasm32-wasip2") }
}

/// The pages are built again only when a source has changed.
fn pages() -> Result<()> {
    let stamp = Path::new("static/dist/.built");
    let sources = fingerprint("static")?;
    if fs::read_to_string(stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    node_modules()?;
    run("npm --prefix static run --silent build")?;
    Ok(fs::write(stamp, sources)?)
}

/// Installs what static/package-lock.json names, once.
pub(crate) fn node_modules() -> Result<()> {
    let stamp = Path::new("static/node_modules/.installed");
    let wanted = sha256(&fs::read("static/package-lock.json")?);
    if fs::read_to_string(stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut npm = command("npm --prefix static ci --no-fund --no-audit --loglevel=error");
    run_command(&mut npm, "npm ci (Node 20 or newer is needed: https://nodejs.org)")?;
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
