//! `cargo xtask up`: the whole system on this machine.

use crate::build;
use crate::build::HOST;
use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{fs, thread};
use xshell::{Shell, cmd};

const STATE: &str = ".spin";
/// Secrets and passwords of this machine's demo province; outside git.
const SUMMARY: &str = ".zhaokao/demo.json";
const WALK: &str = ".zhaokao/demo.txt";
const APPLICATION: &str = ".zhaokao/application.toml";
const SANDBOX: &str = ".zhaokao/sandbox.toml";

pub(crate) fn up(shell: &Shell, options: &[&str]) -> Result<()> {
    let mut candidates = "2000";
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--candidates" => candidates = rest.next().context("--candidates N")?,
            "--fresh" => remove(&[STATE, ".spin-sandbox", SUMMARY, APPLICATION, SANDBOX])?,
            other => bail!("unknown option {other}; there are --candidates N and --fresh"),
        }
    }
    build::all(shell)?;
    cmd!(shell, "{HOST} secrets --directory .zhaokao").quiet().run()?;
    if !Path::new(SUMMARY).exists() {
        load_demo(candidates)?;
    }
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register(signal, Arc::clone(&stopped))?;
    }
    let mut sandbox = host(&["--manifest", "sandbox/spin.toml", "--listen", "127.0.0.1:3001"])
        .args(["--state-dir", ".spin-sandbox", "--migrations", "sandbox/migrations"])
        .args(["--variables-file", SANDBOX, "--no-access-log"])
        .spawn()?;
    let mut application = host(&["--listen", "127.0.0.1:3000", "--metrics", "127.0.0.1:9090"])
        .args(["--state-dir", STATE, "--variables-file", APPLICATION, "--no-access-log"])
        .spawn()?;
    let outcome = answering(&mut application, &mut sandbox)
        .and_then(|()| greet())
        .and_then(|()| wait(&stopped, &mut application, &mut sandbox));
    for host in [&mut application, &mut sandbox] {
        // Answers what it has begun, and ends.
        let _ = kill(Pid::from_raw(host.id().try_into()?), Signal::SIGTERM);
        host.wait()?;
    }
    outcome
}

fn host(arguments: &[&str]) -> Command {
    let mut command = Command::new(HOST);
    command.arg("up").args(arguments);
    command
}

/// Loads the demo province into an empty database.
fn load_demo(candidates: &str) -> Result<()> {
    let mut demo = Command::new(HOST);
    demo.args(["demo", "--candidates", candidates, "--variables-file", APPLICATION, "--summary", SUMMARY]);
    let output = demo.args(["--state-dir", STATE]).stderr(Stdio::inherit()).output().context("zhaokao demo")?;
    if !output.status.success() {
        bail!("failed: zhaokao demo (cargo xtask up --fresh begins anew)");
    }
    Ok(fs::write(WALK, output.stdout)?)
}

/// Waits until both listen; the first start compiles the components to machine code.
fn answering(application: &mut Child, sandbox: &mut Child) -> Result<()> {
    for (port, child) in [(3000, application), (3001, sandbox)] {
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = child.try_wait()? {
                bail!(
                    "the host on port {port} stopped: {status} (`cargo xtask up --fresh` does away with an older version's state)"
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(())
}

/// Where to click and whom to sign in as.
fn greet() -> Result<()> {
    println!("\n招考 zhaokao");
    println!("  考生      http://127.0.0.1:3000/");
    println!("  管理端    http://127.0.0.1:3000/admin/");
    println!("  沙箱      http://127.0.0.1:3001/      付款, 实人认证, 短信, 读卡器 (/reader)");
    println!("  指标      http://127.0.0.1:9090/metrics\n");
    println!("{}", fs::read_to_string(WALK)?);
    println!("Ctrl-C 停止");
    Ok(())
}

/// Until somebody stops us, or a host ends by itself.
fn wait(stopped: &AtomicBool, first: &mut Child, second: &mut Child) -> Result<()> {
    while !stopped.load(Ordering::Relaxed) {
        for child in [&mut *first, &mut *second] {
            if let Some(status) = child.try_wait()? {
                return if status.success() { Ok(()) } else { bail!("a host stopped: {status}") };
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

fn remove(paths: &[&str]) -> Result<()> {
    for path in paths.iter().map(Path::new).filter(|path| path.exists()) {
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }?;
    }
    Ok(())
}
