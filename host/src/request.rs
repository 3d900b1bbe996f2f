//! One request: find its component, check the limits, hand it over, answer.

use crate::access_log::AccessLog;
use crate::body::{Limited, Recorded, Verdict};
use crate::clock::Clock;
use crate::instance::{Crowded, Handler, Turn};
use crate::metrics::ComponentMetrics;
use crate::options::Limits;
use crate::problem::{self, Problem};
use crate::proxies::{self, Network};
use crate::record::Record;
use crate::routes::{Match, Routes, WELL_KNOWN};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::body::{Body as _, Incoming};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError};
use wasmtime_wasi_http::{Error, WasiBody};

/// A body of at most this size is read before a component is bothered with the request.
const READ_AHEAD: u64 = 64 * 1024;

/// How much of a body that is too large is read and thrown away, so that the client gets to
/// read the answer instead of a reset connection.
const DISCARDED: u64 = 4;

/// A component as requests see it.
pub(crate) struct Service {
    pub(crate) handler: Handler,
    pub(crate) metrics: Arc<ComponentMetrics>,
    pub(crate) permits: Arc<Semaphore>,
}

/// What answers requests.
pub(crate) struct App {
    pub(crate) routes: Routes,
    pub(crate) services: Vec<Service>,
    pub(crate) limits: Limits,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) log: AccessLog,
    pub(crate) clock: Clock,
    /// Counts requests that no route fits.
    pub(crate) unrouted: Arc<ComponentMetrics>,
}

type Answer = Response<UnsyncBoxBody<Bytes, Error>>;

impl App {
    /// Answers one request; whatever goes wrong becomes an answer, too.
    pub(crate) async fn answer(self: Arc<Self>, request: Request<Incoming>, peer: SocketAddr) -> Answer {
        let mut response = self.route(request, peer).await;
        self.clock.date(response.headers_mut());
        response
    }

    async fn route(&self, request: Request<Incoming>, peer: SocketAddr) -> Answer {
        let path = request.uri().path().to_owned();
        if let Some(name) = path.strip_prefix(WELL_KNOWN) {
            return match name {
                "health" => problem::response(StatusCode::OK, "text/plain", "OK"),
                _ => Problem::NoRoute.response(),
            };
        }
        let method = request.method().clone();
        let Some(found) = self.routes.find(&path) else {
            let record = Record::start(&self.log, &self.unrouted, &method, "", None);
            return recorded(Problem::NoRoute.response(), record);
        };
        let Some(service) = self.services.get(found.component) else {
            return Problem::Internal.response();
        };
        let permit = Arc::clone(&service.permits).try_acquire_owned().ok();
        let busy = permit.is_none();
        let record = Record::start(&self.log, &service.metrics, &method, found.route, permit);
        let response = match busy {
            true => Problem::Busy.response(),
            false => match self.prepare(request, &found, peer).await {
                Ok((request, verdict)) => service.run(request, &verdict, self.limits.request_time).await,
                Err(problem) => problem.response(),
            },
        };
        recorded(response, record)
    }

    /// Sets the headers and the URL that the component sees, and wraps the body in its limits.
    async fn prepare(
        &self,
        request: Request<Incoming>,
        found: &Match<'_>,
        peer: SocketAddr,
    ) -> Result<(Request<WasiBody>, Verdict), Problem> {
        let (mut parts, body) = request.into_parts();
        let client = proxies::client(peer, &parts.headers, &self.trusted_proxies);
        let scheme = proxies::scheme(peer, &parts.headers, &self.trusted_proxies);
        parts.uri = absolute(&parts.uri, &parts.headers, scheme)?;
        found.describe(&mut parts.headers, &parts.uri.to_string(), client);
        let verdict = Verdict::default();
        let length = declared_length(&parts.headers);
        if length.is_some_and(|length| length > self.limits.body) {
            self.discard(body).await;
            return Err(Problem::BodyTooLarge);
        }
        let small = body.size_hint().upper().is_some_and(|length| length <= READ_AHEAD);
        let body = Limited::new(body, self.limits.body, self.limits.body_pause, verdict.clone());
        let body = if small { read_ahead(body, &verdict).await? } else { body.boxed_unsync() };
        Ok((Request::from_parts(parts, body), verdict))
    }

