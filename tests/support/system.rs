//! The whole system inside this process: the application and the sandbox, each in a host of its own,
//! with the demo province in a directory that goes when the test has ended.

use super::{Client, Province, free_port, local, state_directory};
use chrono::{DateTime, Duration, Utc};
use demo::{Secrets, Summary, Variables};
use host::manifest::Manifest;
use host::{Clock, Host, Options, Running, Traps};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Every system starts at this instant: registration and volunteer filling are open, for 30 days more.
pub(crate) const NOW: &str = "2027-06-25T10:00:00+08:00";
pub(crate) const STAFF_PASSWORD: &str = "kite7staff";
pub(crate) const LOGIN_PASSWORD: &str = "kite7login";
pub(crate) const SAVE_PASSWORD: &str = "maple4save";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

pub(crate) struct System {
    pub(crate) url: String,
    pub(crate) sandbox: String,
    pub(crate) demo: &'static Summary,
    /// The application's host and the sandbox's, until they are stopped.
    hosts: Option<(Running, Running)>,
    pub(super) state: TempDir,
    /// The application's part of it.
    pub(super) data: PathBuf,
    /// 报名流水号 of demo candidates above the line who have submitted nothing.
    choosers: Vec<String>,
    taken: AtomicUsize,
    /// Of staff with two factors, by user name.
    pub(super) staff_sessions: Mutex<HashMap<String, Client>>,
}

