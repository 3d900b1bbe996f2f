//! Taking in a request's body, in full, before anything else is taken for it.
//!
//! A client that sends slowly holds a connection and what it has sent so far, and neither a permit nor an instance.

use crate::budget::{Budget, Held};
use crate::connections::{Open, Spooled};
use crate::options::Limits;
use crate::problem::Problem;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// A body up to this size is kept in memory, as long as there is room; a larger one in a file.
pub(crate) const SMALL: u64 = 64 * 1024;

/// What is written to a file at once; where memory is short, as little as this.
const BLOCK: usize = 32 * 1024;
const SMALL_BLOCK: usize = 4 * 1024;

/// How much of a body that is too large is read and thrown away, so that the client gets to read the answer instead
/// of a reset connection.
const DISCARDED: u64 = 32 << 20;

/// What takes in bodies.
pub(crate) struct Intake {
    limits: Limits,
    directory: PathBuf,
    memory: Arc<Budget>,
}

/// A body that is there in full.
pub(crate) struct Received {
    content: Content,
    holds: Holds,
}

/// What a body takes until its request has been answered.
pub(crate) type Holds = (Held, Option<Spooled>);

enum Content {
    Memory(Bytes),
    File { file: File, length: u64 },
}

impl Received {
    pub(crate) fn length(&self) -> u64 {
        match &self.content {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::File { length, .. } => *length,
        }
    }

    /// The bytes in one piece.
    pub(crate) async fn into_bytes(self) -> Result<(Bytes, Holds), Problem> {
        let (mut file, length) = match self.content {
            Content::Memory(bytes) => return Ok((bytes, self.holds)),
            Content::File { file, length } => (file, length),
        };
        let read = move || {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.seek(SeekFrom::Start(0))?;
            file.read_to_end(&mut bytes)?;
            Ok(bytes.into())
        };
        Ok((aside(read).await?, self.holds))
    }
}

impl Intake {
    pub(crate) fn new(limits: &Limits, directory: &Path, memory: &Arc<Budget>) -> Self {
        Self { limits: limits.clone(), directory: directory.to_owned(), memory: Arc::clone(memory) }
    }

    /// Reads a body of at most so many bytes.
    pub(crate) async fn receive(
        &self,
        mut body: Incoming,
        most: u64,
        connection: &Arc<Open>,
    ) -> Result<Received, Problem> {
        if body.size_hint().lower() > most {
            connection.receives();
            self.discard(body, connection).await;
            return Err(Problem::BodyTooLarge);
        }
        let mut received = Receiving::new(self, connection);
        if body.is_end_stream() {
            return received.finish().await;
        }
        connection.receives();
        let start = Instant::now();
        while let Some(frame) = self.next(&mut body, start, received.length, connection).await? {
            if received.length + frame.len() as u64 > most {
                self.discard(body, connection).await;
                return Err(Problem::BodyTooLarge);
            }
            if let Err(problem) = received.add(frame).await {
                drop(received);
                self.discard(body, connection).await;
                return Err(problem);
            }
        }
        connection.works();
        received.finish().await
    }

    /// The next bytes, if they come in time: after a start, at the least rate, and without too long a pause.
    async fn next(
        &self,
        body: &mut Incoming,
        start: Instant,
        received: u64,
        connection: &Open,
    ) -> Result<Option<Bytes>, Problem> {
        let Limits { body_time, body_rate, body_pause, .. } = self.limits;
        let earned = std::time::Duration::from_millis(received.saturating_mul(1000) / body_rate.max(1));
        let due = (start + body_time + earned).min(Instant::now() + body_pause);
        let frame = tokio::select! {
            biased;
            frame = tokio::time::timeout_at(due.into(), body.frame()) => frame.map_err(|_| Problem::SlowClient)?,
            () = connection.shed() => return Err(Problem::Busy),
        };
        match frame {
            None => Ok(None),
            // Trailers are nobody's business here.
            Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
            Some(Err(_)) => Err(Problem::BadRequest),
        }
    }

    async fn discard(&self, mut body: Incoming, connection: &Open) {
        let mut left = DISCARDED;
        let read = async {
            while let Some(Ok(frame)) = body.frame().await {
                left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len) as u64);
                if left == 0 {
                    return;
                }
            }
        };
        // Whoever is not done by then gets the answer on a connection that closes.
        tokio::select! {
            _ = tokio::time::timeout(self.limits.body_pause, read) => {}
            () = connection.shed() => {}
        }
    }
}

