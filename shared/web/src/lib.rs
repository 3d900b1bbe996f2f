//! HTTP: one request in, one reply out. Only here are status codes known.

pub mod api;
mod auth;
mod body;
mod html;
mod origin;
pub mod outbound;
mod pieces;
mod problem;
mod qr;
mod reading;
pub mod reason;
mod reply;
mod request;
mod setting;
mod storable;
mod trace;
pub mod turn;

pub use html::Text;
pub use origin::may_open;
pub use pieces::{Body, Pieces};
pub use problem::Problem;
pub use qr::qr_svg;
pub use reply::{Reply, Response};
pub use request::Request;

use bytes::Bytes;
use domain::Result;
use setting::Setting;
use std::borrow::Borrow;
use store::db::Db;
use store::{clock, log};

/// Serves a request for an operation of the table: opens the database, and has it handled.
pub async fn call<B, D: Borrow<Db>>(
    request: http::Request<B>,
    open: impl AsyncFnOnce() -> Result<D>,
    handle: impl AsyncFnOnce(&Request, &Db) -> Result<Reply>,
) -> Response
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    serve(request, async |request: Request| match request.known_operation() {
        Some(_) => handle(&request, open().await?.borrow()).await,
        None => Err(request.no_route()),
    })
    .await
}

/// Serves one request: reads it, checks a write's `Origin`, runs the routes, and turns the outcome
/// (errors too) into a response. Never fails, never panics.
pub async fn serve<B>(request: http::Request<B>, routes: impl AsyncFnOnce(Request) -> Result<Reply>) -> Response
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    log::tell_of_panics();
    let (head, body) = request.into_parts();
    let request = Request::new(head, clock::now(), Setting::get().await);
    let (secure, trace) = (request.is_secure(), request.trace());
    let received = request.receive(body).await.and_then(Request::with_storable_query);
    let reply = match received {
        Ok(request) => routes(request).await,
        Err(error) => Err(error),
    };
    let reply = reply.unwrap_or_else(|error| problem::reply(error, &trace));
    if secure { reply.strictly_https() } else { reply }.into_response()
}
