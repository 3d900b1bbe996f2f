//! `zhaokao secrets`

use super::plain;
use anyhow::{Context, Result};
use clap::Args;
use demo::Variables;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Make random secrets for development: variables of the application and of the sandbox.
///
/// What is there already stays. Production brings its own: docs/OPERATIONS.md.
#[derive(Args)]
pub(crate) struct Secrets {
    /// The directory for application.toml and sandbox.toml.
    #[arg(long, default_value = ".zhaokao", value_name = "DIR")]
    directory: PathBuf,
    /// Where the application will be.
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    application: String,
    /// Where the sandbox will be.
    #[arg(long, default_value = "http://127.0.0.1:3001", value_name = "URL")]
    sandbox: String,
}

impl Secrets {
    pub(crate) fn run(self) -> Result<()> {
        let [application, sandbox] = ["application.toml", "sandbox.toml"].map(|name| self.directory.join(name));
        if application.exists() && sandbox.exists() {
            return Ok(());
        }
        let secrets = demo::Secrets::generate().map_err(plain)?;
        std::fs::create_dir_all(&self.directory)?;
        write_private(&sandbox, &secrets.sandbox(&self.application))?;
        write_private(&application, &secrets.application(&self.application, &self.sandbox))
    }
}

/// Readable by its owner alone.
fn write_private(path: &Path, variables: &Variables) -> Result<()> {
    let text = demo::to_toml(variables);
    let mut file = std::fs::OpenOptions::new();
    let file = file.write(true).create(true).truncate(true).mode(0o600).open(path);
    let name = || format!("cannot write {}", path.display());
    file.and_then(|mut file| file.write_all(text.as_bytes())).with_context(name)
}
