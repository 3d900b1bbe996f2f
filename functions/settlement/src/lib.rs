//! 结算: what must happen to money although nobody asks: open orders are followed to their end, surplus goes back.

mod tick;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/settlement/tick" => tick::run(request, db).await,
        _ => Err(request.no_route()),
    }
}
