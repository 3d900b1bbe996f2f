//! Every list, search, sign-in and overview at the size of a province, of a city, and of the tests: what grows, and how much.
//! One request at a time, warm; the slowest of them counts.

use crate::http::Connection;
use crate::province::{EXAM, PLACE, fault};
use crate::server::Server;
use crate::{HOST, NOWHERE, machine, now, report};
use anyhow::{Context, Result, bail};
use demo::Secrets;
use domain::event::Factor;
use domain::time;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use store::cleaning;
use store::db::Db;
use store::session::{self, Owner};
use store::staff;

pub(crate) const SIZES: [usize; 3] = [2_000, 100_000, 730_000];
/// Requests of each kind, after one that warms up.
const TIMES: usize = 20;
/// What is to be reached at every size.
const MOST: Duration = Duration::from_millis(50);
const LEVELS: [(&str, &str); 4] = [("province", "43"), ("city", "4301"), ("county", "430102"), ("point", "430102001")];

/// A province that was loaded once, and is kept.
struct Kept {
    folder: PathBuf,
    summary: Value,
    loading: Option<Duration>,
}

/// How long one kind of request takes.
struct Row {
    title: String,
    cold: Duration,
    median: Duration,
    slowest: Duration,
    bytes: usize,
}

pub(crate) async fn measure(sizes: &[usize]) -> Result<()> {
    let mut columns = Vec::new();
    for size in sizes {
        println!("{size} candidates");
        let kept = kept(*size)?;
        let rows = rows(&kept).await?;
        columns.push((*size, kept.loading, rows));
    }
    let text = markdown(&columns);
    println!("\n{text}");
    if sizes == SIZES { report::write_between("sizes", &text) } else { Ok(()) }
}

fn kept(size: usize) -> Result<Kept> {
    let migrations = store::seal::sha256(migrations()?);
    let folder = Path::new("target/bench").join(format!("{size}-{}", &migrations[..12]));
    let summary = folder.join("summary.json");
    let mut loading = None;
    if !summary.exists() {
        fs::create_dir_all(&folder)?;
        let secrets = Secrets::generate().map_err(fault)?;
        fs::write(folder.join("variables.toml"), demo::to_toml(&secrets.application(NOWHERE, NOWHERE)))?;
        let started = Instant::now();
        let mut load = Command::new(HOST);
        load.arg("demo")
            .args(["--candidates", &size.to_string(), "--login-password", "bench7login"])
            .arg("--state-dir")
            .arg(&folder);
        load.arg("--variables-file").arg(folder.join("variables.toml")).arg("--summary").arg(&summary);
        if !load.stdout(std::process::Stdio::null()).status().context(HOST)?.success() {
            bail!("zhaokao demo failed: remove {}", folder.display());
        }
        loading = Some(started.elapsed());
    }
    Ok(Kept { summary: serde_json::from_slice(&fs::read(summary)?)?, folder, loading })
}

fn database(kept: &Kept) -> PathBuf {
    kept.folder.join("sqlite_db.db")
}

fn migrations() -> Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir("shared/migrations")?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files.iter().map(fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?.concat())
}

