//! Bodies in several parts.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::multipart::{self, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;

use crate::error::input::{InputError, Media};

/// Extracts a body of several parts, as `axum::extract::Multipart` does. A body or a part over its limit is a 413, and one that
/// cannot be parsed a 400.
#[derive(Debug)]
pub struct Multipart(multipart::Multipart);

/// One part of a [`Multipart`] body.
#[derive(Debug)]
pub struct Field<'a>(multipart::Field<'a>);

fn rejected(_: MultipartRejection) -> InputError {
    InputError::unsupported(Media::Multipart)
}

/// The text of the error may have names that the client chose, so its status is all that is kept.
#[expect(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn unread(error: MultipartError) -> InputError {
    InputError::rejected(error.status(), "the multipart body cannot be read")
}

impl<S: Send + Sync> FromRequest<S> for Multipart {
    type Rejection = InputError;

    async fn from_request(request: Request, state: &S) -> Result<Self, InputError> {
        let read = <multipart::Multipart as FromRequest<S>>::from_request(request, state).await;
        read.map(Self).map_err(rejected)
    }
}

impl<S: Send + Sync> OptionalFromRequest<S> for Multipart {
    type Rejection = InputError;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, InputError> {
        let read = <multipart::Multipart as OptionalFromRequest<S>>::from_request(request, state).await;
        read.map(|body| body.map(Self)).map_err(rejected)
    }
}

impl Multipart {
    /// The next part. Returns `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns 413 if the body is too long, and 400 if it cannot be parsed.
    pub async fn next_field(&mut self) -> Result<Option<Field<'_>>, InputError> {
        let next = self.0.next_field().await;
        next.map(|field| field.map(Field)).map_err(unread)
    }
}

impl Field<'_> {
    /// Its name, from `Content-Disposition`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name()
    }

    /// The name of the file, from `Content-Disposition`.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.0.file_name()
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type()
    }

    /// Its headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// Returns 413 if it is too long, and 400 if it cannot be parsed.
    pub async fn bytes(self) -> Result<Bytes, InputError> {
        self.0.bytes().await.map_err(unread)
    }

    /// All of it, as text.
    ///
    /// # Errors
    ///
    /// The same as those of [`bytes`](Self::bytes).
    pub async fn text(self) -> Result<String, InputError> {
        self.0.text().await.map_err(unread)
    }

    /// The next piece of it. Returns `None` at its end.
    ///
    /// # Errors
    ///
    /// The same as those of [`bytes`](Self::bytes).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, InputError> {
        self.0.chunk().await.map_err(unread)
    }
}

impl Stream for Field<'_> {
    type Item = Result<Bytes, InputError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx).map_err(unread)
    }
}
