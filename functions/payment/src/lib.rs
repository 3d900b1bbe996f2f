//! 缴费: fee items, orders, QR codes, payment in the phone's browser, 代付, 支付状态刷新, 票据.

mod attempt;
mod bill;
mod fee;
mod order;
mod page;
mod view;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/payment/fees" => fee::list(request, db).await,
        "POST /api/payment/fees" => fee::choose(request, db).await,
        "DELETE /api/payment/fees/{item}" => fee::drop(request, db).await,
        "GET /api/payment/orders" => order::list(request, db).await,
        "POST /api/payment/orders" => order::create(request, db).await,
        "GET /api/payment/orders/{order_no}" => order::show(request, db).await,
        "POST /api/payment/orders/{order_no}/refresh" => order::refresh(request, db).await,
        "POST /api/payment/orders/{order_no}/close" => order::close(request, db).await,
        "GET /api/payment/bills/{item}" => bill::show(request, db).await,
        "GET /api/payment/pages/{token}" => page::show(request, db).await,
        "POST /api/payment/pages/{token}/refresh" => page::refresh(request, db).await,
        "POST /api/payment/pages/{token}/orders" => page::choose(request, db).await,
        "POST /api/payment/pages/{token}/open" => page::open(request, db).await,
        "GET /api/payment/pages/{token}/form" => page::form(request, db).await,
        _ => Err(request.no_route()),
    }
}
