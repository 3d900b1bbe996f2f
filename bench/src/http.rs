//! A keep-alive HTTP/1.1 client that costs little next to what it measures.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Headers of an answer at most.
const HEADERS: usize = 32;

/// One connection, one request at a time.
pub(crate) struct Connection {
    stream: TcpStream,
    /// What has arrived and is not read yet.
    buffer: Vec<u8>,
    /// Of the last answer.
    pub(crate) body: Vec<u8>,
}

/// How the end of an answer is known.
enum Length {
    Exactly(usize),
    Chunked,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024), body: Vec::new() })
    }

    /// Sends a request and reads its answer whole; the status.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.body.clear();
        let (status, length) = self.head().await?;
        match length {
            Length::Exactly(length) => self.take(length).await?,
            Length::Chunked => self.chunks().await?,
        }
        Ok(status)
    }

    async fn head(&mut self) -> Result<(u16, Length)> {
        loop {
            if let Some((status, length, size)) = parse(&self.buffer)? {
                self.buffer.drain(..size);
                return Ok((status, length));
            }
            self.more().await?;
        }
    }

    async fn chunks(&mut self) -> Result<()> {
        loop {
            let line = loop {
                match self.buffer.windows(2).position(|two| two == b"\r\n") {
                    Some(end) => break end,
                    None => self.more().await?,
                }
            };
            let size = std::str::from_utf8(&self.buffer[..line])?.split(';').next().unwrap_or_default();
            let size = usize::from_str_radix(size.trim(), 16).context("size of a chunk")?;
            self.buffer.drain(..line + 2);
            self.take(size).await?;
            while self.buffer.len() < 2 {
                self.more().await?;
            }
            self.buffer.drain(..2);
            if size == 0 {
                return Ok(());
            }
        }
    }

    /// Moves so many bytes to the body.
    async fn take(&mut self, length: usize) -> Result<()> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        self.body.extend(self.buffer.drain(..length));
        Ok(())
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => bail!("the server closed the connection"),
            _ => Ok(()),
        }
    }
}

/// Status, kind of body and size of a head, once it is there.
fn parse(bytes: &[u8]) -> Result<Option<(u16, Length, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(size) = response.parse(bytes)? else { return Ok(None) };
    let find = |name: &str| response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let length = match (find("content-length"), find("transfer-encoding")) {
        (Some(header), _) => Length::Exactly(std::str::from_utf8(header.value)?.trim().parse()?),
        (None, Some(_)) => Length::Chunked,
        (None, None) => Length::Exactly(0),
    };
    Ok(Some((response.code.context("no status")?, length, size)))
}
