//! 管理账号: one account, one person. What is done to an account is an event; the schema is 0012_staff.sql.

use super::journal::{Act, Answer, Answered, Author, OfAccount};
use crate::db::Db;
use crate::rate_limit::Limit;
use crate::seal::{self, Keys, Proved};
use crate::{append, params, staff_of};
pub use domain::event::staff::{Created, Moved};
use domain::event::{Event, Role, Written, staff as event};
use domain::organisation::{Kind, Path};
use domain::page::Page;
use domain::role::Permissions;
use domain::staff::{SearchStaff, StaffRow, Status};
use domain::{Error, Result, Timestamp, time};
use serde::Deserialize;

pub const PAGE: usize = 50;
/// A password that somebody else made counts so long.
pub const FIRST_PASSWORD: i64 = 7 * time::DAY;

/// What sign-in needs to know.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    pub id: i64,
    /// As it was written when the account was made: what the password is sealed for
    pub username: String,
    pub organisation: String,
    pub kind: Kind,
    pub path: Path,
    /// The code of its role
    pub role: String,
    /// What that lets it do
    pub permissions: Permissions,
    /// That role takes four eyes
    pub four_eyes: bool,
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
    /// It was stopped, nobody has agreed, and nothing but its use has ended
    pub held: bool,
}

impl Credentials {
    /// Letting somebody into it takes a second person.
    pub fn takes_four_eyes(&self) -> bool {
        self.unagreed || self.four_eyes
    }
}

impl Credentials {
    /// As what it acts: the journal's column `role`.
    pub fn acts_as(&self) -> Role {
        Role::of(&self.role, self.kind)
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

macro_rules! credentials {
    ($which:literal) => {
        concat!(
            "SELECT s.id, s.username, s.organisation, o.kind, o.path, s.role, COALESCE(r.four_eyes, 1) AS four_eyes, \
             (SELECT JSON_GROUP_ARRAY(p.permission) FROM role_permission AS p WHERE p.role = s.role AND p.kind = o.kind) AS permissions, \
             s.status, s.password, s.password_expires_at, s.totp, s.unagreed, s.held FROM staff AS s \
             JOIN organisation AS o ON o.code = s.organisation LEFT JOIN role AS r ON r.code = s.role AND r.kind = o.kind WHERE ",
            $which
        )
    };
}

/// The account of a name, without case; an old one that differs from another by case alone is still found by its own.
pub async fn find(db: &Db, username: &str) -> Result<Option<Credentials>> {
    db.first(
        credentials!("s.login = LOWER(?1) OR s.username = ?1 ORDER BY s.username = ?1 DESC LIMIT 1"),
        params![username],
    )
    .await
}

/// The account of a number.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Db, id: i64) -> Result<Credentials> {
    db.first(credentials!("s.id = ?"), params![id]).await?.ok_or(Error::NotFound("账号"))
}

/// A page of the accounts of a subtree, as `viewer` sees them.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn search(db: &Db, viewer: i64, within: &Path, wanted: &SearchStaff) -> Result<Page<StaffRow>> {
    let sql = "SELECT s.id, s.login AS username, s.name, s.organisation, o.name AS organisation_name, o.kind AS organisation_kind, o.path, s.role, COALESCE(r.name, s.role) AS role_name, s.status, \
               s.totp IS NOT NULL AS second_factor, s.must_change, s.unagreed OR COALESCE(r.four_eyes, 1) AS takes_four_eyes, t.at AS last_sign_in_at, p.name AS proposed_by, \
               w.id AS proposal, j.kind AS proposed, j.body ->> 'reason' AS proposed_for, m.name AS moves_to, n.name AS moves_role, \
               s.id = ?1 AS own, COALESCE((SELECT mine FROM staff_decision WHERE staff = s.id AND who = ?1), 0) AS mine, \
               COALESCE((SELECT may_agree FROM staff_decision WHERE staff = s.id AND who = ?1), 0) AS may_agree, \
               COALESCE((SELECT may_decline FROM staff_decision WHERE staff = s.id AND who = ?1), 0) AS may_decline FROM organisation AS o CROSS JOIN staff AS s ON s.organisation = o.code \
               LEFT JOIN role AS r ON r.code = s.role AND r.kind = o.kind \
               LEFT JOIN staff_proposal AS w ON w.staff = s.id LEFT JOIN journal AS j ON j.seq = w.id \
               LEFT JOIN organisation AS m ON m.code = j.body ->> 'organisation' AND j.kind = 'staff.moved' \
               LEFT JOIN role AS n ON n.code = j.body ->> 'role' AND n.kind = m.kind \
               LEFT JOIN staff_sign_in AS t ON t.staff = s.id \
               LEFT JOIN staff AS p ON p.id = w.by \
               WHERE o.path >= MAX(?6, ?2) AND o.path < ?2 || '0' AND (?3 = '' OR s.role = ?3) AND (?4 = '' OR s.status = ?4) \
               AND (SUBSTR(s.login, 1, LENGTH(?5)) = LOWER(?5) OR SUBSTR(s.name, 1, LENGTH(?5)) = ?5) \
               AND (o.path > ?6 OR s.login > ?7) ORDER BY o.path, s.login LIMIT ?8";
    let (role, status) = (wanted.role.as_deref().unwrap_or_default(), wanted.status.map_or("", Status::as_str));
    let (path, login): (Path, String) = wanted.after.key()?.unwrap_or_else(|| (within.clone(), String::new()));
    let values = params![viewer, within, role, status, wanted.text.trim(), &path, login, PAGE + 1];
    let rows: Vec<StaffRow> = db.all(sql, values).await?;
    Ok(Page::of(rows, PAGE, |row| (row.path.clone(), row.username.clone())))
}