async fn rows(kept: &Kept) -> Result<Vec<Row>> {
    let tokens = sessions(kept).await.map_err(fault)?;
    let mut host = Command::new(HOST);
    host.args(["up", "--no-access-log", "--tick-every", "0", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]);
    host.arg("--state-dir").arg(&kept.folder).arg("--variables-file").arg(kept.folder.join("variables.toml"));
    let server = Server::start(&mut host, true)?;
    let mut asking = Asking {
        db: Db::file(&database(kept)).map_err(fault)?,
        connection: Connection::open(server.address).await?,
        host: server.address.to_string(),
        rows: vec![],
    };
    let who = &kept.summary["walk_through"][4];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (serial, name) = (text(&who["serial"]), text(&who["name"]));
    let facts = json!({ "number": serial, "name": name, "valid_until": who["valid_until"] });
    asking.ask("sign-in by facts", "", "POST", "/api/account/first-sign-in", &facts).await?;
    let password = json!({ "login": who["document"], "password": "bench7login" });
    asking.ask("sign-in with its hash", "", "POST", "/api/account/sign-in", &password).await?;
    let part: String = name.chars().skip(1).collect();
    for ((level, code), token) in LEVELS.iter().zip(&tokens) {
        let mut get = async |what: &str, path: &str| {
            asking.ask(&format!("{what}, {level}"), token, "GET", path, &Value::Null).await
        };
        get("overview", &format!("/api/statistics/overview?organisation={code}")).await?;
        let list = get("not submitted", "/api/statistics/not-submitted").await?;
        if let Some(next) = list["next"].as_str() {
            get("not submitted, next page", &format!("/api/statistics/not-submitted?after={next}")).await?;
        }
        let mut find = async |what: &str, path: &str, wanted: Value| {
            asking.ask(&format!("{what}, {level}"), token, "POST", path, &wanted).await
        };
        let candidates = "/api/admin/candidates/search";
        let first = find("candidates", candidates, json!({})).await?;
        find("candidates, next page", candidates, json!({ "after": first["next"] })).await?;
        for (what, wanted) in [
            ("candidates of a stage", json!({ "stage": "verified" })),
            ("candidates by half a name", json!({ "text": part })),
            ("candidates by surname", json!({ "text": name.chars().take(1).collect::<String>() })),
            ("candidates by a name that nobody has", json!({ "text": "无人" })),
            ("candidates by the beginning of a number", json!({ "text": &serial[..5] })),
            ("candidates by number", json!({ "text": serial })),
            ("candidates by document", json!({ "text": who["document"] })),
        ] {
            find(what, candidates, wanted).await?;
        }
        let orders = "/api/admin/payments/search";
        let first = find("orders", orders, json!({})).await?;
        find("orders, next page", orders, json!({ "after": first["next"] })).await?;
        find("orders by number", orders, json!({ "text": first["rows"][0]["order_no"] })).await?;
        find("orders by 报名流水号", orders, json!({ "text": serial })).await?;
        find("orders by name", orders, json!({ "text": name })).await?;
    }
    let province = &tokens[0];
    for path in ["refunds", "alarms", "statements", "differences", "health"] {
        let address = format!("/api/admin/payments/{path}");
        asking.ask(&format!("{path}, province"), province, "GET", &address, &Value::Null).await?;
    }
    for path in [format!("/api/admin/candidates/{}", who["id"]), format!("/api/admin/candidates/{}/journal", who["id"])]
    {
        asking.ask(&path.replace(&who["id"].to_string(), "{id}"), province, "GET", &path, &Value::Null).await?;
    }
    asking.once("XLSX of who has not submitted, province", province, "/api/statistics/not-submitted.xlsx").await?;
    let (_, peak) = server.memory()?;
    println!("  host at its peak: {} MB", peak / 1_000_000);
    Ok(asking.rows)
}

/// Tokens of staff at each level.
async fn sessions(kept: &Kept) -> domain::Result<Vec<String>> {
    let db = Db::file(&database(kept))?;
    let mut tokens = Vec::new();
    for (_, code) in LEVELS {
        let accounts = kept.summary["staff"].as_array().cloned().unwrap_or_default();
        let named = accounts
            .iter()
            .find(|account| account["organisation"] == code)
            .and_then(|account| account["username"].as_str());
        let account =
            staff::find(&db, named.unwrap_or(code)).await?.with_context(|| format!("no account of {EXAM} {code}"))?;
        tokens.push(session::begin(&db, Owner::Staff(account.id), Factor::PasswordAndCode, &PLACE, now()).await?);
    }
    Ok(tokens)
}

struct Asking {
    db: Db,
    connection: Connection,
    host: String,
    rows: Vec<Row>,
}

