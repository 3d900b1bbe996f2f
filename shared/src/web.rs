//! HTTP: one request in, one reply out. Only here are status codes known.

mod auth;
mod body;
mod html;
mod origin;
mod problem;
mod reply;
mod request;
mod setting;

pub use html::Text;
pub use problem::Problem;
pub use reply::{Reply, Response};
pub use request::{PAGES, Request};

use crate::{Result, domain::Timestamp};
use bytes::Bytes;
use setting::Setting;

/// Serves one request: reads it, checks a write's `Origin`, runs the routes, and turns the outcome
/// (errors too) into a response. Never fails, never panics.
pub async fn serve<B, F>(request: http::Request<B>, routes: impl FnOnce(Request) -> F) -> Response
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    F: Future<Output = Result<Reply>>,
{
    let (head, body) = request.into_parts();
    let read = async { Request::new(head, now(), Setting::get().await)?.receive(body).await };
    let reply = match read.await {
        Ok(request) => routes(request).await,
        Err(error) => Err(error),
    };
    reply.unwrap_or_else(problem::reply).into_response()
}

/// The one place that reads the clock.
#[expect(clippy::disallowed_methods, reason = "the entry of a request; from here on time is a parameter")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
