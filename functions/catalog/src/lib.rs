//! 日程, 代码表, 招生计划, 历年分数: public, read-mostly, cacheable.

mod calendar;
mod group;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/catalog/calendar" => calendar::show(request, db).await,
        "GET /api/catalog/authority" => calendar::authority(request, db).await,
        "GET /api/catalog/codes" => calendar::codes(request, db).await,
        "GET /api/catalog/categories" => calendar::categories(request, db).await,
        "GET /api/catalog/offers" => group::offers(request, db).await,
        "GET /api/catalog/regions" => calendar::regions(request, db).await,
        "GET /api/catalog/groups" => group::search(request, db).await,
        "GET /api/catalog/narrowings" => group::narrowings(request, db).await,
        "GET /api/catalog/groups/{id}" => group::show(request, db).await,
        _ => Err(request.no_route()),
    }
}
