//! The boundary of a function.

use super::answer::failed;
use super::future::{SecureLambdaEventFuture, SecureLambdaHttpFuture};
use crate::boundary::{Passage, SecureErrorLayer};
use crate::frameworks::http::held::Held;
use crate::panics::{Panic, caught};
use crate::request::RequestId;
use http::{HeaderMap, Method};
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::{Context, IntoResponse, LambdaEvent, Request, RequestExt};
use std::fmt::{self, Debug};
use std::sync::Arc;
use std::task::{self, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A tower layer around the handler of a function: for `lambda_http::run`, and for `lambda_runtime::run` with events of any
/// kind. Nothing that the handler fails with reaches whoever invoked the function, but what `#[public]` says.
///
/// - The id of a request is the one that AWS gives the invocation (`Context::request_id`), so that our records are found
///   with those of the platform. It is in `x-request-id` of the answer.
/// - An error of ours is its answer, or, for other events than those of HTTP, a `Diagnostic` of its code and its message. An
///   error of another crate is a 500, or the same in a `Diagnostic`. It is logged with its causes.
/// - Foreign answers of HTTP are sealed as by [`SecureErrorLayer`].
/// - A panic is the same as an error of another crate.
///
/// An event that the runtime cannot read never gets here, and its `Diagnostic` tells what serde found wrong with it.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureLambdaLayer(SecureErrorLayer);

impl SecureLambdaLayer {
    /// With the defaults of [`SecureErrorLayer`].
    pub const fn new() -> Self {
        Self(SecureErrorLayer::new())
    }
}

/// With what was chosen about the layer. Its formats are for events of HTTP.
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
    /// What happened instead of becoming ready, for the invocation that comes next.
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
                let (passage, held) = self.open(&Method::POST, &HeaderMap::new(), None);
                passage.within(|| failed(error, &held).0)
            }),
            Err(panic) => {
                self.panicked = Some(panic);
                Poll::Ready(Ok(()))
            }
        }
    }

    fn open(&self, method: &Method, headers: &HeaderMap, context: Option<&Context>) -> (Passage, Held) {
        let held = Held::default();
        let given = context.and_then(|context| RequestId::parse(&context.request_id).ok());
        let name = || given.unwrap_or_else(RequestId::generate);
        let passage = Passage::open_named(&self.layer, method, headers, name, |extensions| {
            extensions.insert(held.clone());
        });
        (passage, held)
    }
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

    /// A service that is never ready ends the runtime. That is logged, and belongs to no request.
    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_inner(|inner| inner.poll_ready(cx))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let (passage, held) = self.open(request.method(), request.headers(), request.lambda_context_ref());
        passage.name_request(&mut request);
        match self.panicked.take() {
            Some(panic) => SecureLambdaHttpFuture::panicked(&passage, panic),
            None => SecureLambdaHttpFuture::new(&passage, held, || self.inner.call(request)),
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
        let (passage, held) = self.open(&Method::POST, &HeaderMap::new(), Some(&event.context));
        match self.panicked.take() {
            Some(panic) => SecureLambdaEventFuture::panicked(&passage, panic),
            None => SecureLambdaEventFuture::new(&passage, held, || self.inner.call(event)),
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
