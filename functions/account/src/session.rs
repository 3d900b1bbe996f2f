//! The session: shown, listed, ended.

use domain::event::{Factor, Role as As};
use domain::window::Window;
use domain::{Error, Result};
use store::db::Db;
use store::session::{self, Owner, Token, Who};
use store::window::Whom;
use store::{candidate, exam, seal, second_factor, window};
use web::api::account::{Devices, Session, Staff};
use web::api::common::Empty;
use web::{Reply, Request};

/// Begins a session and shows it; the cookie carries its token. A browser that proved a password is known from then on.
/// `proved` is the stored password that was right.
pub(crate) async fn begin(
    request: &Request,
    db: &Db,
    owner: Owner,
    factor: Factor,
    proved: Option<&str>,
) -> Result<Reply> {
    let now = request.now();
    let browser = match (factor, request.browser_token()) {
        (Factor::Facts, _) => None,
        (_, Some(token)) => Some(token.to_owned()),
        (_, None) => Some(seal::token()?),
    };
    let browser_hash = browser.as_ref().map(seal::sha256);
    let place = session::Place {
        ip: request.ip(),
        device: &request.device(),
        browser: browser_hash.as_deref(),
        old_token: request.session_token(),
        proved,
    };
    let token = session::begin(db, owner, factor, &place, now).await?;
    if let Some(hash) = &browser_hash {
        session::know(db, owner, hash, now).await?;
    }
    let begun = session::find(db, Token(&token), now).await?;
    let reply = Reply::json(&view(request, db, &begun).await?)?.session_cookie(Some(&token), request.is_secure());
    Ok(match browser {
        Some(token) => reply.browser_cookie(&token, request.is_secure()),
        None => reply,
    })
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let session = request.session(db).await?;
    Reply::json(&view(request, db, &session).await?)
}

pub(crate) async fn devices(request: &Request, db: &Db) -> Result<Reply> {
    let session = by_password(request, db).await?;
    Reply::json(&Devices { sessions: session::devices(db, &session, request.now()).await? })
}

pub(crate) async fn end(request: &Request, db: &Db) -> Result<Reply> {
    let Empty {} = request.json()?;
    let session = request.session(db).await?;
    session::end(db, &session.token_hash).await?;
    Ok(Reply::no_content().session_cookie(None, request.is_secure()))
}

pub(crate) async fn end_one(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    request.require_own_origin()?;
    let session = by_password(request, db).await?;
    session::end_one(db, &session, id).await?;
    let reply = Reply::no_content();
    Ok(if session.is(id) { reply.session_cookie(None, request.is_secure()) } else { reply })
}

pub(crate) async fn end_all(request: &Request, db: &Db) -> Result<Reply> {
    let Empty {} = request.json()?;
    let session = by_password(request, db).await?;
    session::end_all(db, &session).await?;
    Ok(Reply::no_content().session_cookie(None, request.is_secure()))
}

/// Facts that classmates know must neither show a candidate's devices nor end their sessions, and staff sign in whole
/// before they do.
async fn by_password(request: &Request, db: &Db) -> Result<session::Session> {
    let session = request.session(db).await?;
    match &session.who {
        Who::Staff(session::Staff { next: Some(due), .. }) => Err(Error::StepDue(*due)),
        _ if session.is_by_facts() => Err(Error::NotSignedIn),
        _ => Ok(session),
    }
}

pub(crate) async fn view(request: &Request, db: &Db, session: &session::Session) -> Result<Session> {
    let now = request.now();
    let blank = Session {
        now,
        expires_at: session.expires_at,
        idle_expires_at: now.plus(session::IDLE).min(session.expires_at),
        role: "candidate",
        factor: session.factor,
        candidate: None,
        windows: Vec::new(),
        staff: None,
    };
    Ok(match &session.who {
        Who::Candidate(who) => {
            let whole = candidate::view(db, who.id).await?;
            let (seen, whom) = match session.is_by_facts() {
                true => (whole.by_facts(), Whom::at(&who.exam, &who.point)),
                false => (whole, who.whom()),
            };
            let mut windows: Vec<Window> = window::all_of(db, whom, now).await?.into_values().collect();
            windows.sort_by(|one, other| (one.opens, &one.name).cmp(&(other.opens, &other.name)));
            Session { candidate: Some(seen), windows, ..blank }
        }
        Who::Staff(who) => {
            let staff = Staff {
                id: who.id,
                name: who.name.clone(),
                username: who.username.clone(),
                organisation: who.unit.code.clone(),
                organisation_name: who.unit.name.clone(),
                kind: who.unit.kind,
                role_name: who.role_name.clone(),
                permissions: who.permissions.clone(),
                next: who.next,
                second_factor: second_factor::is_set(db, who.id).await?,
                recovery_codes: second_factor::recovery_left(db, who.id).await?,
                exams: exam::all(db).await?,
            };
            Session { role: As::of(&who.role, who.unit.kind).as_str(), staff: Some(staff), ..blank }
        }
    })
}
