//! Reading a request's body: into one buffer, no more than its operation reads, and much only from those who are signed in.

use super::Request;
use crate::db::Db;
use crate::{Error, Result, api};
use bytes::Bytes;
use http::header;
use http_body_util::BodyExt;
use std::pin::pin;

impl Request {
    /// Reads the body.
    ///
    /// # Errors
    /// `BodyTooLarge`; `Malformed` when it breaks off; whatever [`Request::session`] says for a large one.
    pub(super) async fn receive<B>(mut self, body: B) -> Result<Self>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let limit = api::body_limit(self.method(), &self.path());
        let declared = self.header(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok());
        let mut known = self.may_send(declared.unwrap_or(0), limit, false).await?;
        let mut buffer = Vec::with_capacity(declared.unwrap_or(0));
        let mut body = pin!(body);
        while let Some(frame) = body.frame().await {
            let broken = |error: B::Error| Error::Malformed(format!("正文没有收全：{}", error.into()));
            let data = frame.map_err(broken)?.into_data().unwrap_or_default();
            known = self.may_send(buffer.len() + data.len(), limit, known).await?;
            // What the frame's own buffer keeps would add up.
            buffer.extend_from_slice(&data);
        }
        self.set_body(buffer.into());
        Ok(self)
    }

    /// Whether so many bytes are read; from 64 KiB on, of somebody who is signed in.
    async fn may_send(&self, length: usize, limit: usize, known: bool) -> Result<bool> {
        if length > limit {
            return Err(Error::BodyTooLarge(limit));
        }
        if length > api::SMALL && !known {
            self.session(&Db::open().await?).await?;
            return Ok(true);
        }
        Ok(known)
    }
}
