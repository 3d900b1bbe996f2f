//! Outbound `wasi:http`, limited to the component's `allowed_outbound_hosts`.

mod allowed;
mod timed;

use crate::instance::Guest;
use crate::manifest::{Component, Manifest};
use crate::variables::Values;
use allowed::{AllowedHost, is_own};
use anyhow::Result;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri, header};
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as PooledClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use timed::Timed;
use tokio::time::Instant;
use wasmtime::component::Linker;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// Sends requests of all components, over connections that it keeps.
#[derive(Clone)]
pub(crate) struct Client {
    pooled: PooledClient<HttpsConnector<HttpConnector>, WasiBody>,
    /// Where this application itself listens, once it does.
    own: Arc<OnceLock<SocketAddr>>,
    /// How long a whole answer may take.
    longest: Duration,
}

impl Client {
    pub(crate) fn new(longest: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(longest));
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(connector);
        let pooled = PooledClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(connector);
        Self { pooled, own: Arc::default(), longest }
    }

    /// Tells where the application listens, for requests to `self`.
    pub(crate) fn serve_self_at(&self, address: SocketAddr) {
        let _ = self.own.set(address);
    }
}

/// What one component may reach.
#[derive(Clone)]
pub(crate) struct Granted {
    component: Arc<str>,
    allowed: Arc<[AllowedHost]>,
    client: Client,
}

/// Adds the interface to the linker.
pub(crate) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    wasmtime_wasi_http::p3::add_to_linker(linker)
}

/// Reads a component's list; templates are filled in.
pub(crate) fn configure(
    manifest: &Manifest,
    component: &Component,
    values: &Values,
    client: &Client,
) -> Result<Granted> {
    let parse = |entry: &crate::manifest::Located<String>| {
        let host = values.fill(&entry.value).and_then(|text| AllowedHost::parse(&text));
        host.map_err(|error| manifest.error(entry.line, error))
    };
    let allowed = component.allowed_outbound_hosts.iter().map(parse).collect::<Result<_>>()?;
    Ok(Granted { component: component.id.value.as_str().into(), allowed, client: client.clone() })
}

/// The state of one instance.
pub(crate) fn prepare(granted: &Granted) -> Granted {
    granted.clone()
}

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(http::Response<WasiBody>, Io), Error>;

impl WasiHttpHooks for Granted {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Io,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let granted = self.clone();
        Box::new(async move {
            let response = granted.send(request, options.unwrap_or_default()).await?;
            Ok((response, Box::new(async { Ok(()) }) as Io))
        })
    }
}

impl Granted {
    async fn send(
        &self,
        mut request: http::Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<http::Response<WasiBody>, Error> {
        if !self.allowed.iter().any(|allowed| allowed.allows(request.uri())) {
            self.explain(request.uri());
            return Err(Error::HttpRequestDenied);
        }
        if is_own(request.uri()) {
            self.direct_to_self(&mut request)?;
        }
        let longest = self.client.longest;
        let deadline = Instant::now() + longest;
        let patience = options.first_byte_timeout.map_or(longest, |patience| patience.min(longest));
        let answer = tokio::time::timeout(patience, self.client.pooled.request(request)).await;
        let response = answer.map_err(|_| Error::HttpResponseTimeout)?.map_err(failure)?;
        let pause = options.between_bytes_timeout;
        Ok(response.map(|body| Timed::new(body, deadline, pause).boxed_unsync()))
    }

    fn direct_to_self(&self, request: &mut http::Request<WasiBody>) -> Result<(), Error> {
        let own = self.client.own.get().ok_or(Error::DestinationUnavailable)?.to_string();
        let invalid = |_| Error::HttpRequestUriInvalid;
        let mut parts = request.uri().clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(Authority::try_from(own.as_str()).map_err(invalid)?);
        parts.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Error::HttpRequestUriInvalid)?;
        let host = HeaderValue::try_from(own).map_err(|_| Error::HttpRequestUriInvalid)?;
        request.headers_mut().insert(header::HOST, host);
        Ok(())
    }

    /// Tells the operator how to allow it; the path and the query stay out of the log.
    fn explain(&self, uri: &Uri) {
        let scheme = uri.scheme_str().unwrap_or("https");
        let authority = uri.authority().map_or("self", Authority::as_str);
        let how = format!("to allow it, add \"{scheme}://{authority}\" to its allowed_outbound_hosts");
        let what = format!("component `{}` is not allowed to send a request to {scheme}://{authority}", self.component);
        crate::log(&what, how);
    }
}

fn failure(error: hyper_util::client::legacy::Error) -> Error {
    if error.is_connect() { Error::ConnectionRefused } else { Error::ConnectionTerminated }
}
