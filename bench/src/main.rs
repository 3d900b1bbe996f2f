//! `cargo xtask bench`: the real application, through the host, against a native program with the same
//! statements, in one run on one machine; docs/PERFORMANCE.md says what came of it.

mod http;
mod load;
mod machine;
mod metrics;
mod native;
mod notices;
mod province;
mod report;
mod same;
mod scenario;
mod server;
mod sizes;
mod steady;

use anyhow::{Context, Result, bail};
use demo::Secrets;
use domain::Timestamp;
use load::{Outcome, Times};
use notices::{Provider, Signed};
use province::{Province, Size, fault};
use report::{Cell, Report};
use scenario::{Endpoint, NAMES, Told};
use server::Server;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const HELP: &str = "\
cargo xtask bench [--quick] [--only NAME]   measure, and write docs/PERFORMANCE.md
  --quick       one second a cell
  --sizes       instead: lists, searches, sign-in and overview at 2,000, 100,000 and 730,000 candidates, in their own section
  --size COUNT  instead: these at one size; writes nothing
  --only NAME   session, search, draft, submission, whole-submission, notice or overview; writes nothing";

const HOST: &str = "target/release/zhaokao";
const CONNECTIONS: [usize; 3] = [1, 32, 256];
/// Notices that one program may use up at each number of connections: each is for an order of its own.
const NOTICES: [usize; 3] = [12_000, 16_000, 16_000];
const CANDIDATES: usize = 6_000;
/// What is not measured and never called.
const NOWHERE: &str = "http://127.0.0.1:9";

struct Options {
    quick: bool,
    only: Option<String>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["native", "--db", database] = words[..] {
        return native::serve(Path::new(database));
    }
    // The load comes from one thread; the other core is the server's, and what is left of this one.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match words[..] {
        ["--sizes"] => return runtime.block_on(sizes::measure(&sizes::SIZES)),
        ["--size", count] => return runtime.block_on(sizes::measure(&[count.parse()?])),
        _ => {}
    }
    let Some(options) = Options::parse(&words)? else {
        println!("{HELP}");
        return Ok(());
    };
    runtime.block_on(measure(&options))
}

impl Options {
    fn parse(words: &[&str]) -> Result<Option<Self>> {
        let mut options = Self { quick: false, only: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--quick" => options.quick = true,
                "--only" => {
                    let name = *words.next().context("--only NAME")?;
                    if !NAMES.iter().any(|(known, _)| *known == name) {
                        bail!("there is no {name}\n{HELP}");
                    }
                    options.only = Some(name.to_owned());
                }
                "--help" | "-h" => return Ok(None),
                other => bail!("unknown option {other}\n{HELP}"),
            }
        }
        Ok(Some(options))
    }

    fn times(&self, name: &str) -> Times {
        let seconds = match (self.quick, name) {
            // At 256 connections a round takes longer than a second.
            (true, "submission" | "whole-submission") => (1, 4),
            (false, "whole-submission") => (2, 12),
            (true, _) => (1, 1),
            (false, _) => (2, 5),
        };
        Times { warm_up: Duration::from_secs(seconds.0), measure: Duration::from_secs(seconds.1), pace: None }
    }

    fn measures(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == name)
    }
}

/// Both programs, each on its own copy of the same database.
struct Pair {
    zhaokao: Server,
    native: Server,
    told: [Arc<Told>; 2],
    province: Arc<Province>,
}

async fn measure(options: &Options) -> Result<()> {
    let load_before = machine::load();
    // Not in /tmp, which may be memory: a commit there costs nothing.
    let folder = tempfile::Builder::new().prefix("bench-").tempdir_in("target")?;
    let secrets = Secrets::generate().map_err(fault)?;
    println!("loading a province of {CANDIDATES} candidates");
    let pair = start(folder.path(), &secrets, options).await?;
    let steady = pair.province.orders.len().saturating_sub(steady::ORDERS);
    let mut report = Report { load_before, quick: options.quick, ..Report::default() };
    for (name, title) in NAMES.into_iter().filter(|(name, _)| options.measures(name)) {
        println!("{title}");
        let notices = match name {
            "notice" => Arc::new(Provider(&secrets.sandbox(NOWHERE)).sign(&pair.province.orders[..steady], now())?),
            _ => Arc::default(),
        };
        let mut used = 0;
        for (connections, share) in CONNECTIONS.into_iter().zip(NOTICES) {
            used += share;
            let cell = pair.cell((name, title), connections, (&notices, used), options.times(name)).await?;
            println!("  {cell}");
            report.cells.push(cell);
        }
    }
    if options.measures("notice") && !options.quick {
        println!("payment notices at a steady pace");
        let (orders, variables) = (&pair.province.orders[steady..], secrets.sandbox(NOWHERE));
        let database = folder.path().join("zhaokao/sqlite_db.db");
        report.steady = Some(steady::run(&pair.zhaokao, &pair.province, orders, &variables, &database, now).await?);
    }
    (_, report.peak_memory) = pair.zhaokao.memory()?;
    (_, report.native_peak_memory) = pair.native.memory()?;
    println!("\n{}", report.targets());
    if options.only.is_none() {
        report.write()?;
    }
    Ok(())
}

