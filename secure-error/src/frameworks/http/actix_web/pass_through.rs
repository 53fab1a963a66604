//! The layer that vouches for some routes, as middleware of actix-web.

use super::convert;
use crate::boundary::{Exchange, PassThroughLayer};
use actix_web::Error;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A scope or resource of actix-web that is wrapped in a [`PassThroughLayer`](crate::layers::PassThroughLayer).
pub struct PassThroughMiddleware<S> {
    inner: S,
    layer: PassThroughLayer,
}

impl<S, B> Transform<S, ServiceRequest> for PassThroughLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = PassThroughMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(PassThroughMiddleware { inner, layer: *self }))
    }
}

impl<S, B> Service<ServiceRequest> for PassThroughMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = PassThroughMiddlewareFuture<S::Future>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        PassThroughMiddlewareFuture {
            inner: self.inner.call(request),
            layer: self.layer,
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for PassThroughMiddleware<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassThroughMiddleware")
            .field("inner", &self.inner)
            .field("layer", &self.layer)
            .finish()
    }
}

pin_project! {
    /// The future of [`PassThroughMiddleware`].
    pub struct PassThroughMiddlewareFuture<F> {
        #[pin]
        inner: F,
        layer: PassThroughLayer,
    }
}

impl<F, B> Future for PassThroughMiddlewareFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        let status = convert::status(response.status());
        let passes = |headers| this.layer.vouches_for(status, &convert::headers(headers));
        if Exchange::is_failure(status.as_u16())
            && passes(response.headers())
            && response.request().match_pattern().is_some()
        {
            let native = response.response_mut();
            let mut extensions = convert::take_carried(native);
            this.layer.vouch(&mut extensions);
            convert::carry(native, extensions);
        }
        Poll::Ready(Ok(response))
    }
}

impl<F> fmt::Debug for PassThroughMiddlewareFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassThroughMiddlewareFuture").finish_non_exhaustive()
    }
}
