//! Requests to services outside. Whatever goes wrong on the way is [`Error::Unavailable`];
//! any answer, also a refusal, is an [`Answer`].

use bytes::Bytes;
use domain::error::internal;
use domain::{Error, Result};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};
use serde::{Serialize, de::DeserializeOwned};
use std::net::IpAddr;

/// What a service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// 2xx?
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body of a 2xx as JSON.
    ///
    /// # Errors
    /// `Unavailable` for another status or another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !self.is_success() {
            return Err(Error::Unavailable(format!("status {}", self.status)));
        }
        serde_json::from_slice(&self.body).map_err(|error| Error::Unavailable(format!("answer: {error}")))
    }
}

impl From<Answer> for Response<Bytes> {
    fn from(Answer { status, headers, body }: Answer) -> Self {
        let mut response = Self::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        *response.headers_mut() = headers;
        response
    }
}

/// GET.
///
/// # Errors
/// `Unavailable` when no answer came.
pub async fn get(url: &str, headers: &[(&str, &str)]) -> Result<Answer> {
    send(Method::GET, url, headers, Bytes::new()).await
}

/// POST of a value as JSON.
///
/// # Errors
/// `Unavailable` when no answer came.
pub async fn post_json(url: &str, headers: &[(&str, &str)], value: &impl Serialize) -> Result<Answer> {
    let body = Bytes::from(serde_json::to_vec(value)?);
    let json = [(header::CONTENT_TYPE.as_str(), "application/json")];
    send(Method::POST, url, &[&json, headers].concat(), body).await
}

/// So long, in milliseconds, an answer takes at most, also when it comes drop by drop: who claims something for the time
/// of a request, claims it for longer.
pub const PATIENCE: i64 = 3_000 + 8_000 + 2_000;

/// Any request.
///
/// # Errors
/// `Unavailable` when no answer came.
pub async fn send(method: Method, url: &str, headers: &[(&str, &str)], body: Bytes) -> Result<Answer> {
    let mut request = Request::builder().method(method).uri(url).header(header::ACCEPT, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    exchange(request.body(body)?).await
}

/// A request that is whole.
///
/// # Errors
/// `Unavailable` when no answer came.
pub async fn exchange(request: Request<Bytes>) -> Result<Answer> {
    // The query may say who it is about: it stays out of the log.
    let url = request.uri().to_string();
    let place = format!("{} {}", request.method(), url.split('?').next().unwrap_or_default());
    if !is_kept_private(request.uri()) {
        return Err(internal(format!("{place}: what leaves this machine is encrypted; configure an https:// address")));
    }
    imp::send(request).await.map_err(|reason| Error::Unavailable(format!("{place}: {reason:#}")))
}

/// By TLS, or on this machine, where nobody reads on the way. The embedded host refuses the rest at its start, Spin does not.
fn is_kept_private(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_near = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    uri.scheme_str() == Some("https") || is_near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_this_machine_without_encryption() {
        let is_tried = |url: &str| matches!(pollster::block_on(get(url, &[])), Err(Error::Unavailable(_)));
        for url in ["https://pay.example/v3", "http://127.0.0.1:3001/v3", "http://[::1]:3001/", "http://localhost:1/"] {
            assert!(is_tried(url), "{url}");
        }
        for url in ["http://pay.example/v3", "http://10.0.0.7/", "http://127.0.0.1.evil.example/", "ftp://pay.example/"]
        {
            assert!(!is_tried(url), "{url}");
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use super::{Answer, PATIENCE};
    use anyhow::{Result, anyhow};
    use bytes::Bytes;
    use http_body_util::{BodyExt, Full, Limited};
    use spin_sdk::wasip3::http::types::RequestOptions;
    use spin_sdk::wasip3::http_compat::RequestOptionsExtension;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;
    use std::time::Duration;

    /// Longest answer that is read, in bytes.
    const LIMIT: usize = 1024 * 1024;
    const SECOND: u64 = 1_000_000_000;

    /// The whole answer, or none after so long.
    pub(super) async fn send(request: http::Request<Bytes>) -> Result<Answer> {
        let mut answer = pin!(exchange(request));
        let mut late = pin!(spin_sdk::time::sleep(Duration::from_millis(PATIENCE.unsigned_abs())));
        poll_fn(|context| match answer.as_mut().poll(context) {
            Poll::Pending => late.as_mut().poll(context).map(|()| Err(anyhow!("no whole answer in time"))),
            answered => answered,
        })
        .await
    }

    async fn exchange(request: http::Request<Bytes>) -> Result<Answer> {
        let mut request = request.map(Full::new);
        request.extensions_mut().insert(RequestOptionsExtension(patience()));
        let response = spin_sdk::http::send(request).await.map_err(|code| anyhow!("{code}"))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LIMIT).collect().await.map_err(|error| anyhow!("body: {error}"))?;
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes() })
    }

    /// A host that does not know an option waits as long as it likes.
    fn patience() -> RequestOptions {
        let options = RequestOptions::new();
        let _ = options.set_connect_timeout(Some(3 * SECOND));
        let _ = options.set_first_byte_timeout(Some(8 * SECOND));
        let _ = options.set_between_bytes_timeout(Some(2 * SECOND));
        options
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use super::Answer;
    use anyhow::{Result, bail};
    use bytes::Bytes;

    pub(super) async fn send(_: http::Request<Bytes>) -> Result<Answer> {
        bail!("natively, nothing outside is reached")
    }
}
