//! 首次登录, 登录.

use crate::failure;
use crate::guess::{Account, Guess, Proof};
use crate::session::{self, Factor};
use domain::document::ResidentNumber;
use domain::event::Role;
use domain::{Error, Result, time};
use store::candidate;
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::seal::{self, Keys, Proved};
use store::session::Owner;
use web::api::account::{FirstSignIn, SignIn};
use web::{Reply, Request};

/// Sessions that one address may open at one account by facts: thirty, then one a minute.
const BY_FACTS: Limit = Limit { burst: 30, interval: time::MINUTE };

/// 首次登录: number, name and validity of the document must match (2023 年网上报名操作指南 第 3 步).
/// For a candidate with passwords it leads to nothing but 实人认证 and new passwords.
pub(crate) async fn first(request: &Request, db: &Db) -> Result<Reply> {
    failure::noted(request, db, "number", by_facts(request, db)).await
}

async fn by_facts(request: &Request, db: &Db) -> Result<Reply> {
    let input: FirstSignIn = request.json()?;
    let keys = Keys::load().await?;
    let (serial, document) = login_names(&keys, &input.number);
    let found = candidate::find(db, &serial, &document).await?;
    let guess = Guess::take(db, request, Proof::Facts, &account(found.as_ref(), &document)).await?;
    let matches = |c: &candidate::Credentials| c.name == input.name.trim() && c.valid_until == input.valid_until.trim();
    let known = found.filter(matches).ok_or(Error::WrongCredentials)?;
    guess.was_right(db).await?;
    let opened = format!("by-facts‖{}‖{}", known.id, request.network());
    rate_limit::take(db, &opened, BY_FACTS, request.begun()).await?;
    session::begin(request, db, Owner::Candidate(known.id), Factor::Facts, None).await
}

/// 登录: with the 登录密码.
pub(crate) async fn again(request: &Request, db: &Db) -> Result<Reply> {
    failure::noted(request, db, "login", by_password(request, db)).await
}

async fn by_password(request: &Request, db: &Db) -> Result<Reply> {
    let input: SignIn = request.json()?;
    let keys = Keys::load().await?;
    let (serial, document) = login_names(&keys, &input.login);
    let found = candidate::find(db, &serial, &document).await?;
    let guess = Guess::take(db, request, Proof::Password, &account(found.as_ref(), &document)).await?;
    let stored = found.as_ref().and_then(|c| Some((c.id, c.login_password.as_deref()?)));
    let right = match stored {
        Some((id, sealed)) => {
            keys.password_matches(&candidate::place(id, "login_password"), sealed, &input.password)?
        }
        None => seal::waste_time_like_a_password(&input.password),
    };
    let (true, Some((id, sealed))) = (right, stored) else { return Err(Error::WrongCredentials) };
    guess.was_right(db).await?;
    let author = request.author(format!("candidate:{id}"), Role::Candidate, "login-password")?;
    let reply = session::begin(request, db, Owner::Candidate(id), Factor::Password, Some(sealed)).await?;
    let proved = Proved { sealed, password: &input.password };
    candidate::rehash(&author.acts(db, request.now()).about(id), &keys, "login_password", proved).await?;
    Ok(reply)
}

/// What was typed, as a 报名流水号 and as the keyed hash of a 证件号.
fn login_names(keys: &Keys, typed: &str) -> (String, String) {
    let document = ResidentNumber::parse(typed).map_or_else(|_| typed.trim().to_uppercase(), |n| n.as_str().to_owned());
    (typed.trim().to_owned(), keys.hash("document", &document))
}

fn account<'a>(found: Option<&candidate::Credentials>, typed: &'a str) -> Account<'a> {
    found.map_or(Account::Unknown(typed), |known| Account::Of(Owner::Candidate(known.id)))
}
