//! Starting hosts with the test component.

use crate::http::Reply;
use host::{Host, Options, Running};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running host with the test component, and its files.
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) directory: TempDir,
}

/// The part of a manifest that every test shares: component `main` below `/main/...`.
pub(crate) fn manifest(main: &str, rest: &str) -> String {
    let guest = guest().display();
    format!(
        r#"spin_manifest_version = 2
[application]
name = "contract"
[[trigger.http]]
route = "/main/..."
component = "main"
[component.main]
source = "{guest}"
{main}
{rest}"#
    )
}

impl Bench {
    pub(crate) async fn start(manifest: &str) -> Self {
        Self::start_with(manifest, |_| {}).await
    }

    pub(crate) async fn start_with(manifest: &str, change: impl FnOnce(&mut Options)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let running = Self::try_start(&directory, manifest, change).await.unwrap();
        Self { running, directory }
    }

    /// Starts a host in a directory, or says why not.
    pub(crate) async fn try_start(
        directory: &TempDir,
        manifest: &str,
        change: impl FnOnce(&mut Options),
    ) -> anyhow::Result<Running> {
        let path = directory.path().join("spin.toml");
        std::fs::write(&path, manifest).unwrap();
        let mut options = Options::new(path);
        options.listen = "127.0.0.1:0".parse().unwrap();
        options.cache_dir = target().join("contract-cache");
        options.access_log = false;
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        options.limits.body = 8 << 20;
        options.limits.low_space = 0;
        // Each host reserves addresses for its pool; many of them share this process.
        options.limits.instances = 64;
        change(&mut options);
        Host::start(options).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, "").await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Reply {
        crate::http::send(self.running.addr(), method, path, &[], body.into()).await
    }

    /// Waits until `main` has so many requests, in its instances and in its line, however busy the machine is.
    pub(crate) async fn has_in_flight(&self, count: usize) {
        let start = Instant::now();
        loop {
            let metrics =
                crate::http::send(self.running.metrics_addr().unwrap(), "GET", "/metrics", &[], vec![]).await.text();
            let mut lines = metrics.lines();
            let line = lines.find(|line| line.starts_with("zhaokao_requests_in_flight{component=\"main\"}")).unwrap();
            if line.ends_with(&format!(" {count}")) {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{line}, not {count}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs statements on one connection of the component.
    pub(crate) async fn sql(&self, script: Value) -> Value {
        self.send("POST", "/main/sql", script.to_string()).await.json()
    }
}

/// The compiled test component; built once per test run.
fn guest() -> &'static PathBuf {
    static GUEST: OnceLock<PathBuf> = OnceLock::new();
    GUEST.get_or_init(|| {
        let arguments = ["build", "--profile", "component", "--target", "wasm32-wasip2", "-p", "host-test-guest"];
        let status = Command::new(env!("CARGO")).args(arguments).arg("--target-dir").arg(target()).status().unwrap();
        assert!(status.success(), "the test component does not compile");
        target().join("wasm32-wasip2/component/host_test_guest.wasm")
    })
}

/// Cargo's target directory: this program is in `<target>/release/deps`.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}
