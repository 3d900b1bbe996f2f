//! HTTP: one request in, one reply out. Only here are status codes known.

mod auth;
mod html;
mod problem;
mod reply;
mod request;

pub use html::Text;
pub use problem::Problem;
pub use reply::{Reply, Response};
pub use request::{PAGES, Request};

use crate::{Error, Result, domain::Timestamp};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Largest body that a component reads, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Serves one request: reads it, checks a write's `Origin`, runs the routes, and turns the outcome
/// (errors too) into a response. Never fails, never panics.
pub async fn serve<B, F>(request: http::Request<B>, routes: impl FnOnce(Request) -> F) -> Response
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    F: Future<Output = Result<Reply>>,
{
    let (reply, secure) = match read(request).await {
        Ok(request) => {
            let secure = request.is_secure();
            (routes(request).await, secure)
        }
        Err(error) => (Err(error), false),
    };
    let reply = reply.unwrap_or_else(problem::reply);
    if secure { reply.strictly_https() } else { reply }.into_response()
}

async fn read<B>(request: http::Request<B>) -> Result<Request>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let body =
        Limited::new(body, BODY_LIMIT).collect().await.map_err(|error| match error.is::<LengthLimitError>() {
            true => Error::BodyTooLarge,
            false => Error::Malformed(format!("正文没有收全：{error}")),
        })?;
    let body = body.to_bytes();
    Request::new(head, body, now())
}

/// The one place that reads the clock: when the request arrived.
#[expect(clippy::disallowed_methods, reason = "the entry of a request; from here on time is a parameter")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
