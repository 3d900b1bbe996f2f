//! 统计: dashboards and the list of those who still have to submit.

mod not_submitted;
mod overview;
mod xlsx;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "statistics", "overview"]) => overview::show(&request).await,
        ("GET", ["api", "statistics", "not-submitted"]) => not_submitted::list(&request).await,
        ("GET", ["api", "statistics", "not-submitted.xlsx"]) => not_submitted::download(&request).await,
        _ => Err(request.no_route()),
    }
}
