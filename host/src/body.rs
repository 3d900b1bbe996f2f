//! Answers' bodies on their way out.

use crate::budget::{Budget, Held};
use crate::connections::Open;
use crate::line::{Admitted, NoRoom, Turn};
use crate::record::Record;
use crate::wish::Wish;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use wasmtime_wasi_http::{Error, WasiBody};

/// An answer up to this size is taken from its component whether or not the client reads it yet: a slow reader does
/// not keep an instance.
const AHEAD: u64 = 256 * 1024;

/// A component that has nothing to say for so long is not waited for before its answer begins.
const PAUSE: Duration = Duration::from_millis(50);

/// What a request takes until its component has done with it.
pub(crate) struct Claim {
    pub(crate) admitted: Admitted,
    pub(crate) wish: Wish,
}

impl Claim {
    /// Waits to be the first in the line, until so long.
    pub(crate) async fn turn(&self, deadline: Instant) -> Result<Turn, NoRoom> {
        tokio::time::timeout_at(deadline.into(), self.admitted.turn()).await.unwrap_or(Err(NoRoom))
    }
}

/// The beginning of an answer, and its rest, if there is one.
pub(crate) struct Answer {
    ahead: VecDeque<Frame<Bytes>>,
    length: u64,
    rest: Option<(WasiBody, Claim)>,
    held: Held,
}

impl Answer {
    /// Takes what there is from the component; all of it, if it is not large.
    pub(crate) async fn take(mut body: WasiBody, claim: Claim, memory: &Arc<Budget>) -> Result<Self, Error> {
        let mut answer = Self { ahead: VecDeque::new(), length: 0, rest: None, held: memory.nothing() };
        while answer.length < AHEAD {
            let Ok(frame) = tokio::time::timeout(PAUSE, body.frame()).await else { break };
            let Some(frame) = frame else { return Ok(answer) };
            if !answer.add(frame?) {
                break;
            }
        }
        answer.rest = Some((body, claim));
        Ok(answer)
    }

    fn add(&mut self, frame: Frame<Bytes>) -> bool {
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        self.length += length;
        self.ahead.push_back(frame);
        self.held.grow(length)
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(frame) = self.ahead.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        self.held.shrink();
        let Some((rest, _)) = &mut self.rest else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(rest).poll_frame(context));
        if frame.is_none() {
            self.rest = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.ahead.is_empty() && self.rest.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.rest {
            None => {
                SizeHint::with_exact(self.ahead.iter().map(|frame| frame.data_ref().map_or(0, Bytes::len) as u64).sum())
            }
            Some(_) => SizeHint::default(),
        }
    }
}

/// A response's body that counts its bytes into the request's record, which is written when the
/// body is done with, or abandoned.
pub(crate) struct Recorded {
    body: WasiBody,
    record: Record,
    connection: Arc<Open>,
}

impl Recorded {
    pub(crate) fn new(body: WasiBody, record: Record, connection: &Arc<Open>) -> Self {
        Self { body, record, connection: Arc::clone(connection) }
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.connection.is_idle();
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
