//! 日程, 代码表, 招生计划, 历年分数: public, read-mostly, cacheable.

mod calendar;
mod group;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "catalog", "calendar"]) => calendar::show(&request).await,
        ("GET", ["api", "catalog", "codes"]) => calendar::codes(&request).await,
        ("GET", ["api", "catalog", "regions"]) => calendar::regions().await,
        ("GET", ["api", "catalog", "groups"]) => group::search(&request).await,
        ("GET", ["api", "catalog", "narrowings"]) => group::narrowings(&request).await,
        ("GET", ["api", "catalog", "groups", id]) => group::show(id).await,
        _ => Err(request.no_route()),
    }
}
