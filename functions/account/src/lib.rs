//! 登录, 实人认证, 密码, 手机: who somebody is, and how they prove it.

mod claim;
mod failure;
mod guess;
mod identity;
mod outside;
mod passwords;
mod phone;
mod session;
mod sign_in;
mod staff;
mod step;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/account/first-sign-in" => sign_in::first(request, db).await,
        "POST /api/account/claims/code" => claim::send_code(request, db).await,
        "POST /api/account/claims" => claim::claim(request, db).await,
        "POST /api/account/sign-in" => sign_in::again(request, db).await,
        "POST /api/account/staff-sign-in" => staff::sign_in(request, db).await,
        "GET /api/account/session" => session::show(request, db).await,
        "GET /api/account/steps" => step::list(request, db).await,
        "GET /api/account/sessions" => session::devices(request, db).await,
        "DELETE /api/account/sessions/{id}" => session::end_one(request, db).await,
        "POST /api/account/sign-out" => session::end(request, db).await,
        "POST /api/account/sign-out-everywhere" => session::end_all(request, db).await,
        "POST /api/account/identity" => identity::begin(request, db).await,
        "GET /api/account/identity/{id}" => identity::show(request, db).await,
        "POST /api/account/staff-second-factor" => staff::second_factor(request, db).await,
        "POST /api/account/staff-factor" => staff::begin_factor(request, db).await,
        "PUT /api/account/staff-factor" => staff::set_factor(request, db).await,
        "PUT /api/account/staff-password" => staff::set_password(request, db).await,
        "PUT /api/account/passwords" => passwords::set(request, db).await,
        "POST /api/account/phone/code" => phone::send_code(request, db).await,
        "PUT /api/account/phone" => phone::bind(request, db).await,
        _ => Err(request.no_route()),
    }
}
