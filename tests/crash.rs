//! kill -9 under load: whatever was acknowledged is there, everything else is absent or whole, and
//! the projections are those of the journal.

use crate::api::volunteer::{SUBMISSIONS, choices, is_core, key, submission};
use crate::support::{
    Answer, Client, LOGIN_PASSWORD, Province, SECOND, SIGN_IN, STAFF_PASSWORD, component_cache, free_port, local,
    require_built, root, secrets, state_directory, text,
};
use chrono::{DateTime, Duration, FixedOffset, SecondsFormat};
use demo::Summary;
use domain::totp::Secret;
use domain::{Fen, Timestamp};
use providers::wechat::{self, Amount, ApiV3Key, Posted, Signer, TradeState, Transaction};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration as Wait, Instant};

const ROUNDS: i64 = 16;
/// At work in a round; each round has new ones, since after thirty submissions there is a pause between two.
const CANDIDATES: usize = 12;
/// Enough for those.
const PROVINCE: usize = 2_000;
const BATCH: &str = "/api/volunteer/undergraduate";
const DRAFT: &str = "/api/volunteer/undergraduate/draft";

/// The `zhaokao` program on a state of its own. It never gets the chance to stop by itself.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Process {
    fn start(state: &Path, now: DateTime<FixedOffset>) -> Self {
        Self::start_with(state, now, &["--no-access-log"], Stdio::null())
    }

    pub(crate) fn start_with(state: &Path, now: DateTime<FixedOffset>, options: &[&str], log: Stdio) -> Self {
        let port = free_port();
        let url = local(port);
        let variables = secrets().application(&url, "http://127.0.0.1:9");
        let file = state.join("variables.toml");
        std::fs::write(&file, demo::to_toml(&variables)).unwrap();
        let child = Command::new(zhaokao())
            .current_dir(root())
            .args(["up", "--listen", &format!("127.0.0.1:{port}")])
            .args(options)
            .args(["--now", &now.to_rfc3339_opts(SecondsFormat::Secs, false)])
            .arg("--state-dir")
            .arg(state)
            .arg("--variables-file")
            .arg(file)
            .stderr(log)
            .spawn()
            .unwrap();
        let process = Self { child, url };
        process.wait_until_it_answers();
        process
    }

    fn wait_until_it_answers(&self) {
        let (nobody, start) = (Client::new(&self.url), Instant::now());
        while nobody.call("GET", "/.well-known/spin/health").try_send().is_err() {
            assert!(start.elapsed() < Wait::from_secs(120), "zhaokao up does not answer");
            thread::sleep(Wait::from_millis(20));
        }
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}

/// What one candidate knows: what was acknowledged, and what was under way when the host died.
struct Ledger {
    client: Client,
    lists: Vec<Value>,
    /// Receipts of acknowledged submissions, the first one first.
    receipts: Vec<Value>,
    /// A submission without an answer.
    asked: Option<(String, Value)>,
    /// Version and choices of the acknowledged draft.
    draft: (i64, Value),
    /// Choices of a draft without an answer.
    asked_draft: Option<Value>,
}

impl Ledger {
    fn open(url: &str, serial: &str) -> Self {
        let client = Client::new(url);
        let sign_in = json!({ "login": serial, "password": LOGIN_PASSWORD });
        client.post("/api/account/sign-in", &sign_in).expect(200);
        let lists = choices(&client, 6);
        Self { client, lists, receipts: vec![], asked: None, draft: (0, json!([])), asked_draft: None }
    }

    /// Another list each time.
    fn list(&self, turn: usize) -> Vec<Value> {
        let mut list = self.lists.clone();
        list.rotate_left(turn % 6);
        list.truncate(1 + turn % 5);
        list
    }

    /// Saves and submits until the host is gone.
    fn work(&mut self, stop: &AtomicBool) {
        for turn in self.receipts.len().. {
            if stop.load(Ordering::Relaxed) || self.save_draft(turn).is_none() || self.submit(turn).is_none() {
                return;
            }
        }
    }

    fn save_draft(&mut self, turn: usize) -> Option<()> {
        let choices = json!(self.list(turn + 1));
        self.asked_draft = Some(choices.clone());
        let body = json!({ "version": self.draft.0, "choices": choices });
        let answer = self.client.call("PUT", DRAFT).json(&body).try_send().ok()?;
        self.draft = (answer.expect(200)["version"].as_i64().unwrap(), choices);
        self.asked_draft = None;
        Some(())
    }

    fn submit(&mut self, turn: usize) -> Option<()> {
        let (key, body) = (key(), submission(self.receipts.len() as i64, &self.list(turn)));
        self.asked = Some((key.clone(), body.clone()));
        let answer = self.client.call("POST", SUBMISSIONS).key(&key).json(&body).try_send().ok()?;
        if answer.status == 429 {
            self.asked = None;
        } else {
            self.acknowledged(&answer);
        }
        Some(())
    }

    fn acknowledged(&mut self, answer: &Answer) {
        self.receipts.push(answer.expect(201));
        self.asked = None;
    }

