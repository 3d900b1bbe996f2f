//! A copy of a database that others write to meanwhile: as it was at one instant, and on the disk.

use domain::Result;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Copies the database `from` into the new file `to`. SQLite's own backup begins again whenever another process writes,
/// which under load is for ever; this reads one state of it, and keeps nobody waiting.
///
/// # Errors
/// `Internal` when `from` can't be read, or `to` is there already or can't be written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    // Empty and ours alone, before anything is in it.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    source.execute("VACUUM INTO ?", [to.to_string_lossy()])?;
    File::open(to)?.sync_all()?;
    if let Some(directory) = to.parent() {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
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
                let copied = copy(&from, &to);
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
}
