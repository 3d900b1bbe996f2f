//! What an answer is made of: whole, or piece by piece while the client takes it, so that a file of a whole province is
//! never in memory.

use bytes::Bytes;
use domain::{Error, Result};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use store::log;

/// Pieces of an answer; each is made when the one before has been taken.
#[cfg(target_arch = "wasm32")]
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes>>>>;
/// Pieces of an answer; each is made when the one before has been taken. Natively a server may move it to another thread.
#[cfg(not(target_arch = "wasm32"))]
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// The body of an answer.
pub enum Body {
    /// All of it, until it is taken
    Whole(Bytes),
    /// Piece by piece. A failure breaks the answer off, so that nobody takes half a file for a whole one
    Pieces(Pieces),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => f.debug_tuple("Whole").field(bytes).finish(),
            Self::Pieces(_) => f.write_str("Pieces"),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Pieces(pieces) => pieces
                .as_mut()
                .poll_next(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data).map_err(broken_off))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Pieces(_) => SizeHint::default(),
        }
    }
}

/// The status has been sent already: the log is the only place to say why.
fn broken_off(error: Error) -> io::Error {
    log("an answer broke off", format_args!("{error:?}"));
    io::Error::other("broken off")
}
