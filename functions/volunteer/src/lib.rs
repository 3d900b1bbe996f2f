//! 志愿: favourites, drafts, formal submission, receipts.

mod batch;
mod draft;
mod favourite;
mod submission;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/volunteer" => batch::overview(request, db).await,
        "GET /api/volunteer/favourites" => favourite::list(request, db).await,
        "PUT /api/volunteer/favourites/{group}" => favourite::keep(request, db).await,
        "DELETE /api/volunteer/favourites/{group}" => favourite::forget(request, db).await,
        "GET /api/volunteer/{batch}" => batch::show(request, db).await,
        "PUT /api/volunteer/{batch}/draft" => draft::save(request, db).await,
        "GET /api/volunteer/{batch}/submissions" => submission::list(request, db).await,
        "POST /api/volunteer/{batch}/submissions" => submission::submit(request, db).await,
        "GET /api/volunteer/{batch}/submissions/{version}" => submission::show(request, db).await,
        _ => Err(request.no_route()),
    }
}
