//! 复核: what was proposed is agreed to by a second person, or taken back, or what was in effect before is proposed once more.

use domain::Result;
use domain::proposal::Noun;
use store::db::Db;
use store::{import, journal, proposal};
use web::api::common::{Because, Created, Decision, Empty};
use web::reason::{answer, reason, require_seen};
use web::turn::Turn;
use web::{Reply, Request};

pub(crate) async fn decide(request: &Request, db: &Db, noun: Noun) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let decision: Decision = request.json()?;
    let answer = answer(&decision)?;
    let id = request.id(noun.title())?;
    let decide = async || {
        require_seen(id, answer)?;
        let exam = proposal::exam_of(db, noun, id).await?;
        proposal::decide(&author.acts(db, request.now()).within(&exam), noun, answer, decision.at).await
    };
    Reply::once(db, &author, decide).await
}

pub(crate) async fn withdraw(request: &Request, db: &Db, noun: Noun) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Empty {} = request.json()?;
    let id = request.id(noun.title())?;
    let withdraw = async || {
        let exam = proposal::exam_of(db, noun, id).await?;
        proposal::withdraw(&author.acts(db, request.now()).within(&exam), noun, id).await
    };
    Reply::once(db, &author, withdraw).await
}

/// What was in effect before is proposed once more.
pub(crate) async fn back(request: &Request, db: &Db, noun: Noun) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Because { reason: why } = request.json()?;
    reason("reason", &why)?;
    let id = request.id(noun.title())?;
    let back = async || {
        let _turn = Turn::take()?;
        let exam = proposal::exam_of(db, noun, id).await?;
        let act = author.acts(db, request.now()).within(&exam);
        match noun {
            Noun::Import => import::put_back(&act, id, why.trim()).await,
            Noun::Revision | Noun::Role => ::revision::put_back(&act, id, why.trim()).await,
        }
    };
    Reply::created(&Created { id: journal::once(db, &author, back).await? })
}
