//! The service that the layer makes.

use super::future::SecureErrorFuture;
use super::incoming;
use super::panic;
use crate::context;
use http::{Method, Request, Response};
use http_body::Body;
use std::fmt::Display;
use std::task::{Context, Poll};
use tower_service::Service;

/// A service behind a [`SecureErrorLayer`](crate::SecureErrorLayer).
#[derive(Debug, Clone)]
pub struct SecureErrorService<S> {
    inner: S,
    trust_incoming_request_id: bool,
}

impl<S> SecureErrorService<S> {
    pub(super) const fn new(inner: S, trust_incoming_request_id: bool) -> Self {
        Self {
            inner,
            trust_incoming_request_id,
        }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for SecureErrorService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    S::Error: Display + 'static,
    ResponseBody: Body + From<Vec<u8>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = SecureErrorFuture<S::Future>;

    /// An error here belongs to no request.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let context = incoming::context(request.headers(), self.trust_incoming_request_id);
        incoming::name_request(&mut request, &context.request_id());
        let is_head = request.method() == Method::HEAD;
        let started = context::within(&context, || panic::caught(|| self.inner.call(request)));
        SecureErrorFuture::new(started, context, is_head)
    }
}
