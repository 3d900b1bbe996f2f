//! Sessions: random 256-bit tokens, stored hashed.

use crate::db::Db;
use crate::domain::candidate::Stage;
use crate::domain::organisation::Level;
use crate::domain::{Timestamp, time};
use crate::{Error, Result, params, seal};
use serde::{Deserialize, Serialize};

/// A session ends after so long without a request.
pub const IDLE: i64 = 30 * time::MINUTE;
/// And after so long in any case.
pub const ABSOLUTE: i64 = 12 * time::HOUR;
/// How often a request is noted, so that reading does not become writing.
const TOUCH: i64 = time::MINUTE;

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// SHA-256 of the token
    pub token_hash: String,
    /// What proved it
    pub factor: String,
    /// When it was used last
    pub last_seen_at: Timestamp,
    /// When it ends in any case
    pub expires_at: Timestamp,
    /// Who
    pub who: Who,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub enum Who {
    /// A candidate
    Candidate(Candidate),
    /// A member of staff
    Staff(Staff),
}

/// The candidate, as every request needs it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Number
    pub id: i64,
    /// Exam
    pub exam: String,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 报名点
    pub point: String,
    /// How far they have come
    pub stage: Stage,
}

/// The member of staff.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Number
    pub id: i64,
    /// Account
    pub username: String,
    /// Name
    pub name: String,
    /// Organisation; everything below it is theirs
    pub organisation: String,
    /// Level of the organisation
    pub level: Level,
}

#[derive(Deserialize)]
struct Row {
    factor: String,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    candidate: Option<i64>,
    exam: Option<String>,
    serial: Option<String>,
    candidate_name: Option<String>,
    point: Option<String>,
    stage: Option<Stage>,
    staff: Option<i64>,
    username: Option<String>,
    staff_name: Option<String>,
    organisation: Option<String>,
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
                let organisation = self.organisation?;
                let level = Level::of(&organisation)?;
                Some(Who::Staff(Staff { id, username: self.username?, name: self.staff_name?, organisation, level }))
            }
            (None, None) => None,
        }
    }
}

/// The session of a token.
///
/// # Errors
/// `SessionExpired` when it is unknown, too old, or was idle too long.
pub async fn find(db: &Db, token: &str, now: Timestamp) -> Result<Session> {
    let sql = "SELECT s.factor, s.last_seen_at, s.expires_at, s.candidate, c.exam, c.serial, c.name AS candidate_name, \
               c.point, c.stage, s.staff, t.username, t.name AS staff_name, t.organisation \
               FROM session AS s LEFT JOIN candidate AS c ON c.id = s.candidate LEFT JOIN staff AS t ON t.id = s.staff \
               WHERE s.token_hash = ? AND s.expires_at > ? AND s.last_seen_at > ?";
    let token_hash = seal::sha256(token);
    let values = params![&token_hash, now, now.plus(-IDLE)];
    let row: Row = db.first(sql, values).await?.ok_or(Error::SessionExpired)?;
    let (factor, last_seen_at, expires_at) = (row.factor.clone(), row.last_seen_at, row.expires_at);
    let who = row.who().ok_or(Error::SessionExpired)?;
    if now.0 - last_seen_at.0 > TOUCH {
        db.run("UPDATE session SET last_seen_at = ? WHERE token_hash = ?", params![now, &token_hash]).await?;
    }
    Ok(Session { token_hash, factor, last_seen_at, expires_at, who })
}

/// Whose session to begin.
#[derive(Clone, Copy)]
pub enum Owner {
    /// A candidate's
    Candidate(i64),
    /// A member of staff's
    Staff(i64),
}

/// Begins a session; the token for the cookie. Old sessions of the same person that ran out go.
///
/// # Errors
/// `Internal`.
pub async fn begin(db: &Db, owner: Owner, factor: &str, ip: &str, device: &str, now: Timestamp) -> Result<String> {
    let token = seal::token()?;
    let (candidate, staff) = match owner {
        Owner::Candidate(id) => (Some(id), None),
        Owner::Staff(id) => (None, Some(id)),
    };
    let old = "DELETE FROM session WHERE (candidate = ?1 OR staff = ?2) AND (expires_at <= ?3 OR last_seen_at <= ?4)";
    db.run(old, params![candidate, staff, now, now.plus(-IDLE)]).await?;
    let sql = "INSERT INTO session (token_hash, candidate, staff, factor, ip, device, signed_in_at, last_seen_at, expires_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)";
    let values = params![seal::sha256(&token), candidate, staff, factor, ip, device, now, now.plus(ABSOLUTE)];
    db.run(sql, values).await?;
    Ok(token)
}

/// Ends one session.
///
/// # Errors
/// `Internal`.
pub async fn end(db: &Db, token_hash: &str) -> Result<()> {
    db.run("DELETE FROM session WHERE token_hash = ?", params![token_hash]).await
}

/// Ends every session of the same person.
///
/// # Errors
/// `Internal`.
pub async fn end_all(db: &Db, session: &Session) -> Result<()> {
    let (candidate, staff) = session.owner();
    db.run("DELETE FROM session WHERE candidate = ? OR staff = ?", params![candidate, staff]).await
}

/// A session in the list of one's devices.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Device {
    /// First characters of the token's hash: enough to tell them apart
    pub id: String,
    /// Software
    pub device: String,
    /// Address
    pub ip: String,
    /// Since
    pub signed_in_at: Timestamp,
    /// Last request
    pub last_seen_at: Timestamp,
    /// The session that asks
    pub current: bool,
}

/// All live sessions of the same person.
///
/// # Errors
/// `Internal`.
pub async fn devices(db: &Db, session: &Session, now: Timestamp) -> Result<Vec<Device>> {
    let (candidate, staff) = session.owner();
    let sql = "SELECT SUBSTR(token_hash, 1, 12) AS id, device, ip, signed_in_at, last_seen_at, token_hash = ? AS current \
               FROM session WHERE (candidate = ? OR staff = ?) AND expires_at > ? AND last_seen_at > ? \
               ORDER BY last_seen_at DESC";
    db.all(sql, params![&session.token_hash, candidate, staff, now, now.plus(-IDLE)]).await
}

impl Session {
    fn owner(&self) -> (Option<i64>, Option<i64>) {
        match &self.who {
            Who::Candidate(candidate) => (Some(candidate.id), None),
            Who::Staff(staff) => (None, Some(staff.id)),
        }
    }
}
