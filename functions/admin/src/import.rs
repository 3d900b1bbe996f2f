//! 导入: a file is taken in whole or not at all; every wrong row is named with line and column.

use shared::api::admin::Imported;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::domain::score as rules;
use shared::store::{exam, score, volunteer};
use shared::web::{Reply, Request};
use shared::{Result, seal};

pub(crate) async fn scores(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let exam = exam::current(&db).await?.id;
    let scores = rules::scores(&text, &score::targets(&db, &exam).await?)?;
    score::import(&db, &author, &exam, &scores, &seal::sha256(request.body()), request.now()).await?;
    Reply::json(&Imported { imported: scores.len() })
}

pub(crate) async fn control_lines(request: &Request) -> Result<Reply> {
    let text = request.csv()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let exam = exam::current(&db).await?.id;
    let batches = volunteer::batches(&db, &exam).await?;
    let codes: Vec<&str> = batches.iter().map(|batch| batch.code.as_str()).collect();
    let lines = rules::lines(&text, &codes)?;
    score::import_lines(&db, &author, &exam, &lines, &seal::sha256(request.body()), request.now()).await?;
    Reply::json(&Imported { imported: lines.len() })
}
