//! 管理账号: one account, one person. What is done to an account is an event; the schema is 0012_staff.sql.

use super::journal::{self, Author, Event};
use crate::db::Db;
use crate::seal::Keys;
use crate::{append, params};
use domain::organisation::Level;
use domain::staff::{Role, SearchStaff, StaffRow, Status, takes_four_eyes};
use domain::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Accounts a page.
pub const PAGE: usize = 50;

/// What sign-in needs to know.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    /// Number
    pub id: i64,
    /// As it was written when the account was made: what the password is sealed for
    pub username: String,
    /// Organisation
    pub organisation: String,
    /// What it is for
    pub role: Role,
    /// Whether it may be used
    pub status: Status,
    /// Argon2id, sealed for [`place`]
    pub password: String,
    /// Until when a password counts that somebody else made
    pub password_expires_at: Option<Timestamp>,
    /// The secret of the 动态口令, sealed for [`factor_place`]
    pub totp: Option<String>,
    /// It was moved to a place, or out of one, that takes four eyes, and nobody has agreed
    pub unagreed: bool,
}

impl Credentials {
    /// Letting somebody into it takes a second person.
    pub fn takes_four_eyes(&self) -> bool {
        self.unagreed || takes_four_eyes(&self.organisation, self.role)
    }
}

/// The place that an account's password is sealed for.
pub fn place(username: &str) -> String {
    format!("staff‖{username}‖password")
}

/// The place that the secret of an account's 动态口令 is sealed for.
pub fn factor_place(id: i64) -> String {
    format!("staff‖{id}‖totp")
}

/// The account of a name, without case; an old one that differs from another by case alone is still found by its own.
///
/// # Errors
/// `Internal`.
pub async fn find(db: &Db, username: &str) -> Result<Option<Credentials>> {
    let sql = "SELECT id, username, organisation, role, status, password, password_expires_at, totp, unagreed FROM staff \
               WHERE login = LOWER(?1) OR username = ?1 ORDER BY username = ?1 DESC LIMIT 1";
    db.first(sql, params![username]).await
}

/// The account of a number.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Db, id: i64) -> Result<Credentials> {
    let sql = "SELECT id, username, organisation, role, status, password, password_expires_at, totp, unagreed FROM staff \
               WHERE id = ?";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("账号"))
}

/// A page of the accounts of a subtree after a given one, as `viewer` sees them; whether more follow.
///
/// # Errors
/// `Internal`.
pub async fn search(db: &Db, viewer: i64, organisation: &str, wanted: &SearchStaff) -> Result<(bool, Vec<StaffRow>)> {
    let sql = "SELECT s.id, s.login AS username, s.name, s.organisation, o.name AS organisation_name, s.role, s.status, \
               s.totp IS NOT NULL AS second_factor, s.must_change, t.at AS last_sign_in_at, p.name AS proposed_by, \
               s.id = ?1 AS own, s.status <> 'active' AND s.id <> ?1 AND EXISTS (SELECT 1 FROM independent_staff \
               WHERE a = ?1 AND b = p.id) AS may_agree FROM staff AS s \
               JOIN organisation AS o ON o.code = s.organisation LEFT JOIN staff_sign_in AS t ON t.staff = s.id \
               LEFT JOIN staff AS p ON p.id = CAST(SUBSTR(COALESCE(s.proposed_by, s.stopped_by), 7) AS INTEGER) \
               WHERE s.organisation >= ?2 AND s.organisation < ?2 || 'a' AND (?3 = '' OR s.role = ?3) AND (?4 = '' OR s.status = ?4) \
               AND (SUBSTR(s.login, 1, LENGTH(?5)) = LOWER(?5) OR SUBSTR(s.name, 1, LENGTH(?5)) = ?5) \
               AND (?6 = 0 OR (s.organisation, s.login) > (SELECT organisation, login FROM staff WHERE id = ?6)) \
               ORDER BY s.organisation, s.login LIMIT ?7";
    let SearchStaff { role, status, text, after, .. } = wanted;
    let values = params![viewer, organisation, role, status, text.trim(), *after, PAGE + 1];
    let mut rows: Vec<StaffRow> = db.all(sql, values).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok((more, rows))
}

/// A new account.
#[derive(Debug, Serialize)]
pub struct Created<'a> {
    /// To sign in with
    pub username: &'a str,
    /// The person
    pub name: &'a str,
    /// Organisation
    pub organisation: &'a str,
    /// What it is for
    pub role: Role,
    /// Argon2id, sealed
    pub password: &'a str,
    /// Its first password counts until then (ms), and has to be replaced at once
    pub expires_at: i64,
    /// See above
    pub must_change: bool,
    /// Another one has to agree
    pub proposed: bool,
}

