//! 结算: what must happen to money although nobody asks: open orders are followed to their end, surplus goes back.

mod tick;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("POST", ["api", "settlement", "tick"]) => tick::run(&request).await,
        _ => Err(request.no_route()),
    }
}
