//! The web pages of static/dist, mounted at /, compressed beforehand.

mod page;

use shared::Result;
use shared::web::{self, Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        (_, ["api", ..]) => Err(request.no_route()),
        ("GET" | "HEAD", path) => page::show(&request, path),
        _ => Err(shared::Error::MethodNotAllowed("GET, HEAD".into())),
    }
}
