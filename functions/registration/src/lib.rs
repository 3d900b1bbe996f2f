//! 我的报名: the pledge and the registration form.

mod document;
mod form;
mod photo;
mod pledge;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/registration" => form::show(request, db).await,
        "GET /api/registration/photo" => photo::show(request, db).await,
        "POST /api/registration/document" => document::show(request, db).await,
        "POST /api/registration/pledge" => pledge::accept(request, db).await,
        "PUT /api/registration/form" => form::save(request, db).await,
        _ => Err(request.no_route()),
    }
}
