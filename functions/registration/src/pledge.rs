//! 《考生诚信考试承诺书》.

use crate::form;
use shared::api::registration::AcceptPledge;
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::pledge;
use shared::store::{journal, registration};
use shared::web::{Reply, Request};
use shared::{Error, Result};

pub(crate) async fn accept(request: &Request) -> Result<Reply> {
    let input: AcceptPledge = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.candidate(&db).await?;
    let pledge = async || {
        who.stage.require(Stage::Active)?;
        if input.version != pledge::VERSION {
            return Err(Error::invalid("version", "承诺书已更新，请重新阅读后再同意"));
        }
        registration::pledge(&db, &author, &who.exam, who.id, pledge::VERSION, request.now()).await
    };
    journal::once_at_most(&db, &author, pledge).await?;
    form::show(request).await
}
