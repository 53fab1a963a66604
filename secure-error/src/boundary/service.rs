//! The service that the layer makes.

use super::future::SecureErrorFuture;
use super::incoming;
use super::layer::SecureErrorLayer;
use crate::context;
use crate::panics::CaughtFuture;
use crate::render::Preference;
use http::{Method, Request, Response};
use http_body::Body;
use std::fmt::Display;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_service::Service;

/// A service behind a [`SecureErrorLayer`](crate::SecureErrorLayer).
#[derive(Debug, Clone)]
pub struct SecureErrorService<S> {
    inner: S,
    layer: SecureErrorLayer,
}

impl<S> SecureErrorService<S> {
    pub(super) const fn new(inner: S, layer: SecureErrorLayer) -> Self {
        Self { inner, layer }
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
        let mut context = incoming::context(request.headers(), self.layer.trust_incoming_request_id);
        if let Some(formats) = &self.layer.formats {
            let preference = Preference::of(formats, request.headers());
            context.extensions_mut().insert(preference);
        }
        #[cfg(feature = "dev-details")]
        super::dev_details::unlock(self.layer.dev_details.as_ref(), &request, context.extensions_mut());
        let context = Arc::new(context);
        incoming::name_request(&mut request, &context.request_id());
        let is_head = request.method() == Method::HEAD;
        let work = context::within(&context, || CaughtFuture::new(|| self.inner.call(request)));
        SecureErrorFuture::new(work, context, is_head)
    }
}
