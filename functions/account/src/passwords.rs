//! 登录密码 and 信息保存密码: set once after 实人认证, changed only after another one
//! (2023 年网上报名操作指南 第 7 步).

use crate::session;
use shared::api::account::Passwords;
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::password::{self, Known};
use shared::error::Faults;
use shared::seal::Keys;
use shared::store::candidate;
use shared::store::session::Owner;
use shared::web::{Reply, Request};
use shared::{Error, Result};

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
    shared::store::session::end_all(&db, &request.session(&db).await?).await?;
    session::begin(request, &db, Owner::Candidate(who.id), "login-password").await
}

fn check(keys: &Keys, secrets: &candidate::Secrets, input: &Passwords, id: i64) -> Result<()> {
    let document = keys.open(&candidate::document_place(&secrets.exam, &secrets.serial), &secrets.document)?;
    let phone = secrets.phone.as_ref().map(|sealed| keys.open(&candidate::place(id, "phone"), sealed)).transpose()?;
    let known = Known { document: &document, serial: &secrets.serial, phone: phone.as_deref().unwrap_or_default() };
    let mut faults = Faults::default();
    password::check_pair(&input.login_password, &input.save_password, &known, &mut faults);
    faults.or(())
}
