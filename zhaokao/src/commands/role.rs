//! `zhaokao role`

use super::{machine_now, plain, staff_author};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use domain::event::role::Proposed;
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

#[derive(Args)]
struct Place {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
}

/// Write the roles in force as a table, to be changed and loaded again.
#[derive(Args)]
struct Export {
    /// Where to, such as roles.csv; it must not be there.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
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
    place: Place,
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
    place: Place,
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
    place: Place,
}

/// All changes, the newest first.
#[derive(Args)]
struct List {
    #[command(flatten)]
    place: Place,
}

impl Role {
    pub(crate) fn run(self) -> Result<()> {
        match self.what {
            What::Export(export) => export.run(),
            What::Load(load) => load.run(),
            What::Publish(publish) => {
                publish.place.decide(&publish.username, publish.change, None)?;
                println!("角色变更 {} 已生效，账号下一次请求就按它办理", publish.change);
                Ok(())
            }
            What::Decline(decline) => {
                decline.place.decide(&decline.username, decline.change, Some(&decline.reason))?;
                println!("角色变更 {} 没有同意", decline.change);
                Ok(())
            }
            What::List(list) => list.run(),
        }
    }
}

impl Place {
    fn open(&self) -> Result<Db> {
        let database = self.state_dir.join("sqlite_db.db");
        if !database.exists() {
            bail!("there is no database at {}: run `zhaokao migrate` first", database.display());
        }
        Db::file(&database).map_err(plain)
    }

    fn decide(&self, username: &str, proposal: i64, declined: Option<&str>) -> Result<()> {
        let db = self.open()?;
        let author = author(&db, username, Permission::RoleConfirm)?;
        let act = author.acts(&db, machine_now());
        pollster::block_on(role::decide(&act, Answer { proposal, declined })).map_err(plain)
    }
}

fn author(db: &Db, username: &str, permission: Permission) -> Result<Author> {
    let device = concat!("zhaokao role ", env!("CARGO_PKG_VERSION"));
    pollster::block_on(staff_author(db, username, permission, device))
}

impl Export {
    fn run(self) -> Result<()> {
        let roles = pollster::block_on(role::all(&self.place.open()?)).map_err(plain)?;
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
        let db = self.place.open()?;
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
        for change in pollster::block_on(role::changes(&self.place.open()?)).map_err(plain)? {
            let by = change.proposed_by.as_deref().unwrap_or_default();
            let decided = change.decided_by.map(|name| format!("；{name} 复核")).unwrap_or_default();
            let at = change.proposed_at.text();
            println!("{} {} {at} {by} 提出：{}{decided}", change.id, change.status.title(), change.reason);
            change.says.iter().for_each(|words| println!("    {words}"));
        }
        Ok(())
    }
}
