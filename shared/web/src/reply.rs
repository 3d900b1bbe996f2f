use super::pieces::{Body, Pieces};
use bytes::Bytes;
use domain::Result;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use store::db::Db;
use store::journal::{self, Author};

/// What goes back over the wire.
pub type Response = http::Response<Body>;

/// What is no page never becomes one, whatever is inside of it.
const NO_PAGE: &str =
    "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// The cookies that there are.
#[derive(Clone, Copy)]
pub(super) enum Cookie {
    /// The session's token
    Session,
    /// Whichever account is used in it: this browser
    Browser,
}

impl Cookie {
    /// `__Host-` binds a cookie to https and to this very host; plain http, in development, can't have it.
    pub(super) fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-zhaokao",
            (Self::Session, false) => "zhaokao",
            (Self::Browser, true) => "__Host-zhaokao-browser",
            (Self::Browser, false) => "zhaokao-browser",
        }
    }
}

/// An answer, before it is put on the wire.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

impl Reply {
    /// 200 with JSON.
    ///
    /// # Errors
    /// `Internal` when the value cannot be written as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(value)?;
        Ok(Self::new(StatusCode::OK, body).header(header::CONTENT_TYPE, "application/json"))
    }

    /// 201 with JSON.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn created(value: &impl Serialize) -> Result<Self> {
        Ok(Self { status: StatusCode::CREATED, ..Self::json(value)? })
    }

    /// 202 with JSON: accepted, the outcome comes another way.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn accepted(value: &impl Serialize) -> Result<Self> {
        Ok(Self { status: StatusCode::ACCEPTED, ..Self::json(value)? })
    }

    /// 401 with a problem: the signature of somebody outside does not hold.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn unauthorized(problem: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(problem)?;
        Ok(Self::new(StatusCode::UNAUTHORIZED, body).header(header::CONTENT_TYPE, "application/problem+json"))
    }

    /// 204 to what is carried out once, however often the very same request comes.
    ///
    /// # Errors
    /// As [`journal::once`].
    pub async fn once(db: &Db, author: &Author, work: impl AsyncFnOnce() -> Result<()>) -> Result<Self> {
        journal::once_at_most(db, author, work).await?;
        Ok(Self::no_content())
    }

    /// 204.
    pub fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, Vec::new())
    }

    /// 303: what was asked for is to be read there.
    pub fn see_other(location: &str) -> Self {
        Self::new(StatusCode::SEE_OTHER, Vec::new()).header(header::LOCATION, location)
    }

    /// 304: what the client has is still true.
    pub fn not_modified() -> Self {
        Self::new(StatusCode::NOT_MODIFIED, Vec::new())
    }

    /// 200 with bytes of a content type.
    pub fn bytes(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, body).header(header::CONTENT_TYPE, content_type)
    }

    /// 200 with a file that is made while the client takes it.
    pub fn pieces(content_type: &str, pieces: Pieces) -> Self {
        let whole = Self::new(StatusCode::OK, Bytes::new()).header(header::CONTENT_TYPE, content_type);
        Self { body: Body::Pieces(pieces), ..whole }
    }

    pub(super) fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Whole(body.into()) }
    }

    /// With a header. A value that cannot be a header is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// With another status.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// May be kept by caches for so many seconds. Everything else is `no-store`.
    #[must_use]
    pub fn cached(self, seconds: u32) -> Self {
        self.header(header::CACHE_CONTROL, &format!("public, max-age={seconds}"))
    }

    /// With the session cookie; `None` removes it.
    #[must_use]
    pub fn session_cookie(self, token: Option<&str>, secure: bool) -> Self {
        match token {
            Some(token) => self.cookie(Cookie::Session, token, "", secure),
            None => self.cookie(Cookie::Session, "", "; Max-Age=0", secure),
        }
    }

    /// With the browser's own cookie, for as long as browsers keep one.
    #[must_use]
    pub fn browser_cookie(self, token: &str, secure: bool) -> Self {
        self.cookie(Cookie::Browser, token, "; Max-Age=34560000", secure)
    }

    fn cookie(self, cookie: Cookie, value: &str, age: &str, secure: bool) -> Self {
        let (name, secure) = (cookie.name(secure), if secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{secure}");
        self.header(header::SET_COOKIE, &text)
    }

    /// A page of HTML may do only this (`Content-Security-Policy`), and no other site shows it inside of itself.
    #[must_use]
    pub fn policy(self, policy: &str) -> Self {
        self.header(header::CONTENT_SECURITY_POLICY, policy)
            .header(header::REFERRER_POLICY, "strict-origin")
            .header(header::X_FRAME_OPTIONS, "DENY")
    }

    /// Reached over https, this host is from now on reached in no other way (RFC 6797).
    pub(super) fn strictly_https(self) -> Self {
        self.header(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains")
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        let unless_it_says_more = [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, NO_PAGE),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ];
        for (name, value) in unless_it_says_more {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        response
    }
}