    async fn discard(&self, mut body: Incoming) {
        let mut left = self.limits.body.saturating_mul(DISCARDED);
        let read = async {
            while let Some(Ok(frame)) = body.frame().await {
                let length = frame.data_ref().map_or(0, Bytes::len) as u64;
                left = left.saturating_sub(length);
                if left == 0 {
                    return;
                }
            }
        };
        // Whoever is not done by then gets the answer on a connection that closes.
        let _ = tokio::time::timeout(self.limits.body_pause, read).await;
    }
}

impl Service {
    async fn run(&self, request: Request<WasiBody>, verdict: &Verdict, patience: Duration) -> Answer {
        let start = Instant::now();
        let answer = self.hand_over(request, start + patience).await;
        if verdict.is_too_large() {
            return Problem::BodyTooLarge.response();
        }
        if verdict.is_too_slow() {
            return Problem::SlowClient.response();
        }
        let late = start.elapsed() >= patience;
        answer.unwrap_or_else(|error| problem(&self.metrics.id, &error, late).response())
    }
}

impl Service {
    /// Waits for an instance, in the order of arrival, when there are as many as there may be.
    async fn hand_over(&self, mut request: Request<WasiBody>, deadline: Instant) -> Result<Answer, wasmtime::Error> {
        let crowd = self.handler.state().crowd();
        let mut turn = crowd.turn(false).await;
        loop {
            let error = match self.handler.handle(turn, request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error.downcast::<InstantiationError<Option<Turn>>>()?,
            };
            let full = error.error.is::<Crowded>() || error.error.is::<PoolConcurrencyLimitError>();
            if !full || Instant::now() >= deadline {
                return Err(error.into());
            }
            request = error.request.into_inner().unwrap_or_else(PoisonError::into_inner);
            turn = match error.request_data {
                Some(turn) => Some(turn),
                None => crowd.turn(true).await,
            };
            crowd.ready().await;
        }
    }
}

/// Lets the record go with the answer's body, so that it ends when the body has been sent.
fn recorded(response: Answer, mut record: Record) -> Answer {
    record.answered(response.status());
    response.map(|body| Recorded::new(body, record).boxed_unsync())
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read_ahead(body: Limited, verdict: &Verdict) -> Result<WasiBody, Problem> {
    if body.size_hint().exact() == Some(0) {
        return Ok(Full::default().map_err(|never| match never {}).boxed_unsync());
    }
    match body.collect().await {
        Ok(whole) => Ok(Full::new(whole.to_bytes()).map_err(|never| match never {}).boxed_unsync()),
        Err(_) if verdict.is_too_slow() => Err(Problem::SlowClient),
        Err(_) if verdict.is_too_large() => Err(Problem::BodyTooLarge),
        Err(_) => Err(Problem::BadRequest),
    }
}

/// The URL with scheme and host, as components expect it.
fn absolute(uri: &Uri, headers: &HeaderMap, scheme: Scheme) -> Result<Uri, Problem> {
    let host = headers.get(HOST).map_or("localhost", |host| host.to_str().unwrap_or(""));
    let mut parts = uri.clone().into_parts();
    parts.scheme = Some(scheme);
    parts.authority = Some(Authority::try_from(host).map_err(|_| Problem::BadRequest)?);
    Uri::from_parts(parts).map_err(|_| Problem::BadRequest)
}

/// What a failed handler means for the client.
///
/// An instance that computes without end is ended from outside, which looks like a trap.
fn problem(component: &str, error: &wasmtime::Error, late: bool) -> Problem {
    if let Some(error) = error.downcast_ref::<InstantiationError<Option<Turn>>>() {
        eprintln!("component `{component}`: no instance: {:#}", error.error);
        return Problem::Busy;
    }
    if late || error.is::<ExpirationError>() {
        eprintln!("component `{component}` did not answer in time");
        return Problem::TimedOut;
    }
    eprintln!("component `{component}` did not answer: {error:#}");
    Problem::Internal
}
