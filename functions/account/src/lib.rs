//! 登录, 实人认证, 密码, 手机: who somebody is, and how they prove it.

mod failure;
mod guess;
mod identity;
mod outside;
mod passwords;
mod phone;
mod session;
mod sign_in;
mod staff;

use domain::Result;
use web::{Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("POST", ["api", "account", "first-sign-in"]) => {
            failure::noted(&request, "number", sign_in::first(&request)).await
        }
        ("POST", ["api", "account", "sign-in"]) => failure::noted(&request, "login", sign_in::again(&request)).await,
        ("POST", ["api", "account", "staff-sign-in"]) => staff::sign_in(&request).await,
        ("GET", ["api", "account", "session"]) => session::show(&request).await,
        ("GET", ["api", "account", "sessions"]) => session::devices(&request).await,
        ("DELETE", ["api", "account", "sessions", id]) => session::end_one(&request, id).await,
        ("POST", ["api", "account", "sign-out"]) => session::end(&request).await,
        ("POST", ["api", "account", "sign-out-everywhere"]) => session::end_all(&request).await,
        ("POST", ["api", "account", "identity"]) => identity::begin(&request).await,
        ("GET", ["api", "account", "identity", id]) => identity::show(&request, id).await,
        ("POST", ["api", "account", "staff-second-factor"]) => staff::second_factor(&request).await,
        ("POST", ["api", "account", "staff-factor"]) => staff::begin_factor(&request).await,
        ("PUT", ["api", "account", "staff-factor"]) => staff::set_factor(&request).await,
        ("PUT", ["api", "account", "staff-password"]) => staff::set_password(&request).await,
        ("PUT", ["api", "account", "passwords"]) => passwords::set(&request).await,
        ("POST", ["api", "account", "phone", "code"]) => phone::send_code(&request).await,
        ("PUT", ["api", "account", "phone"]) => phone::bind(&request).await,
        _ => Err(request.no_route()),
    }
}
