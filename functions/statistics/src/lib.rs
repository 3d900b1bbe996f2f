//! 统计: dashboards and the list of those who still have to submit.

mod candidates;
mod export;
mod not_submitted;
mod overview;
mod payments;
mod xlsx;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/statistics/overview" => overview::show(request, db).await,
        "GET /api/statistics/not-submitted" => not_submitted::list(request, db).await,
        "GET /api/statistics/not-submitted.xlsx" => not_submitted::download(request, db).await,
        "GET /api/statistics/candidates.xlsx" => candidates::download(request, db).await,
        "GET /api/statistics/orders.xlsx" => payments::orders(request, db).await,
        "GET /api/statistics/collections.xlsx" => payments::collections(request, db).await,
        "GET /api/statistics/overview.xlsx" => overview::download(request, db).await,
        _ => Err(request.no_route()),
    }
}