/// A body while it comes in: the first piece as it came, several in one buffer, many in a file.
struct Receiving<'a> {
    intake: &'a Intake,
    connection: &'a Arc<Open>,
    length: u64,
    first: Bytes,
    buffer: BytesMut,
    held: Held,
    file: Option<(File, Spooled)>,
}

impl<'a> Receiving<'a> {
    fn new(intake: &'a Intake, connection: &'a Arc<Open>) -> Self {
        let (first, buffer) = (Bytes::new(), BytesMut::new());
        Self { intake, connection, length: 0, first, buffer, held: intake.memory.nothing(), file: None }
    }

    async fn add(&mut self, frame: Bytes) -> Result<(), Problem> {
        if self.length == 0 {
            self.length = frame.len() as u64;
            self.first = frame;
            let fits = self.length <= SMALL && self.held.grow(self.length);
            return if fits { Ok(()) } else { self.spool(BLOCK).await };
        }
        self.length += frame.len() as u64;
        self.unite();
        self.buffer.extend_from_slice(&frame);
        let fits = self.held.grow(frame.len() as u64);
        if self.file.is_some() || self.length > SMALL || !fits {
            self.spool(if fits { BLOCK } else { SMALL_BLOCK }).await?;
        }
        Ok(())
    }

    fn unite(&mut self) {
        if !self.first.is_empty() {
            self.buffer.extend_from_slice(&std::mem::take(&mut self.first));
        }
    }

    /// Writes what there is to the file once it is worth it.
    async fn spool(&mut self, at_least: usize) -> Result<(), Problem> {
        self.unite();
        if self.buffer.len() < at_least && self.file.is_some() {
            return Ok(());
        }
        let (file, mut spooled) = match self.file.take() {
            Some(open) => open,
            None => {
                let spooled = Spooled::new(self.connection).ok_or(Problem::Busy)?;
                (self.intake.file().await?, spooled)
            }
        };
        // Not `split`: what it has room for would stay, beside what is counted.
        let block = std::mem::take(&mut self.buffer).freeze();
        if !spooled.grow(block.len() as u64) {
            return Err(Problem::Busy);
        }
        let file = aside(move || (&file).write_all(&block).map(|()| file)).await?;
        self.file = Some((file, spooled));
        self.held.shrink();
        Ok(())
    }

    async fn finish(mut self) -> Result<Received, Problem> {
        if self.file.is_some() && !self.buffer.is_empty() {
            self.spool(0).await?;
        }
        let length = self.length;
        let (content, spooled) = match self.file {
            Some((file, spooled)) => (Content::File { file, length }, Some(spooled)),
            None if self.first.is_empty() => (Content::Memory(self.buffer.freeze()), None),
            None => (Content::Memory(self.first), None),
        };
        Ok(Received { content, holds: (self.held, spooled) })
    }
}

impl Intake {
    /// A file that has no name, so that it is gone with the request, or with this program.
    async fn file(&self) -> Result<File, Problem> {
        let directory = self.directory.clone();
        aside(move || tempfile::tempfile_in(directory)).await
    }
}

/// Runs work with files beside the requests.
async fn aside<R: Send + 'static>(work: impl FnOnce() -> std::io::Result<R> + Send + 'static) -> Result<R, Problem> {
    let failed = |error: std::io::Error| {
        crate::log("a request's body cannot be kept", &error);
        if error.kind() == std::io::ErrorKind::StorageFull { Problem::StorageFull } else { Problem::Internal }
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(failed),
        Err(_) => Err(Problem::Internal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::Connections;

    #[tokio::test]
    async fn what_waits_to_be_written_is_memory_too() {
        let (directory, memory) = (tempfile::tempdir().unwrap(), Budget::new(10_000));
        let intake = Intake::new(&Limits::default(), directory.path(), &memory);
        let connections = Connections::new(9, 1 << 20);
        let connection = Arc::new(connections.open(([192, 0, 2, 1], 1).into()).await);
        let mut receiving = Receiving::new(&intake, &connection);
        let mut add = async |length: usize| receiving.add(vec![b'x'; length].into()).await.unwrap();
        let has_room = || memory.nothing().grow(1);
        add(70_000).await;
        assert!(has_room(), "all of it is in the file");
        add(10_000).await;
        assert!(!has_room(), "it waits for a whole block");
        add(10_000).await;
        assert!(has_room(), "without memory for more, it is written at once");
        assert_eq!(receiving.buffer.capacity(), 0, "and nothing is kept for more");
        assert_eq!(receiving.finish().await.unwrap().into_bytes().await.unwrap().0.len(), 90_000);
    }
}
