//! Bodies on their way in, with limits, and on their way out, with a record.

use crate::record::Record;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};
use wasmtime_wasi_http::{Error, WasiBody};

/// What went wrong with a request's body, if anything: the answer depends on it.
#[derive(Clone, Default)]
pub(crate) struct Verdict(Arc<AtomicU8>);

const TOO_LARGE: u8 = 1;
const TOO_SLOW: u8 = 2;

impl Verdict {
    pub(crate) fn is_too_large(&self) -> bool {
        self.0.load(Relaxed) == TOO_LARGE
    }

    pub(crate) fn is_too_slow(&self) -> bool {
        self.0.load(Relaxed) == TOO_SLOW
    }
}

/// A request's body that ends with an error when it is too large or comes too slowly.
pub(crate) struct Limited {
    body: Incoming,
    left: u64,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
    verdict: Verdict,
}

impl Limited {
    pub(crate) fn new(body: Incoming, limit: u64, pause: Duration, verdict: Verdict) -> Self {
        let sleep = Box::pin(tokio::time::sleep(pause));
        Self { body, left: limit, pause, sleep, verdict }
    }

    fn fail(&self, why: u8, error: Error) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.verdict.0.store(why, Relaxed);
        Poll::Ready(Some(Err(error)))
    }
}

impl Body for Limited {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            ready!(self.sleep.as_mut().poll(context));
            return self.fail(TOO_SLOW, Error::ConnectionReadTimeout);
        };
        let next = Instant::now() + self.pause;
        self.sleep.as_mut().reset(next);
        let Some(frame) = frame else {
            return Poll::Ready(None);
        };
        let frame = frame?;
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        match self.left.checked_sub(length) {
            Some(left) => self.left = left,
            None => return self.fail(TOO_LARGE, Error::HttpRequestBodySize(None)),
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body that counts its bytes into the request's record, which is written when the
/// body is done with, or abandoned.
pub(crate) struct Recorded {
    body: WasiBody,
    record: Record,
}

impl Recorded {
    pub(crate) fn new(body: WasiBody, record: Record) -> Self {
        Self { body, record }
    }
}

impl Body for Recorded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame {
            self.record.bytes += frame.data_ref().map_or(0, Bytes::len) as u64;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
