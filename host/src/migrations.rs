//! Plain SQL files, applied once and in order.
//!
//! Files are named `NNNN_name.sql`. Each is applied in one transaction and recorded with its
//! hash; a recorded file may not change any more, unless `superseded.txt` beside it names its old
//! hash and says why. A database that was brought up by
//! `spin up --sqlite @file` has no record: it is recognised by its schema and recorded then.

use crate::clock::machine_now;
use crate::database::connect_to_write;
use anyhow::{Context, Result, bail};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::path::Path;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";
const SCHEMA: &str = "SELECT type, name, sql FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'migration' ORDER BY type, name";

struct Migration {
    version: u32,
    name: String,
    sql: String,
    sha256: String,
    /// What it was before, to the same effect.
    superseded: Vec<String>,
}

/// Lines of a file's name, its former hash, and the reason.
const SUPERSEDED: &str = "superseded.txt";

/// Brings a database up to date, creating it if need be; tells which files were applied.
pub fn apply(database: &Path, directory: &Path) -> Result<Vec<String>> {
    let migrations = read(directory)?;
    if let Some(parent) = database.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    }
    bring_up(database, &migrations).with_context(|| format!("cannot bring up the database {}", database.display()))
}

fn bring_up(database: &Path, migrations: &[Migration]) -> Result<Vec<String>> {
    let mut connection = connect_to_write(database)?;
    let recorded = is_recorded(&connection)?;
    if !recorded && !schema(&connection)?.is_empty() {
        adopt(&mut connection, migrations, database)?;
    }
    connection.execute(CREATE, [])?;
    let done = check(&connection, migrations)?;
    let mut applied = Vec::new();
    for migration in &migrations[done..] {
        run(&mut connection, migration)
            .with_context(|| format!("migration {} failed; nothing of it was kept", migration.name))?;
        applied.push(migration.name.clone());
    }
    Ok(applied)
}

fn read(directory: &Path) -> Result<Vec<Migration>> {
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("cannot read the migrations in {}", directory.display()))?;
    let mut migrations = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            migrations.push(read_file(&path)?);
        }
    }
    migrations.sort_by_key(|migration| migration.version);
    for pair in migrations.windows(2) {
        if let [first, second] = pair
            && first.version == second.version
        {
            bail!("{} and {} have the same number; rename one", first.name, second.name);
        }
    }
    Ok(migrations)
}

fn read_file(path: &Path) -> Result<Migration> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let version = name.split_once('_').and_then(|(number, _)| number.parse().ok());
    let version = version.with_context(|| format!("{name}: a migration is named NNNN_what_it_does.sql"))?;
    let sql = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let sha256 = Sha256::digest(&sql).iter().map(|byte| format!("{byte:02x}")).collect();
    let superseded = superseded(path, &name)?;
    Ok(Migration { version, name, sql, sha256, superseded })
}

fn superseded(path: &Path, name: &str) -> Result<Vec<String>> {
    let list = path.with_file_name(SUPERSEDED);
    let text = match std::fs::read_to_string(&list) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.with_context(|| format!("cannot read {}", list.display()))?,
    };
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(|line| line.splitn(3, ' ').collect::<Vec<_>>());
    Ok(lines.filter(|line| line.len() == 3 && line[0] == name).map(|line| line[1].to_owned()).collect())
}

fn is_recorded(connection: &Connection) -> rusqlite::Result<bool> {
    connection.table_exists(None, "migration")
}

fn schema(connection: &Connection) -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
    let mut statement = connection.prepare(SCHEMA)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// The number of migrations already applied, all of them unchanged.
fn check(connection: &Connection, migrations: &[Migration]) -> Result<usize> {
    let mut statement = connection.prepare("SELECT version, name, sha256 FROM migration ORDER BY version")?;
    let recorded = statement
        .query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?;
    let recorded = recorded.collect::<rusqlite::Result<Vec<_>>>()?;
    for (index, (version, name, sha256)) in recorded.iter().enumerate() {
        match migrations.get(index) {
            Some(file) if file.version != *version => bail!(
                "the database has migration {name}, but the next file is {}; migrations may only \
                 be added at the end",
                file.name
            ),
            Some(file) if file.sha256 != *sha256 && !file.superseded.contains(sha256) => bail!(
                "{} was changed after it was applied to this database; undo the change and put it \
                 into a new migration",
                file.name
            ),
            Some(_) => {}
            None => bail!("the database is newer than this program: it has migration {name}"),
        }
    }
    Ok(recorded.len())
}

