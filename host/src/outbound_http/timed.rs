//! An answer from outside that comes in time, as a whole and from one piece to the next.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep, sleep_until};
use wasmtime_wasi_http::Error;

/// A body with a deadline, and a longest pause if the component wants one. Who sends it drop by drop would otherwise keep
/// the component waiting for as long as they like.
pub(super) struct Timed<B> {
    body: B,
    deadline: Pin<Box<Sleep>>,
    pause: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl<B> Timed<B> {
    pub(super) fn new(body: B, deadline: Instant, pause: Option<Duration>) -> Self {
        let pause = pause.map(|longest| (longest, Box::pin(sleep(longest))));
        Self { body, deadline: Box::pin(sleep_until(deadline)), pause }
    }
}

impl<B: Body<Data = Bytes, Error = hyper::Error> + Unpin> Body for Timed<B> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(Error::HttpResponseTimeout)));
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            if let Some((longest, pause)) = &mut self.pause {
                pause.as_mut().reset(Instant::now() + *longest);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Error::from)));
        }
        let Some((_, pause)) = &mut self.pause else { return Poll::Pending };
        ready!(pause.as_mut().poll(context));
        Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
