//! One request: find its component, take it in, let it stand in line, hand it over, answer.

use crate::access_log::AccessLog;
use crate::body::{Answer, Claim, Recorded};
use crate::budget::Budget;
use crate::client::Client;
use crate::clock::Clock;
use crate::connections::Open;
use crate::database::Databases;
use crate::instance::{Crowded, Handler};
use crate::intake::{Intake, Received, SMALL};
use crate::line::{Admitted, NoRoom};
use crate::log;
use crate::metrics::ComponentMetrics;
use crate::options::Limits;
use crate::problem::{self, Problem};
use crate::proxies::{self, Network};
use crate::record::Record;
use crate::room::Room;
use crate::routes::{Match, Routes, WELL_KNOWN};
use crate::wish::{Ticket, Wish};
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING};
use http::request::Parts;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::body::Incoming;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::task::TaskTracker;
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError};
use wasmtime_wasi_http::{Error, WasiBody};

/// When a request was there in full, as proxies in front of Spin tell it: `t=<milliseconds since 1970>`.
const REQUEST_START: HeaderName = HeaderName::from_static("x-request-start");

/// Reached over https, a host is from now on reached in no other way (RFC 6797).
const STRICTLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// How long it takes to be told that there is no room.
const REFUSAL: Duration = Duration::from_secs(1);

/// A component as requests see it.
pub(crate) struct Service {
    pub(crate) handler: Handler,
    pub(crate) metrics: Arc<ComponentMetrics>,
    /// The largest body it reads.
    pub(crate) body: u64,
    /// How long a request may stand in its line.
    pub(crate) patience: Duration,
    /// Carries a request out also when its client has gone meanwhile: nobody holds a phone still for as long as this line may be.
    pub(crate) steadfast: bool,
    /// Large bodies that are in its instances at once, in KiB.
    pub(crate) large: Semaphore,
}

/// What answers requests.
pub(crate) struct App {
    pub(crate) routes: Routes,
    pub(crate) services: Vec<Service>,
    pub(crate) limits: Limits,
    pub(crate) intake: Intake,
    pub(crate) memory: Arc<Budget>,
    pub(crate) databases: Databases,
    pub(crate) room: Arc<Room>,
    pub(crate) trusted_proxies: Vec<Network>,
    /// What is carried out whether or not its client is still there; a stop waits for it.
    pub(crate) steadfast: TaskTracker,
    pub(crate) log: AccessLog,
    pub(crate) clock: Clock,
    /// Counts requests that no route fits.
    pub(crate) unrouted: Arc<ComponentMetrics>,
}

type Reply = Response<UnsyncBoxBody<Bytes, Error>>;

