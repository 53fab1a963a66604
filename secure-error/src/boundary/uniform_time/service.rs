//! The service that the layer makes.

use super::no_timer;
use super::padded::{NoTimer, Padded};
use super::quantum::Quantum;
use http::{Request, Response};
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

/// A service behind a [`UniformTime`](crate::UniformTime).
#[derive(Debug, Clone)]
pub struct UniformTimeService<S> {
    inner: S,
    quantum: Quantum,
}

impl<S> UniformTimeService<S> {
    pub(super) const fn new(inner: S, quantum: Quantum) -> Self {
        Self { inner, quantum }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for UniformTimeService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: From<Vec<u8>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = UniformTimeFuture<S::Future>;

    /// The time that this takes belongs to no request.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        UniformTimeFuture {
            padded: Padded::new(self.quantum, || self.inner.call(request)),
        }
    }
}

pin_project! {
    /// The future of [`UniformTimeService`].
    pub struct UniformTimeFuture<F: Future> {
        #[pin]
        padded: Padded<F>,
    }
}

impl<F, B, E> Future for UniformTimeFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: From<Vec<u8>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let padded = self.project().padded.poll(cx);
        padded.map(|outcome| outcome.unwrap_or_else(|NoTimer| Ok(no_timer::response())))
    }
}

impl<F: Future> fmt::Debug for UniformTimeFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UniformTimeFuture").finish_non_exhaustive()
    }
}
