//! The web pages of static/dist, mounted at /, compressed beforehand.

mod page;

use domain::Result;
use web::{Reply, Request};

/// What each address does.
///
/// # Errors
/// Those of the address.
pub async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        (_, ["api", ..]) => Err(request.no_route()),
        ("GET" | "HEAD", path) => page::show(&request, path),
        // 银联 lets the browser post its way back.
        ("POST", ["pay", token]) => Ok(Reply::see_other(&format!("/pay/{token}"))),
        _ => Err(domain::Error::MethodNotAllowed("GET, HEAD".into())),
    }
}