/// 80 bits that nobody else can know, as easy to copy from paper as a 防伪码. The same request again gets the same.
pub fn first_password(keys: &Keys, author: &Author) -> Result<String> {
    let of = match &author.request_key {
        Some(key) => format!("{}‖{key}", author.actor),
        None => seal::token()?,
    };
    Ok(keys.code("staff-password", &of))
}

/// Makes an account.
///
/// # Errors
/// `Conflict` when the name is taken, the organisation unknown, or the role is none of its level.
pub async fn create(act: &Act<'_>, new: &Created<'_>) -> Result<i64> {
    let guard = params![new.username, new.organisation, new.role];
    let statement = append!(where
        "NOT EXISTS (SELECT 1 FROM staff WHERE login = ?13) AND EXISTS (SELECT 1 FROM organisation AS o JOIN role AS r \
         ON r.kind = o.kind WHERE o.code = ?14 AND r.code = ?15)"
    );
    match act.append(new.written()?, statement, guard).await? {
        Some(seq) => Ok(seq),
        None => Err(Error::Conflict("账号已存在，或机构代码不对，或这一级机构没有这种角色".into())),
    }
}

/// Replaces a sealed password by another: its owner does.
///
/// # Errors
/// `Conflict` when it was replaced meanwhile.
pub async fn set_password(act: &OfAccount<'_>, old: &str, new: &str) -> Result<()> {
    let statement = append!(where "EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    match act.append(event::PasswordSet { password: new }.written()?, statement, params![old]).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("密码刚刚在另一台设备上改过，请刷新后再试".into())),
    }
}

/// Hashes a password that was just proved anew, if its stored hash is of parameters that are no longer used.
pub async fn rehash(act: &OfAccount<'_>, keys: &Keys, username: &str, proved: Proved<'_>) -> Result<()> {
    let Proved { sealed, password } = proved;
    let Some(newer) = keys.rehash(&place(username), sealed, password)? else { return Ok(()) };
    let author = act.author.without_key();
    let event = event::PasswordRehashed { password: &newer };
    let statement = append!(where "EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    act.by(&author).append(event.written()?, statement, params![sealed]).await.map(drop)
}

/// What somebody else does to an account.
#[derive(Clone, Copy, Debug)]
pub enum Deed<'a> {
    /// 停用
    Disable,
    /// 启用
    Enable,
    /// 重置密码
    ResetPassword {
        /// The new one: Argon2id, sealed
        password: &'a str,
        /// Until when it counts
        expires_at: Timestamp,
    },
    /// 解除动态口令
    ResetFactor,
}

#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub deed: Deed<'a>,
    /// Another one has to agree
    pub proposed: bool,
    pub reason: &'a str,
}

impl Change<'_> {
    /// `holds`: nothing but the account's use ends, before somebody independent agrees.
    fn written(self, holds: bool) -> serde_json::Result<Written> {
        let Self { deed, proposed, reason } = self;
        match deed {
            Deed::Disable => event::Disabled { proposed, reason, holds }.written(),
            Deed::Enable => event::Enabled { proposed, reason, holds }.written(),
            Deed::ResetPassword { password, expires_at } => {
                event::PasswordReset { password, expires_at: expires_at.into(), proposed, reason, holds }.written()
            }
            Deed::ResetFactor => event::FactorReset { proposed, reason, holds }.written(),
        }
    }
}

