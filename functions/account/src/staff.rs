//! 管理端登录: password, 动态口令, a password of one's own. No step can be left out.

use crate::failure;
use crate::guess::{Account, Guess, Proof};
use crate::session;
use domain::error::Faults;
use domain::event::Factor;
use domain::sign_in::{FailureReason, Realm};
use domain::staff::{Status, Step};
use domain::totp::Secret;
use domain::{Error, Result, password, time};
use store::db::Db;
use store::journal::OfAccount;
use store::rate_limit::{self, Limit};
use store::seal::{self, Keys, Proved};
use store::session::Owner;
use store::sign_in::{self, Failure};
use store::staff::{self, Credentials};
use store::{self, second_factor as store_factor};
use web::api::account::{StaffPassword, StaffSignIn};
use web::api::staff::{BeginFactor, FactorBegun, FactorSet, SecondFactor};
use web::{Reply, Request};

/// Guesses at the password in use by somebody at an unlocked screen: five, then one a minute.
const GUESSES: Limit = Limit { burst: 5, interval: time::MINUTE };
/// Guesses at 动态口令, from anywhere, by somebody who has the password: ten, then one in five minutes. Three codes of a
/// million count at a time: that is one chance in a thousand for a whole day.
const CODES: Limit = Limit { burst: 10, interval: 5 * time::MINUTE };
const RECOVERY_CODES: usize = 10;
const ISSUER: &str = "招考";

/// The first step.
pub(crate) async fn sign_in(request: &Request, db: &Db) -> Result<Reply> {
    let input: StaffSignIn = request.json()?;
    let keys = Keys::load().await?;
    let (username, device) = (input.username.trim(), request.device());
    let (found, typed) = (staff::find(db, username).await?, account_hash(&keys, username));
    let claim = Claim { found: found.as_ref(), typed: &typed, password: &input.password };
    match prove(request, db, &keys, claim).await {
        Ok(account) => {
            if account.totp.is_none() {
                sign_in::succeeded(db, account.id, request.ip(), request.now()).await?;
            }
            let (owner, proved) = (Owner::Staff(account.id), Some(account.password.as_str()));
            let reply = session::begin(request, db, owner, Factor::LoginPassword, proved).await?;
            rehash(request, db, &keys, account, &input.password).await?;
            Ok(reply)
        }
        Err(error) => {
            let staff = found.as_ref().map(|account| account.id);
            if let Some(reason) = reason(&error, found.as_ref()) {
                let failure =
                    Failure { realm: Realm::Staff, account: &typed, staff, reason, ip: request.ip(), device: &device };
                failure::note(db, request, &failure).await;
            }
            Err(error)
        }
    }
}

/// How failed sign-ins name an account of staff.
fn account_hash(keys: &Keys, username: &str) -> String {
    keys.hash("staff", &username.to_ascii_lowercase())
}

/// What somebody types to be let in.
struct Claim<'a> {
    found: Option<&'a Credentials>,
    /// Who they say they are, as failed sign-ins name an account
    typed: &'a str,
    password: &'a str,
}

/// The account whose password it is.
async fn prove<'a>(request: &Request, db: &Db, keys: &Keys, claim: Claim<'a>) -> Result<&'a Credentials> {
    let Claim { found, typed, password } = claim;
    let account = found.map_or(Account::Unknown(typed), |account| Account::Of(Owner::Staff(account.id)));
    let guess = Guess::take(db, request, Proof::Password, &account).await?;
    let right = match found {
        Some(account) => keys.password_matches(&staff::place(&account.username), &account.password, password)?,
        None => seal::waste_time_like_a_password(password),
    };
    let (true, Some(account)) = (right, found) else { return Err(Error::WrongCredentials) };
    guess.was_right(db).await?;
    // Only who has the password learns how the account stands.
    match account.status {
        Status::Disabled | Status::Proposed => Err(Error::WrongState(shut(db, account).await?)),
        Status::Active if account.password_expires_at.is_some_and(|until| until <= request.now()) => {
            Err(Error::WrongState("初始密码已过期，请联系上级招考机构重置".into()))
        }
        Status::Active => Ok(account),
    }
}

/// Whoever was stopped by one person alone is told by whom and why.
async fn shut(db: &Db, account: &Credentials) -> Result<String> {
    Ok(match (staff::stopped(db, account.id).await?, account.status) {
        (Some(by), _) => format!(
            "账号已由{}停止使用（{}），正等待另一位同事复核；如有异议，请马上联系其他同事或上级招考机构",
            by.name, by.reason
        ),
        (None, Status::Proposed) => "账号还在等待另一位同事复核，复核同意后才能登录".into(),
        (None, _) => "账号已停用，请联系上级招考机构".into(),
    })
}

