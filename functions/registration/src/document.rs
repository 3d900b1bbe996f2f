//! 证件号 in full: to its owner, who pressed for it. What shows it anywhere else is masked.

use domain::Result;
use store::candidate;
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::seal::Keys;
use web::api::registration::DocumentNumber;
use web::{Reply, Request};

/// As often as somebody checks their own number.
const SHOWN: Limit = Limit { burst: 10, interval: 6 * domain::time::MINUTE };

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    rate_limit::take(db, &format!("document‖{}", who.id), SHOWN, request.begun()).await?;
    let (keys, secrets) = (Keys::load().await?, candidate::secrets(db, who.id).await?);
    let number = keys.open(&candidate::document_place(&secrets.exam, &secrets.document_hash), &secrets.document)?;
    Reply::json(&DocumentNumber { number })
}