fn run(connection: &mut Connection, migration: &Migration) -> Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(&migration.sql)?;
    record(&transaction, migration)?;
    transaction.commit()?;
    Ok(())
}

fn record(connection: &Connection, migration: &Migration) -> rusqlite::Result<usize> {
    let sql = "INSERT INTO migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)";
    let applied_at = machine_now().as_secs() as i64;
    connection.execute(sql, (migration.version, &migration.name, &migration.sha256, applied_at))
}

/// Records the migrations that a database without a record turns out to have.
fn adopt(connection: &mut Connection, migrations: &[Migration], path: &Path) -> Result<()> {
    let found = schema(connection)?;
    let trial = Connection::open_in_memory()?;
    for (index, migration) in migrations.iter().enumerate() {
        trial.execute_batch(&migration.sql).with_context(|| format!("migration {} failed", migration.name))?;
        if schema(&trial)? == found {
            let transaction = connection.transaction()?;
            transaction.execute(CREATE, [])?;
            for applied in &migrations[..=index] {
                record(&transaction, applied)?;
            }
            return Ok(transaction.commit()?);
        }
    }
    bail!(
        "{} has tables but no record of migrations, and its tables are not those of any migration. \
         If `spin up --sqlite @file` made it, start again with all files of the version it was \
         made with; otherwise use another --state-dir",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn setup() -> (tempfile::TempDir, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("0001_first.sql"), "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);").unwrap();
        fs::write(directory.path().join("0002_second.sql"), "CREATE TABLE b (y);").unwrap();
        let database = directory.path().join("state/data.db");
        (directory, database)
    }

    #[test]
    fn migrations_are_applied_once() {
        let (directory, database) = setup();
        assert_eq!(apply(&database, directory.path()).unwrap(), ["0001_first.sql", "0002_second.sql"]);
        assert!(apply(&database, directory.path()).unwrap().is_empty());
        let connection = Connection::open(&database).unwrap();
        let rows: i64 = connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }

    #[test]
    fn a_changed_file_is_refused() {
        let (directory, database) = setup();
        apply(&database, directory.path()).unwrap();
        fs::write(directory.path().join("0001_first.sql"), "CREATE TABLE a (z);").unwrap();
        let error = format!("{:#}", apply(&database, directory.path()).unwrap_err());
        assert!(error.contains("0001_first.sql was changed"), "{error}");
    }

    #[test]
    fn a_file_that_was_changed_to_the_same_effect_is_taken_for_the_former_one() {
        let (directory, database) = setup();
        let first = directory.path().join("0001_first.sql");
        let former: String =
            Sha256::digest(fs::read(&first).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        apply(&database, directory.path()).unwrap();
        fs::write(&first, "CREATE TABLE a (x);\n\nINSERT INTO a VALUES (1);").unwrap();
        assert!(apply(&database, directory.path()).is_err());
        let list = format!("# why\n0002_second.sql {former} another file\n0001_first.sql {former} a line less\n");
        fs::write(directory.path().join(SUPERSEDED), list).unwrap();
        assert!(apply(&database, directory.path()).unwrap().is_empty());
    }

    #[test]
    fn a_failing_file_leaves_nothing_behind() {
        let (directory, database) = setup();
        fs::write(directory.path().join("0003_third.sql"), "CREATE TABLE c (z); SELECT nonsense;").unwrap();
        assert!(apply(&database, directory.path()).is_err());
        let connection = Connection::open(&database).unwrap();
        assert!(!connection.table_exists(None, "c").unwrap());
        assert!(connection.table_exists(None, "b").unwrap());
    }

    #[test]
    fn a_database_that_spin_brought_up_is_recognised() {
        let (directory, database) = setup();
        fs::create_dir_all(database.parent().unwrap()).unwrap();
        let connection = Connection::open(&database).unwrap();
        connection.execute_batch("CREATE TABLE a (x);\nINSERT INTO a VALUES (7);").unwrap();
        assert_eq!(apply(&database, directory.path()).unwrap(), ["0002_second.sql"]);
        let other = database.with_file_name("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE unknown (x)").unwrap();
        let error = format!("{:#}", apply(&other, directory.path()).unwrap_err());
        assert!(error.contains("no record of migrations"), "{error}");
    }
}
