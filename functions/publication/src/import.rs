//! 导入: scores and control lines are staged.

use crate::part;
use ::import::File;
use domain::page::All;
use domain::proposal::Noun;
use domain::{Error, Result};
use store::db::Db;
use store::{import, journal};
use web::api::common::Created;
use web::api::import::NewImport;
use web::reason::reason;
use web::turn::Turn;
use web::{Reply, Request};

/// Characters of a file's name, at most.
const FILE_NAME: usize = 200;

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    Reply::json(&import::page(db, &exam, &author.actor, &wanted.after).await?)
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    request.staff(db).await?;
    Reply::json(&import::shown(db, request.id(Noun::Import.title())?, &wanted.after).await?)
}

pub(crate) async fn stage(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let new: NewImport = request.json()?;
    reason("reason", &new.reason)?;
    if new.file.trim().chars().count() > FILE_NAME {
        return Err(Error::invalid("file", format!("文件名最多 {FILE_NAME} 个字")));
    }
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
