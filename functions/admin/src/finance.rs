//! 缴费: orders searched, refunds, alarms worked off, how the providers do.

use crate::number;
use domain::Result;
use domain::error::Faults;
use store::db::Db;
use store::journal::Answer;
use store::rate_limit::{self, READING};
use store::{exam, finance, journal, refund};
use web::api::account::Empty;
use web::api::finance::{Abandoning, Alarms, Health, Orders, Refunds, Resolution, SearchOrders};
use web::api::reconciliation::Confirmation;
use web::{Reply, Request};

pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchOrders = request.json()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("orders‖{}", staff.id), READING, request.begun()).await?;
    let organisation = staff.within(input.organisation.as_deref())?;
    let (exam, text) = (exam::current(db).await?.id, input.text.trim());
    let page = finance::orders(db, (&exam, &organisation), text, input.after.as_deref()).await?;
    let total = match text.is_empty() {
        true => Some(finance::orders_count(db, (&exam, &organisation)).await?),
        false => None,
    };
    Reply::json(&Orders { total, next: page.next, orders: page.rows })
}

pub(crate) async fn refunds(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let exam = exam::current(db).await?.id;
    let page = finance::refunds(db, &exam, &author.actor, request.query("after")).await?;
    Reply::json(&Refunds { next: page.next, refunds: page.rows })
}

pub(crate) async fn alarms(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let page = finance::alarms(db, &author.actor, request.query("after")).await?;
    Reply::json(&Alarms { next: page.next, alarms: page.rows })
}

pub(crate) async fn resolve(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let input: Resolution = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("resolution", &input.resolution)?;
    let (alarm, resolution) = (number(id, "支付异常")?, input.resolution.trim());
    let act = author.acts(db, request.now());
    journal::once_at_most(db, &author, async || match input.refund {
        false => finance::resolve(&act, alarm, resolution).await,
        true => finance::propose_refund(&act, alarm, resolution).await,
    })
    .await?;
    Ok(Reply::no_content())
}

pub(crate) async fn confirm(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let confirmation: Confirmation = request.json()?;
    let (_, author) = request.staff(db).await?;
    let (alarm, answer) = (number(id, "支付异常")?, answer(&confirmation)?);
    let decide = async || finance::decide_refund(&author.acts(db, request.now()), alarm, answer).await;
    journal::once_at_most(db, &author, decide).await?;
    Ok(Reply::no_content())
}

pub(crate) async fn abandon(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    let input: Abandoning = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &input.reason)?;
    let act = author.acts(db, request.now());
    let propose = async || refund::propose_abandoning(&act, refund_no, input.reason.trim()).await;
    journal::once_at_most(db, &author, propose).await?;
    Ok(Reply::no_content())
}

pub(crate) async fn confirm_abandoning(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    let confirmation: Confirmation = request.json()?;
    let (_, author) = request.staff(db).await?;
    let answer = answer(&confirmation)?;
    let decide = async || refund::decide_abandoning(&author.acts(db, request.now()), refund_no, answer).await;
    journal::once_at_most(db, &author, decide).await?;
    Ok(Reply::no_content())
}

/// Who does not agree says why.
pub(crate) fn answer(Confirmation { proposal, approve, reason: why }: &Confirmation) -> Result<Answer<'_>> {
    if !approve {
        reason("reason", why)?;
    }
    Ok(Answer { proposal: *proposal, declined: (!approve).then_some(why.trim()) })
}

pub(crate) async fn retry(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    let Empty {} = request.json()?;
    let (_, author) = request.staff(db).await?;
    let retry = async || refund::retry(&author.acts(db, request.now()), refund_no).await;
    journal::once_at_most(db, &author, retry).await?;
    Ok(Reply::no_content())
}

/// What somebody writes who works something off.
pub(crate) fn reason(field: &str, text: &str) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(!(2..=200).contains(&text.trim().chars().count()), field, "请写明原因或处理结果（2–200 个字）");
    faults.or(())
}

pub(crate) async fn health(request: &Request, db: &Db) -> Result<Reply> {
    request.staff(db).await?;
    Reply::json(&Health { now: request.now(), providers: finance::health(db, request.now()).await? })
}