/// The account still stands as it was when it was judged (`?13`–`?15`), and whoever stops it (`?16`; NULL: for them, or for
/// this account, there are no rules) waits for nobody's decision about another one, nor was refused on this day. The one who
/// stopped somebody may be stopped nevertheless, and who refused them (0022_proposals.sql).
macro_rules! may_change {
    () => {
        "EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND organisation = ?13 AND role = ?14 AND status = ?15) \
         AND (?16 IS NULL OR NOT EXISTS (SELECT 1 FROM waiting_stop WHERE by = ?16 AND whose <> ?11 AND stopper <> ?11) \
         AND NOT EXISTS (SELECT 1 FROM refused_stop WHERE by = ?16 AND stopper <> ?11 AND refuser IS NOT ?11 AND at > ?1 - 86400000))"
    };
}

/// Does it, if the account still stands as it was when it was judged.
///
/// # Errors
/// `Conflict` when it does not; `WrongState` when this one may not stop another account.
pub async fn change(act: &Act<'_>, whose: &Credentials, change: Change<'_>) -> Result<()> {
    let stopper = stopper(act.author, whose, !matches!(change.deed, Deed::Enable) && whose.takes_four_eyes());
    let guard = params![&whose.organisation, &whose.role, whose.status.as_str(), stopper];
    let statement = append!(where
        may_change!(),
        " AND (?10 <> 'staff.enabled' OR ?3 = 'system' OR EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND NOT held \
         AND (?12 ->> 'proposed' OR stopped_by IS NULL AND NOT unagreed)))"
    );
    match act.about(whose.id).append(change.written(stopper.is_some())?, statement, guard).await? {
        Some(_) => Ok(()),
        None => Err(why_not(act.db, stopper, whose, act.at).await?),
    }
}

/// Who stops an account in use that takes four eyes (`guarded`): for them there are rules, for the machine's operator there
/// are none.
fn stopper(author: &Author, whose: &Credentials, guarded: bool) -> Option<i64> {
    let in_use = whose.status == Status::Active;
    author.staff().filter(|_| guarded && in_use)
}

/// Why an account could not be changed.
async fn why_not(db: &Db, stopper: Option<i64>, whose: &Credentials, at: Timestamp) -> Result<Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM waiting_stop WHERE by = ?1 AND whose <> ?2 AND stopper <> ?2) AS busy, \
               EXISTS (SELECT 1 FROM refused_stop WHERE by = ?1 AND stopper <> ?2 AND refuser IS NOT ?2 \
               AND at > ?3 - 86400000) AS refused";
    let found: Option<WhyNot> = match stopper {
        Some(stopper) => db.first(sql, params![stopper, whose.id, at]).await?,
        None => None,
    };
    Ok(match found {
        Some(WhyNot { busy: true, .. }) => Error::WrongState(
            "您停用、重置或调动的上一个账号还在等待另一位同事复核；复核或由您撤回之后才能处理下一个".into(),
        ),
        Some(WhyNot { refused: true, .. }) => Error::WrongState(
            "您停用、重置或调动的账号刚被恢复，24 小时内不能再处理省级、财务账号，请由其他同事办理".into(),
        ),
        _ => Error::Conflict("这个账号刚刚被别人改过，或机构、角色不对。请刷新后再看".into()),
    })
}

#[derive(Deserialize)]
struct WhyNot {
    busy: bool,
    refused: bool,
}

/// What one member of staff may do so often. An account that was handed to them, or its secret, or that was moved since `fresh`
/// may be no more than a further pair of hands of whoever did that: with it they do it from a count of those, too (and of who did
/// so to those). All such hands together have twice as much as one person.
pub async fn hands(db: &Db, what: &str, who: i64, limit: Limit, fresh: Timestamp) -> Result<Vec<(String, Limit)>> {
    let sql = "WITH RECURSIVE hand (id) AS (SELECT ?1 UNION SELECT s.by FROM hand AS h JOIN staff_hand AS s ON s.staff = h.id \
               WHERE s.at > ?2) SELECT id FROM hand WHERE id <> ?1";
    let above: Vec<i64> = db.all(sql, params![who, fresh]).await?;
    let shared = Limit { burst: 2 * limit.burst, interval: limit.interval / 2 };
    let shared = above.into_iter().map(|id| (format!("{what}‖of‖{id}"), shared));
    Ok(shared.chain([(format!("{what}‖{who}"), limit)]).collect())
}

