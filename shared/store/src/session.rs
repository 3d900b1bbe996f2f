//! Sessions: random 256-bit tokens, stored hashed.

mod token;

use crate::db::Db;
use crate::organisation;
use crate::{log, params, seal};
use domain::candidate::Stage;
use domain::device::Device;
use domain::event::Factor;
use domain::organisation::{Kind, Path, Unit};
use domain::role::{Permission, Permissions};
use domain::staff::{Standing, Status, Step};
use domain::{Error, ExamId, Result, Timestamp, time};
use serde::Deserialize;
pub use token::{Token, TokenHash};

/// A session ends after so long without a request.
pub const IDLE: i64 = 30 * time::MINUTE;
/// And after so long in any case.
pub const ABSOLUTE: i64 = 12 * time::HOUR;
/// How often a request is noted, so that reading does not become writing.
const TOUCH: i64 = time::MINUTE;

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Session {
    pub token_hash: TokenHash,
    /// What proved it
    pub factor: Factor,
    /// When it was used last
    pub last_seen_at: Timestamp,
    /// When it ends in any case
    pub expires_at: Timestamp,
    pub who: Who,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub enum Who {
    Candidate(Candidate),
    Staff(Staff),
}

/// The candidate, as every request needs it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: i64,
    pub exam: ExamId,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 报名点
    pub point: String,
    /// How far they have come
    pub stage: Stage,
}

#[derive(Clone, Debug)]
pub struct Staff {
    pub id: i64,
    pub username: String,
    pub name: String,
    /// Their organisation; everything below it is theirs
    pub unit: Unit,
    /// The code of their role
    pub role: String,
    /// That role's name there
    pub role_name: String,
    /// What it lets them do
    pub permissions: Permissions,
    /// What is due before this session reaches anything else
    pub next: Option<Step>,
}

impl Staff {
    /// Does their role let them?
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// The organisation asked for, or one's own; never outside one's own subtree.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn within(&self, db: &Db, asked: Option<&str>) -> Result<Unit> {
        let Some(code) = asked.filter(|code| *code != self.unit.code) else { return Ok(self.unit.clone()) };
        let found = organisation::find(db, code).await?;
        found.filter(|unit| self.unit.path.contains(&unit.path)).ok_or(Error::Forbidden)
    }
}

#[derive(Deserialize)]
struct Row {
    factor: Factor,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    candidate: Option<i64>,
    exam: Option<ExamId>,
    serial: Option<String>,
    candidate_name: Option<String>,
    point: Option<String>,
    stage: Option<Stage>,
    staff: Option<i64>,
    username: Option<String>,
    staff_name: Option<String>,
    organisation: Option<String>,
    organisation_name: Option<String>,
    kind: Option<Kind>,
    path: Option<Path>,
    role: Option<String>,
    role_name: Option<String>,
    permissions: Option<Permissions>,
    status: Option<Status>,
    enrolled: bool,
    must_change: Option<bool>,
    factor_required: bool,
}

impl Row {
    fn who(self) -> Option<Who> {
        match (self.candidate, self.staff) {
            (Some(id), _) => Some(Who::Candidate(Candidate {
                id,
                exam: self.exam?,
                serial: self.serial?,
                name: self.candidate_name?,
                point: self.point?,
                stage: self.stage?,
            })),
            (None, Some(id)) => {
                let (code, name) = (self.organisation?, self.organisation_name?);
                let unit = Unit { code, name, kind: self.kind?, path: self.path? };
                let next = Standing {
                    proved: self.factor == Factor::PasswordAndCode,
                    enrolled: self.enrolled,
                    factor_required: self.factor_required,
                    must_change: self.must_change?,
                };
                let (username, name) = (self.username?, self.staff_name?);
                let role = self.role?;
                let role_name = self.role_name.unwrap_or_else(|| role.clone());
                let permissions = self.permissions.unwrap_or_default();
                let staff = Staff { id, username, name, unit, role, role_name, permissions, next: next.next() };
                (self.status? == Status::Active).then_some(Who::Staff(staff))
            }
            (None, None) => None,
        }
    }
}

