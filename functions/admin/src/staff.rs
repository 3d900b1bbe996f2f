//! 管理账号: one person, one account; the first password is random and shown once. Nobody looks after their own account,
//! and what lets somebody into an account of the province takes a second person.

use domain::error::Faults;
use domain::organisation::Unit;
use domain::role::{Permission, Role};
use domain::staff::{self as rules, Account, Status};
use domain::text::is_line;
use domain::{Error, Result, Timestamp, time};
use store::db::Db;
use store::journal::{self, Author};
use store::rate_limit::{self, Limit};
use store::role;
use store::seal::Keys;
use store::session::Staff;
use store::staff::{self, Change, Created, Credentials, Deed, Moved};
use web::api::common::{Because, Decision};
use web::api::staff::{Enabled, Move, NewStaff, SearchStaff, StaffCreated};
use web::reason::{answer_at_once, reason};
use web::{Reply, Request};

/// Accounts that one member of staff stops, resets or moves: an office that a colleague leaves, not a whole province.
const STOPPING: Limit = Limit { burst: 8, interval: 30 * time::MINUTE };
/// Accounts that one member of staff makes: those of a county at once. Each may stop eight others, a day later.
const MAKING: Limit = Limit { burst: 60, interval: 20 * time::MINUTE };
/// So long an account may be no more than another hand of who made it. No longer: in a new province all are made by few, and would
/// wait for each other.
const PUPPET: i64 = time::DAY;

/// A POST although it changes nothing: names stay out of addresses.
pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchStaff = request.json()?;
    let (who, _) = request.staff(db).await?;
    let unit = who.within(db, input.organisation.as_deref()).await?;
    let roles = role::all(db).await?;
    if input.role.as_ref().is_some_and(|code| roles.iter().all(|role| role.code != *code)) {
        return Err(Error::invalid("role", "没有这种角色，请重新选择"));
    }
    Reply::json(&staff::search(db, who.id, &unit.path, &input).await?)
}

pub(crate) async fn create(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewStaff = request.json()?;
    let (who, author) = request.staff(db).await?;
    let unit = who.within(db, Some(&input.organisation)).await?;
    let mut faults = Faults::default();
    let username = faults.take("username", rules::username(&input.username));
    let name = input.name.trim();
    faults.add_if(!is_line(name, 2..=30), "name", "请填写使用人姓名");
    faults.or(())?;
    let (keys, username, now) = (Keys::load().await?, username.unwrap_or_default(), request.now());
    let password = staff::first_password(&keys, &author)?;
    let role = given(db, &who, input.role.as_deref().unwrap_or("office"), &unit).await?;
    let create = async || {
        rate_limit::take(db, &format!("make‖{}", who.id), MAKING, request.begun()).await?;
        let sealed = keys.hash_password(&staff::place(&username), &password)?;
        let new = Created {
            username: &username,
            name,
            organisation: &input.organisation,
            role: &role.code,
            password: &sealed,
            expires_at: Some(now.plus(staff::FIRST_PASSWORD).into()),
            must_change: true,
            proposed: role.four_eyes,
        };
        staff::create(&author.acts(db, now), &new).await
    };
    created(db, journal::once(db, &author, create).await?, password).await
}

/// The role of this code at an organisation. Nobody gives by themselves what they may not do.
async fn given(db: &Db, who: &Staff, code: &str, at: &Unit) -> Result<Role> {
    let role = role::at(db, code, at.kind).await?;
    match role.four_eyes || who.permissions.cover(&role.permissions) {
        true => Ok(role),
        false => Err(Error::invalid("role", "这种角色的权限比您的多，请由上级招考机构办理")),
    }
}

async fn created(db: &Db, id: i64, initial_password: String) -> Result<Reply> {
    let (account, expires_at) = (staff::get(db, id).await?, staff::first_password_until(db, id).await?);
    let Credentials { username, status, .. } = account;
    Reply::created(&StaffCreated { id, username, initial_password, expires_at, status })
}

/// Who asks, as whom, and whose account: one that they may look after.
struct Case<'a> {
    db: &'a Db,
    who: Staff,
    author: Author,
    whose: Credentials,
    /// This very request was carried out before.
    done: bool,
    begun: Timestamp,
}

impl<'a> Case<'a> {
    async fn open(request: &Request, db: &'a Db) -> Result<Self> {
        let (who, author) = request.staff(db).await?;
        let whose = staff::get(db, request.id("账号")?).await?;
        let done = journal::replayed(db, &author).await?.is_some();
        let own = Account { id: who.id, path: &who.unit.path };
        let allowed = rules::may_manage(own, Account { id: whose.id, path: &whose.path });
        match allowed {
            _ if done => {}
            Err(_) if who.id != whose.id => return Err(Error::NotFound("账号")),
            Err(why) => return Err(Error::WrongState(why.into())),
            // Or one could come by it with another password.
            Ok(()) if !whose.takes_four_eyes() && !who.permissions.cover(&whose.permissions) => {
                return Err(Error::WrongState("这个账号的权限比您的多，请由上级招考机构办理".into()));
            }
            Ok(()) => {}
        }
        Ok(Self { db, who, author, whose, done, begun: request.begun() })
    }

