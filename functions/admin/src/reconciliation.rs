//! 对账: statements imported, differences worked off; money moves only when two agree.

use domain::page::All;
use domain::reconciliation::require_over;
use domain::{Error, Result, time};
use store::db::Db;
use store::{config, journal, reconciliation, seal};
use web::api::reconciliation::{Action, Handling, StatementOf};
use web::reason::{decided, reason};
use web::turn::Turn;
use web::{Reply, Request};

/// How many rows of a statement an instance has memory for, and how many lines stand beside them. The command has no such bound.
const MOST: (usize, usize) = (100_000, 3);

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
    fits(&text)?;
    let _turn = Turn::take()?;
    let merchant = config::get(providers::facts(provider).merchant).await?;
    let statement = providers::statement::read(provider, date, &merchant, &text)?;
    let file = seal::sha256(request.body());
    let day = providers::statement::day(provider, date);
    let row = reconciliation::import(&author.acts(db, request.now()), day, &statement, &file).await?;
    Reply::created(&row)
}

fn fits(text: &str) -> Result<()> {
    let (rows, beside) = MOST;
    if text.lines().count() <= rows + beside {
        return Ok(());
    }
    Err(Error::invalid("file", format!("一个文件最多 {rows} 行，更大的文件请在服务器上用 zhaokao import 导入")))
}

pub(crate) async fn differences(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    Reply::json(&reconciliation::differences(db, &author.actor, &wanted.after).await?)
}

pub(crate) async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    let handling: Handling = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &handling.reason)?;
    let act = author.acts(db, request.now());
    Reply::once(db, &author, async || match handling.action {
        Action::Explain => reconciliation::explain(&act, request.id("差异")?, &handling).await,
        Action::Settle => reconciliation::propose(&act, request.id("差异")?, &handling).await,
    })
    .await
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    decided(request, db, async |act, answer| reconciliation::decide(&act, request.id("差异")?, answer).await).await
}
