//! 财政电子票据.

use domain::Result;
use domain::candidate::Stage;
use store::bill;
use store::db::Db;
use store::seal::HashKey;
use web::api::payment::Bill;
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let item = request.param("item")?;
    let (candidate, _) = request.candidate_until(db, Stage::Verified).await?;
    let bill = bill::of(db, candidate.id, item).await?;
    let code = HashKey::load().await?.code("bill", &bill.text());
    Reply::json(&Bill { bill, code })
}
