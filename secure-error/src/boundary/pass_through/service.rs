//! The service that the layer creates.

use super::layer::PassThroughLayer;
use super::matched;
use http::{Request, Response};
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tower_layer::Layer;
use tower_service::Service;

/// A service behind a [`PassThroughLayer`].
#[derive(Debug, Clone)]
pub struct PassThroughService<S> {
    inner: S,
    layer: PassThroughLayer,
}

impl<S> Layer<S> for PassThroughLayer {
    type Service = PassThroughService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        PassThroughService { inner, layer: *self }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for PassThroughService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = PassThroughFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        PassThroughFuture {
            layer: (!matched::is_fallback(request.extensions())).then_some(self.layer),
            inner: self.inner.call(request),
        }
    }
}

pin_project! {
    /// The future of [`PassThroughService`].
    pub struct PassThroughFuture<F> {
        // `None` if no route matched.
        layer: Option<PassThroughLayer>,
        #[pin]
        inner: F,
    }
}

impl<F, B, E> Future for PassThroughFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        let vouches = |layer: &PassThroughLayer| layer.vouches_for(response.status(), response.headers());
        if let Some(layer) = this.layer.filter(vouches) {
            layer.vouch(response.extensions_mut());
        }
        Poll::Ready(Ok(response))
    }
}

impl<F> fmt::Debug for PassThroughFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassThroughFuture").finish_non_exhaustive()
    }
}