impl App {
    /// Answers one request; whatever goes wrong becomes an answer, too.
    pub(crate) async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
        connection: Arc<Open>,
    ) -> Reply {
        // Whoever sends many requests in a row lets others through between two of them.
        tokio::task::yield_now().await;
        let secure = proxies::scheme(peer, request.headers(), &self.trusted_proxies) == Scheme::HTTPS;
        let mut response = self.route(request, peer, &connection).await;
        self.clock.date(response.headers_mut());
        if secure {
            response.headers_mut().entry(STRICT_TRANSPORT_SECURITY).or_insert(STRICTLY);
        }
        connection.sends();
        if connection.is_shed() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn route(self: &Arc<Self>, request: Request<Incoming>, peer: SocketAddr, connection: &Arc<Open>) -> Reply {
        let address = proxies::client(peer, request.headers(), &self.trusted_proxies);
        let client = Client::from(address.ip());
        connection.works_for(client);
        let path = request.uri().path().to_owned();
        let method = request.method().clone();
        if path.strip_prefix(WELL_KNOWN) == Some("health") {
            return self.health().await;
        }
        let Some(found) = self.routes.find(&path).filter(|_| !path.starts_with(WELL_KNOWN)) else {
            let record = Record::start(&self.log, &self.unrouted, address.ip(), &method, "");
            return recorded(Problem::NoRoute.response(), record, connection);
        };
        let Some(service) = self.services.get(found.component) else {
            return Problem::Internal.response();
        };
        let record = Record::start(&self.log, &service.metrics, address.ip(), &method, found.route);
        let (parts, body) = request.into_parts();
        let scheme = proxies::scheme(peer, &parts.headers, &self.trusted_proxies);
        let response = match describe(parts, &found, scheme, address) {
            Ok(parts) => self.run(found.component, parts, body, client, connection).await,
            Err(problem) => Err(problem),
        };
        if let Err(Problem::Busy) = response {
            // Nobody keeps the processors busy by being refused; meanwhile the connection is one that may be closed.
            connection.is_idle();
            tokio::time::sleep(REFUSAL).await;
        }
        recorded(response.unwrap_or_else(Problem::response), record, connection)
    }

    async fn health(&self) -> Reply {
        if let Some(file) = self.databases.lost() {
            let text = format!("{} is not where it was\n", file.display());
            return problem::response(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", text);
        }
        let (status, text) = match (self.databases.full().await, self.room.low().await) {
            // The log has the whole path, and how much is free; strangers ask here, too.
            (Some(file), _) => (StatusCode::SERVICE_UNAVAILABLE, format!("no room to write to {}\n", file.display())),
            (None, true) => (StatusCode::OK, "low_space\n".into()),
            (None, false) => (StatusCode::OK, "OK".into()),
        };
        problem::response(status, "text/plain; charset=utf-8", text)
    }

    /// The body first, in full; then the instant that counts; only then whatever there is a line for.
    async fn run(
        self: &Arc<Self>,
        component: usize,
        mut parts: Parts,
        body: Incoming,
        client: Client,
        connection: &Arc<Open>,
    ) -> Result<Reply, Problem> {
        let service = self.services.get(component).ok_or(Problem::Internal)?;
        let received = self.intake.receive(body, service.body, connection).await?;
        let now = self.clock.now().as_millis();
        parts.headers.remove(REQUEST_START);
        parts.headers.extend(HeaderValue::try_from(format!("t={now}")).map(|value| (REQUEST_START, value)));
        let length = received.length();
        if parts.headers.remove(TRANSFER_ENCODING).is_some() {
            parts.headers.insert(CONTENT_LENGTH, length.into());
        }
        let admitted = service.handler.state().crowd().line().admit(client).map_err(|NoRoom| Problem::Busy)?;
        let work = Arc::clone(self).carry_out(component, parts, received, admitted);
        match service.steadfast {
            true => self.steadfast.spawn(work).await.unwrap_or(Err(Problem::Internal)),
            false => work.await,
        }
    }

    /// Whatever there is a line for.
    async fn carry_out(
        self: Arc<Self>,
        component: usize,
        parts: Parts,
        received: Received,
        admitted: Admitted,
    ) -> Result<Reply, Problem> {
        let service = self.services.get(component).ok_or(Problem::Internal)?;
        let deadline = Instant::now() + service.patience;
        let length = received.length();
        let _large = service.large_turn(length, deadline).await?;
        let (bytes, _holds) = received.into_bytes().await?;
        let body = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
        let claim = Claim { admitted, wish: Wish::new() };
        let request = Request::from_parts(parts, body);
        let answer = service.hand_over(request, &claim, deadline).await;
        let late = claim.wish.took(self.limits.request_time);
        let (parts, body) = answer.map_err(|error| problem(&service.metrics.id, &error, late))?.into_parts();
        match Answer::take(body, claim, &self.memory).await {
            Ok(answer) => Ok(Response::from_parts(parts, answer.boxed_unsync())),
            Err(error) => {
                log(&format!("component `{}` broke its answer off", service.metrics.id), format_args!("{error:?}"));
                Err(Problem::Internal)
            }
        }
    }
}

impl Service {
    /// Large bodies wait for each other: an instance's memory has room for few.
    async fn large_turn(&self, length: u64, deadline: Instant) -> Result<Option<SemaphorePermit<'_>>, Problem> {
        if length <= SMALL {
            return Ok(None);
        }
        let share = u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX).min(LARGE_AT_ONCE);
        match tokio::time::timeout_at(deadline.into(), self.large.acquire_many(share)).await {
            Ok(Ok(permit)) => Ok(Some(permit)),
            _ => Err(Problem::Busy),
        }
    }

    /// Stands in line for an instance, when there are as many as there may be.
    async fn hand_over(
        &self,
        mut request: Request<WasiBody>,
        claim: &Claim,
        deadline: Instant,
    ) -> Result<Reply, wasmtime::Error> {
        let crowd = self.handler.state().crowd();
        let mut turn = None;
        if crowd.line().exists() {
            turn = Some(claim.turn(deadline).await?);
        }
        loop {
            let error = match self.handler.handle(Ticket::new(turn, &claim.wish), request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error.downcast::<InstantiationError<Ticket>>()?,
            };
            let full = error.error.is::<Crowded>() || error.error.is::<PoolConcurrencyLimitError>();
            if !full || Instant::now() >= deadline {
                return Err(error.into());
            }
            request = error.request.into_inner().unwrap_or_else(PoisonError::into_inner);
            turn = match error.request_data.turn {
                Some(turn) => Some(turn),
                None => Some(claim.turn(deadline).await?),
            };
            crowd.ready().await;
        }
    }
}