impl Asking {
    /// Asks again and again; the last answer.
    async fn ask(&mut self, title: &str, token: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
        let cold = self.exchange(token, method, path, body).await?;
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            times.push(self.exchange(token, method, path, body).await?);
        }
        times.sort_unstable();
        let (median, slowest) = (times[TIMES / 2], times[TIMES - 1]);
        self.keep(title, cold, median, slowest);
        Ok(serde_json::from_slice(&self.connection.body)?)
    }

    async fn once(&mut self, title: &str, token: &str, path: &str) -> Result<()> {
        let took = self.exchange(token, "GET", path, &Value::Null).await?;
        self.keep(title, took, took, took);
        Ok(())
    }

    fn keep(&mut self, title: &str, cold: Duration, median: Duration, slowest: Duration) {
        let bytes = self.connection.body.len();
        println!("  {title}: {} ms, slowest {}, first {}, {bytes} bytes", ms(median), ms(slowest), ms(cold));
        self.rows.push(Row { title: title.to_owned(), cold, median, slowest, bytes });
    }

    async fn exchange(&mut self, token: &str, method: &str, path: &str, body: &Value) -> Result<Duration> {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let (host, length) = (&self.host, text.len());
        let cookie = if token.is_empty() { String::new() } else { format!("cookie: zhaokao={token}\r\n") };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\n{cookie}content-type: application/json\r\n\
             content-length: {length}\r\n\r\n{text}"
        );
        let (mut started, mut status) = (Instant::now(), self.connection.exchange(request.as_bytes()).await?);
        let mut took = started.elapsed();
        // One member of staff reads no faster than a person does, and a person would have come an hour ago.
        while status == 429 {
            cleaning::run(&self.db, now().plus(time::HOUR)).await.map_err(fault)?;
            started = Instant::now();
            status = self.connection.exchange(request.as_bytes()).await?;
            took = started.elapsed();
        }
        if status != 200 {
            bail!("{method} {path}: {status} {}", String::from_utf8_lossy(&self.connection.body));
        }
        Ok(took)
    }
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

fn markdown(columns: &[(usize, Option<Duration>, Vec<Row>)]) -> String {
    let mut text = String::new();
    let day = now().rfc3339().chars().take(10).collect::<String>();
    let _ = writeln!(
        text,
        "{day}; {}; {:.1} other programs wanted to run at the end.\n",
        machine::processor(),
        machine::load()
    );
    let _ = write!(text, "| ms, warm: median, slowest of {TIMES} (first) |");
    columns.iter().for_each(|(size, ..)| text.push_str(&format!(" {size} |")));
    let _ = writeln!(text, "\n|---|{}", "--:|".repeat(columns.len()));
    let Some((.., last)) = columns.last() else { return text };
    for row in last {
        let _ = write!(text, "| {} |", row.title);
        for (.., rows) in columns {
            match rows.iter().find(|other| other.title == row.title) {
                Some(row) => {
                    let _ = write!(text, " {}, {} ({}) |", ms(row.median), ms(row.slowest), ms(row.cold));
                }
                None => text.push_str(" |"),
            }
        }
        text.push('\n');
    }
    let is_slow = |row: &&Row| row.median > MOST && !row.title.starts_with("XLSX") && !row.title.contains("hash");
    let slow: Vec<&str> = last.iter().filter(is_slow).map(|row| row.title.as_str()).collect();
    let slow = if slow.is_empty() { "none".to_owned() } else { slow.join("; ") };
    let _ = writeln!(text, "\nAbove {} ms at the largest size: {slow}.", MOST.as_millis());
    for (size, loading, rows) in columns {
        let file = rows.iter().find(|row| row.title.starts_with("XLSX")).map_or(0, |row| row.bytes);
        let loaded = loading.map_or("kept from before".into(), |time| format!("loaded in {:.0} s", time.as_secs_f64()));
        let _ = writeln!(text, "{size} candidates: {loaded}; the XLSX has {} KB.", file / 1000);
    }
    text
}
