//! 操作记录: what staff did.

use domain::Result;
use domain::event::Kind;
use store::act;
use store::db::Db;
use web::api::act::{Acts, SearchActs, TitledKind};
use web::{Reply, Request};

pub(crate) async fn acts(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchActs = request.query()?;
    let (who, _) = request.staff(db).await?;
    let unit = who.within(db, wanted.organisation.as_deref()).await?;
    let page = act::page(db, &unit.path, &wanted, request.now()).await?;
    let kinds = Kind::all().map(|kind| TitledKind { kind, title: kind.title() }).collect();
    Reply::json(&Acts { page, kinds })
}
