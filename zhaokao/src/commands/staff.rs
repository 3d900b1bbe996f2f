//! `zhaokao staff`, `zhaokao code`

use super::{Database, machine_now, plain, variables};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use domain::staff::{Status, username};
use domain::totp::Secret;
use std::path::PathBuf;
use store::db::Db;
use store::journal::Author;
use store::seal::Keys;
use store::staff::{self, Change, Created, Credentials, Deed};

/// Make the first accounts of staff, or let somebody back in whom no colleague can help.
///
/// Two accounts made here are independent of each other, so they can agree to what takes four eyes. The password is
/// told this once, and has to be replaced at the first sign-in.
#[derive(Args)]
pub(crate) struct Staff {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Create(Create),
    Reset(Reset),
}

/// Make an account; at first, twice: for two people of the province.
#[derive(Args)]
struct Create {
    /// 3 to 32 letters, digits or hyphens.
    username: String,
    /// The person.
    #[arg(long)]
    name: String,
    /// The organisation's code [default: the province's].
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// The code of a role that may be held there (`zhaokao role export`).
    #[arg(long, default_value = "office")]
    role: String,
    #[command(flatten)]
    place: Place,
}

/// Give an account a new password, and take its 动态口令 away.
#[derive(Args)]
struct Reset {
    username: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct Place {
    /// A TOML file with seal_keys and hash_key [default: SPIN_VARIABLE_SEAL_KEYS, SPIN_VARIABLE_HASH_KEY].
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

impl Staff {
    pub(crate) fn run(self) -> Result<()> {
        match self.what {
            What::Create(create) => create.run(),
            What::Reset(reset) => reset.run(),
        }
    }
}

impl Create {
    fn run(self) -> Result<()> {
        let (db, keys) = self.place.open()?;
        let name = username(&self.username).map_err(anyhow::Error::msg)?;
        let organisation = match self.organisation {
            Some(organisation) => organisation,
            None => province(&db)?,
        };
        let password = staff::first_password(&keys, &author()).map_err(plain)?;
        let new = Created {
            username: &name,
            name: &self.name,
            organisation: &organisation,
            role: &self.role,
            password: &keys.hash_password(&staff::place(&name), &password).map_err(plain)?,
            expires_at: Some(machine_now().plus(staff::FIRST_PASSWORD).into()),
            must_change: true,
            proposed: false,
        };
        pollster::block_on(staff::create(&author().acts(&db, machine_now()), &new)).map_err(plain)?;
        tell(&name, &password);
        Ok(())
    }
}

/// The one that the database begins with.
fn province(db: &Db) -> Result<String> {
    let province = pollster::block_on(store::organisation::province(db)).map_err(plain)?;
    Ok(province.context("there is no province yet: run `zhaokao exam init FOLDER` first")?.code)
}

impl Reset {
    fn run(self) -> Result<()> {
        let (db, keys) = self.place.open()?;
        let found = pollster::block_on(staff::find(&db, &self.username)).map_err(plain)?;
        let account = found.with_context(|| format!("there is no account {}", self.username))?;
        let password = staff::first_password(&keys, &author()).map_err(plain)?;
        let sealed = keys.hash_password(&staff::place(&account.username), &password).map_err(plain)?;
        let (author, reason) = (author(), "zhaokao staff reset");
        let account = pollster::block_on(in_force(&db, &author, account, reason)).map_err(plain)?;
        let expires_at = machine_now().plus(staff::FIRST_PASSWORD);
        for deed in [Deed::ResetPassword { password: &sealed, expires_at }, Deed::ResetFactor] {
            let change = Change { deed, proposed: false, reason };
            pollster::block_on(staff::change(&author.acts(&db, machine_now()), &account, change)).map_err(plain)?;
        }
        tell(&self.username, &password);
        Ok(())
    }
}

/// The account, in force again where somebody had disabled it, or where it waits for a second person.
async fn in_force(db: &Db, author: &Author, account: Credentials, reason: &str) -> domain::Result<Credentials> {
    if account.status == Status::Active {
        return Ok(account);
    }
    let change = Change { deed: Deed::Enable, proposed: false, reason };
    staff::change(&author.acts(db, machine_now()), &account, change).await?;
    staff::get(db, account.id).await
}

impl Place {
    fn open(&self) -> Result<(Db, Keys)> {
        let values = variables(self.variables_file.as_deref())?;
        let keys = Keys::new(&values.get("seal_keys")?, &values.get("hash_key")?).map_err(plain)?;
        Ok((self.database.open()?, keys))
    }
}

fn tell(username: &str, password: &str) {
    println!("{username} {password}\nThe password is shown this once; it counts for seven days and for one sign-in.");
}

/// Whoever can write the database's file is asked for no password; the journal says so.
fn author() -> Author {
    super::system_author(concat!("zhaokao staff ", env!("CARGO_PKG_VERSION")))
}

/// The 动态口令 of this moment, for development: what an app would show.
#[derive(Args)]
pub(crate) struct Code {
    /// The secret in base 32.
    secret: String,
}

impl Code {
    pub(crate) fn run(self) -> Result<()> {
        let secret = Secret::parse(&self.secret).context("the secret is not base 32")?;
        println!("{}", secret.code(machine_now()));
        Ok(())
    }
}
