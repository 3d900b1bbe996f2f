//! 缴费: orders searched, refunds, alarms worked off, how the providers do.

use shared::api::finance::{Alarms, Health, Orders, Refunds, Resolution, SearchOrders};
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::error::Faults;
use shared::store::{exam, finance as store};
use shared::web::{Reply, Request};
use shared::{Error, Result};

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
    request.staff(&db, Level::Province).await?;
    Reply::json(&Alarms { alarms: store::alarms(&db).await? })
}

pub(crate) async fn resolve(request: &Request, id: &str) -> Result<Reply> {
    let input: Resolution = request.json()?;
    let db = Db::open().await?;
    let (_, author) = request.staff(&db, Level::Province).await?;
    let resolution = input.resolution.trim();
    let mut faults = Faults::default();
    faults.add_if(!(2..=200).contains(&resolution.chars().count()), "resolution", "请写明处理结果（2–200 个字）");
    faults.or(())?;
    let exam = exam::current(&db).await?.id;
    let id = id.parse().map_err(|_| Error::NotFound("支付异常"))?;
    store::resolve(&db, &author, &exam, id, resolution, request.now()).await?;
    alarms(request).await
}

pub(crate) async fn health(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    request.staff(&db, Level::Province).await?;
    Reply::json(&Health { now: request.now(), providers: store::health(&db, request.now()).await? })
}
