//! 我的高考报名: the pledge and the registration form.

mod document;
mod form;
mod photo;
mod pledge;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "registration"]) => form::show(&request).await,
        ("GET", ["api", "registration", "photo"]) => photo::show(&request).await,
        ("POST", ["api", "registration", "document"]) => document::show(&request).await,
        ("POST", ["api", "registration", "pledge"]) => pledge::accept(&request).await,
        ("PUT", ["api", "registration", "form"]) => form::save(&request).await,
        _ => Err(request.no_route()),
    }
}
