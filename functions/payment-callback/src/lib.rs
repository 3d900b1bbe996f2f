//! What payment providers tell us, and nothing else: a notice is verified on its raw bytes,
//! written down by one statement, and acknowledged only then.

mod alipay;
mod proof;
mod unionpay;
mod wechat;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("POST", ["api", "payment-callback", "wechat"]) => wechat::notice(&request).await,
        ("POST", ["api", "payment-callback", "alipay"]) => alipay::notice(&request).await,
        ("POST", ["api", "payment-callback", "unionpay"]) => unionpay::notice(&request).await,
        _ => Err(request.no_route()),
    }
}
