//! 登录, 实人认证, 密码, 手机: who somebody is, and how they prove it.

mod guess;
mod identity;
mod passwords;
mod phone;
mod session;
mod sign_in;

use shared::Result;
use shared::web::{self, Reply, Request};

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("POST", ["api", "account", "first-sign-in"]) => sign_in::first(&request).await,
        ("POST", ["api", "account", "sign-in"]) => sign_in::again(&request).await,
        ("POST", ["api", "account", "staff-sign-in"]) => sign_in::staff(&request).await,
        ("GET", ["api", "account", "session"]) => session::show(&request).await,
        ("GET", ["api", "account", "sessions"]) => session::devices(&request).await,
        ("DELETE", ["api", "account", "sessions", id]) => session::end_one(&request, id).await,
        ("POST", ["api", "account", "sign-out"]) => session::end(&request).await,
        ("POST", ["api", "account", "sign-out-everywhere"]) => session::end_all(&request).await,
        ("POST", ["api", "account", "identity"]) => identity::begin(&request).await,
        ("GET", ["api", "account", "identity", id]) => identity::show(&request, id).await,
        ("PUT", ["api", "account", "staff-password"]) => passwords::set_for_staff(&request).await,
        ("PUT", ["api", "account", "passwords"]) => passwords::set(&request).await,
        ("POST", ["api", "account", "phone", "code"]) => phone::send_code(&request).await,
        ("PUT", ["api", "account", "phone"]) => phone::bind(&request).await,
        _ => Err(request.no_route()),
    }
}
