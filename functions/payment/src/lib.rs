//! 缴费: fee items, orders, QR codes, payment in the phone's browser, 代付, 支付状态刷新, 票据.

mod attempt;
mod bill;
mod fee;
mod order;
mod page;
mod view;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "payment", "fees"]) => fee::list(&request).await,
        ("POST", ["api", "payment", "fees"]) => fee::choose(&request).await,
        ("DELETE", ["api", "payment", "fees", item]) => fee::drop(&request, item).await,
        ("GET", ["api", "payment", "orders"]) => order::list(&request).await,
        ("POST", ["api", "payment", "orders"]) => order::create(&request).await,
        ("GET", ["api", "payment", "orders", order_no]) => order::show(&request, order_no).await,
        ("POST", ["api", "payment", "orders", order_no, "refresh"]) => order::refresh(&request, order_no).await,
        ("POST", ["api", "payment", "orders", order_no, "close"]) => order::close(&request, order_no).await,
        ("GET", ["api", "payment", "bills", item]) => bill::show(&request, item).await,
        ("GET", ["api", "payment", "pages", token]) => page::show(&request, token).await,
        ("POST", ["api", "payment", "pages", token, "refresh"]) => page::refresh(&request, token).await,
        ("POST", ["api", "payment", "pages", token, "orders"]) => page::choose(&request, token).await,
        ("POST", ["api", "payment", "pages", token, "open"]) => page::open(&request, token).await,
        ("GET", ["api", "payment", "pages", token, "form"]) => page::form(&request, token).await,
        _ => Err(request.no_route()),
    }
}
