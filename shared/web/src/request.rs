use super::origin::Origin;
use super::reading;
use super::reply::Cookie;
use super::setting::Setting;
use super::storable;
use super::trace::Trace;
use crate::api::{self, Operation};
use bytes::Bytes;
use domain::error::internal;
use domain::{Error, Result, Timestamp, network, text, time};
use http::{HeaderMap, Method, Uri, header, request::Parts};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fmt::Display;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use store::seal;
use store::session::Token;

/// A request, read whole.
#[derive(Debug)]
pub struct Request {
    method: Method,
    uri: Uri,
    path: Vec<String>,
    operation: Option<&'static Operation>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    now: Timestamp,
    begun: Timestamp,
    setting: Setting,
    /// Whose session it is, once that is known
    actor: Arc<OnceLock<String>>,
}

/// A stamp that is older than a request can be is a mistake.
const OLDEST_START: i64 = 15 * time::MINUTE;

impl Request {
    /// Takes a request's head apart.
    pub(super) fn new(head: Parts, now: Timestamp, setting: Setting) -> Self {
        let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let Parts { method, uri, headers, .. } = head;
        // As it came: another spelling of what another component's route is for (`/%73ign-in`) is nothing here.
        let raw: Vec<&str> = uri.path().split('/').skip(1).collect();
        let operation = api::operation(method.as_str(), &raw);
        let path = raw.iter().map(|segment| decode(segment)).collect();
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let query = query.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let actor = Arc::default();
        let mut request =
            Self { method, uri, path, operation, query, headers, body: Bytes::new(), now, begun: now, setting, actor };
        request.now = request.start().unwrap_or(now);
        request
    }

    pub(super) fn trace(&self) -> Trace {
        Trace { operation: self.operation, client: self.ip().to_owned(), actor: Arc::clone(&self.actor) }
    }

    /// Somebody who has no session is refused, for a reason that goes to the log.
    pub fn refused(&self, code: &str, why: impl Display) {
        self.trace().refused(code, &why.to_string());
    }

    /// Who says that they send it, for the log.
    pub fn comes_from(&self, actor: &str) {
        self.trace().is_of(actor.to_owned());
    }

    /// A service outside fails us, and the request goes on without it.
    pub fn goes_without(&self, service: impl Display) {
        self.trace().failed("service outside", &service.to_string());
    }

    /// When the request was there in full, as the host says, or a proxy in front of everything: `t=` and milliseconds,
    /// or (nginx) seconds with three decimals.
    fn start(&self) -> Option<Timestamp> {
        let stamp = self.header("x-request-start").filter(|_| self.setting.trusted_start)?.strip_prefix("t=")?;
        let milliseconds = match stamp.split_once('.') {
            Some((seconds, decimals)) if decimals.len() == 3 => format!("{seconds}{decimals}"),
            Some(_) => return None,
            None => stamp.to_owned(),
        };
        let at = milliseconds.parse().ok().filter(|at| (self.now.0 - OLDEST_START..=self.now.0).contains(at))?;
        Some(Timestamp(at))
    }

    pub(super) fn set_body(&mut self, body: Bytes) {
        self.body = body;
    }

