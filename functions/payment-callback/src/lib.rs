//! What payment providers tell us, and nothing else: a notice is verified on its raw bytes,
//! written down by one statement, and acknowledged only then.

mod alipay;
mod proof;
mod unionpay;
mod wechat;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// What each operation does.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/payment-callback/wechat" => wechat::notice(request, db).await,
        "POST /api/payment-callback/alipay" => alipay::notice(request, db).await,
        "POST /api/payment-callback/unionpay" => unionpay::notice(request, db).await,
        _ => Err(request.no_route()),
    }
}
