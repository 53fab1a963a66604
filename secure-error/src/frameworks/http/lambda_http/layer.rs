//! The boundary of a function.

use super::answer::{OverHttp, failed};
use super::future::{SecureLambdaEventFuture, SecureLambdaHttpFuture, send};
use crate::boundary::{Exchange, SecureErrorLayer};
use crate::panics::{Panic, caught};
use crate::request::RequestId;
use http::{Extensions, HeaderMap};
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::{Context, IntoResponse, LambdaEvent, Request, RequestExt};
use std::fmt::{self, Debug};
use std::sync::Arc;
use std::task::{self, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A tower layer around the handler of a function: for `lambda_http::run`, and for `lambda_runtime::run` with events of any
/// kind. The invoker sees only the `#[public]` data of an error.
///
/// - The request ID is that of the AWS invocation (`Context::request_id`), so that records match those of the platform. It
///   is in `x-request-id` of the response.
/// - A [`SecureError`](crate::SecureError) becomes its response, or, for other than HTTP events, a `Diagnostic` of its code
///   and message. An error of another crate becomes a 500, or the same in a `Diagnostic`. Its record has its causes.
/// - Foreign HTTP responses are sealed as by [`SecureErrorLayer`].
/// - A panic is treated like an error of another crate.
///
/// An event that the runtime cannot read does not reach this layer, and its `Diagnostic` has the error text of serde.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureLambdaLayer(SecureErrorLayer);

impl SecureLambdaLayer {
    /// Creates a layer with the defaults of [`SecureErrorLayer`].
    pub const fn new() -> Self {
        Self(SecureErrorLayer::new())
    }
}

/// Uses the options of a [`SecureErrorLayer`]. Its formats are for HTTP events.
impl From<SecureErrorLayer> for SecureLambdaLayer {
    fn from(layer: SecureErrorLayer) -> Self {
        Self(layer)
    }
}

impl<S> Layer<S> for SecureLambdaLayer {
    type Service = SecureLambdaService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecureLambdaService {
            inner,
            layer: self.0.clone(),
            panicked: None,
        }
    }
}

/// A handler behind a [`SecureLambdaLayer`].
#[derive(Clone)]
pub struct SecureLambdaService<S> {
    inner: S,
    layer: SecureErrorLayer,
    /// A failure while becoming ready, for the next invocation.
    panicked: Option<Arc<Panic>>,
}

impl<S> SecureLambdaService<S> {
    fn poll_inner<E: Into<Diagnostic> + Debug + 'static>(
        &mut self,
        ready: impl FnOnce(&mut S) -> Poll<Result<(), E>>,
    ) -> Poll<Result<(), Diagnostic>> {
        self.panicked = None;
        match caught(|| ready(&mut self.inner)) {
            Ok(ready) => ready.map_err(|error| {
                let exchange = self.open_event(None);
                send(&failed(error, &exchange), &exchange)
            }),
            Err(panic) => {
                self.panicked = Some(panic);
                Poll::Ready(Ok(()))
            }
        }
    }

    fn open_event(&self, context: Option<&Context>) -> Exchange {
        Exchange::open_event(&self.layer, &HeaderMap::new(), || name(context))
    }
}

/// The ID of an invocation.
fn name(context: Option<&Context>) -> RequestId {
    let given = context.and_then(|context| RequestId::parse(&context.request_id).ok());
    given.unwrap_or_else(RequestId::generate)
}

impl<S, R, E> Service<Request> for SecureLambdaService<S>
where
    S: Service<Request, Response = R, Error = E>,
    R: IntoResponse,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Response = http::Response<lambda_http::Body>;
    type Error = Diagnostic;
    type Future = SecureLambdaHttpFuture<S::Future>;

    /// A service that is never ready ends the runtime. That is recorded, without a request.
    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_inner(|inner| inner.poll_ready(cx))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let context = request.lambda_context_ref();
        let (method, path) = (request.method(), request.uri().path());
        let prepare = |extensions: &mut Extensions| {
            extensions.insert(OverHttp);
        };
        let exchange = Exchange::open_named(&self.layer, method, path, request.headers(), || name(context), prepare);
        exchange.name_request(&mut request);
        match self.panicked.take() {
            Some(panic) => SecureLambdaHttpFuture::panicked(&exchange, panic),
            None => SecureLambdaHttpFuture::new(&exchange, || self.inner.call(request)),
        }
    }
}

impl<S, T, R, E> Service<LambdaEvent<T>> for SecureLambdaService<S>
where
    S: Service<LambdaEvent<T>, Response = R, Error = E>,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Response = R;
    type Error = Diagnostic;
    type Future = SecureLambdaEventFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_inner(|inner| inner.poll_ready(cx))
    }

    fn call(&mut self, event: LambdaEvent<T>) -> Self::Future {
        let exchange = self.open_event(Some(&event.context));
        match self.panicked.take() {
            Some(panic) => SecureLambdaEventFuture::panicked(&exchange, panic),
            None => SecureLambdaEventFuture::new(&exchange, || self.inner.call(event)),
        }
    }
}

impl<S> fmt::Debug for SecureLambdaService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureLambdaService")
            .field("layer", &self.layer)
            .finish_non_exhaustive()
    }
}
