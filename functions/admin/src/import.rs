//! 导入: a file is taken in whole or not at all; every wrong row is named with line and column.

use shared::api::admin::Imported;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::store::{journal, score};
use shared::web::{Reply, Request};
use shared::{Result, seal};

pub(crate) async fn scores(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let imported = match journal::replayed(&db, &author).await? {
        Some(seq) => score::imported(&db, seq).await?,
        None => score::import(&db, &author, &text, &seal::sha256(request.body()), request.now()).await?,
    };
    Reply::json(&Imported { imported })
}

pub(crate) async fn control_lines(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let imported = match journal::replayed(&db, &author).await? {
        Some(seq) => score::imported(&db, seq).await?,
        None => score::import_lines(&db, &author, &text, &seal::sha256(request.body()), request.now()).await?,
    };
    Reply::json(&Imported { imported })
}