    /// After the restart: all that was acknowledged is there, and what was not is absent or whole.
    /// What was under way is asked for again with the same key, as a page would.
    fn check_at(&mut self, url: &str) {
        self.client = self.client.moved_to(url);
        let there = self.client.get(SUBMISSIONS).expect(200)["submissions"].clone();
        let (listed, there) = (there.as_array().unwrap(), there.as_array().unwrap().len());
        let known = self.receipts.len();
        assert!(there == known || (there == known + 1 && self.asked.is_some()), "{there} of {known} submissions");
        for (receipt, row) in self.receipts.iter().zip(listed.iter().rev()) {
            let told = |from: &Value| ["version", "submitted_at", "hash"].map(|name| from[name].clone());
            assert_eq!(told(receipt), told(row));
        }
        // Whole, with every name; the rebuild below hashes the bytes of all.
        for receipt in self.receipts.iter().rev().take(5) {
            let version = &receipt["version"];
            assert!(is_core(receipt, &self.client.get(&format!("{SUBMISSIONS}/{version}")).expect(200)), "{receipt}");
        }
        if let Some((key, body)) = self.asked.clone() {
            self.acknowledged(&self.client.call("POST", SUBMISSIONS).key(&key).json(&body).send());
            let version = self.receipts.last().unwrap()["version"].clone();
            let last = self.client.get(&format!("{SUBMISSIONS}/{version}")).expect(200);
            assert_eq!(groups(&last["choices"]), groups(&body["choices"]));
            assert_eq!(version.as_u64().unwrap() as usize, self.receipts.len());
        }
        self.check_draft();
    }

    fn check_draft(&mut self) {
        let shown = self.client.get(BATCH).expect(200)["draft"].clone();
        let (version, choices) = (shown["version"].as_i64().unwrap_or(0), groups(&shown["choices"]));
        let whole = version == self.draft.0 && choices == groups(&self.draft.1);
        let asked = self.asked_draft.take().map(|choices| (self.draft.0 + 1, choices));
        match asked {
            Some((next, asked)) if version == next => {
                assert_eq!(choices, groups(&asked));
                self.draft = (next, asked);
            }
            _ => assert!(whole, "the draft has version {version} instead of {}", self.draft.0),
        }
    }
}

#[test]
fn killed_under_load_the_host_loses_nothing_that_it_acknowledged() {
    require_built(&root().join("spin.toml"));
    assert!(zhaokao().exists(), "{} is missing: run `cargo xtask build` first", zhaokao().display());
    let province = Province::load(PROVINCE);
    let state = copy_of(&province);

    let mut now: DateTime<FixedOffset> = crate::support::NOW.parse().unwrap();
    let mut process = Process::start(state.path(), now);
    let choosers = choosers(&process.url, province.summary);
    let mut ledgers: Vec<Ledger> = Vec::new();
    for (round, serials) in (0..ROUNDS).zip(choosers.chunks_exact(CANDIDATES)) {
        let mut working: Vec<Ledger> = serials.iter().map(|serial| Ledger::open(&process.url, serial)).collect();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for ledger in &mut working {
                scope.spawn(|| ledger.work(&stop));
            }
            // At another moment in each round, and not before something was written.
            thread::sleep(Wait::from_millis(700 + 137 * round as u64));
            process.kill();
            stop.store(true, Ordering::Relaxed);
        });
        now += Duration::minutes(1);
        process = Process::start(state.path(), now);
        working.iter_mut().for_each(|ledger| ledger.check_at(&process.url));
        ledgers.extend(working);
    }
    assert_eq!(ledgers.len(), ROUNDS as usize * CANDIDATES, "raise PROVINCE");
    ledgers.iter_mut().for_each(|ledger| ledger.check_at(&process.url));
    let acknowledged: usize = ledgers.iter().map(|ledger| ledger.receipts.len()).sum();
    assert!(acknowledged > ROUNDS as usize * 3, "only {acknowledged} submissions in {ROUNDS} rounds: no load at all");
    process.kill();
    rebuild_finds_nothing(state.path());
}

/// A state of its own with the demo province, and the compiled components of all.
pub(crate) fn province() -> tempfile::TempDir {
    copy_of(Province::loaded())
}

fn copy_of(province: &Province) -> tempfile::TempDir {
    let state = state_directory();
    province.copy_to(state.path());
    std::fs::create_dir_all(component_cache()).unwrap();
    std::os::unix::fs::symlink(component_cache(), state.path().join("cache")).unwrap();
    state
}

fn rebuild_finds_nothing(state: &Path) {
    let rebuild = Command::new(zhaokao()).args(["rebuild", "--check", "--state-dir"]).arg(state).output().unwrap();
    let said = String::from_utf8_lossy(&rebuild.stdout) + String::from_utf8_lossy(&rebuild.stderr);
    assert!(rebuild.status.success(), "{said}");
}

fn zhaokao() -> std::path::PathBuf {
    root().join("target/release/zhaokao")
}