/// The session of a token.
///
/// # Errors
/// `SessionExpired` when it is unknown, too old, or was idle too long.
pub async fn find(db: &Db, token: Token<'_>, now: Timestamp) -> Result<Session> {
    let sql = "SELECT s.factor, s.last_seen_at, s.expires_at, s.candidate, c.exam, c.serial, c.name AS candidate_name, \
               c.point, c.stage, s.staff, t.login AS username, t.name AS staff_name, t.organisation, o.name AS organisation_name, o.kind, o.path, t.role, r.name AS role_name, t.status, t.must_change, \
               (SELECT JSON_GROUP_ARRAY(p.permission) FROM role_permission AS p WHERE p.role = t.role AND p.kind = o.kind) AS permissions, \
               t.totp IS NOT NULL AS enrolled, s.staff IS NOT NULL AND COALESCE(r.second_factor, 1) AS factor_required \
               FROM session AS s LEFT JOIN candidate AS c ON c.id = s.candidate LEFT JOIN staff AS t ON t.id = s.staff \
               LEFT JOIN organisation AS o ON o.code = t.organisation LEFT JOIN role AS r ON r.code = t.role AND r.kind = o.kind \
               WHERE s.token_hash = ? AND s.expires_at > ? AND s.last_seen_at > ?";
    let token_hash = token.hash();
    let values = params![&token_hash, now, now.plus(-IDLE)];
    let row: Row = db.first(sql, values).await?.ok_or(Error::SessionExpired)?;
    let (factor, last_seen_at, expires_at) = (row.factor, row.last_seen_at, row.expires_at);
    let who = row.who().ok_or(Error::SessionExpired)?;
    touch(db, &token_hash, last_seen_at, now).await;
    Ok(Session { token_hash, factor, last_seen_at, expires_at, who })
}

/// Notes that the session is in use, so that it does not count as idle. Reading goes on when that can't be
/// written (a full disk): the session then ends a little early.
async fn touch(db: &Db, token_hash: &TokenHash, last_seen_at: Timestamp, now: Timestamp) {
    if now.0 - last_seen_at.0 <= TOUCH {
        return;
    }
    // Of many requests at the same moment one writes.
    let sql = "UPDATE session SET last_seen_at = ?1 WHERE token_hash = ?2 AND last_seen_at = ?3";
    if let Err(error) = db.run(sql, params![now, token_hash, last_seen_at]).await {
        log("a session's last use was not noted", format_args!("{error:?}"));
    }
}

/// Whose session to begin.
#[derive(Clone, Copy)]
pub enum Owner {
    Candidate(i64),
    Staff(i64),
}

impl Owner {
    /// `candidate:17`, `staff:3`
    pub fn name(self) -> String {
        match self {
            Self::Candidate(id) => format!("candidate:{id}"),
            Self::Staff(id) => format!("staff:{id}"),
        }
    }

    fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Candidate(id) => (Some(id), None),
            Self::Staff(id) => (None, Some(id)),
        }
    }
}

/// From where a session is begun.
pub struct Place<'a> {
    pub ip: &'a str,
    pub device: &'a str,
    /// SHA-256 of the browser's own cookie
    pub browser: Option<&'a str>,
    /// The token that the browser had: that session ends
    pub old_token: Option<Token<'a>>,
    /// The stored password that was proved: where it is another one by now, nobody gets in
    pub proved: Option<&'a str>,
}