/// Makes an account.
///
/// # Errors
/// `Conflict` when the name is taken, the organisation unknown, or the role is none of its level.
pub async fn create(db: &Db, author: &Author, new: &Created<'_>, at: Timestamp) -> Result<i64> {
    let level = Level::of(new.organisation).map_or("", Level::as_str);
    let guard = params![new.username, new.organisation, new.role.as_str(), level];
    let event = Event { at, exam: "", kind: "staff.created", subject: 0, body: new };
    let statement = append!(
        "WHERE NOT EXISTS (SELECT 1 FROM staff WHERE login = ?13) AND EXISTS (SELECT 1 FROM organisation WHERE code = ?14) \
         AND EXISTS (SELECT 1 FROM staff_role WHERE role = ?15 AND level = ?16)"
    );
    match journal::append(db, author, event, statement, guard).await? {
        Some(seq) => Ok(seq),
        None => Err(Error::Conflict("账号已存在，或机构代码不对，或这一级机构没有这种角色".into())),
    }
}

/// Replaces a sealed password by another: its owner does.
///
/// # Errors
/// `Conflict` when it was replaced meanwhile.
pub async fn set_password(db: &Db, author: &Author, id: i64, old: &str, new: &str, at: Timestamp) -> Result<()> {
    let event = Event { at, exam: "", kind: "staff.password_set", subject: id, body: json!({ "password": new }) };
    let statement = append!("WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    match journal::append(db, author, event, statement, params![old]).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("密码刚刚在另一台设备上改过，请刷新后再试".into())),
    }
}

/// Hashes a password that was just proved anew, if its stored hash is of parameters that are no longer used.
///
/// # Errors
/// `Internal`.
pub async fn rehash(
    db: &Db,
    keys: &Keys,
    author: &Author,
    (id, username): (i64, &str),
    (sealed, password): (&str, &str),
    at: Timestamp,
) -> Result<()> {
    let Some(newer) = keys.rehash(&place(username), sealed, password)? else { return Ok(()) };
    let event =
        Event { at, exam: "", kind: "staff.password_rehashed", subject: id, body: json!({ "password": newer }) };
    let statement = append!("WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    journal::append(db, &author.without_key(), event, statement, params![sealed]).await.map(drop)
}

/// What somebody else does to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 停用
    Disable,
    /// 启用
    Enable,
    /// 重置密码
    ResetPassword,
    /// 解除动态口令
    ResetFactor,
    /// 不同意
    Decline,
}

impl Act {
    /// It ends the use of an account that is in use.
    fn stops(self) -> bool {
        !matches!(self, Self::Enable | Self::Decline)
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Disable => "staff.disabled",
            Self::Enable => "staff.enabled",
            Self::ResetPassword => "staff.password_reset",
            Self::ResetFactor => "staff.factor_reset",
            Self::Decline => "staff.declined",
        }
    }
}

/// Does it, if the account still stands as it was when it was judged.
///
/// # Errors
/// `Conflict` when it does not.
pub async fn change(
    db: &Db,
    author: &Author,
    whose: &Credentials,
    act: Act,
    mut body: Value,
    at: Timestamp,
) -> Result<()> {
    let stopper = stopper(author, whose).filter(|_| act.stops());
    body["stops"] = stopper.is_some().into();
    let event = Event { at, exam: "", kind: act.kind(), subject: whose.id, body };
    let guard = params![&whose.organisation, whose.role.as_str(), whose.status.as_str(), stopper];
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND organisation = ?13 AND role = ?14 AND status = ?15) \
         AND (?16 IS NULL OR NOT EXISTS (SELECT 1 FROM waiting_stop WHERE by = ?16 AND whose <> ?11) \
         AND EXISTS (SELECT 1 FROM province_without WHERE staff = ?11 AND by = ?16)) \
         AND (?10 <> 'staff.enabled' OR ?3 = 'system' OR ?12 ->> 'proposed' \
         OR EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND stopped_by IS NULL AND NOT unagreed))"
    );
    match journal::append(db, author, event, statement, guard).await? {
        Some(_) => Ok(()),
        None => Err(why_not(db, stopper, whose).await?),
    }
}

/// Who stops an account in use that takes four eyes: for them there are rules (0021_stops.sql), for the machine's operator
/// there are none.
fn stopper(author: &Author, whose: &Credentials) -> Option<i64> {
    let guarded = whose.status == Status::Active && whose.takes_four_eyes();
    author.actor.strip_prefix("staff:").filter(|_| guarded)?.parse().ok()
}