/// Who stopped an account, and why, while that waits for a second person.
#[derive(Debug, Deserialize)]
pub struct Stopped {
    pub name: String,
    pub reason: String,
}

/// What an account's owner is told.
pub async fn stopped(db: &Db, id: i64) -> Result<Option<Stopped>> {
    let sql = concat!(
        "SELECT p.name, COALESCE(s.stopped_for, '') AS reason FROM staff AS s JOIN staff AS p ON p.id = ",
        staff_of!("s.stopped_by"),
        " WHERE s.id = ?"
    );
    db.first(sql, params![id]).await
}

/// Until when the password counts that somebody else made last, in force or proposed.
pub async fn first_password_until(db: &Db, id: i64) -> Result<Timestamp> {
    let sql = "SELECT COALESCE((SELECT body ->> 'expires_at' FROM journal WHERE subject = ?1 AND kind = 'staff.password_reset' \
               ORDER BY seq DESC LIMIT 1), (SELECT body ->> 'expires_at' FROM journal WHERE seq = ?1), 0)";
    Ok(Timestamp(db.first(sql, params![id]).await?.unwrap_or_default()))
}

/// Moves an account to another organisation, in a role that there is at its level.
///
/// # Errors
/// `Conflict` when there is no such organisation or role, or the account was changed meanwhile; `WrongState` as for
/// [`change`].
pub async fn relocate(act: &Act<'_>, whose: &Credentials, to: Moved<'_>) -> Result<()> {
    let stopper = stopper(act.author, whose, to.proposed);
    let to = Moved { holds: stopper.is_some(), ..to };
    let guard = params![&whose.organisation, &whose.role, whose.status.as_str(), stopper, to.organisation, to.role];
    let statement = append!(where
        may_change!(),
        " AND EXISTS (SELECT 1 FROM organisation AS o JOIN role AS r ON r.kind = o.kind WHERE o.code = ?17 AND r.code = ?18)"
    );
    match act.about(whose.id).append(to.written()?, statement, guard).await? {
        Some(_) => Ok(()),
        None => Err(why_not(act.db, stopper, whose, act.at).await?),
    }
}

/// Another one (`who`) agrees to what waits about the account that the act is about, or does not, and says why (`staff_decision` says who may): what is
/// held is given back as it was.
///
/// # Errors
/// `ProposalChanged` when this waits no more; `Conflict` when this one may not decide.
pub async fn decide(act: &OfAccount<'_>, who: i64, answer: Answer<'_>) -> Result<()> {
    let Answer { proposal, declined } = answer;
    let expired = "SELECT EXISTS (SELECT 1 FROM journal WHERE seq = ? AND kind = 'staff.password_reset' AND body ->> 'expires_at' <= ?)";
    if declined.is_none() && act.db.first(expired, params![proposal, act.at]).await?.unwrap_or(false) {
        return Err(Error::WrongState("重置的密码等到现在已经过期，同意了也不能登录。请不同意，再重新办理".into()));
    }
    let gone = "SELECT EXISTS (SELECT 1 FROM journal AS j WHERE j.seq = ? AND j.kind IN ('staff.created', 'staff.moved') \
                AND NOT EXISTS (SELECT 1 FROM organisation AS o JOIN role AS r ON r.kind = o.kind AND r.code = j.body ->> 'role' \
                WHERE o.code = j.body ->> 'organisation'))";
    if declined.is_none() && act.db.first(gone, params![proposal]).await?.unwrap_or(false) {
        return Err(Error::WrongState("这种角色已经取消。请不同意，再重新办理".into()));
    }
    let event = answer.event(event::Agreed(answer), event::Declined(answer))?;
    let statement = append!(where
        "EXISTS (SELECT 1 FROM staff_decision AS d WHERE d.staff = ?11 AND d.who = ?13 AND d.id = ?14 \
         AND IIF(?10 = 'staff.agreed', d.may_agree, d.may_decline))"
    );
    let conflict = "不能由您复核：提出人或当事人与您的账号有建立、重置的关系，或您停用的账号正与此有关。请由省级招考机构的另一位同事复核";
    act.decide(event, statement, params![who, proposal], Answered { proposal, conflict }).await
}

#[cfg(test)]
mod tests;