/// A password that was proved is stored as new ones are.
async fn rehash(request: &Request, db: &Db, keys: &Keys, account: &Credentials, password: &str) -> Result<()> {
    let author = request.author(format!("staff:{}", account.id), account.acts_as(), Factor::LoginPassword)?;
    let proved = Proved { sealed: &account.password, password };
    staff::rehash(&author.acts(db, request.now()).about(account.id), keys, &account.username, proved).await
}

fn reason(error: &Error, found: Option<&Credentials>) -> Option<FailureReason> {
    match (error, found.map(|account| account.status)) {
        (Error::WrongCredentials, None) => Some(FailureReason::UnknownAccount),
        (Error::WrongCredentials, Some(_)) => Some(FailureReason::WrongPassword),
        (Error::TooManyRequests(_), _) => Some(FailureReason::TooManyRequests),
        (Error::WrongState(_), Some(Status::Disabled)) => Some(FailureReason::Disabled),
        (Error::WrongState(_), Some(Status::Proposed)) => Some(FailureReason::Proposed),
        (Error::WrongState(_), _) => Some(FailureReason::Expired),
        _ => None,
    }
}

/// The second step: 动态口令, or a recovery code; each counts once.
pub(crate) async fn second_factor(request: &Request, db: &Db) -> Result<Reply> {
    let SecondFactor { code } = request.json()?;
    let keys = Keys::load().await?;
    let (who, author, _) = request.staff_about_to(db, Some(Step::SecondFactor)).await?;
    if who.next.is_none() {
        return Err(Error::WrongState("已经登录，不需要再输入动态口令".into()));
    }
    let (limit, device) = (format!("second-factor‖{}", who.id), request.device());
    let account = account_hash(&keys, &who.username);
    let failed = |reason| Failure {
        realm: Realm::Staff,
        account: &account,
        staff: Some(who.id),
        reason,
        ip: request.ip(),
        device: &device,
    };
    if let Err(error) = rate_limit::take(db, &limit, CODES, request.begun()).await {
        failure::note(db, request, &failed(FailureReason::TooManyRequests)).await;
        return Err(error);
    }
    if !is_right(&author.acts(db, request.now()).about(who.id), &keys, &code).await? {
        failure::note(db, request, &failed(FailureReason::WrongCode)).await;
        return Err(Error::invalid("code", "动态口令或恢复码不正确；每个只能用一次，请用手机上最新的一个"));
    }
    rate_limit::forget(db, &limit).await?;
    sign_in::succeeded(db, who.id, request.ip(), request.now()).await?;
    session::begin(request, db, Owner::Staff(who.id), Factor::PasswordAndCode, None).await
}

/// A code of the 动态口令, or a recovery code; right, it is used up.
async fn is_right(act: &OfAccount<'_>, keys: &Keys, code: &str) -> Result<bool> {
    let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    match typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit()) {
        true => use_code(act, keys, &typed).await,
        false => store_factor::recover(act, &recovery_hash(keys, act.subject, &typed)).await,
    }
}

async fn use_code(act: &OfAccount<'_>, keys: &Keys, code: &str) -> Result<bool> {
    let sealed = staff::get(act.db, act.subject).await?.totp.ok_or(Error::SessionExpired)?;
    let secret = open(keys, act.subject, &sealed)?;
    match secret.step_of(code, act.at) {
        Some(step) => store_factor::use_step(act.db, act.subject, step).await,
        None => Ok(false),
    }
}

fn open(keys: &Keys, id: i64, sealed: &str) -> Result<Secret> {
    let text = keys.open(&staff::factor_place(id), sealed)?;
    Secret::parse(&text).ok_or_else(|| domain::error::internal("a secret of 动态口令 is not base 32"))
}

fn recovery_hash(keys: &Keys, id: i64, code: &str) -> String {
    keys.hash("recovery-code", &format!("{id}‖{code}"))
}

