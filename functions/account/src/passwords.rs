//! 登录密码 and 信息保存密码: set once after 实人认证, changed only after another one
//! (2023 年网上报名操作指南 第 7 步).

use crate::session;
use domain::error::Faults;
use domain::event::Factor;
use domain::exam::step::Code;
use domain::password::{self, Known};
use domain::{Error, Result};
use store::candidate::{self, NewPasswords, Verifier};
use store::db::Db;
use store::seal::Keys;
use store::session::Owner;
use store::step;
use web::api::account::Passwords;
use web::{Reply, Request};

pub(crate) async fn set(request: &Request, db: &Db) -> Result<Reply> {
    let input: Passwords = request.json()?;
    let now = request.now();
    let (who, author, session) = request.candidate_by_facts(db).await?;
    step::require(db, &who, Code::Passwords, now).await?;
    let by = Verifier { candidate: who.id, session: &session };
    let Some(check) = candidate::fresh_identity(db, by, now).await? else {
        return Err(Error::WrongState("请先在这台设备上完成实人认证，并在 15 分钟内设置密码".into()));
    };
    let (keys, secrets) = (Keys::load().await?, candidate::secrets(db, who.id).await?);
    check_pair(&keys, &secrets, &input, who.id)?;
    let hash = |column: &str, password: &str| keys.hash_password(&candidate::place(who.id, column), password);
    let (login, save) = (hash("login_password", &input.login_password)?, hash("save_password", &input.save_password)?);
    let new = NewPasswords { login: &login, save: &save, expected: secrets.login_password };
    let author = author.by(Factor::Identity);
    candidate::set_passwords(&author.acts(db, now).within(&who.exam), by, &check, new).await?;
    // What the old password, or mere facts, had opened is over with that same statement.
    session::begin(request, db, Owner::Candidate(who.id), Factor::LoginPassword, None).await
}

fn check_pair(keys: &Keys, secrets: &candidate::Secrets, input: &Passwords, id: i64) -> Result<()> {
    let document = keys.open(&candidate::document_place(&secrets.exam, &secrets.document_hash), &secrets.document)?;
    let phone = secrets.phone.as_ref().map(|sealed| keys.open(&candidate::place(id, "phone"), sealed)).transpose()?;
    let known = Known {
        document: &document,
        serial: &secrets.serial,
        phone: phone.as_deref().unwrap_or_default(),
        name: &secrets.name,
        exam: secrets.exam.as_str(),
        least: secrets.password_least,
    };
    let mut faults = Faults::default();
    password::check_pair(&input.login_password, &input.save_password, &known, &mut faults);
    faults.or(())
}
