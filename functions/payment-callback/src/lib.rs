//! What payment providers tell us, and nothing else.

mod notice;

use domain::Result;
use domain::payment::Provider;
use store::db::Db;
use web::{Reply, Request};

/// What each operation does.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/payment-callback/wechat" => notice::take(request, db, Provider::Wechat).await,
        "POST /api/payment-callback/alipay" => notice::take(request, db, Provider::Alipay).await,
        "POST /api/payment-callback/unionpay" => notice::take(request, db, Provider::Unionpay).await,
        _ => Err(request.no_route()),
    }
}
