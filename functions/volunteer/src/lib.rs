//! 志愿: favourites, drafts, formal submission, receipts.

mod batch;
mod draft;
mod favourite;
mod submission;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "volunteer"]) => batch::overview(&request).await,
        ("GET", ["api", "volunteer", "favourites"]) => favourite::list(&request).await,
        ("PUT", ["api", "volunteer", "favourites", group]) => favourite::keep(&request, group).await,
        ("DELETE", ["api", "volunteer", "favourites", group]) => favourite::forget(&request, group).await,
        ("GET", ["api", "volunteer", batch]) => batch::show(&request, batch).await,
        ("PUT", ["api", "volunteer", batch, "draft"]) => draft::save(&request, batch).await,
        ("GET", ["api", "volunteer", batch, "submissions"]) => submission::list(&request, batch).await,
        ("POST", ["api", "volunteer", batch, "submissions"]) => submission::submit(&request, batch).await,
        ("GET", ["api", "volunteer", batch, "submissions", version]) => {
            submission::show(&request, batch, version).await
        }
        _ => Err(request.no_route()),
    }
}
