//! 《考生诚信考试承诺书》.

use crate::form;
use domain::exam::step::Code;
use domain::{Error, Result};
use store::db::Db;
use store::{exam, journal, registration, step};
use web::api::registration::AcceptPledge;
use web::{Reply, Request};

pub(crate) async fn accept(request: &Request, db: &Db) -> Result<Reply> {
    let input: AcceptPledge = request.json()?;
    let (who, author) = request.candidate(db).await?;
    let pledge = async || {
        step::require(db, &who, Code::Pledge, request.now()).await?;
        let version = exam::text(db, &who.exam, "pledge").await?.version;
        if input.version != version {
            return Err(Error::invalid("version", "承诺书已更新，请重新阅读后再同意"));
        }
        registration::pledge(&author.acts(db, request.now()).within(&who.exam).about(who.id), &version).await
    };
    journal::once_at_most(db, &author, pledge).await?;
    form::show(request, db).await
}
