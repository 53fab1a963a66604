//! Bodies of actix-web, for a boundary that reads the text of foreign responses.

use crate::boundary::{AfterHead, record_after_head};
use crate::request::unwind::contained;
use crate::text::chars::prefix;
use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use http::StatusCode;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::any::type_name;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::{self, Display, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

/// How much of a text is read, in bytes; the boundary logs less.
const MOST: usize = 4096;

pin_project! {
    /// A body of actix-web, and the text of the error that it was created from.
    ///
    /// The boundary reads it for the log, if it replaces the response. An error may have more text than its response.
    pub(super) struct NativeBody<B> {
        #[pin]
        pub(super) body: B,
        error: Option<ErrorText>,
        ended: bool,
    }
}

/// What an error says of itself.
struct ErrorText {
    shown: String,
    /// What is in it besides.
    cause: String,
}

impl<B> NativeBody<B> {
    pub(super) fn new(body: B, error: Option<&actix_web::Error>, status: StatusCode) -> Self {
        Self {
            body,
            error: error
                .map(|error| ErrorText::of(error, status))
                .filter(|text| !text.shown.is_empty()),
            ended: false,
        }
    }
}

impl<B: MessageBody> Body for NativeBody<B> {
    type Data = Bytes;
    type Error = Box<dyn Error>;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Box<dyn Error>>>> {
        let this = self.project();
        let piece = if *this.ended || this.body.size().is_eof() {
            Poll::Ready(None)
        } else {
            this.body.poll_next(cx).map_err(Into::into)
        };
        // What has ended must not be polled again.
        *this.ended |= !matches!(piece, Poll::Pending | Poll::Ready(Some(Ok(_))));
        let Some(error) = this.error.take() else {
            return piece.map_ok(Frame::data);
        };
        let told = match piece {
            Poll::Ready(Some(Ok(piece))) => error.with(&piece),
            _ => error.with(&[]),
        };
        Poll::Ready(Some(Ok(Frame::data(told))))
    }

    fn is_end_stream(&self) -> bool {
        self.error.is_none() && (self.ended || self.body.size().is_eof())
    }

    fn size_hint(&self) -> SizeHint {
        match self.body.size() {
            BodySize::None => SizeHint::with_exact(0),
            BodySize::Sized(length) => SizeHint::with_exact(length),
            BodySize::Stream => SizeHint::default(),
        }
    }
}

impl ErrorText {
    /// An error of actix-web need not expose its causes: some are in its `Debug` only. That is read if the error of a client, whose
    /// values the log redacts, has something inside and names no cause.
    fn of(error: &actix_web::Error, status: StatusCode) -> Self {
        let shown = text(&error);
        let debug = if status.is_client_error() && !shown.contains(':') {
            text(&format_args!("{error:?}"))
        } else {
            String::new()
        };
        let has_cause = debug.contains('(') && debug != shown;
        let cause = if has_cause {
            format!("; caused by: {debug}")
        } else {
            String::new()
        };
        Self { shown, cause }
    }

    /// Most responses are the text of their error.
    fn with(self, piece: &[u8]) -> Bytes {
        let piece = piece.get(..MOST).unwrap_or(piece);
        let (between, response): (&[u8], &[u8]) = match piece.strip_prefix(self.shown.as_bytes()) {
            Some(rest) => (b"", rest),
            None if piece.is_empty() => (b"", b""),
            None => (b"; responded with: ", piece),
        };
        [self.shown.as_bytes(), between, response, self.cause.as_bytes()]
            .concat()
            .into()
    }
}

/// The beginning of a value; a panic of the value ends it.
fn text(value: &dyn Display) -> String {
    let mut text = Bounded(String::new());
    let written = contained(|| write!(text, "{value}"));
    if written.is_none() {
        text.0.push_str("<unprintable: panicked>");
    }
    text.0
}

struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let shown = prefix(piece, MOST.saturating_sub(self.0.len()));
        self.0.push_str(shown);
        if shown.len() < piece.len() {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}

/// The body of a response to HEAD: nothing, of a known length.
pub(super) struct Omitted(pub(super) u64);

impl MessageBody for Omitted {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

pin_project! {
    /// A body that is sent piece by piece.
    pub(super) struct FollowedBody<B> {
        #[pin]
        body: B,
        request: AfterHead,
    }
}

impl<B> FollowedBody<B> {
    pub(super) const fn new(body: B, request: AfterHead) -> Self {
        Self { body, request }
    }
}

impl<B: MessageBody> MessageBody for FollowedBody<B> {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Box<dyn Error>>>> {
        let this = self.project();
        this.request.poll(
            || this.body.poll_next(cx).map_err(Into::into),
            |id, error| record_after_head(id, type_name::<B::Error>(), &**error),
        )
    }
}
