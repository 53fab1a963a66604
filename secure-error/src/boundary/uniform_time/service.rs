//! The service that the layer creates.

use super::no_timer;
use super::padded::{NoTimer, Padded};
use super::quantum::Quantum;
use crate::boundary::body::ErrorBody;
use http::{Request, Response};
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

/// A service behind a [`SecureTimingLayer`](crate::layers::SecureTimingLayer).
#[derive(Debug, Clone)]
pub struct SecureTimingService<S> {
    inner: S,
    quantum: Quantum,
}

impl<S> SecureTimingService<S> {
    pub(super) const fn new(inner: S, quantum: Quantum) -> Self {
        Self { inner, quantum }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for SecureTimingService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: ErrorBody,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = SecureTimingFuture<S::Future>;

    /// The time that this takes does not belong to any request.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        SecureTimingFuture {
            padded: Padded::new(self.quantum, || self.inner.call(request)),
        }
    }
}

pin_project! {
    /// The future of [`SecureTimingService`].
    pub struct SecureTimingFuture<F: Future> {
        #[pin]
        padded: Padded<F>,
    }
}

impl<F, B, E> Future for SecureTimingFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: ErrorBody,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let padded = self.project().padded.poll(cx);
        padded.map(|outcome| outcome.unwrap_or_else(|NoTimer| Ok(no_timer::response())))
    }
}

impl<F: Future> fmt::Debug for SecureTimingFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureTimingFuture").finish_non_exhaustive()
    }
}