async fn start(folder: &Path, secrets: &Secrets, options: &Options) -> Result<Pair> {
    let (state, copy) = (folder.join("zhaokao"), folder.join("native.db"));
    fs::create_dir_all(&state)?;
    let migrated = Command::new(HOST).arg("migrate").arg("--state-dir").arg(&state).output();
    let migrated = migrated.with_context(|| format!("{HOST}: run `cargo xtask build` first"))?;
    if !migrated.status.success() {
        bail!("zhaokao migrate: {}", String::from_utf8_lossy(&migrated.stderr));
    }
    let orders = if options.measures("notice") { NOTICES.iter().sum::<usize>() + steady::ORDERS } else { 0 };
    let size = Size { candidates: CANDIDATES, orders };
    let province = Arc::new(province::load(&state, &secrets.keys().map_err(fault)?, &size, now()).await?);
    fs::copy(state.join("sqlite_db.db"), &copy)?;
    let variables = secrets.application(NOWHERE, NOWHERE);
    let file = folder.join("variables.toml");
    fs::write(&file, demo::to_toml(&variables))?;
    let mut zhaokao = Command::new(HOST);
    zhaokao.args(["up", "--no-access-log", "--tick-every", "0", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]);
    zhaokao.args(["--trusted-proxy", "127.0.0.1"]);
    zhaokao.arg("--state-dir").arg(&state).arg("--variables-file").arg(&file);
    let mut native = Command::new(std::env::current_exe()?);
    native.args(["native", "--db"]).arg(&copy);
    native.envs(variables.into_iter().map(|(name, value)| (format!("SPIN_VARIABLE_{}", name.to_uppercase()), value)));
    // The components are compiled by the first start of all, and what that takes is no later one's memory.
    drop(Server::start(&mut zhaokao, true)?);
    Ok(Pair {
        zhaokao: Server::start(&mut zhaokao, true)?,
        native: Server::start(&mut native, false)?,
        told: [Arc::new(Told::nothing(&province)), Arc::new(Told::nothing(&province))],
        province,
    })
}

impl Pair {
    /// One endpoint with so many connections: one program after the other.
    async fn cell(
        &self,
        (name, title): (&'static str, &'static str),
        connections: usize,
        (notices, notices_until): (&Arc<Vec<Signed>>, usize),
        times: Times,
    ) -> Result<Cell> {
        let endpoint = |server: &Server, told: &Arc<Told>| Endpoint {
            name,
            address: server.address,
            province: Arc::clone(&self.province),
            told: Arc::clone(told),
            notices: Arc::clone(notices),
            notices_until,
        };
        let run = async |server: &Server, told: &Arc<Told>| -> Result<Outcome> {
            // What remains to be written by the other one is not to be this one's burden.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let before = server.processor()?;
            let run = load::run(server.address, connections, times, Arc::new(endpoint(server, told)));
            let mut outcome = run.await?;
            outcome.processor = server.processor()? - before;
            Ok(outcome)
        };
        let [ours, theirs] = &self.told;
        if connections == 1 {
            same::check(&endpoint(&self.zhaokao, ours), &endpoint(&self.native, theirs)).await?;
        }
        let before = metrics::read(self.zhaokao.metrics).await?;
        let zhaokao = run(&self.zhaokao, ours).await?;
        let writes = metrics::read(self.zhaokao.metrics).await?.since(&before);
        let (memory, _) = self.zhaokao.memory()?;
        let native = run(&self.native, theirs).await?;
        Ok(Cell { name, title, connections, zhaokao, native, memory, writes })
    }
}

/// The one place that reads the clock.
#[expect(clippy::disallowed_methods, reason = "sessions, windows and signatures are of today")]
fn now() -> Timestamp {
    Timestamp(chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).timestamp_millis())
}