impl System {
    /// The one that tests share which leave the clock alone and bring their own people.
    pub(crate) fn shared() -> &'static Self {
        static SYSTEM: LazyLock<System> = LazyLock::new(|| {
            let system = System::start();
            // It is never stopped, so that somebody has to look.
            let (application, sandbox) = system.hosts.as_ref().unwrap();
            let traps = [application.traps(), sandbox.traps()];
            thread::spawn(move || watch(&traps));
            system
        });
        let (application, sandbox) = SYSTEM.hosts.as_ref().unwrap();
        [application, sandbox].iter().for_each(|host| no_trap(&host.traps()));
        &SYSTEM
    }

    /// One of its own, for a test that moves the clock or counts everything.
    pub(crate) fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// One of its own, with an application host of another kind.
    pub(crate) fn start_with(change: impl FnOnce(&mut Options)) -> Self {
        let state = state_directory();
        let application = state.path().join("application");
        Self::start_in(Province::loaded(), state, application, change)
    }

    /// The same with another province, and the application's data at another place.
    pub(crate) fn start_in(
        province: &Province,
        state: TempDir,
        data: PathBuf,
        change: impl FnOnce(&mut Options),
    ) -> Self {
        province.copy_to(&data);
        let (url, sandbox) = (local(free_port()), local(free_port()));
        let secrets = secrets();
        let sandbox_host = start(options("sandbox/spin.toml", &sandbox, &state.path().join("sandbox"), |options| {
            options.migrations = Some(root().join("sandbox/migrations"));
            options.variables = secrets.sandbox(&url);
        }));
        let application = start(options("spin.toml", &url, &data, |options| {
            options.migrations = Some(root().join("shared/migrations"));
            options.variables = secrets.application(&url, &sandbox);
            options.variables.insert("trusted_request_start".into(), "true".into());
            change(options);
        }));
        let demo = province.summary;
        let hosts = Some((application, sandbox_host));
        let (choosers, taken, staff_sessions) = (vec![], AtomicUsize::new(0), Mutex::default());
        let mut system = Self { url, sandbox, demo, hosts, state, data, choosers, taken, staff_sessions };
        system.choosers = system.not_submitted();
        system
    }

    /// Another host of the application on the same database, with other platform keys of WeChat Pay: what takes over
    /// when it is deployed.
    pub(crate) fn beside(&self, platform_keys: &Value) -> Beside {
        let url = local(free_port());
        let host = start(options("spin.toml", &url, &self.data, |options| {
            options.variables = self.variables(platform_keys);
        }));
        Beside { url, host: Some(host) }
    }

    /// Somebody not signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client::new(&self.url)
    }

    pub(super) fn username<'a>(&self, organisation: &'a str) -> &'a str {
        let named = self.demo.staff.iter().find(|account| account.organisation == organisation);
        named.map_or(organisation, |account| account.username)
    }

    /// A demo candidate with their 登录密码.
    pub(crate) fn candidate(&self, serial: &str) -> Client {
        let client = self.nobody();
        let body = json!({ "login": serial, "password": LOGIN_PASSWORD });
        client.post("/api/account/sign-in", &body).expect(200);
        client
    }

    /// One of the eight candidates to walk through with, signed in by name and validity alone.
    pub(crate) fn by_facts(&self, index: usize) -> Client {
        let who = &self.demo.walk_through[index];
        let client = self.nobody();
        let body = json!({ "number": who.serial, "name": who.name, "valid_until": who.valid_until });
        client.post("/api/account/first-sign-in", &body).expect(200);
        client
    }

    /// A demo candidate of one's own who may fill the 本科批 and has submitted nothing yet.
    pub(crate) fn chooser(&self) -> Client {
        self.candidate(&self.next_chooser())
    }

    /// Any chooser of a county, in a system of one's own.
    pub(crate) fn chooser_of(&self, county: &str) -> &str {
        let numbers = county.strip_prefix("43").unwrap();
        self.choosers.iter().find(|serial| serial.starts_with(numbers)).expect("nobody of that county")
    }

    pub(crate) fn next_chooser(&self) -> String {
        let index = self.taken.fetch_add(1, Ordering::Relaxed);
        self.choosers.get(index).expect("more candidates who have not submitted: raise CANDIDATES").clone()
    }

    /// Moves the clock of both hosts; signatures between them carry the time.
    pub(crate) fn set_now(&self, rfc3339: &str) {
        self.move_clocks(instant(rfc3339));
    }

    /// Moves the clocks so many minutes past the start.
    pub(crate) fn minutes_later(&self, minutes: i64) {
        self.move_clocks(instant(NOW) + Duration::minutes(minutes));
    }

    pub(crate) fn move_clocks(&self, now: DateTime<Utc>) {
        for host in self.hosts.iter().flat_map(|(application, sandbox)| [application, sandbox]) {
            host.set_now(now);
        }
    }

    /// Somebody pays at the provider, which tells us so many times; the statuses we answered.
    pub(crate) fn pay(&self, order_no: &Value, times: u32) -> Vec<u64> {
        let paid = self.control("pay", &json!({ "out_trade_no": order_no, "notify": times > 0, "times": times }));
        paid["notices"].as_array().unwrap().iter().map(|status| status.as_u64().unwrap()).collect()
    }

    /// A bank is late: an order is paid although it was closed.
    pub(crate) fn pay_late(&self, order_no: &Value) -> Vec<u64> {
        let paid = self.control("pay", &json!({ "out_trade_no": order_no, "late": true }));
        paid["notices"].as_array().unwrap().iter().map(|status| status.as_u64().unwrap()).collect()
    }

    /// Somebody pays (nobody: `recut`), and the notice is not as it should be: `forged`, `wrong-amount`, `unreadable`, ….
    pub(crate) fn trick(&self, order_no: &Value, trick: &str) -> Vec<u64> {
        let paid = self.control("pay", &json!({ "out_trade_no": order_no, "trick": trick }));
        paid["notices"].as_array().unwrap().iter().map(|status| status.as_u64().unwrap()).collect()
    }

    /// Puts the provider into a mood (`down`, `slow-refunds`), or out of it.
    pub(crate) fn mood(&self, name: &str, on: bool) {
        Client::new(&self.sandbox).post("/control/mood", &json!({ "name": name, "on": on })).expect(204);
    }

    /// What a scheduler does.
    pub(crate) fn tick(&self) -> Value {
        let secret = &secrets().application(&self.url, &self.sandbox)["tick_secret"];
        self.nobody()
            .call("POST", "/api/settlement/tick")
            .header("authorization", &format!("Bearer {secret}"))
            .send()
            .expect(200)
    }

    /// UnionPay's notice is a reason to ask, and the tick asks.
    pub(crate) fn confirm(&self, provider: &str) {
        if provider == "unionpay" {
            self.tick();
        }
    }

    /// `zhaokao verify payments`: how many notices still prove what they did, and how many do not.
    pub(crate) fn verify_payments(&self) -> (u64, u64) {
        let known = &secrets().application(&self.url, &self.sandbox)["wechat_platform_keys"];
        self.verify_payments_with(&serde_json::from_str(known).unwrap())
    }

    pub(crate) fn verify_payments_with(&self, platform_keys: &Value) -> (u64, u64) {
        let file = self.state.path().join("variables.toml");
        fs::write(&file, demo::to_toml(&self.variables(platform_keys))).unwrap();
        let output = self.zhaokao(&["verify", "payments", "--variables-file"], &file);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = said.lines().last().unwrap_or_default();
        let numbers: Vec<u64> = last.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(numbers.len() == 3 && numbers[2] == 0, "{said}{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.success(), numbers[1] == 0, "{said}");
        (numbers[0], numbers[1])
    }

    fn variables(&self, platform_keys: &Value) -> Variables {
        let mut variables = secrets().application(&self.url, &self.sandbox);
        variables.insert("wechat_platform_keys".into(), platform_keys.to_string());
        variables
    }

    /// The face check ends.
    pub(crate) fn decide_identity(&self, id: &Value, passed: bool) {
        self.control("identity", &json!({ "id": id, "passed": passed }));
    }

    /// The newest message that a phone got.
    pub(crate) fn last_message(&self, phone: &str) -> String {
        let messages = Client::new(&self.sandbox).get("/control/sms").expect(200);
        let all = messages["messages"].as_array().unwrap().clone();
        text(&all.iter().find(|message| message["phone"] == phone).expect("no message")["text"])
    }

    fn control(&self, what: &str, body: &Value) -> Value {
        Client::new(&self.sandbox).post(&format!("/control/{what}"), body).expect(200)
    }

    /// Stops both hosts and recomputes every projection from the journal: nothing may differ.
    pub(crate) fn stop_and_check(mut self) {
        self.stop();
        let database = self.database();
        let report = store::rebuild::run(&database, false).unwrap();
        let differences: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
        assert_eq!(differences, Vec::<String>::new());
        assert!(report.events > 0);
        for (kind, roles) in report.kinds {
            let said = kind.parse::<domain::event::Kind>().unwrap().writers();
            assert!(roles.iter().all(|role| said.contains(&role.parse().unwrap())), "JOURNAL.md: {kind} {roles:?}");
        }
    }

    fn stop(&mut self) {
        if let Some((application, sandbox)) = self.hosts.take() {
            let traps = [application.traps(), sandbox.traps()];
            RUNTIME.block_on(async { application.stop().await.and(sandbox.stop().await) }).unwrap();
            traps.iter().for_each(no_trap);
        }
    }

    /// Where the data is.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("sqlite_db.db")
    }

    fn not_submitted(&self) -> Vec<String> {
        let province = self.staff("43");
        let mut serials = Vec::new();
        for list in province.pages("/api/statistics/not-submitted") {
            let rows = list["rows"].as_array().unwrap();
            serials.extend(rows.iter().filter(|row| row["draft"] == false).map(|row| text(&row["serial"])));
        }
        let known = |serial: &String| self.demo.walk_through.iter().any(|who| who.serial == *serial);
        serials.retain(|serial| !known(serial));
        serials
    }
}