    async fn change(&self, deed: Deed<'_>, proposed: bool, reason: &str, at: Timestamp) -> Result<()> {
        let change = Change { deed, proposed, reason: reason.trim() };
        let change = async || staff::change(&self.author.acts(self.db, at), &self.whose, change).await;
        match deed {
            _ if self.done => Ok(()),
            Deed::Enable => change().await,
            _ => self.stop(change).await,
        }
    }

    /// What ends somebody's use of their account is done so often.
    async fn stop(&self, change: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
        let taken = staff::hands(self.db, "stop", self.who.id, STOPPING, self.begun.plus(-PUPPET)).await?;
        rate_limit::take_all(self.db, &taken, self.begun).await?;
        if let Err(refused) = change().await {
            rate_limit::give_back_all(self.db, &taken).await?;
            return Err(refused);
        }
        Ok(())
    }

    /// Nothing more happens to an account that waits for a second person, or that only a second one lets in again: they would
    /// agree to what they were not asked.
    fn require_settled(&self) -> Result<()> {
        match self.whose.status {
            _ if self.done => Ok(()),
            Status::Proposed => Err(Error::WrongState("账号正在等待另一位同事复核，请先复核".into())),
            Status::Disabled if self.whose.takes_four_eyes() => {
                Err(Error::WrongState("账号已经停用。请先办理启用，由另一位同事复核后再办理".into()))
            }
            _ => Ok(()),
        }
    }
}

/// 重置密码.
pub(crate) async fn reset_password(request: &Request, db: &Db) -> Result<Reply> {
    let Because { reason: why } = request.json()?;
    reason("reason", &why)?;
    let case = Case::open(request, db).await?;
    case.require_settled()?;
    let keys = Keys::load().await?;
    let password = staff::first_password(&keys, &case.author)?;
    let sealed = keys.hash_password(&staff::place(&case.whose.username), &password)?;
    let expires_at = request.now().plus(staff::FIRST_PASSWORD);
    let deed = Deed::ResetPassword { password: &sealed, expires_at };
    case.change(deed, case.whose.takes_four_eyes(), &why, request.now()).await?;
    created(case.db, case.whose.id, password).await
}

/// 解除动态口令: the phone is lost, and the recovery codes with it.
pub(crate) async fn reset_factor(request: &Request, db: &Db) -> Result<Reply> {
    let Because { reason: why } = request.json()?;
    reason("reason", &why)?;
    let case = Case::open(request, db).await?;
    case.require_settled()?;
    case.change(Deed::ResetFactor, case.whose.takes_four_eyes(), &why, request.now()).await?;
    Ok(Reply::no_content())
}

/// 停用 ends its sessions at once; 启用.
pub(crate) async fn set_status(request: &Request, db: &Db) -> Result<Reply> {
    let Enabled { enabled, reason: why } = request.json()?;
    reason("reason", &why)?;
    let case = Case::open(request, db).await?;
    let stands = match (enabled, case.whose.status) {
        _ if case.done => None,
        (_, Status::Proposed) => Some("账号正在等待另一位同事复核，请先复核"),
        (true, Status::Active) => Some("账号没有停用"),
        (true, Status::Disabled) if case.whose.held => Some("停用还在等待另一位同事复核，不同意的请在复核时写明"),
        (false, Status::Disabled) => Some("账号已经停用"),
        (true, Status::Disabled) | (false, Status::Active) => None,
    };
    if let Some(why) = stands {
        return Err(Error::WrongState(why.into()));
    }
    let deed = if enabled { Deed::Enable } else { Deed::Disable };
    case.change(deed, enabled && case.whose.takes_four_eyes(), &why, request.now()).await?;
    Ok(Reply::no_content())
}

/// 调动 to another organisation of one's own subtree, or to another role.
pub(crate) async fn relocate(request: &Request, db: &Db) -> Result<Reply> {
    let input: Move = request.json()?;
    reason("reason", &input.reason)?;
    let case = Case::open(request, db).await?;
    case.require_settled()?;
    let unit = case.who.within(db, Some(&input.organisation)).await?;
    let role = given(db, &case.who, &input.role, &unit).await?;
    let proposed = case.whose.takes_four_eyes() || role.four_eyes;
    let to = Moved { organisation: &unit.code, role: &role.code, reason: input.reason.trim(), proposed, holds: false };
    if !case.done {
        let relocate = async || staff::relocate(&case.author.acts(case.db, request.now()), &case.whose, to).await;
        case.stop(relocate).await?;
    }
    Ok(Reply::no_content())
}

/// 复核 by somebody who is independent of whoever proposed it; these may take it back.
pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let decision: Decision = request.json()?;
    let answer = answer_at_once(&decision)?;
    let case = Case::open(request, db).await?;
    if case.done {
        return Ok(Reply::no_content());
    }
    let act = case.author.acts(case.db, request.now()).about(case.whose.id);
    let decided = staff::decide(&act, case.who.id, answer).await;
    match decided {
        Err(Error::Conflict(_)) if !case.who.may(Permission::StaffDecide) => {
            Err(Error::WrongState("涉及省级、财务账号的事项，只能由省级招考机构的另一位同事复核".into()))
        }
        decided => decided.map(|()| Reply::no_content()),
    }
}
