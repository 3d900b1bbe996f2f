//! Files: who may read them, and what happens when the disk is full or cannot be written.

use crate::host::{Bench, manifest};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const BOTH: &str = "sqlite_databases = [\"default\"]\nkey_value_stores = [\"default\"]";

fn one(sql: &str) -> Value {
    json!({ "statements": [{ "sql": sql }] })
}

#[tokio::test]
async fn nobody_else_reads_the_databases() {
    let directory = tempfile::tempdir().unwrap();
    let state = directory.path().join(".spin");
    fs::create_dir(&state).unwrap();
    let left = state.join("sqlite_db.db");
    fs::write(&left, "").unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
    let running = Bench::try_start(&directory, &manifest(BOTH, ""), |_| {}).await.unwrap();
    let bench = Bench { running, directory };
    bench.sql(one("CREATE TABLE t (a)")).await;
    let mut seen = 0;
    for entry in fs::read_dir(&state).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("sqlite_") {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}: {mode:o}", entry.path().display());
            seen += 1;
        }
    }
    assert!(seen >= 4, "two files and their logs");
}

#[tokio::test]
async fn a_start_that_cannot_work_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join(".spin/sqlite_db.db")).unwrap();
    let migrations = directory.path().join("migrations");
    fs::create_dir(&migrations).unwrap();
    for given in [None, Some(migrations)] {
        let started = Bench::try_start(&directory, &manifest(BOTH, ""), |options| options.migrations = given).await;
        let error = format!("{:#}", started.err().expect("a directory is no database"));
        assert!(error.contains(".spin/sqlite_db.db"), "{error}");
    }
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(".spin"), "").unwrap();
    let started = Bench::try_start(&directory, &manifest(BOTH, ""), |_| {}).await;
    let error = format!("{:#}", started.err().expect("a file is no directory"));
    assert!(error.contains("cannot create") && error.contains(".spin"), "{error}");
}

#[tokio::test]
async fn what_goes_into_a_file_that_nobody_finds_again_is_not_acknowledged() {
    for moved in ["sqlite_db.db", "sqlite_db.db-wal"] {
        let bench = Bench::start(&manifest(BOTH, "")).await;
        bench.sql(one("CREATE TABLE t (a)")).await;
        let insert = async || bench.sql(one("INSERT INTO t VALUES (1)")).await.to_string();
        let health = async || bench.get("/.well-known/spin/health").await;
        assert!(insert().await.contains("\"changes\":1") && health().await.status == 200);
        let path = bench.directory.path().join(".spin").join(moved);
        let elsewhere = path.with_file_name("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        for put in [fs::create_dir_all::<&std::path::Path>, |path| fs::write(path, "")] {
            put(&path).unwrap();
            assert!(insert().await.contains("no more where it was opened"), "{moved}");
            assert_eq!(
                (health().await.status, health().await.text()),
                (503, "sqlite_db.db is not where it was\n".into())
            );
            let _ = fs::remove_dir(&path);
        }
        fs::rename(&elsewhere, &path).unwrap();
        assert!(insert().await.contains("\"changes\":1") && health().await.status == 200, "put back, it is as before");
    }
}

/// A disk of 2 MB, where one may be made; it goes with this.
struct Disk(tempfile::TempDir);

impl Disk {
    fn small() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=2m", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(directory.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(directory))
    }

    fn remount(&self, how: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.0.path()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_over_when_there_is_room() {
    let Some(disk) = Disk::small() else {
        eprintln!("not tried: no disk can be mounted here");
        return;
    };
    let state = disk.0.path().join("state");
    let bench = Bench::start_with(&manifest(BOTH, ""), |options| options.state_dir = state).await;
    bench.sql(one("CREATE TABLE t (a)")).await;
    let write =
        async || bench.sql(one("INSERT INTO t VALUES (randomblob(100000)) RETURNING 1")).await["results"][0].clone();
    let mut last = Value::Null;
    for _ in 0..40 {
        last = write().await;
        if last.get("error").is_some() {
            break;
        }
    }
    assert!(last["error"].as_str().is_some_and(|error| error.contains("DatabaseFull")), "{last}");
    // The writer answers first, and notes it then.
    let mut health = bench.get("/.well-known/spin/health").await;
    for _ in 0..100 {
        if health.status == 503 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        health = bench.get("/.well-known/spin/health").await;
    }
    assert_eq!(health.status, 503);
    assert_eq!(health.text(), "no room to write to sqlite_db.db\n", "where it is, is the log's business");
    assert_eq!(bench.sql(one("SELECT count(*) > 0 FROM t")).await["results"][0]["rows"], json!([[{ "integer": 1 }]]));
    disk.remount("size=8m");
    assert_eq!(bench.get("/.well-known/spin/health").await.status, 200, "it finds out by itself");
    assert!(write().await.get("error").is_none());
    bench.running.stop().await.unwrap();
}

#[tokio::test]
async fn a_disk_that_is_read_only_is_told_with_the_file() {
    let Some(disk) = Disk::small() else {
        eprintln!("not tried: no disk can be mounted here");
        return;
    };
    let state = disk.0.path().join("state");
    fs::create_dir(&state).unwrap();
    disk.remount("ro");
    let directory = tempfile::tempdir().unwrap();
    let started = Bench::try_start(&directory, &manifest(BOTH, ""), |options| options.state_dir = state).await;
    let error = format!("{:#}", started.err().expect("nothing can be written"));
    assert!(error.contains("sqlite_db.db") && error.contains("Read-only"), "{error}");
}
