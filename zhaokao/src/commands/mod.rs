//! The subcommands, one file each.

pub(crate) mod backup;
pub(crate) mod demo;
pub(crate) mod exam;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod progress;
pub(crate) mod qualifications;
pub(crate) mod rebuild;
pub(crate) mod role;
pub(crate) mod secrets;
pub(crate) mod staff;
pub(crate) mod up;
pub(crate) mod verify;

use anyhow::{Context, Result, bail};
use clap::Args;
use domain::Timestamp;
use domain::proposal::Noun;
use domain::role::Permission;
use domain::staff::Status;
use providers::Settings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::db::Db;
use store::journal::{Act, Answer, Author};
use store::proposal;

// No doc comment: clap would take it for what the command does.
#[derive(Args)]
struct Database {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
}

impl Database {
    fn open(&self) -> Result<Db> {
        let file = self.state_dir.join("sqlite_db.db");
        if !file.exists() {
            bail!("there is no database at {}: run `zhaokao migrate` first", file.display());
        }
        Db::file(&file).map_err(plain)
    }
}

/// 复核, as on the pages.
fn decide(act: Act<'_>, noun: Noun, answer: Answer<'_>, due: Option<Timestamp>) -> Result<()> {
    let decided = async {
        let exam = proposal::exam_of(act.db, noun, answer.proposal).await?;
        proposal::decide(&act.within(&exam), noun, answer, due).await
    };
    pollster::block_on(decided).map_err(plain)
}

/// Values of variables for a command that serves nothing.
struct Values(BTreeMap<String, String>);

/// From a TOML file, and for what it lacks from the environment.
fn variables(file: Option<&Path>) -> Result<Values> {
    Ok(Values(file.map(variables_of).transpose()?.unwrap_or_default()))
}

/// What a file of variables says.
fn variables_of(file: &Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    toml::from_str(&text).with_context(|| format!("{}: write name = \"value\"", file.display()))
}

impl Values {
    fn get(&self, name: &str) -> Result<String> {
        let variable = format!("SPIN_VARIABLE_{}", name.to_uppercase());
        let given = self.0.get(name).cloned().or_else(|| std::env::var(&variable).ok());
        given.with_context(|| format!("{name} is needed: in --variables-file, or {variable} in the environment"))
    }

    /// Those of a provider that are given; it says itself which one it lacks.
    fn settings(&self, names: &[&'static str]) -> Settings {
        names.iter().filter_map(|name| Some((*name, self.get(name).ok()?))).collect()
    }
}

/// The cause of a failure, for the person at the terminal.
fn plain(error: domain::Error) -> anyhow::Error {
    match error {
        domain::Error::Internal(cause) => cause,
        other => anyhow::anyhow!("{other:?}"),
    }
}

/// The machine's time.
fn machine_now() -> Timestamp {
    Timestamp(host::machine_now().as_millis() as i64)
}

/// Whoever can write the database's file needs no password; the journal says that none was asked for.
async fn staff_author(db: &Db, username: &str, permission: Permission, device: &str) -> Result<Author> {
    let staff = store::staff::find(db, username).await.map_err(plain)?;
    let staff = staff.with_context(|| format!("there is no account {username}"))?;
    if !staff.permissions.has(permission) {
        bail!("{username} may not do this: their role lacks {}", permission.as_str());
    }
    if staff.status != Status::Active {
        bail!("{username} may not be used: it is disabled, or waits for a second person to agree");
    }
    Ok(Author {
        actor: format!("staff:{}", staff.id),
        role: staff.acts_as(),
        factor: domain::event::Factor::None,
        ip: String::new(),
        device: device.into(),
        request_key: None,
        request_hash: None,
    })
}

/// Nobody in particular, on the machine that has the database.
fn system_author(device: &str) -> Author {
    Author {
        actor: "system".into(),
        role: domain::event::Role::System,
        factor: domain::event::Factor::None,
        ip: String::new(),
        device: device.into(),
        request_key: None,
        request_hash: None,
    }
}