/// Begins a session; the token for the cookie. The browser's old session goes, and what ran out of the same person.
///
/// # Errors
/// `WrongCredentials` when the proved password was replaced, or the account stopped, meanwhile; `SessionExpired` without a password.
pub async fn begin(db: &Db, owner: Owner, factor: Factor, place: &Place<'_>, now: Timestamp) -> Result<String> {
    let token = seal::token()?;
    let (candidate, staff) = owner.columns();
    let old = "DELETE FROM session WHERE token_hash = ?5 \
               OR (candidate = ?1 AND (expires_at <= ?3 OR last_seen_at <= ?4)) \
               OR (staff = ?2 AND (expires_at <= ?3 OR last_seen_at <= ?4))";
    let old_hash = place.old_token.map(Token::hash);
    db.run(old, params![candidate, staff, now, now.plus(-IDLE), old_hash.as_ref()]).await?;
    let sql = "INSERT INTO session (token_hash, candidate, staff, factor, ip, device, signed_in_at, last_seen_at, \
               expires_at, browser) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9 \
               WHERE ?2 IS NOT NULL AND (?10 IS NULL OR EXISTS (SELECT 1 FROM candidate WHERE id = ?2 AND login_password = ?10)) \
               OR EXISTS (SELECT 1 FROM staff WHERE id = ?3 AND status = 'active' AND (?10 IS NULL OR password = ?10)) RETURNING 1";
    let (ip, device, browser) = (place.ip, place.device, place.browser.map(str::to_owned));
    let proved = place.proved.map(str::to_owned);
    let values = params![
        &Token(&token).hash(),
        candidate,
        staff,
        factor.as_str(),
        ip,
        device,
        now,
        now.plus(ABSOLUTE),
        browser,
        proved
    ];
    let begun: Option<i64> = db.first(sql, values).await?;
    let refused = if place.proved.is_some() { Error::WrongCredentials } else { Error::SessionExpired };
    begun.map(|_| token).ok_or(refused)
}

/// Ends one session.
pub async fn end(db: &Db, token_hash: &TokenHash) -> Result<()> {
    db.run("DELETE FROM session WHERE token_hash = ?", params![token_hash]).await
}

/// Ends every other session of the same person.
pub async fn end_others(db: &Db, session: &Session) -> Result<()> {
    let (candidate, staff) = session.owner().columns();
    let sql = "DELETE FROM session WHERE (candidate = ? OR staff = ?) AND token_hash <> ?";
    db.run(sql, params![candidate, staff, &session.token_hash]).await
}

/// Ends every session of the same person, and knows none of their browsers any more.
pub async fn end_all(db: &Db, session: &Session) -> Result<()> {
    let (candidate, staff) = session.owner().columns();
    db.run("DELETE FROM session WHERE candidate = ? OR staff = ?", params![candidate, staff]).await?;
    db.run("DELETE FROM known_browser WHERE owner = ?", params![session.owner().name()]).await
}

/// Ends one session of the same person, by the number that the list shows; its browser is no longer a known one.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn end_one(db: &Db, session: &Session, id: &str) -> Result<()> {
    let (candidate, staff) = session.owner().columns();
    let sql = "DELETE FROM session WHERE (candidate = ?1 OR staff = ?2) AND SUBSTR(token_hash, 1, 12) = ?3 \
               RETURNING COALESCE(browser, '')";
    let browser: String =
        db.first(sql, params![candidate, staff, id]).await?.ok_or(Error::NotFound("这台设备的登录"))?;
    let forget = "DELETE FROM known_browser WHERE owner = ? AND browser = ?";
    db.run(forget, params![session.owner().name(), browser]).await
}

/// Somebody signed in by a password in this browser (the hash of its cookie).
pub async fn know(db: &Db, owner: Owner, browser: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO known_browser (owner, browser, used_at) VALUES (?1, ?2, ?3) \
               ON CONFLICT (owner, browser) DO UPDATE SET used_at = ?3";
    db.run(sql, params![owner.name(), browser, now]).await
}

/// Did they sign in by a password in this browser before?
pub async fn is_known(db: &Db, owner: Owner, browser: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM known_browser WHERE owner = ? AND browser = ?";
    Ok(db.first::<i64>(sql, params![owner.name(), browser]).await?.is_some())
}

