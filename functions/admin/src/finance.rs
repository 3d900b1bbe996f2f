//! 缴费: orders searched, refunds, alarms worked off, how the providers do.

use domain::Result;
use domain::finance::Days;
use domain::page::All;
use domain::text::looked_for;
use store::db::Db;
use store::rate_limit::{self, READING};
use store::{finance, refund};
use web::api::common::{Because, Empty};
use web::api::finance::{Health, Resolution, SearchOrders};
use web::reason::{decided, reason};
use web::{Reply, Request};

pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchOrders = request.json()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("orders‖{}", staff.id), READING, request.begun()).await?;
    let unit = staff.within(db, input.organisation.as_deref()).await?;
    let (exam, text) = (request.exam(db).await?.id, looked_for(&input.text));
    // Our own numbers have no small letters; a provider's may.
    let own = text.to_ascii_uppercase();
    let text = if own.starts_with("ZK") { own } else { text };
    let days = Days::read(&input.first, &input.last)?;
    let wanted = finance::Wanted {
        exam: &exam,
        unit: &unit,
        text: &text,
        status: input.status,
        provider: input.provider,
        from: days.from(),
        until: days.until(),
    };
    let page = finance::orders(db, wanted, &input.after).await?;
    // Nobody counts those that were searched.
    match wanted.is_all() {
        true => Reply::json(&page.out_of(finance::orders_count(db, (&exam, &unit.code)).await?)),
        false => Reply::json(&page),
    }
}

pub(crate) async fn refunds(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    Reply::json(&finance::refunds(db, &exam, &author.actor, &wanted.after).await?)
}

pub(crate) async fn alarms(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    Reply::json(&finance::alarms(db, &author.actor, &wanted.after).await?)
}

pub(crate) async fn resolve(request: &Request, db: &Db) -> Result<Reply> {
    let input: Resolution = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("resolution", &input.resolution)?;
    let (alarm, resolution) = (request.id("支付异常")?, input.resolution.trim());
    let act = author.acts(db, request.now());
    Reply::once(db, &author, async || match input.refund {
        false => finance::resolve(&act, alarm, resolution).await,
        true => finance::propose_refund(&act, alarm, resolution).await,
    })
    .await
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    decided(request, db, async |act, answer| finance::decide_refund(&act, request.id("支付异常")?, answer).await).await
}

pub(crate) async fn abandon(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    let input: Because = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &input.reason)?;
    let act = author.acts(db, request.now());
    let propose = async || refund::propose_abandoning(&act, refund_no, input.reason.trim()).await;
    Reply::once(db, &author, propose).await
}

pub(crate) async fn decide_abandoning(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    decided(request, db, async |act, answer| refund::decide_abandoning(&act, refund_no, answer).await).await
}

pub(crate) async fn retry(request: &Request, db: &Db) -> Result<Reply> {
    let refund_no = request.param("refund_no")?;
    let Empty {} = request.json()?;
    let (_, author) = request.staff(db).await?;
    let retry = async || refund::retry(&author.acts(db, request.now()), refund_no).await;
    Reply::once(db, &author, retry).await
}

pub(crate) async fn health(request: &Request, db: &Db) -> Result<Reply> {
    request.staff(db).await?;
    Reply::json(&Health { now: request.now(), providers: finance::health(db, request.now()).await? })
}
