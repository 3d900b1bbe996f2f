//! Chromium for the browser tests: $CHROMIUM, the PATH, the usual places; on Debian it is installed.

use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use xshell::{Shell, cmd};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: [&str; 3] = [
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The program to start.
pub(crate) fn chromium(shell: &Shell) -> Result<String> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if Path::new("/etc/debian_version").exists() && is_root() {
        cmd!(shell, "apt-get update -qq").quiet().run()?;
        cmd!(shell, "apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk").quiet().run()?;
    }
    match find() {
        Some(found) => Ok(found),
        None => bail!("the browser tests need Chromium: install it, or set CHROMIUM to its path"),
    }
}

fn find() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok().filter(|path| is_there(path));
    let on_path = || NAMES.iter().find(|name| is_there(name)).map(|name| which(name));
    let usual = || PLACES.iter().find(|place| Path::new(place).exists()).map(|place| (*place).to_owned());
    named.or_else(on_path).or_else(usual)
}

fn which(name: &str) -> String {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut files = std::env::split_paths(&folders).map(|folder| folder.join(name));
    files.find(|file| file.exists()).map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
