//! A copy of a database that others write to meanwhile: as it was at one instant, and on the disk.

use domain::Result;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io::ErrorKind::AlreadyExists;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, TempPath};

/// A whole copy, on the disk in a hidden directory beside the place it will have; gone when it is dropped.
pub struct Copied {
    part: TempPath,
    to: PathBuf,
    _directory: TempDir,
}

/// Copies the database `from` beside the new file `to`. SQLite's own backup begins again whenever another process writes,
/// which under load is for ever; this reads one state of it, and keeps nobody waiting.
///
/// # Errors
/// `Internal` when `from` can't be read, or `to` is there already or can't be written.
pub fn copy(from: &Path, to: &Path) -> Result<Copied> {
    if to.try_exists()? {
        Err(std::io::Error::from(AlreadyExists))?;
    }
    let name = to.file_name().unwrap_or_default();
    // SQLite has a file of its own beside the copy while it is made.
    let directory =
        tempfile::Builder::new().prefix(&format!(".{}.", name.display())).suffix(".part").tempdir_in(parent(to))?;
    let part = TempPath::try_from_path(directory.path().join(name))?;
    // Empty and ours alone, before anything is in it.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    source.execute("VACUUM INTO ?", [part.to_string_lossy()])?;
    File::open(&part)?.sync_all()?;
    Ok(Copied { part, to: to.to_owned(), _directory: directory })
}

impl Copied {
    /// Gives the copy its name.
    ///
    /// # Errors
    /// `Internal` when another file has it meanwhile.
    pub fn keep(self) -> Result<()> {
        self.part.persist_noclobber(&self.to).map_err(|failed| failed.error)?;
        Ok(File::open(parent(&self.to))?.sync_all()?)
    }
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    #[test]
    fn a_copy_is_made_whole_while_others_write_and_never_over_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from.db"), directory.path().join("to.db"));
        let writer = Connection::open(&from).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer.execute_batch("CREATE TABLE pair (id INTEGER PRIMARY KEY, half INTEGER, text BLOB)").unwrap();
        let both = |id: i64| {
            let sql =
                "INSERT INTO pair (id, half, text) VALUES (2 * ?1, 1, ZEROBLOB(4000)), (2 * ?1 + 1, 2, ZEROBLOB(4000))";
            writer.execute(sql, [id]).unwrap();
        };
        (0..500).for_each(both);
        let done = AtomicBool::new(false);
        let written = std::thread::scope(|scope| {
            let copying = scope.spawn(|| {
                let copied = copy(&from, &to).and_then(Copied::keep);
                done.store(true, Relaxed);
                copied
            });
            let mut next = 500;
            while !done.load(Relaxed) {
                both(next);
                next += 1;
            }
            copying.join().unwrap().unwrap();
            next
        });
        let copied = Connection::open(&to).unwrap();
        let of = |half: i64| -> i64 {
            copied.query_row("SELECT COUNT(*) FROM pair WHERE half = ?", [half], |row| row.get(0)).unwrap()
        };
        assert!((500..=written).contains(&of(1)), "{} of {written}", of(1));
        assert_eq!(of(1), of(2), "whole writes only");
        assert_eq!(copied.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
        assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(copy(&from, &to).is_err(), "an older backup stays what it is");
    }

    #[test]
    fn a_copy_that_comes_to_no_end_leaves_nothing_behind() {
        let disk = tempfile::tempdir().unwrap();
        let (from, directory) = (disk.path().join("from.db"), disk.path().join("to"));
        std::fs::create_dir(&directory).unwrap();
        let source = Connection::open(&from).unwrap();
        let rows =
            "WITH n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 2000) SELECT RANDOMBLOB(3000) FROM n";
        source.execute_batch(&format!("CREATE TABLE part (text BLOB); INSERT INTO part {rows}")).unwrap();
        let to = directory.join("to.db");
        let left = || std::fs::read_dir(&directory).unwrap().count();
        let damaged = disk.path().join("damaged.db");
        let mut bytes = std::fs::read(&from).unwrap();
        let half = bytes.len() / 2;
        bytes[half..].fill(0xff);
        std::fs::write(&damaged, bytes).unwrap();
        assert!(copy(&damaged, &to).is_err());
        assert_eq!(left(), 0, "half a copy has no name, and is gone");
        let copied = copy(&from, &to).unwrap();
        assert!(!to.exists(), "not before all of them are whole");
        std::fs::write(&to, "somebody's").unwrap();
        assert!(copied.keep().is_err() && std::fs::read(&to).unwrap() == b"somebody's");
        assert_eq!(left(), 1);
    }
}
