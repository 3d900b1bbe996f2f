//! A client's socket that gives up on a client who does not read.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// A socket whose writing may not pause too long, nor be slower than a least rate.
pub(crate) struct Stream {
    socket: TcpStream,
    pause: Duration,
    /// Bytes that earn another second.
    rate: u64,
    stall: Option<Stall>,
}

/// Since the client was seen not to read.
struct Stall {
    since: Instant,
    /// When it last read something.
    progress: Instant,
    written: u64,
    sleep: Pin<Box<Sleep>>,
}

impl Stream {
    pub(crate) fn new(socket: TcpStream, pause: Duration, rate: u64) -> Self {
        Self { socket, pause, rate, stall: None }
    }

    fn wrote(&mut self, context: &mut Context<'_>, result: Poll<Result<usize>>) -> Poll<Result<usize>> {
        let now = Instant::now();
        match result {
            Poll::Ready(Ok(count)) => {
                if let Some(stall) = &mut self.stall {
                    stall.progress = now;
                    stall.written += count as u64;
                }
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.stalled(context, now),
        }
    }

    fn stalled(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Result<usize>> {
        let (pause, rate) = (self.pause, self.rate.max(1));
        let stall = self.stall.get_or_insert_with(|| Stall {
            since: now,
            progress: now,
            written: 0,
            sleep: Box::pin(tokio::time::sleep(pause)),
        });
        let earned = Duration::from_millis(stall.written.saturating_mul(1000) / rate);
        let due = (stall.since + pause + earned).min(stall.progress + pause);
        stall.sleep.as_mut().reset(due.into());
        match stall.sleep.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client does not read"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let read = Pin::new(&mut self.socket).poll_read(context, buffer);
        if read.is_ready() {
            // The next request: the answer before it was read.
            self.stall = None;
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.wrote(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.wrote(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