/// No trap can be reached from outside, whatever a test tries.
fn no_trap(traps: &Traps) {
    assert_eq!(traps.count(), 0, "a component has trapped: see the standard error");
}

/// Fails the whole run when a component of the shared system has trapped.
fn watch(traps: &[Traps]) {
    while traps.iter().all(|traps| traps.count() == 0) {
        thread::sleep(std::time::Duration::from_millis(20));
    }
    eprintln!("a component of the shared system has trapped: see above");
    std::process::exit(101);
}

/// A host until it is let go.
pub(crate) struct Beside {
    pub(crate) url: String,
    host: Option<Running>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(host) = self.host.take().filter(|_| !thread::panicking()) {
            let traps = host.traps();
            RUNTIME.block_on(host.stop()).unwrap();
            no_trap(&traps);
        }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.stop();
        }
    }
}

/// RSA keys take a while, so there is one set for all systems of this process.
pub(crate) fn secrets() -> &'static Secrets {
    static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets::generate().unwrap());
    &SECRETS
}

/// The workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Where compiled components are kept from run to run.
pub(crate) fn component_cache() -> PathBuf {
    root().join("target/components")
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Whether everything that a manifest names was built.
pub(crate) fn require_built(manifest: &Path) {
    let manifest = Manifest::load(manifest).unwrap();
    for component in &manifest.components {
        let source = manifest.directory.join(&component.source.value);
        assert!(source.exists(), "{} is missing: run `cargo xtask build` first", source.display());
    }
    let pages = root().join("static/dist/index.html");
    assert!(pages.exists(), "{} is missing: run `cargo xtask build` first", pages.display());
}

fn options(manifest: &str, url: &str, state: &Path, change: impl FnOnce(&mut Options)) -> Options {
    let manifest = root().join(manifest);
    require_built(&manifest);
    let mut options = Options::new(manifest);
    options.listen = url.trim_start_matches("http://").parse::<SocketAddr>().unwrap();
    options.state_dir = state.to_owned();
    options.cache_dir = component_cache();
    options.clock = Clock::starting_at(instant(NOW), 1.0);
    options.access_log = false;
    // Tests play clients at many addresses, and behind https.
    options.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    // A host's pool takes thousands of the kernel's map entries, and many hosts live in this process.
    options.limits.instances = 128;
    change(&mut options);
    options
}

fn start(options: Options) -> Running {
    RUNTIME.block_on(Host::start(options)).unwrap()
}

fn instant(rfc3339: &str) -> DateTime<Utc> {
    rfc3339.parse::<DateTime<Utc>>().unwrap()
}
