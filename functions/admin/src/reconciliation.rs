//! 对账: statements imported, differences worked off; money moves only when two agree.

use crate::finance::{answer, reason};
use crate::import::{STATEMENT, Turn};
use crate::number;
use domain::payment::Provider;
use domain::reconciliation::require_over;
use domain::{Error, Result, time};
use store::db::Db;
use store::{config, journal, reconciliation, seal};
use web::api::reconciliation::{Action, Confirmation, Differences, Handling, Statements};
use web::{Reply, Request};

pub(crate) async fn statements(request: &Request, db: &Db) -> Result<Reply> {
    request.staff(db).await?;
    let page = reconciliation::statements(db, request.query("after")).await?;
    Reply::json(&Statements { next: page.next, statements: page.rows })
}

pub(crate) async fn import(request: &Request, db: &Db) -> Result<Reply> {
    let text = request.csv()?;
    let (_, author) = request.staff(db).await?;
    // Another file with the key of this one is told so, before it is read.
    journal::replayed(db, &author).await?;
    let provider = provider(request)?;
    let date = time::date(request.query("date").unwrap_or_default()).map_err(|fault| Error::invalid("date", fault))?;
    require_over(date, request.now())?;
    let _turn = Turn::take(&text, STATEMENT)?;
    let merchant = config::get(providers::facts(provider).merchant).await?;
    let statement = providers::statement::read(provider, date, &merchant, &text)?;
    let file = seal::sha256(request.body());
    let day = providers::statement::day(provider, date);
    let row = reconciliation::import(&author.acts(db, request.now()), day, &statement, &file).await?;
    Reply::created(&row)
}

/// Whose statement it is.
fn provider(request: &Request) -> Result<Provider> {
    let names = Provider::ALL.map(Provider::as_str);
    let [others @ .., last] = &names;
    let given = request.query("provider").and_then(Provider::parse);
    given.ok_or_else(|| Error::invalid("provider", format!("应为 {} 或 {last}", others.join("、"))))
}

pub(crate) async fn differences(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let page = reconciliation::differences(db, &author.actor, request.query("after")).await?;
    Reply::json(&Differences { next: page.next, differences: page.rows })
}

pub(crate) async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let handling: Handling = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &handling.reason)?;
    let act = author.acts(db, request.now());
    journal::once_at_most(db, &author, async || match handling.action {
        Action::Explain => reconciliation::explain(&act, number(id, "差异")?, &handling).await,
        Action::Settle => reconciliation::propose(&act, number(id, "差异")?, &handling).await,
    })
    .await?;
    Ok(Reply::no_content())
}

pub(crate) async fn confirm(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let confirmation: Confirmation = request.json()?;
    let (_, author) = request.staff(db).await?;
    let (difference, answer) = (number(id, "差异")?, answer(&confirmation)?);
    let decide = async || reconciliation::decide(&author.acts(db, request.now()), difference, answer).await;
    journal::once_at_most(db, &author, decide).await?;
    Ok(Reply::no_content())
}
