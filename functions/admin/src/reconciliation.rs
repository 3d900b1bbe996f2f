//! 对账: statements imported, differences worked off; money moves only when two agree.

use crate::number;
use crate::reason::{decided, reason};
use crate::turn::Turn;
use domain::page::All;
use domain::reconciliation::require_over;
use domain::{Error, Result, time};
use store::db::Db;
use store::{config, journal, reconciliation, seal};
use web::api::reconciliation::{Action, Handling, StatementOf};
use web::{Reply, Request};

pub(crate) async fn statements(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    request.staff(db).await?;
    Reply::json(&reconciliation::statements(db, &wanted.after).await?)
}

pub(crate) async fn import(request: &Request, db: &Db) -> Result<Reply> {
    let text = request.csv()?;
    let (_, author) = request.staff(db).await?;
    // Another file with the key of this one is told so, before it is read.
    journal::replayed(db, &author).await?;
    let StatementOf { provider, date } = request.query()?;
    let date = time::date(&date).map_err(|fault| Error::invalid("date", fault))?;
    require_over(date, request.now())?;
    let _turn = Turn::of_statement(&text)?;
    let merchant = config::get(providers::facts(provider).merchant).await?;
    let statement = providers::statement::read(provider, date, &merchant, &text)?;
    let file = seal::sha256(request.body());
    let day = providers::statement::day(provider, date);
    let row = reconciliation::import(&author.acts(db, request.now()), day, &statement, &file).await?;
    Reply::created(&row)
}

pub(crate) async fn differences(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    Reply::json(&reconciliation::differences(db, &author.actor, &wanted.after).await?)
}

pub(crate) async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let handling: Handling = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &handling.reason)?;
    let act = author.acts(db, request.now());
    Reply::once(db, &author, async || match handling.action {
        Action::Explain => reconciliation::explain(&act, number(id, "差异")?, &handling).await,
        Action::Settle => reconciliation::propose(&act, number(id, "差异")?, &handling).await,
    })
    .await
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    decided(request, db, async |act, answer| reconciliation::decide(&act, number(id, "差异")?, answer).await).await
}
