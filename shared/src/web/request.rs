use super::reply::Cookie;
use crate::domain::{Timestamp, network};
use crate::{Error, Result, api, seal};
use bytes::Bytes;
use http::{HeaderMap, Method, header, request::Parts};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// The last page that can be asked for.
pub const PAGES: i64 = 100_000;

/// A request, read whole.
#[derive(Debug)]
pub struct Request {
    method: Method,
    path: Vec<String>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    now: Timestamp,
}

impl Request {
    /// Takes a request apart.
    ///
    /// # Errors
    /// `Invalid` when it asks for a page that can't be.
    pub fn new(head: Parts, body: Bytes, now: Timestamp) -> Result<Self> {
        let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let path = head.uri.path().split('/').skip(1).map(decode).collect();
        let query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        let query: Vec<(String, String)> = query.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        page(&query)?;
        Ok(Self { method: head.method, path, query, headers: head.headers, body, now })
    }

    /// `GET`, `POST`, …
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path's segments: `/api/volunteer/x` is `["api", "volunteer", "x"]`.
    pub fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// When it arrived.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The body's bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers as text, for the proof store of payment notices.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The page number asked for, from 1.
    pub fn page(&self) -> i64 {
        page(&self.query).unwrap_or(1)
    }

    /// The body as JSON of this shape, for a write from our own pages.
    ///
    /// # Errors
    /// `WrongOrigin`, `UnsupportedMediaType`, `Malformed`, `UnknownField`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.require_own_origin()?;
        self.require_type("application/json")?;
        // serde would read a list as the fields in their order.
        if self.body.trim_ascii_start().first() != Some(&b'{') {
            return Err(Error::Malformed("请求应为 JSON 对象".into()));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let text = error.to_string();
            match text.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
                Some(name) => Error::UnknownField(name.to_owned()),
                None => Error::Malformed(text),
            }
        })
    }

    /// The body as UTF-8 text of a CSV import.
    ///
    /// # Errors
    /// `WrongOrigin`, `UnsupportedMediaType`, `Malformed`.
    pub fn csv(&self) -> Result<Cow<'_, str>> {
        self.require_own_origin()?;
        self.require_type("text/csv")?;
        let text = std::str::from_utf8(&self.body).map_err(|_| Error::Malformed("文件应为 UTF-8 编码".into()))?;
        Ok(Cow::Borrowed(text.trim_start_matches('\u{feff}')))
    }

    /// A write counts only when our own page sent it (SameSite cookies are the second line).
    ///
    /// # Errors
    /// `WrongOrigin`.
    pub fn require_own_origin(&self) -> Result<()> {
        let origin = self.header("origin").ok_or(Error::WrongOrigin)?;
        let host = self.header("host").or_else(|| self.full_url_host()).ok_or(Error::WrongOrigin)?;
        let own = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        if own == Some(host) { Ok(()) } else { Err(Error::WrongOrigin) }
    }

    /// The scheme and authority under which the client reached us.
    pub fn base_url(&self) -> String {
        let scheme = if self.is_secure() { "https" } else { "http" };
        let host = self.header("host").or_else(|| self.full_url_host()).unwrap_or("localhost");
        format!("{scheme}://{host}")
    }

    /// Reached over https?
    pub fn is_secure(&self) -> bool {
        self.header("spin-full-url").is_some_and(|url| url.starts_with("https:"))
            || self.header("origin").is_some_and(|origin| origin.starts_with("https:"))
    }

    /// The session token of the cookie.
    pub fn session_token(&self) -> Option<&str> {
        self.cookie(Cookie::Session)
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
        let without_port = peer.rsplit_once(':').map_or(peer, |(address, _)| address);
        without_port.trim_matches(['[', ']'])
    }

    /// The client's network, which limits count.
    pub fn network(&self) -> String {
        network::of(self.ip())
    }

    /// The client's software, shortened: enough to recognise one's own phone.
    pub fn device(&self) -> String {
        self.header("user-agent").unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect()
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
        head.push('\n');
        seal::sha256([head.as_bytes(), &self.body].concat())
    }

    /// No route of the component fits: is the address unknown, or only the method?
    pub fn no_route(&self) -> Error {
        match api::methods(&self.path()) {
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

/// The page number asked for, from 1.
fn page(query: &[(String, String)]) -> Result<i64> {
    let asked = query.iter().find(|(name, value)| name == "page" && !value.is_empty());
    let page = asked.map_or(Ok(1), |(_, value)| value.parse());
    let page = page.ok().filter(|page| (1..=PAGES).contains(page));
    page.ok_or_else(|| Error::invalid("page", format!("页码应为 1–{PAGES} 的整数")))
}
