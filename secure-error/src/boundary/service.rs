//! The service that the layer creates.

use super::body::ErrorBody;
use super::exchange::Exchange;
use super::future::SecureErrorFuture;
use super::incoming;
use super::layer::SecureErrorLayer;
use crate::panics::{Panic, caught};
use http::{Request, Response};
use http_body::Body;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A service behind a [`SecureErrorLayer`](crate::SecureErrorLayer).
#[derive(Clone)]
pub struct SecureErrorService<S> {
    inner: S,
    layer: SecureErrorLayer,
    /// A panic while becoming ready, for the next request.
    panicked: Option<Arc<Panic>>,
}

impl<S> Layer<S> for SecureErrorLayer {
    type Service = SecureErrorService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecureErrorService {
            inner,
            layer: self.clone(),
            panicked: None,
        }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for SecureErrorService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    S::Error: Display + 'static,
    ResponseBody: Body + ErrorBody + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = SecureErrorFuture<S::Future>;

    /// An error here does not belong to any request. A panic belongs to the request that waits; [`call`](Self::call)
    /// responds to it.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.panicked = None;
        caught(|| self.inner.poll_ready(cx)).unwrap_or_else(|panic| {
            self.panicked = Some(panic);
            Poll::Ready(Ok(()))
        })
    }

    #[cfg_attr(
        not(feature = "dev-details"),
        allow(
            unused_variables,
            reason = "only development details are stored in the request scope"
        )
    )]
    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let path = incoming::path_of(&request);
        let exchange = Exchange::open_with(&self.layer, request.method(), path, request.headers(), |context| {
            #[cfg(feature = "dev-details")]
            super::dev_details::unlock(self.layer.dev_details.as_ref(), &request, context);
        });
        incoming::note_route(request.extensions(), exchange.scope().target());
        exchange.name_request(&mut request);
        #[cfg(feature = "dioxus")]
        exchange.go_along(request.extensions_mut());
        let work = match self.panicked.take() {
            Some(panic) => exchange.run_failed(panic),
            None => exchange.run(|| self.inner.call(request)),
        };
        SecureErrorFuture::new(work)
    }
}

impl<S: fmt::Debug> fmt::Debug for SecureErrorService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorService")
            .field("inner", &self.inner)
            .field("layer", &self.layer)
            .finish_non_exhaustive()
    }
}
