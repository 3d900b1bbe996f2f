//! What payment providers tell us, and nothing else.

mod notice;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/payment-callback/{provider}" => notice::take(request, db).await,
        _ => Err(request.no_route()),
    }
}
