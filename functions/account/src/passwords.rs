//! 登录密码 and 信息保存密码: set once after 实人认证, changed only after another one
//! (2023 年网上报名操作指南 第 7 步).

use crate::session;
use shared::api::account::{Passwords, StaffPassword};
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::organisation::Level;
use shared::domain::password::{self, Known};
use shared::domain::time;
use shared::error::Faults;
use shared::seal::Keys;
use shared::store::rate_limit::{self, Limit};
use shared::store::session::Owner;
use shared::store::{self, candidate, staff};
use shared::web::{Reply, Request};
use shared::{Error, Result};

/// Guesses at the password in use by somebody at an unlocked screen: five, then one a minute.
const GUESSES: Limit = Limit { burst: 5, interval: time::MINUTE };

pub(crate) async fn set(request: &Request) -> Result<Reply> {
    let input: Passwords = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.candidate_by_facts(&db).await?;
    who.stage.require(Stage::Verified)?;
    if who.stage >= Stage::Active && !candidate::identity_is_fresh(&db, who.id, request.now()).await? {
        return Err(Error::WrongState("修改密码前请先完成实人认证".into()));
    }
    let (keys, secrets) = (Keys::load().await?, candidate::secrets(&db, who.id).await?);
    check(&keys, &secrets, &input, who.id)?;
    let hash = |column: &str, password: &str| keys.hash_password(&candidate::place(who.id, column), password);
    let login = hash("login_password", &input.login_password)?;
    let save = hash("save_password", &input.save_password)?;
    let target = (who.exam.as_str(), who.id);
    candidate::set_passwords(
        &db,
        &author.by("identity"),
        target,
        (&login, &save),
        secrets.login_password,
        request.now(),
    )
    .await?;
    // A new secret ends every session that the old one, or mere facts, had opened.
    store::session::end_all(&db, &request.session(&db).await?).await?;
    session::begin(request, &db, Owner::Candidate(who.id), "login-password").await
}

/// The first password of a 管理账号 was made by somebody else: its owner replaces it, with the one in use.
pub(crate) async fn set_for_staff(request: &Request) -> Result<Reply> {
    let input: StaffPassword = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.staff(&db, Level::Point).await?;
    rate_limit::take(&db, &format!("staff-password‖{}", who.id), GUESSES, request.now()).await?;
    let (keys, place) = (Keys::load().await?, staff::place(&who.username));
    let known = staff::find(&db, &who.username).await?.ok_or(Error::SessionExpired)?;
    if !keys.password_matches(&place, &known.password, &input.current_password)? {
        return Err(Error::invalid("current_password", "当前密码不正确"));
    }
    let mut faults = Faults::default();
    password::check_new(&input.password, &input.current_password, &who.username, &mut faults);
    faults.or(())?;
    let sealed = keys.hash_password(&place, &input.password)?;
    staff::set_password(&db, &author, who.id, &known.password, &sealed, request.now()).await?;
    store::session::end_all(&db, &request.session(&db).await?).await?;
    session::begin(request, &db, Owner::Staff(who.id), "login-password").await
}

fn check(keys: &Keys, secrets: &candidate::Secrets, input: &Passwords, id: i64) -> Result<()> {
    let document = keys.open(&candidate::document_place(&secrets.exam, &secrets.document_hash), &secrets.document)?;
    let phone = secrets.phone.as_ref().map(|sealed| keys.open(&candidate::place(id, "phone"), sealed)).transpose()?;
    let known = Known { document: &document, serial: &secrets.serial, phone: phone.as_deref().unwrap_or_default() };
    let mut faults = Faults::default();
    password::check_pair(&input.login_password, &input.save_password, &known, &mut faults);
    faults.or(())
}
