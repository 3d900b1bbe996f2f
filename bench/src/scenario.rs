//! The endpoints that are measured, as requests.

use crate::load::{Lane, Scenario, Ticket};
use crate::notices::Signed;
use crate::province::{BATCH, Province, SAVE_PASSWORD};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};
use store::seal;

/// Browsers say who they are; it is stored with what they do.
const DEVICE: &str = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile";

/// Names and what they stand for, in the order of the report.
pub(crate) const NAMES: [(&str, &str); 7] = [
    ("session", "signed-in read"),
    ("search", "catalog search"),
    ("overview", "statistics overview"),
    ("draft", "draft save"),
    ("submission", "submission, proved before"),
    ("whole-submission", "submission with Argon2id"),
    ("notice", "payment notice"),
];

/// What one of the two programs has been told so far.
pub(crate) struct Told {
    drafts: Vec<Version>,
    submissions: Vec<Version>,
    notices: AtomicUsize,
    acknowledged: AtomicUsize,
}

/// Version of a candidate's list, as this program has it.
struct Version {
    now: AtomicI64,
    /// An answer was lost: nobody knows.
    unknown: AtomicBool,
}

impl Told {
    pub(crate) fn nothing(province: &Province) -> Self {
        let version = |now| Version { now: AtomicI64::new(now), unknown: AtomicBool::new(false) };
        Self {
            drafts: province.fillers.iter().map(|filler| version(filler.draft_version)).collect(),
            submissions: province.fillers.iter().map(|filler| version(filler.submission_version)).collect(),
            notices: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
        }
    }

    /// Notices that were answered as they should.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Relaxed)
    }
}

impl Version {
    fn answered(&self, expected: bool) {
        match expected {
            true => self.now.fetch_add(1, Relaxed),
            false => i64::from(self.unknown.swap(true, Relaxed)),
        };
    }
}

/// One of [`NAMES`] against one program.
pub(crate) struct Endpoint {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) province: Arc<Province>,
    pub(crate) told: Arc<Told>,
    pub(crate) notices: Arc<Vec<Signed>>,
    /// Notices that this run may use up
    pub(crate) notices_until: usize,
}

impl Scenario for Endpoint {
    fn next(&self, lane: &mut Lane, request: &mut Vec<u8>) -> Option<Ticket> {
        match self.name {
            "session" => self.session(lane, request),
            "search" => self.search(lane, request),
            "draft" => self.draft(lane, request),
            "submission" => self.submission(lane, 0..self.province.proved, request),
            "whole-submission" => self.submission(lane, self.province.proved..self.province.fillers.len(), request),
            "notice" => self.notice(request),
            "forged-notice" | "unsigned-notice" => self.refused_notice(request),
            _ => self.overview(lane, request),
        }
    }

    fn done(&self, ticket: Ticket, expected: bool) {
        let versions = match self.name {
            "draft" => &self.told.drafts,
            "submission" | "whole-submission" => &self.told.submissions,
            "notice" if expected => {
                self.told.acknowledged.fetch_add(1, Relaxed);
                return;
            }
            _ => return,
        };
        if let Some(version) = versions.get(ticket) {
            version.answered(expected);
        }
    }

    fn expected(&self) -> u16 {
        match self.name {
            "submission" | "whole-submission" => 201,
            "notice" => 204,
            "forged-notice" | "unsigned-notice" => 401,
            _ => 200,
        }
    }
}

impl Endpoint {
    fn session(&self, lane: &Lane, request: &mut Vec<u8>) -> Option<Ticket> {
        // As many people as connections: each asks again and again, as a page does.
        let filler = self.province.fillers.get(lane.index % self.province.fillers.len().max(1))?;
        self.get(request, "/api/account/session", &filler.tokens[0]);
        Some(0)
    }

    fn search(&self, lane: &Lane, request: &mut Vec<u8>) -> Option<Ticket> {
        let queries = [
            "track=physics&subjects=chemistry,biology",
            "track=physics&subjects=chemistry,geography&page=2",
            "track=history&subjects=politics,geography",
            "track=physics&q=%E8%AE%A1%E7%AE%97%E6%9C%BA", // 计算机
            "track=history&city=%E9%95%BF%E6%B2%99",       // 长沙
        ];
        let query = queries.get((lane.index + lane.turn) % queries.len())?;
        // Everybody searches from an address of their own, where one address alone is held up.
        let (near, far) = (lane.turn % 250, lane.turn / 250 % 250);
        let from = format!("x-forwarded-for: 10.{}.{far}.{near}\r\n", lane.index % 250);
        let head = format!(
            "GET /api/catalog/groups?{query} HTTP/1.1\r\nhost: {}\r\nuser-agent: {DEVICE}\r\n{from}\r\n",
            self.address
        );
        request.extend_from_slice(head.as_bytes());
        Some(0)
    }

