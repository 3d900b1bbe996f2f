//! The two programs as child processes.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A program that serves; it ends with this value.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
}

impl Server {
    /// Starts it, and waits until it says where it serves.
    pub(crate) fn start(command: &mut Command, with_metrics: bool) -> Result<Self> {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?);
        let address = announced(&mut lines, "serving on http://")?;
        let metrics = if with_metrics { Some(announced(&mut lines, "metrics on http://")?) } else { None };
        std::thread::spawn(move || {
            // Forged notices are refused by the thousand, as they are meant to be.
            for line in lines.lines().map_while(Result::ok).filter(|line| !line.contains("wrong_signature")) {
                eprintln!("  | {line}");
            }
        });
        Ok(Self { child, address, metrics })
    }

    /// Processor time that it has used, its own and the kernel's for it, in milliseconds.
    pub(crate) fn processor(&self) -> Result<f64> {
        /// Of /proc, on every Linux.
        const TICK: f64 = 10.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(|field| Ok(field.parse::<f64>()?));
        Ok(ticks.sum::<Result<f64>>()? * TICK)
    }

    /// Memory in use now, and the most that was in use, in bytes.
    pub(crate) fn memory(&self) -> Result<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
        };
        Ok((field("VmRSS:").context("VmRSS")?, field("VmHWM:").context("VmHWM")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announced(lines: &mut BufReader<ChildStderr>, before: &str) -> Result<SocketAddr> {
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        if let Some((_, rest)) = line.split_once(before) {
            return Ok(rest.trim().trim_end_matches(['"', '}']).trim_end_matches("/metrics").parse()?);
        }
        eprint!("  | {line}");
        line.clear();
    }
    bail!("it ended before it served")
}
