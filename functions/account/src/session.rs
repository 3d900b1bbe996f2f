//! The session: shown, listed, ended.

use shared::Result;
use shared::api::account::{Devices, Empty, Session, Staff};
use shared::db::Db;
use shared::store::session::{self, Owner, Who};
use shared::store::{candidate, organisation};
use shared::web::{Reply, Request};

/// Begins a session and shows it; the cookie carries its token.
pub(crate) async fn begin(request: &Request, db: &Db, owner: Owner, factor: &str) -> Result<Reply> {
    let token = session::begin(db, owner, factor, request.ip(), &request.device(), request.now()).await?;
    let begun = session::find(db, &token, request.now()).await?;
    let reply = Reply::json(&view(request, db, &begun).await?)?;
    Ok(reply.session_cookie(Some(&token), request.is_secure()))
}

pub(crate) async fn show(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let session = request.session(&db).await?;
    Reply::json(&view(request, &db, &session).await?)
}

pub(crate) async fn devices(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let session = request.session(&db).await?;
    Reply::json(&Devices { sessions: session::devices(&db, &session, request.now()).await? })
}

pub(crate) async fn end(request: &Request) -> Result<Reply> {
    let Empty {} = request.json()?;
    let db = Db::open().await?;
    let session = request.session(&db).await?;
    session::end(&db, &session.token_hash).await?;
    Ok(Reply::no_content().session_cookie(None, request.is_secure()))
}

pub(crate) async fn end_all(request: &Request) -> Result<Reply> {
    let Empty {} = request.json()?;
    let db = Db::open().await?;
    let session = request.session(&db).await?;
    if matches!(session.who, Who::Candidate(_)) {
        // Facts that classmates know must not end a candidate's sessions.
        request.candidate(&db).await?;
    }
    session::end_all(&db, &session).await?;
    Ok(Reply::no_content().session_cookie(None, request.is_secure()))
}

pub(crate) async fn view(request: &Request, db: &Db, session: &session::Session) -> Result<Session> {
    let now = request.now();
    let blank = Session {
        now,
        expires_at: session.expires_at,
        idle_expires_at: now.plus(session::IDLE).min(session.expires_at),
        role: "candidate",
        candidate: None,
        staff: None,
    };
    Ok(match &session.who {
        Who::Candidate(who) => Session { candidate: Some(candidate::view(db, who.id).await?), ..blank },
        Who::Staff(who) => {
            let staff = Staff {
                id: who.id,
                name: who.name.clone(),
                username: who.username.clone(),
                organisation: who.organisation.clone(),
                organisation_name: organisation::name(db, &who.organisation).await?,
            };
            Session { role: who.level.as_str(), staff: Some(staff), ..blank }
        }
    })
}