    fn overview(&self, lane: &Lane, request: &mut Vec<u8>) -> Option<Ticket> {
        let token = self.province.staff.get(lane.index % self.province.staff.len().max(1))?;
        self.get(request, "/api/statistics/overview", token);
        Some(0)
    }

    fn draft(&self, lane: &mut Lane, request: &mut Vec<u8>) -> Option<Ticket> {
        let index = Self::known(lane, 0..self.province.fillers.len(), &self.told.drafts)?;
        let (filler, version) = (self.province.fillers.get(index)?, self.told.drafts.get(index)?.now.load(Relaxed));
        let list = filler.lists.get(lane.turn % filler.lists.len())?;
        let body = format!(r#"{{"version":{version},"choices":{list}}}"#);
        self.send(request, "PUT", &format!("/api/volunteer/{BATCH}/draft"), &filler.tokens[0], "", body.as_bytes());
        Some(index)
    }

    fn submission(&self, lane: &mut Lane, who: std::ops::Range<usize>, request: &mut Vec<u8>) -> Option<Ticket> {
        let index = Self::known(lane, who, &self.told.submissions)?;
        let filler = self.province.fillers.get(index)?;
        let version = self.told.submissions.get(index)?.now.load(Relaxed);
        let list = filler.lists.get(lane.turn % filler.lists.len())?;
        let body = format!(r#"{{"version":{version},"choices":{list},"save_password":"{SAVE_PASSWORD}"}}"#);
        let key = seal::token().ok()?;
        let headers = format!("idempotency-key: {}\r\n", &key[..32]);
        self.send(
            request,
            "POST",
            &format!("/api/volunteer/{BATCH}/submissions"),
            // Where a password was not proved yet, as long as there are sessions.
            filler.tokens.get(version.unsigned_abs() as usize % filler.tokens.len())?,
            &headers,
            body.as_bytes(),
        );
        Some(index)
    }

    /// The lane's next candidate whose version is known.
    fn known(lane: &mut Lane, who: std::ops::Range<usize>, versions: &[Version]) -> Option<usize> {
        for _ in 0..who.len() {
            let index = who.start + lane.pick(who.len())?;
            if !versions.get(index)?.unknown.load(Relaxed) {
                return Some(index);
            }
            lane.turn += 1;
        }
        None
    }

    fn notice(&self, request: &mut Vec<u8>) -> Option<Ticket> {
        let taken = self.told.notices.fetch_update(Relaxed, Relaxed, |next| {
            (next < self.notices_until.min(self.notices.len())).then_some(next + 1)
        });
        let notice = self.notices.get(taken.ok()?)?;
        self.send(request, "POST", "/api/payment-callback/wechat", "", &notice.headers, &notice.body);
        Some(0)
    }

    /// One that is refused: another's signature only after it was verified, a missing one before.
    fn refused_notice(&self, request: &mut Vec<u8>) -> Option<Ticket> {
        let [one, other, ..] = self.notices.as_slice() else { return None };
        let headers = if self.name == "forged-notice" { &other.headers } else { "" };
        self.send(request, "POST", "/api/payment-callback/wechat", "", headers, &one.body);
        Some(0)
    }

    fn get(&self, request: &mut Vec<u8>, path: &str, token: &str) {
        let address = self.address;
        let cookie = if token.is_empty() { String::new() } else { format!("cookie: zhaokao={token}\r\n") };
        let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nuser-agent: {DEVICE}\r\n{cookie}\r\n");
        request.extend_from_slice(head.as_bytes());
    }

    fn send(&self, request: &mut Vec<u8>, method: &str, path: &str, token: &str, headers: &str, body: &[u8]) {
        let (address, length) = (self.address, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nuser-agent: {DEVICE}\r\n\
             cookie: zhaokao={token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(body);
    }
}