/// Candidates above the line without a draft or a submission.
fn choosers(url: &str, summary: &Summary) -> Vec<String> {
    let province = Client::new(url);
    let sign_in = json!({ "username": "province", "password": STAFF_PASSWORD });
    let session = province.post(SIGN_IN, &sign_in).expect(200);
    let account = summary.staff.iter().find(|account| account.username == "province");
    let secret = Secret::parse(account.unwrap().totp.as_ref().unwrap()).unwrap();
    let code = secret.code(Timestamp::parse(&text(&session["now"])).unwrap());
    province.post(SECOND, &json!({ "code": code })).expect(200);
    let pages = province.pages("/api/statistics/not-submitted");
    let listed = pages.iter().flat_map(|page| page["rows"].as_array().unwrap());
    listed.filter(|row| row["draft"] == false).map(|row| text(&row["serial"])).collect()
}

fn groups(choices: &Value) -> Vec<i64> {
    choices.as_array().into_iter().flatten().map(|choice| choice["group"].as_i64().unwrap()).collect()
}

/// The provider's notices, each for another order; which of them were acknowledged.
struct Notices {
    posted: Vec<Posted>,
    acknowledged: Vec<bool>,
}

impl Notices {
    /// Orders that nobody made: each notice is written down as an alarm, and needs no order first.
    fn signed(thread: usize, count: usize, now: Timestamp) -> Self {
        let provider = secrets().sandbox("http://127.0.0.1:9");
        let signer =
            Signer::new(&provider["wechat_platform_serial"], &provider["wechat_platform_private_key"]).unwrap();
        let key = ApiV3Key::new(&provider["wechat_apiv3_key"]).unwrap();
        let notice = |index: usize| {
            let number = format!("ZKCRASH{thread:04}{index:06}");
            let transaction = Transaction {
                appid: provider["wechat_appid"].clone(),
                mchid: provider["wechat_mchid"].clone(),
                transaction_id: Some(format!("4200{number}")),
                trade_state: TradeState::Success,
                success_time: Some(now),
                amount: Some(Amount::new(Fen(4000))),
                out_trade_no: number,
            };
            wechat::notice(&signer, &key, &format!("EV-{index}"), &transaction, now).unwrap()
        };
        Self { posted: (0..count).map(notice).collect(), acknowledged: vec![false; count] }
    }

    /// Posts what is not acknowledged until the host is gone.
    fn post(&mut self, url: &str, answered: &AtomicUsize) {
        let client = Client::new(url);
        for ((headers, body), acknowledged) in self.posted.iter().zip(&mut self.acknowledged) {
            if *acknowledged {
                continue;
            }
            let call = client.call("POST", "/api/payment-callback/wechat").body("application/json", body.clone());
            let call = headers.iter().fold(call, |call, (name, value)| call.header(name, value));
            let Ok(answer) = call.try_send() else { return };
            assert_eq!(answer.status, 204, "{answer:?}");
            *acknowledged = true;
            answered.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn count(all: &[Self]) -> u64 {
        all.iter().flat_map(|notices| &notices.acknowledged).filter(|acknowledged| **acknowledged).count() as u64
    }
}

#[test]
fn killed_between_verification_and_answer_no_notice_is_lost_or_counted_twice() {
    require_built(&root().join("spin.toml"));
    let state = province();
    let now: DateTime<FixedOffset> = crate::support::NOW.parse().unwrap();
    let timestamp = Timestamp::parse(crate::support::NOW).unwrap();
    let mut all: Vec<Notices> = (0..4).map(|thread| Notices::signed(thread, 400, timestamp)).collect();
    let mut acknowledged = 0;
    for round in 0..4 {
        let process = Process::start(state.path(), now);
        let (url, answered) = (process.url.clone(), AtomicUsize::new(0));
        thread::scope(|scope| {
            for notices in &mut all {
                scope.spawn(|| notices.post(&url, &answered));
            }
            thread::sleep(Wait::from_millis(150 + 61 * round));
            // Not before something was acknowledged, however busy the machine is.
            let patience = Instant::now() + Wait::from_secs(30);
            while answered.load(Ordering::Relaxed) == 0 && Instant::now() < patience {
                thread::sleep(Wait::from_millis(5));
            }
            process.kill();
        });
        let (before, there) = (acknowledged, verified(state.path()));
        acknowledged = Notices::count(&all);
        assert!(acknowledged > before, "no load in round {round}");
        assert!((acknowledged..=acknowledged + 4 * (round + 1)).contains(&there), "{there} of {acknowledged}");
    }
    let process = Process::start(state.path(), now);
    all.iter_mut().for_each(|notices| notices.post(&process.url, &AtomicUsize::new(0)));
    process.kill();
    assert_eq!((Notices::count(&all), verified(state.path())), (1600, 1600));
    rebuild_finds_nothing(state.path());
}

/// How many notices are there, each of them a proof.
fn verified(state: &Path) -> u64 {
    let mut verify = Command::new(zhaokao());
    verify.args(["verify", "payments", "--state-dir"]).arg(state);
    let output = verify.arg("--variables-file").arg(state.join("variables.toml")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.lines().last().and_then(|line| line.split_whitespace().next()).unwrap().parse().unwrap()
}