/// Why an account could not be changed.
async fn why_not(db: &Db, stopper: Option<i64>, whose: &Credentials) -> Result<Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM waiting_stop WHERE by = ?1 AND whose <> ?2) AS busy, \
               NOT EXISTS (SELECT 1 FROM province_without WHERE staff = ?2 AND by = ?1) AS last";
    let found: Option<WhyNot> = match stopper {
        Some(stopper) => db.first(sql, params![stopper, whose.id]).await?,
        None => None,
    };
    Ok(match found {
        Some(WhyNot { busy: true, .. }) => {
            Error::WrongState("您停用、重置或调动的上一个账号还在等待另一位同事复核；复核之后才能处理下一个".into())
        }
        Some(WhyNot { last: true, .. }) => Error::WrongState(
            "这样除您以外，全省就没有两位可以互相复核的工作人员了。请先增加账号，紧急时请系统管理员在服务器上处理"
                .into(),
        ),
        _ => Error::Conflict("这个账号刚刚被别人改过，或机构、角色不对。请刷新后再看".into()),
    })
}

#[derive(Deserialize)]
struct WhyNot {
    busy: bool,
    last: bool,
}

/// Who stopped an account, and why, while that waits for a second person.
#[derive(Debug, Deserialize)]
pub struct Stopped {
    /// The person
    pub name: String,
    /// Their reason
    pub reason: String,
}

/// What an account's owner is told.
///
/// # Errors
/// `Internal`.
pub async fn stopped(db: &Db, id: i64) -> Result<Option<Stopped>> {
    let sql = "SELECT p.name, COALESCE(s.stopped_for, '') AS reason FROM staff AS s \
               JOIN staff AS p ON p.id = CAST(SUBSTR(s.stopped_by, 7) AS INTEGER) WHERE s.id = ?";
    db.first(sql, params![id]).await
}

/// Where an account goes.
#[derive(Debug, Serialize)]
pub struct Moved<'a> {
    /// Organisation
    pub organisation: &'a str,
    /// What it is for there
    pub role: Role,
    /// Why
    pub reason: &'a str,
    /// Another one has to agree
    pub proposed: bool,
    /// It was in use, and takes four eyes: [`relocate`] says so
    pub stops: bool,
}

/// Moves an account to another organisation, in a role that there is at its level.
///
/// # Errors
/// `Conflict` when there is no such organisation or role, or the account was changed meanwhile.
pub async fn relocate(db: &Db, author: &Author, whose: &Credentials, to: Moved<'_>, at: Timestamp) -> Result<()> {
    let stopper = stopper(author, whose);
    let to = Moved { stops: stopper.is_some(), ..to };
    let event = Event { at, exam: "", kind: "staff.moved", subject: whose.id, body: &to };
    let level = Level::of(to.organisation).map_or("", Level::as_str);
    let guard = params![
        &whose.organisation,
        whose.role.as_str(),
        whose.status.as_str(),
        stopper,
        to.organisation,
        to.role.as_str(),
        level
    ];
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND organisation = ?13 AND role = ?14 AND status = ?15) \
         AND (?16 IS NULL OR NOT EXISTS (SELECT 1 FROM waiting_stop WHERE by = ?16 AND whose <> ?11) \
         AND EXISTS (SELECT 1 FROM province_without WHERE staff = ?11 AND by = ?16)) \
         AND EXISTS (SELECT 1 FROM organisation WHERE code = ?17) \
         AND EXISTS (SELECT 1 FROM staff_role WHERE role = ?18 AND level = ?19)"
    );
    match journal::append(db, author, event, statement, guard).await? {
        Some(_) => Ok(()),
        None => Err(why_not(db, stopper, whose).await?),
    }
}

/// Another one agrees, who is independent of whoever proposed it, or stopped it: to what they saw, `proposed` or `disabled`.
///
/// # Errors
/// `Conflict` when it is so no more, or this one may not agree.
pub async fn agree(db: &Db, author: &Author, who: i64, whose: i64, seen: Status, at: Timestamp) -> Result<()> {
    let event = Event { at, exam: "", kind: "staff.agreed", subject: whose, body: json!({}) };
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM staff AS s JOIN independent_staff AS i \
         ON i.a = ?13 AND i.b = CAST(SUBSTR(COALESCE(s.proposed_by, s.stopped_by), 7) AS INTEGER) \
         WHERE s.id = ?11 AND s.id <> ?13 AND s.status = ?14 AND s.status <> 'active')"
    );
    match journal::append(db, author, event, statement, params![who, seen.as_str()]).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict(
            "不能由您复核：没有等待复核的事项，或提出人与您的账号有建立、重置的关系，请由另一位同事复核".into(),
        )),
    }
}

#[cfg(test)]
mod tests;
