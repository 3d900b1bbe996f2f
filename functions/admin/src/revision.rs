//! 考试设置: revisions of an exam year, put in force or back by a second person.

use crate::number;
use crate::reason::reason;
use domain::Result;
use store::db::Db;
use store::journal;
use store::revision::{self, Decision};
use web::api::common::{Because, Created};
use web::api::revision::{Decided, Revisions};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    Reply::json(&Revisions { now: request.now(), revisions: revision::all(db, &author.actor).await? })
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let input: Decided = request.json()?;
    let id = number(request.param("id")?, "考试设置的这个版本")?;
    let decision = match (input.approve, input.at) {
        (false, _) => {
            reason("reason", &input.reason)?;
            Decision::Decline(input.reason.trim())
        }
        (true, None) => Decision::Publish,
        (true, Some(at)) => Decision::PublishAt(at),
    };
    let decide = async || {
        if id != input.proposal {
            return Err(domain::Error::ProposalChanged);
        }
        let exam = revision::get(db, id).await?.exam;
        revision::decide(&author.acts(db, request.now()).within(&exam), id, decision).await
    };
    journal::once_at_most(db, &author, decide).await?;
    Ok(Reply::no_content())
}

/// An earlier one is proposed once more.
pub(crate) async fn back(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Because { reason: why } = request.json()?;
    reason("reason", &why)?;
    let id = number(request.param("id")?, "考试设置的这个版本")?;
    let back = async || {
        let exam = revision::get(db, id).await?.exam;
        revision::put_back(&author.acts(db, request.now()).within(&exam), id, why.trim()).await
    };
    Reply::created(&Created { id: journal::once(db, &author, back).await? })
}
