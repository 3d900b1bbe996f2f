//! `zhaokao role`

use super::{Database, decide, machine_now, plain, staff_author};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use domain::event::role::Proposed;
use domain::proposal::Noun;
use domain::role::{Permission, Role as Row, changes};
use folder::Files;
use std::path::{Path, PathBuf};
use store::db::Db;
use store::journal::{Answer, Author};
use store::role;

/// What accounts may do: roles as a table, proposed by one person and put in force by another.
#[derive(Args)]
pub(crate) struct Role {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Export(Export),
    Load(Load),
    Publish(Publish),
    Decline(Decline),
    List(List),
}

/// Write the roles in force as a table, to be changed and loaded again.
#[derive(Args)]
struct Export {
    /// Where to, such as roles.csv; it must not be there.
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Propose a table as the roles: a second person puts them in force.
#[derive(Args)]
struct Load {
    /// roles.csv or roles.xlsx
    file: PathBuf,
    /// The member of staff whose name the journal bears.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Why.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    database: Database,
}

/// Put proposed roles in force.
#[derive(Args)]
struct Publish {
    /// Its number, as `load` and `list` say it.
    change: i64,
    /// Somebody else, independent of who proposed it.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    #[command(flatten)]
    database: Database,
}

/// Don't agree to proposed roles.
#[derive(Args)]
struct Decline {
    /// Its number.
    change: i64,
    /// Somebody else.
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// Why not.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    database: Database,
}

/// All changes, the newest first.
#[derive(Args)]
struct List {
    #[command(flatten)]
    database: Database,
}

impl Role {
    pub(crate) fn run(self) -> Result<()> {
        match self.what {
            What::Export(export) => export.run(),
            What::Load(load) => load.run(),
            What::Publish(publish) => {
                let answer = Answer { proposal: publish.change, declined: None };
                decided(&publish.database, &publish.username, answer)?;
                println!("角色变更 {} 已生效，账号下一次请求就按它办理", publish.change);
                Ok(())
            }
            What::Decline(decline) => {
                let answer = Answer { proposal: decline.change, declined: Some(&decline.reason) };
                decided(&decline.database, &decline.username, answer)?;
                println!("角色变更 {} 没有同意", decline.change);
                Ok(())
            }
            What::List(list) => list.run(),
        }
    }
}

fn decided(database: &Database, username: &str, answer: Answer<'_>) -> Result<()> {
    let db = database.open()?;
    let author = author(&db, username, Permission::RoleConfirm)?;
    decide(author.acts(&db, machine_now()), Noun::Role, answer, None)
}

fn author(db: &Db, username: &str, permission: Permission) -> Result<Author> {
    let device = concat!("zhaokao role ", env!("CARGO_PKG_VERSION"));
    pollster::block_on(staff_author(db, username, permission, device))
}

impl Export {
    fn run(self) -> Result<()> {
        let roles = pollster::block_on(role::all(&self.database.open()?)).map_err(plain)?;
        let file = self.file.display();
        let made = std::fs::File::create_new(&self.file).with_context(|| format!("cannot make {file}"))?;
        std::io::Write::write_all(&mut &made, folder::table_of(&roles).as_bytes())?;
        println!("{} 行已写入 {file}", roles.len());
        Ok(())
    }
}

impl Load {
    fn run(self) -> Result<()> {
        let new = read(&self.file)?;
        let db = self.database.open()?;
        let author = author(&db, &self.username, Permission::RolePropose)?;
        pollster::block_on(self.load(&db, &author, &new))
    }

    async fn load(&self, db: &Db, author: &Author, new: &[Row]) -> Result<()> {
        let basis = role::in_force(db).await.map_err(plain)?;
        let says = changes(&role::all(db).await.map_err(plain)?, new);
        if says.is_empty() {
            println!("与现行角色相同，没有改动");
            return Ok(());
        }
        says.iter().for_each(|words| println!("{words}"));
        let proposed = Proposed { basis, roles: new, says: &says, reason: &self.reason };
        let id = role::propose(&author.acts(db, machine_now()), &proposed).await.map_err(plain)?;
        println!("角色变更 {id} 已提出，等另一位同事：zhaokao role publish {id} --as 账号");
        Ok(())
    }
}

fn read(file: &Path) -> Result<Vec<Row>> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = if file.extension().is_some_and(|extension| extension == "xlsx") { "roles.xlsx" } else { "roles.csv" };
    let mut files = Files::default();
    files.insert(name, bytes);
    folder::roles(&files).map_err(|faults| {
        faults.iter().for_each(|fault| println!("{fault}"));
        anyhow::anyhow!("{} 有 {} 处不对，没有改动任何内容", file.display(), faults.len())
    })
}

impl List {
    fn run(self) -> Result<()> {
        for change in pollster::block_on(role::changes(&self.database.open()?)).map_err(plain)? {
            println!("{} {}", change.id, change.line());
            change.says.iter().for_each(|words| println!("    {words}"));
        }
        Ok(())
    }
}
