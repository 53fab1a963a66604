//! The boundary as middleware of actix-web.

use super::failure::Responded;
use super::{convert, outgoing};
use crate::boundary::{Exchange, ExchangeFuture, SecureErrorLayer};
use crate::panics::caught;
use crate::request::unwind::contained;
use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// An application, scope or resource of actix-web that is wrapped in a [`SecureErrorLayer`].
pub struct SecureErrorMiddleware<S> {
    inner: S,
    layer: SecureErrorLayer,
}

impl<S, B> Transform<S, ServiceRequest> for SecureErrorLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = SecureErrorMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(SecureErrorMiddleware {
            inner,
            layer: self.clone(),
        }))
    }
}

impl<S, B> Service<ServiceRequest> for SecureErrorMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = SecureErrorMiddlewareFuture<S::Future>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let (method, headers) = convert::request(request.head());
        let exchange = Exchange::open(&self.layer, &method, request.path(), &headers);
        let id = exchange.request_id();
        // It panics if outer code keeps a clone of the request, as actix-web itself would further inside.
        let work = exchange.run(|| {
            outgoing::name(request.headers_mut(), &id);
            self.inner.call(request)
        });
        SecureErrorMiddlewareFuture { work }
    }
}

impl<S: fmt::Debug> fmt::Debug for SecureErrorMiddleware<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorMiddleware")
            .field("inner", &self.inner)
            .field("layer", &self.layer)
            .finish()
    }
}

pin_project! {
    /// The future of [`SecureErrorMiddleware`].
    pub struct SecureErrorMiddlewareFuture<F> {
        #[pin]
        work: ExchangeFuture<F>,
    }
}

impl<F, B> Future for SecureErrorMiddlewareFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut work = self.project().work;
        let outcome = ready!(work.as_mut().poll(cx));
        let exchange = work.exchange();
        let outcome = outcome.and_then(|outcome| match outcome {
            Ok(response) => {
                let (request, response) = response.into_parts();
                // Only a failure needs it, and it is searched for.
                if let Some(route) = request
                    .match_pattern()
                    .filter(|_| Exchange::is_failure(response.status().as_u16()))
                {
                    exchange.scope().target().set_route(route);
                }
                Ok(Ok(ServiceResponse::new(
                    request,
                    outgoing::respond(exchange, response, None),
                )))
            }
            Err(error) => {
                let response = exchange.within(|| caught(|| error.error_response()))?;
                let response = outgoing::respond(exchange, response, Some(&error));
                contained(|| drop(error));
                Ok(Err(response.map_into_boxed_body()))
            }
        });
        let response = match outcome {
            Ok(Ok(response)) => return Poll::Ready(Ok(response)),
            Ok(Err(response)) => response,
            Err(panic) => outgoing::panicked(exchange.panicked(&panic)),
        };
        Poll::Ready(Err(Responded::new(response, exchange.request_id()).into()))
    }
}

impl<F> fmt::Debug for SecureErrorMiddlewareFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorMiddlewareFuture").finish_non_exhaustive()
    }
}
