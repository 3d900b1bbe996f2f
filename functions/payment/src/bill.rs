//! 财政电子票据.

use shared::Result;
use shared::api::payment::Bill;
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::seal::HashKey;
use shared::store::bill;
use shared::web::{Reply, Request};

pub(crate) async fn show(request: &Request, item: &str) -> Result<Reply> {
    let db = Db::open().await?;
    let (candidate, _) = request.candidate_until(&db, Stage::Verified).await?;
    let bill = bill::of(&db, candidate.id, item).await?;
    let code = HashKey::load().await?.code("bill", &bill.text());
    Reply::json(&Bill { bill, code })
}
