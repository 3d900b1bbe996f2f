//! What payment providers tell us, and nothing else.

mod notice;

use domain::Result;
use domain::payment::Provider;
use store::db::Db;
use web::{Reply, Request};

/// What each operation does: the last word of its address is who tells.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation().strip_prefix("POST /api/payment-callback/").and_then(Provider::parse) {
        Some(provider) => notice::take(request, db, provider).await,
        None => Err(request.no_route()),
    }
}