    /// `GET`, `POST`, …
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path's segments: `/api/volunteer/x` is `["api", "volunteer", "x"]`.
    pub fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The operation of the table that it asks for.
    pub(super) fn known_operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// The operation that it asks for: `PUT /api/volunteer/{batch}/draft`; empty when there is none.
    pub fn operation(&self) -> &'static str {
        self.operation.map_or("", |operation| operation.id)
    }

    /// What its address says in the place of `{name}` in the operation's path.
    ///
    /// # Errors
    /// `Internal` when that has no such place.
    pub fn param(&self, name: &str) -> Result<&str> {
        let place = self.operation.and_then(|operation| operation.place(name));
        let given = place.and_then(|place| self.path.get(place));
        given.map(String::as_str).ok_or_else(|| internal(format!("{}: no {{{name}}}", self.operation())))
    }

    /// The number of the thing that its address names; `what` it is in Chinese.
    ///
    /// # Errors
    /// `NotFound` when that is no number.
    pub fn id(&self, what: &'static str) -> Result<i64> {
        self.param("id")?.parse().map_err(|_| Error::NotFound(what))
    }

    /// When it had arrived in full: the instant that windows and rules go by.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When its component began with it, after whatever line there was: what is held from then on is held by this.
    pub fn begun(&self) -> Timestamp {
        self.begun
    }

    /// The body's bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// A header's text, if it is there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        all.next().filter(|_| all.next().is_none())?.to_str().ok()
    }

    /// All headers as text, for the proof store of payment notices.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    /// A parameter of the address.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// The parameters of the address, in the shape that the table of operations says.
    ///
    /// # Errors
    /// `Invalid`, with the parameter that does not fit.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T> {
        reading::query(&self.query)
    }

    /// Holds only what can be stored.
    ///
    /// # Errors
    /// `Invalid`.
    pub(super) fn with_storable_query(self) -> Result<Self> {
        self.query.iter().try_for_each(|(name, value)| storable::text(name, value))?;
        Ok(self)
    }

    /// The body as JSON of this shape, for a write from our own pages.
    ///
    /// # Errors
    /// `WrongOrigin`, `UnsupportedMediaType`, `Malformed`, `UnknownField`; `Invalid` for a choice that there is not.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.require_own_origin()?;
        self.require_type("application/json")?;
        storable::json(&self.body)?;
        reading::json(&self.body)
    }

    /// The body as UTF-8 text of a CSV import.
    ///
    /// # Errors
    /// `WrongOrigin`, `UnsupportedMediaType`, `Malformed`.
    pub fn csv(&self) -> Result<Cow<'_, str>> {
        self.require_own_origin()?;
        self.require_type("text/csv")?;
        let text = std::str::from_utf8(&self.body).map_err(|_| Error::Malformed("文件应为 UTF-8 编码".into()))?;
        storable::text("file", text)?;
        Ok(Cow::Borrowed(text.trim_start_matches('\u{feff}')))
    }

    /// The body as it is: a part of a file.
    ///
    /// # Errors
    /// `WrongOrigin`, `UnsupportedMediaType`.
    pub fn bytes(&self) -> Result<&Bytes> {
        self.require_own_origin()?;
        self.require_type("application/octet-stream")?;
        Ok(&self.body)
    }

    /// A write counts only when our own page sent it (SameSite cookies are the second line).
    ///
    /// # Errors
    /// `WrongOrigin`.
    pub fn require_own_origin(&self) -> Result<()> {
        let origin = self.header("origin").and_then(Origin::parse).ok_or(Error::WrongOrigin)?;
        if self.own_origin() == Some(origin) { Ok(()) } else { Err(Error::WrongOrigin) }
    }

    /// Where the client reached us. That it was by https is not always told (TLS ends at a proxy), but known of the site's
    /// public address.
    fn own_origin(&self) -> Option<Origin> {
        let reached = Origin::of(self.reached_by(), self.host()?)?;
        let public = self.setting.public.as_ref().filter(|public| public.is_secure() && public.has_place_of(&reached));
        Some(public.cloned().unwrap_or(reached))
    }

    fn reached_by(&self) -> &'static str {
        let secure = self.header("spin-full-url").is_some_and(|url| url.starts_with("https:"));
        if secure { "https" } else { "http" }
    }

    fn host(&self) -> Option<&str> {
        self.header("host").or_else(|| self.full_url_host())
    }

    /// The scheme and authority under which the client reached us.
    pub fn base_url(&self) -> String {
        let scheme = if self.is_secure() { "https" } else { "http" };
        format!("{scheme}://{}", self.host().unwrap_or("localhost"))
    }

    /// Reached over https?
    pub fn is_secure(&self) -> bool {
        self.own_origin().is_some_and(|origin| origin.is_secure())
    }

    /// The session token of the cookie.
    pub fn session_token(&self) -> Option<Token<'_>> {
        self.cookie(Cookie::Session).map(Token)
    }

    /// The browser's own cookie, as a hash.
    pub fn browser(&self) -> Option<String> {
        self.browser_token().map(seal::sha256)
    }

    /// The browser's own cookie.
    pub fn browser_token(&self) -> Option<&str> {
        self.cookie(Cookie::Browser).filter(|token| token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// Under https only the name that no other site of the domain can set counts. Behind a proxy that does not tell us
    /// of https, a read may look like http: then that name still goes first.
    fn cookie(&self, cookie: Cookie) -> Option<&str> {
        let named = |secure| {
            let lines = self.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
            pairs.find(|(name, value)| *name == cookie.name(secure) && !value.is_empty()).map(|(_, value)| value)
        };
        named(true).or_else(|| named(false).filter(|_| !self.is_secure()))
    }

    /// The client's address, without the port.
    pub fn ip(&self) -> &str {
        let peer = self.header("spin-client-addr").unwrap_or_default();
        match peer.rsplit_once(':') {
            // An address alone, and an IPv6 one with all its colons.
            _ if peer.parse::<IpAddr>().is_ok() => peer,
            Some((address, _)) => address.trim_matches(['[', ']']),
            None => peer,
        }
    }

    /// The client's network, which limits count.
    pub fn network(&self) -> String {
        network::of(self.ip())
    }

    /// The same, and what its holder may have of such networks, the narrowest first.
    pub fn networks(&self) -> Vec<String> {
        network::around(self.ip())
    }

    /// The client's software, shortened: enough to recognise one's own phone.
    pub fn device(&self) -> String {
        shortened(self.header("user-agent").unwrap_or_default())
    }

    /// The `Idempotency-Key`, if there is one.
    ///
    /// # Errors
    /// `IdempotencyKeyMissing` when it is not of the right form.
    pub fn idempotency_key(&self) -> Result<Option<&str>> {
        let Some(key) = self.header("idempotency-key") else { return Ok(None) };
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if plain && (8..=64).contains(&key.len()) { Ok(Some(key)) } else { Err(Error::IdempotencyKeyMissing) }
    }

    /// What makes two requests the same: method, address and body.
    pub fn fingerprint(&self) -> String {
        let mut head = format!("{} /{}", self.method, self.path.join("/"));
        for (name, value) in &self.query {
            head.extend(["&", name, "=", value]);
        }
        head.extend(["\n", self.header("x-exam").unwrap_or_default(), "\n"]);
        seal::sha256_of([head.as_bytes(), &self.body[..]])
    }

    /// No route of the component fits: is the address unknown, or only the method?
    pub fn no_route(&self) -> Error {
        match api::methods(&self.uri.path().split('/').skip(1).collect::<Vec<_>>()) {
            methods if methods.is_empty() => Error::NoRoute,
            methods => Error::MethodNotAllowed(methods.join(", ")),
        }
    }

    fn full_url_host(&self) -> Option<&str> {
        let url = self.header("spin-full-url")?;
        url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest))
    }

    fn require_type(&self, expected: &'static str) -> Result<()> {
        let content_type = self.header("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Error::UnsupportedMediaType(expected)) }
    }
}

/// What every browser says of itself, and says nothing. Left out, the name of the app (微信 comes last, after 200
/// characters) is inside what is kept.
const NOISE: [&str; 8] = ["Mozilla/", "AppleWebKit/", "(KHTML,", "Gecko)", "like", "Version/", "XWEB/", "MMWEB"];

fn shortened(agent: &str) -> String {
    let telling = agent.split(' ').filter(|word| !NOISE.iter().any(|noise| word.starts_with(noise)));
    let kept = telling.collect::<Vec<_>>().join(" ");
    kept.chars().filter(|c| text::is_storable(*c)).take(120).collect()
}

#[cfg(test)]
mod tests;
