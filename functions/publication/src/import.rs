//! 导入: scores and control lines are staged by one person, and published by another.

use crate::part;
use ::import::File;
use domain::Result;
use domain::page::All;
use store::db::Db;
use store::{import, journal};
use web::api::common::{Because, Created, Decision, Empty};
use web::api::import::NewImport;
use web::reason::{answer, reason, require_seen};
use web::turn::Turn;
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    Reply::json(&import::page(db, &exam, &author.actor, &wanted.after).await?)
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    request.staff(db).await?;
    Reply::json(&import::shown(db, id(request)?, &wanted.after).await?)
}

pub(crate) async fn stage(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let new: NewImport = request.json()?;
    reason("reason", &new.reason)?;
    let exam = request.exam(db).await?.id;
    let stage = async || {
        let _turn = Turn::take()?;
        let parts = part::all(db, &new.parts).await?;
        let (kind, name, partial, reason) = (new.kind, new.file.trim(), new.partial, new.reason.trim());
        let act = author.acts(db, request.now()).within(&exam);
        ::import::stage(&act, File { kind, name, parts, partial, reason }, |_, _| {}).await
    };
    Reply::created(&Created { id: journal::once(db, &author, stage).await? })
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let decision: Decision = request.json()?;
    let answer = answer(&decision)?;
    let id = id(request)?;
    let decide = async || {
        require_seen(id, answer)?;
        let exam = import::get(db, id).await?.exam;
        import::decide(&author.acts(db, request.now()).within(&exam), answer, decision.at).await
    };
    Reply::once(db, &author, decide).await
}

pub(crate) async fn withdraw(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Empty {} = request.json()?;
    let id = id(request)?;
    let withdraw = async || {
        let exam = import::get(db, id).await?.exam;
        import::withdraw(&author.acts(db, request.now()).within(&exam), id).await
    };
    Reply::once(db, &author, withdraw).await
}

/// What was published before is staged once more.
pub(crate) async fn back(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Because { reason: why } = request.json()?;
    reason("reason", &why)?;
    let id = id(request)?;
    let back = async || {
        let _turn = Turn::take()?;
        let exam = import::get(db, id).await?.exam;
        import::put_back(&author.acts(db, request.now()).within(&exam), id, why.trim()).await
    };
    Reply::created(&Created { id: journal::once(db, &author, back).await? })
}

fn id(request: &Request) -> Result<i64> {
    request.id("这次导入")
}
