//! Reading a request's body: into one buffer, no more than its operation reads, and much only from those who are signed in.

use super::Request;
use crate::api;
use bytes::Bytes;
use domain::{Error, Result};
use http::header;
use http_body_util::BodyExt;
use std::pin::pin;
use store::db::Db;

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
        let limit = self.known_operation().map_or(api::SMALL, |operation| operation.limit);
        let declared = self.header(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok());
        let mut known = self.may_send(declared.unwrap_or(0), limit, false).await?;
        let mut buffer = Vec::with_capacity(declared.unwrap_or(0));
        let mut body = pin!(body);
        while let Some(frame) = body.frame().await {
            let data = frame.map_err(|_| Error::Malformed("正文没有收全".into()))?.into_data().unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::Setting;
    use domain::Timestamp;
    use http_body::{Body, Frame};
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    static PLAIN: Setting = Setting { trusted_start: false, public: None };

    struct Broken;

    impl Body for Broken {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            Poll::Ready(Some(Err(io::Error::other("ErrorCode::HttpProtocolError"))))
        }
    }

    #[test]
    fn why_a_body_broke_off_inside_of_us_is_nobody_elses_business() {
        let (head, ()) = http::Request::post("/api/account/sign-in").body(()).unwrap().into_parts();
        let received = pollster::block_on(Request::new(head, Timestamp(0), PLAIN.clone()).receive(Broken));
        let Err(Error::Malformed(told)) = received else { panic!("{received:?}") };
        assert_eq!(told, "正文没有收全");
    }
}