/// All live sessions of the same person.
pub async fn devices(db: &Db, session: &Session, now: Timestamp) -> Result<Vec<Device>> {
    let (candidate, staff) = session.owner().columns();
    let sql = "SELECT SUBSTR(token_hash, 1, 12) AS id, device, ip, signed_in_at, last_seen_at, token_hash = ? AS current \
               FROM session WHERE (candidate = ? OR staff = ?) AND expires_at > ? AND last_seen_at > ? \
               ORDER BY last_seen_at DESC";
    db.all(sql, params![&session.token_hash, candidate, staff, now, now.plus(-IDLE)]).await
}

impl Session {
    pub fn owner(&self) -> Owner {
        match &self.who {
            Who::Candidate(candidate) => Owner::Candidate(candidate.id),
            Who::Staff(staff) => Owner::Staff(staff.id),
        }
    }

    /// Does the list of one's devices show it under this number?
    pub fn is(&self, id: &str) -> bool {
        self.token_hash.number() == id
    }

    /// Opened by facts alone, which classmates know?
    pub fn is_by_facts(&self) -> bool {
        self.factor == Factor::Facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> = Place { ip: "", device: "", browser: None, old_token: None, proved: None };

    fn office() -> Db {
        let mut db = Db::in_memory().unwrap();
        crate::tests::fixture::offices(&mut db);
        let sql = "INSERT INTO staff (id, username, name, organisation, password, created_by) VALUES (1, 'a', 'a', '43', '', 'system')";
        db.native().execute(sql, []).unwrap();
        db
    }

    #[test]
    fn a_disk_that_takes_nothing_keeps_nobody_from_reading() {
        pollster::block_on(async {
            let mut db = office();
            let (begun, later) = (Timestamp(0), Timestamp(5 * time::MINUTE));
            let token = begin(&db, Owner::Staff(1), Factor::LoginPassword, &PLACE, begun).await.unwrap();
            db.native().pragma_update(None, "query_only", true).unwrap();
            assert_eq!(find(&db, Token(&token), later).await.unwrap().last_seen_at, begun);
            db.native().pragma_update(None, "query_only", false).unwrap();
            find(&db, Token(&token), later).await.unwrap();
            assert_eq!(find(&db, Token(&token), later).await.unwrap().last_seen_at, later);
        });
    }

    #[test]
    fn reading_is_writing_once_a_minute_at_most() {
        pollster::block_on(async {
            let mut db = office();
            let token = begin(&db, Owner::Staff(1), Factor::LoginPassword, &PLACE, Timestamp(0)).await.unwrap();
            let before = db.native().total_changes();
            for second in 0..=60 {
                find(&db, Token(&token), Timestamp(second * 1000)).await.unwrap();
            }
            assert_eq!(db.native().total_changes(), before);
            for _ in 0..10 {
                find(&db, Token(&token), Timestamp(61_000)).await.unwrap();
            }
            assert_eq!(db.native().total_changes(), before + 1);
        });
    }

    #[test]
    fn of_all_browsers_the_ten_used_last_are_known() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let owner = Owner::Candidate(7);
            for n in 0..12 {
                know(&db, owner, &format!("b{n}"), Timestamp(n)).await.unwrap();
            }
            know(&db, owner, "b2", Timestamp(20)).await.unwrap();
            know(&db, owner, "b12", Timestamp(21)).await.unwrap();
            for (browser, known) in [("b1", false), ("b2", true), ("b3", false), ("b4", true), ("b12", true)] {
                assert_eq!(is_known(&db, owner, browser).await.unwrap(), known, "{browser}");
            }
            assert!(!is_known(&db, Owner::Candidate(8), "b4").await.unwrap());
            assert!(!is_known(&db, Owner::Staff(7), "b4").await.unwrap());
        });
    }
}
