//! Error responses of HTTP whose body is an error of MCP.

use super::hint;
use super::seal::{Client, sealed};
use crate::boundary::{End, Exchange, PassThrough, SecureErrorBody, available};
use crate::error::Fault;
use crate::frameworks::http::respond;
use crate::frameworks::jsonrpc;
use crate::request::ledger::{Entry, Issued, Kind, Mark};
use crate::request::scope;
use crate::request::unwind::contained;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use rmcp::ErrorData;
use rmcp::model::{JsonRpcError, ProtocolVersion};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tower_layer::Layer;
use tower_service::Service;

/// The HTTP header in which a client of MCP says its version.
const VERSION: &str = "mcp-protocol-version";

/// What the responses have that this layer makes.
const HEADERS: [(HeaderName, &str); 3] = [
    (CONTENT_TYPE, "application/json"),
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// How much of a body is read, in bytes: more than any error of MCP has.
const MOST: usize = 64 * 1024;

/// A tower layer for MCP over HTTP, right around a `StreamableHttpService` and inside of a
/// [`SecureErrorLayer`](crate::SecureErrorLayer).
///
/// MCP 2026-07-28 sends some errors with status 400 or 404, and clients negotiate by their JSON. Without this layer the outer
/// one replaces them by problem details, as it does with everything that it does not know. With it they stay errors of MCP:
/// those of a [`SecureServerHandler`](super::SecureServerHandler) as they are, those of rmcp itself as what their code says, logged once.
///
/// What a client has to send instead (which media types, a session ID, another version of the protocol) is the `detail` of
/// problem details.
///
/// ```
/// use secure_error::SecureErrorLayer;
/// use secure_error::frameworks::rmcp::SecureHttpLayer;
/// use tower::ServiceBuilder;
///
/// // axum: `Router::new().nest_service("/mcp", layers.service(streamable_http_service))`
/// let layers = ServiceBuilder::new().layer(SecureErrorLayer::new()).layer(SecureHttpLayer::new());
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct SecureHttpLayer;

impl SecureHttpLayer {
    /// With the defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for SecureHttpLayer {
    type Service = SecureHttpService<S>;

    fn layer(&self, inner: S) -> SecureHttpService<S> {
        SecureHttpService(inner)
    }
}

/// A service behind a [`SecureHttpLayer`].
#[derive(Debug, Clone)]
pub struct SecureHttpService<S>(S);

impl<S, RequestBody, B> Service<Request<RequestBody>> for SecureHttpService<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>>,
    B: Body,
{
    type Response = Response<SecureErrorBody<B>>;
    type Error = S::Error;
    type Future = SecureHttpFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let version = request.headers().get(VERSION).cloned();
        let slot = Slot::default();
        request.extensions_mut().insert(slot.clone());
        SecureHttpFuture {
            inner: self.0.call(request),
            version,
            slot,
        }
    }
}

/// In the extensions of an HTTP request: the error that the service has sent, which may be in another task.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<SentError>>>);

type SentError = (ErrorData, Arc<Entry>);

impl Slot {
    pub(super) fn put(&self, error: ErrorData, entry: Arc<Entry>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((error, entry));
    }

    fn take(&self) -> Option<SentError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

pin_project! {
    /// The future of [`SecureHttpService`].
    pub struct SecureHttpFuture<F> {
        #[pin]
        inner: F,
        version: Option<HeaderValue>,
        slot: Slot,
    }
}

impl<F> fmt::Debug for SecureHttpFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureHttpFuture").finish_non_exhaustive()
    }
}

impl<F, B, E> Future for SecureHttpFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
{
    type Output = Result<Response<SecureErrorBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let response = ready!(this.inner.poll(cx))?;
        Poll::Ready(Ok(looked_at(response, this.version.as_ref(), this.slot)))
    }
}

/// A response as clients may see it. One that is not an error of MCP is left to the layer around.
fn looked_at<B: Body>(
    response: Response<B>,
    version: Option<&HeaderValue>,
    slot: &Slot,
) -> Response<SecureErrorBody<B>> {
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let is_vouched_for = response.extensions().get::<PassThrough>().is_some();
    if !Exchange::is_failure(response.status().as_u16()) || is_vouched_for {
        return response.map(SecureErrorBody::new);
    }
    let (mut head, body) = response.into_parts();
    let (bytes, _) = contained(|| available(body, MOST)).unwrap_or((Vec::new(), End::Failed));
    head.headers.remove(CONTENT_LENGTH);
    if let Some(hint) = hint::of(head.status, &bytes) {
        return respond(&Fault::problem(hint));
    }
    let message = if is_json {
        serde_json::from_slice(&bytes).ok()
    } else {
        None
    };
    let Some(mut message): Option<JsonRpcError> = message else {
        return Response::from_parts(head, SecureErrorBody::from(bytes));
    };
    let mut issued = Issued::nothing(head.status);
    issued.headers = HEADERS
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect();
    let entry = match slot.take() {
        // rmcp may make another code of it.
        Some((error, entry)) => {
            message.error = ErrorData {
                code: message.error.code,
                ..error
            };
            issued.body = serde_json::to_vec(&message).unwrap_or_default();
            Arc::new(entry.in_form(issued))
        }
        None => refused(message, issued, version),
    };
    let mut response = Response::from_parts(head, SecureErrorBody::from(entry.issued(&entry.id()).into_owned().body));
    response.extensions_mut().insert(Mark(entry));
    response
}

/// What rmcp refuses by itself, before there is a call.
fn refused(mut message: JsonRpcError, mut issued: Issued, version: Option<&HeaderValue>) -> Arc<Entry> {
    let call = jsonrpc::Call::open(&HeaderMap::new(), "(http)");
    let sealed = sealed(&message.error);
    let record = call.record_of_foreign("ForeignResponse", sealed.problem, &message.error.to_string());
    let client = Client {
        call: &call,
        version: version.and_then(|version| serde_json::from_value(version.to_str().ok()?.into()).ok()),
        versions: ProtocolVersion::KNOWN_VERSIONS,
    };
    message.error = client.instead(&message.error, &sealed, call.instead(&sealed));
    issued.body = serde_json::to_vec(&message).unwrap_or_default();
    scope::enter(Entry::new(Kind::Sealed, call.request_id(), issued, Some(record)))
}
