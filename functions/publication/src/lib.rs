//! 公布: what an exam office publishes for all, proposed by one person and agreed to by another: an exam's settings, scores,
//! control lines. Apart from the offices' daily work, because it reads spreadsheets.

mod import;
mod part;
mod proposal;
mod revision;

use domain::Result;
use domain::proposal::Noun;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/publication/parts" => part::missing(request, db).await,
        "PUT /api/publication/parts/{hash}" => part::keep(request, db).await,
        "GET /api/publication/imports" => import::list(request, db).await,
        "POST /api/publication/imports" => import::stage(request, db).await,
        "GET /api/publication/imports/{id}" => import::show(request, db).await,
        "POST /api/publication/imports/{id}/decision" => proposal::decide(request, db, Noun::Import).await,
        "POST /api/publication/imports/{id}/withdraw" => proposal::withdraw(request, db, Noun::Import).await,
        "POST /api/publication/imports/{id}/back" => proposal::back(request, db, Noun::Import).await,
        "GET /api/publication/revisions" => revision::list(request, db).await,
        "POST /api/publication/revisions" => revision::propose(request, db).await,
        "POST /api/publication/revisions/{id}/withdraw" => proposal::withdraw(request, db, Noun::Revision).await,
        "POST /api/publication/revisions/{id}/decision" => proposal::decide(request, db, Noun::Revision).await,
        "POST /api/publication/revisions/{id}/back" => proposal::back(request, db, Noun::Revision).await,
        _ => Err(request.no_route()),
    }
}