/// A new secret for an app; it counts once the app has shown a right code.
pub(crate) async fn begin_factor(request: &Request, db: &Db) -> Result<Reply> {
    let BeginFactor { current_password, current_code } = request.json()?;
    let keys = Keys::load().await?;
    let (who, author, token_hash) = request.staff_about_to(db, Some(Step::Enrolment)).await?;
    if who.next.is_none() {
        let known = proved_again(request, db, &keys, who.id, &current_password).await?;
        if known.totp.is_some() {
            let act = author.acts(db, request.now()).about(who.id);
            factor_proved_again(request, &act, &keys, &current_code).await?;
        }
    }
    let secret = Secret::new(seal::random()?);
    let sealed = keys.seal(&staff::factor_place(who.id), &secret.text())?;
    store_factor::begin(db, &token_hash, who.id, &sealed, request.now()).await?;
    let uri = secret.uri(ISSUER, &who.username);
    Reply::json(&FactorBegun { secret: secret.text(), qr_svg: web::qr_svg(&uri)?, uri })
}

/// The app has shown a code: the secret is in force. The recovery codes are told this once.
pub(crate) async fn set_factor(request: &Request, db: &Db) -> Result<Reply> {
    let SecondFactor { code } = request.json()?;
    let (keys, now) = (Keys::load().await?, request.now());
    let (who, author, token_hash) = request.staff_about_to(db, Some(Step::Enrolment)).await?;
    let sealed = store_factor::begun(db, &token_hash, now).await?;
    rate_limit::take(db, &format!("second-factor‖{}", who.id), CODES, request.begun()).await?;
    let step = open(&keys, who.id, &sealed)?.step_of(code.trim(), now);
    let fault = || Error::invalid("code", "动态口令不正确，请核对手机时间是否准确，并输入最新的一个");
    // Used up for signing in; for this the enrolment counts once, whichever code of the old secret was used just now.
    store_factor::use_step(db, who.id, step.ok_or_else(fault)?).await?;
    let mut recovery_codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        recovery_codes.push(keys.code("recovery-code", &seal::token()?));
    }
    let hashes: Vec<String> = recovery_codes.iter().map(|code| recovery_hash(&keys, who.id, code)).collect();
    store_factor::set(&author.acts(db, now).about(who.id), &token_hash, &sealed, &hashes).await?;
    store_factor::proved(db, &token_hash).await?;
    store::session::end_others(db, &request.session(db).await?).await?;
    rate_limit::forget(db, &format!("second-factor‖{}", who.id)).await?;
    Reply::json(&FactorSet { recovery_codes })
}

/// The first password of a 管理账号 was made by somebody else: its owner replaces it, with the one in use.
pub(crate) async fn set_password(request: &Request, db: &Db) -> Result<Reply> {
    let input: StaffPassword = request.json()?;
    let keys = Keys::load().await?;
    let (who, author, _) = request.staff_about_to(db, Some(Step::NewPassword)).await?;
    let known = proved_again(request, db, &keys, who.id, &input.current_password).await?;
    let mut faults = Faults::default();
    password::check_new(&input.password, &input.current_password, &who.username, &mut faults);
    faults.or(())?;
    let sealed = keys.hash_password(&staff::place(&known.username), &input.password)?;
    staff::set_password(&author.acts(db, request.now()).about(who.id), &known.password, &sealed).await?;
    store::session::end_all(db, &request.session(db).await?).await?;
    session::begin(request, db, Owner::Staff(who.id), author.factor, None).await
}

/// Whoever sits at the screen has to know the password in use.
async fn proved_again(request: &Request, db: &Db, keys: &Keys, id: i64, password: &str) -> Result<Credentials> {
    let limit = format!("staff-password‖{id}");
    rate_limit::take(db, &limit, GUESSES, request.begun()).await?;
    let known = staff::get(db, id).await?;
    if !keys.password_matches(&staff::place(&known.username), &known.password, password)? {
        return Err(Error::invalid("current_password", "当前密码不正确"));
    }
    rate_limit::give_back(db, &limit, GUESSES).await?;
    Ok(known)
}

/// Likewise the 动态口令 in use: a password is read over a shoulder.
async fn factor_proved_again(request: &Request, act: &OfAccount<'_>, keys: &Keys, code: &str) -> Result<()> {
    let limit = format!("second-factor‖{}", act.subject);
    rate_limit::take(act.db, &limit, CODES, request.begun()).await?;
    match is_right(act, keys, code).await? {
        true => rate_limit::forget(act.db, &limit).await,
        false => {
            Err(Error::invalid("current_code", "现在的动态口令或恢复码不正确；每个只能用一次，请用手机上最新的一个"))
        }
    }
}
