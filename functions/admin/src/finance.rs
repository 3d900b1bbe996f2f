//! 缴费: orders searched, refunds, alarms worked off, how the providers do.

use crate::number;
use shared::Result;
use shared::api::account::Empty;
use shared::api::finance::{Alarms, Health, Orders, Refunds, Resolution, SearchOrders};
use shared::api::reconciliation::Confirmation;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::error::Faults;
use shared::store::{exam, finance as store, journal, refund};
use shared::web::{Reply, Request};

pub(crate) async fn search(request: &Request) -> Result<Reply> {
    let input: SearchOrders = request.json()?;
    let db = Db::open().await?;
    let (staff, _) = request.staff(&db, Level::Point).await?;
    let organisation = staff.within(input.organisation.as_deref())?;
    let (exam, page) = (exam::current(&db).await?.id, input.page.clamp(1, 100_000));
    let (total, orders) = store::orders(&db, (&exam, &organisation), input.text.trim(), page).await?;
    Reply::json(&Orders { total, page, page_size: store::PAGE, orders })
}

pub(crate) async fn refunds(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    request.staff(&db, Level::Province).await?;
    let exam = exam::current(&db).await?.id;
    Reply::json(&Refunds { refunds: store::refunds(&db, &exam).await? })
}

pub(crate) async fn alarms(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    Reply::json(&Alarms { alarms: store::alarms(&db, &author.actor).await? })
}

pub(crate) async fn resolve(request: &Request, id: &str) -> Result<Reply> {
    let input: Resolution = request.json()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    reason("resolution", &input.resolution)?;
    journal::once_at_most(&db, &author, async || match input.refund {
        false => store::resolve(&db, &author, number(id, "支付异常")?, input.resolution.trim(), request.now()).await,
        true => {
            store::propose_refund(&db, &author, number(id, "支付异常")?, input.resolution.trim(), request.now()).await
        }
    })
    .await?;
    alarms(request).await
}

pub(crate) async fn confirm(request: &Request, id: &str) -> Result<Reply> {
    let Confirmation { approve } = request.json()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let alarm = number(id, "支付异常")?;
    let decide = async || store::decide_refund(&db, &author, alarm, approve, request.now()).await;
    journal::once_at_most(&db, &author, decide).await?;
    alarms(request).await
}

pub(crate) async fn retry(request: &Request, refund_no: &str) -> Result<Reply> {
    let Empty {} = request.json()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let retry = async || refund::retry(&db, &author, refund_no, request.now()).await;
    journal::once_at_most(&db, &author, retry).await?;
    Ok(Reply::no_content())
}

/// What somebody writes who works something off.
pub(crate) fn reason(field: &str, text: &str) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(!(2..=200).contains(&text.trim().chars().count()), field, "请写明原因或处理结果（2–200 个字）");
    faults.or(())
}

pub(crate) async fn health(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    request.staff(&db, Level::Province).await?;
    Reply::json(&Health { now: request.now(), providers: store::health(&db, request.now()).await? })
}
