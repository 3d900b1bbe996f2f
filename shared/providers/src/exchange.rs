//! What is sent to a provider, and how the answer is read.

use bytes::Bytes;
use domain::{Error, Result};
use http::header::ACCEPT;
use http::{Method, Request, Response};
use serde::de::DeserializeOwned;

/// How an answer is read.
type Read<'a, T> = Box<dyn FnOnce(Response<Bytes>) -> Result<T> + Send + 'a>;

/// How something is learned of a provider.
pub enum Exchange<'a, T> {
    /// Nobody has to be asked.
    Known(T),
    /// This is sent, and the answer read so.
    Asked(Box<Request<Bytes>>, Read<'a, T>),
}

impl<'a, T: 'a> Exchange<'a, T> {
    /// This is sent, and the answer read so.
    pub(crate) fn asked(request: Request<Bytes>, read: impl FnOnce(Response<Bytes>) -> Result<T> + Send + 'a) -> Self {
        Self::Asked(Box::new(request), Box::new(read))
    }

    /// The same, and what was learned is read further.
    pub(crate) fn then<U: 'a>(self, read: impl FnOnce(T) -> Result<U> + Send + 'a) -> Result<Exchange<'a, U>> {
        Ok(match self {
            Self::Known(known) => Exchange::Known(read(known)?),
            Self::Asked(request, first) => Exchange::asked(*request, move |answer| read(first(answer)?)),
        })
    }
}

pub(crate) fn request(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Request<Bytes>> {
    let request = Request::builder().method(method).uri(url).header(ACCEPT, "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Ok(request.body(body.into())?)
}

/// The text of an answer's header.
pub(crate) fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

/// The body of an answer as JSON.
pub(crate) fn json<T: DeserializeOwned>(answer: &Response<Bytes>) -> Result<T> {
    serde_json::from_slice(answer.body()).map_err(|error| Error::Unavailable(format!("answer: {error}")))
}