/// What of large bodies one component has in its instances at once, in KiB.
pub(crate) const LARGE_AT_ONCE: u32 = 16 * 1024;

/// Lets the record go with the answer's body, so that it ends when the body has been sent.
fn recorded(response: Reply, mut record: Record, connection: &Arc<Open>) -> Reply {
    record.answered(response.status());
    response.map(|body| Recorded::new(body, record, connection).boxed_unsync())
}

/// Sets the URL and the headers that the component sees.
fn describe(mut parts: Parts, found: &Match<'_>, scheme: Scheme, client: SocketAddr) -> Result<Parts, Problem> {
    parts.uri = absolute(&parts.uri, &parts.headers, scheme)?;
    found.describe(&mut parts.headers, &parts.uri.to_string(), client);
    Ok(parts)
}

/// The URL with scheme and host, as components expect it. A request names one host, and once.
fn absolute(uri: &Uri, headers: &HeaderMap, scheme: Scheme) -> Result<Uri, Problem> {
    let mut hosts = headers.get_all(HOST).into_iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Problem::BadRequest) };
    let host = Authority::try_from(host.as_bytes()).map_err(|_| Problem::BadRequest)?;
    let other = uri.authority().is_some_and(|authority| *authority != host);
    if other || host.host().is_empty() || host.as_str().contains('@') {
        return Err(Problem::BadRequest);
    }
    let mut parts = uri.clone().into_parts();
    parts.scheme = Some(scheme);
    parts.authority = Some(host);
    Uri::from_parts(parts).map_err(|_| Problem::BadRequest)
}

/// What a failed handler means for the client.
///
/// An instance that computes without end is ended from outside, which looks like a trap.
fn problem(component: &str, error: &wasmtime::Error, late: bool) -> Problem {
    if error.is::<NoRoom>() {
        return Problem::Busy;
    }
    if let Some(error) = error.downcast_ref::<InstantiationError<Ticket>>() {
        log(&format!("component `{component}`: no instance"), format_args!("{:#}", error.error));
        return Problem::Busy;
    }
    if late || error.is::<ExpirationError>() {
        log(&format!("component `{component}` did not answer in time"), "");
        return Problem::TimedOut;
    }
    log(&format!("component `{component}` did not answer"), format_args!("{error:#}"));
    Problem::Internal
}
