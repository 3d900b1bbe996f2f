//! 考试设置: revisions of an exam year, put in force or back by a second person.

use crate::number;
use crate::reason::{answer, reason, require_seen};
use domain::Result;
use domain::page::All;
use store::db::Db;
use store::{journal, revision};
use web::api::common::{Because, Created, Decision};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    Reply::json(&revision::page(db, &author.actor, &wanted.after).await?)
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let decision: Decision = request.json()?;
    let answer = answer(&decision)?;
    let id = number(request.param("id")?, "考试设置的这个版本")?;
    let decide = async || {
        require_seen(id, answer)?;
        let exam = revision::get(db, id).await?.exam;
        revision::decide(&author.acts(db, request.now()).within(&exam), answer, decision.at).await
    };
    Reply::once(db, &author, decide).await
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
