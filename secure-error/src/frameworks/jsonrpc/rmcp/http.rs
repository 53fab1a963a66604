//! Error answers of HTTP whose body is one of MCP.

use super::error::key;
use super::seal::Call;
use crate::boundary::there::{self, End};
use crate::boundary::{PassThrough, Passage, SecureErrorBody};
use crate::frameworks::jsonrpc;
use crate::request::RequestId;
use crate::request::mark::Mark;
use crate::request::unwind::contained;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use rmcp::model::{JsonRpcError, ProtocolVersion};
use serde_json::Value;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tower_layer::Layer;
use tower_service::Service;

/// The HTTP header in which a client of MCP says its version.
const VERSION: &str = "mcp-protocol-version";

/// How much of a body is read, in bytes: more than any error of MCP has.
const MOST: usize = 64 * 1024;

/// A tower layer for MCP over HTTP, right around a `StreamableHttpService` and inside of a
/// [`SecureErrorLayer`](crate::SecureErrorLayer).
///
/// MCP 2026-07-28 sends some errors with status 400 or 404, and clients negotiate by their JSON. Without this layer the outer
/// one replaces them by problem details, as it does with everything that it does not know. With it they stay errors of MCP:
/// those of a [`SecureServerHandler`](super::SecureServerHandler) as they are, those of rmcp itself as what their code says, logged once.
///
/// ```
/// # async fn answer() {}
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

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let version = request.headers().get(VERSION).cloned();
        SecureHttpFuture {
            inner: self.0.call(request),
            version,
        }
    }
}

pin_project! {
    /// The future of [`SecureHttpService`].
    pub struct SecureHttpFuture<F> {
        #[pin]
        inner: F,
        version: Option<HeaderValue>,
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
        let answer = ready!(this.inner.poll(cx))?;
        Poll::Ready(Ok(looked_at(answer, this.version.as_ref())))
    }
}

/// An answer as clients may see it; one that is no error of MCP is the business of the layer around.
fn looked_at<B: Body>(answer: Response<B>, version: Option<&HeaderValue>) -> Response<SecureErrorBody<B>> {
    let is_json = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let is_vouched_for = answer.extensions().get::<PassThrough>().is_some();
    if !Passage::is_failure(answer.status().as_u16()) || !is_json || is_vouched_for {
        return answer.map(SecureErrorBody::new);
    }
    let (mut head, body) = answer.into_parts();
    let (bytes, _) = contained(|| there::read(body, MOST)).unwrap_or((Vec::new(), End::Failed));
    head.headers.remove(CONTENT_LENGTH);
    let Ok(mut message) = serde_json::from_slice::<JsonRpcError>(&bytes) else {
        return Response::from_parts(head, bytes.into());
    };
    let id = if key(&message.error).is_some_and(|key| jsonrpc::take_sent(&key)) {
        id_of(message.error.data.as_ref())
    } else {
        let passage = jsonrpc::aside();
        message.error = passage.within(|| {
            Call {
                passage: &passage,
                method: "(http)",
                version: version.and_then(|version| serde_json::from_value(version.to_str().ok()?.into()).ok()),
                versions: ProtocolVersion::KNOWN_VERSIONS,
                is_again: false,
            }
            .error(message.error)
        });
        passage.request_id()
    };
    let bytes = serde_json::to_vec(&message).unwrap_or_default();
    let mark = Mark::new(&id, head.status, &bytes).logged();
    let mut answer = Response::from_parts(head, SecureErrorBody::from(bytes));
    mark.put(&mut answer);
    answer
}

/// The id that an error of ours has; one that has none was logged under that of the request.
fn id_of(data: Option<&Value>) -> RequestId {
    let id = data.and_then(|data| data.get("request_id")?.as_str());
    id.and_then(|id| RequestId::parse(id).ok())
        .or_else(RequestId::current)
        .unwrap_or_else(RequestId::generate)
}
