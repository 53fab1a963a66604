//! Bodies that are sent piece by piece, where a framework can hold any body.

use super::after_head::AfterHead;
#[cfg(feature = "axum")]
use super::exchange::Exchange;
#[cfg(feature = "axum")]
use super::grpc::is_grpc;
use super::record;
#[cfg(feature = "axum")]
use crate::request::unwind::contained;
#[cfg(feature = "axum")]
use http::Response;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
#[cfg(feature = "axum")]
use std::any::Any;
use std::any::type_name;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// A body that is sent piece by piece.
    pub(crate) struct Followed<B> {
        #[pin]
        body: B,
        request: AfterHead,
    }
}

impl<B> Followed<B> {
    pub(crate) const fn new(body: B, request: AfterHead) -> Self {
        Self { body, request }
    }
}

impl<B: Body<Error: Error + 'static>> Body for Followed<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        this.request.poll(
            || this.body.poll_frame(cx),
            |id, error| record::after_head(id, type_name::<B::Error>(), error),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Follows the body of a response of axum that is sent piece by piece. One of known length stays as it is, because most are
/// in memory, and following costs an allocation; so does that of gRPC, which has errors of its own.
#[cfg(feature = "axum")]
pub(super) fn follow<B: Body + 'static>(mut response: Response<B>, exchange: &Exchange) -> Response<B> {
    let is_grpc = is_grpc(response.headers());
    let body = (response.body_mut() as &mut dyn Any).downcast_mut::<axum_core::body::Body>();
    let body = body.filter(|body| !is_grpc && contained(|| body.size_hint().exact().is_none()).unwrap_or(false));
    if let Some((body, request)) = body.zip(AfterHead::of(exchange)) {
        *body = axum_core::body::Body::new(Followed::new(std::mem::take(body), request));
    }
    response
}
