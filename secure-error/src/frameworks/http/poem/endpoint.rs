//! The boundary as a middleware of poem.

use super::super::header_mark;
use super::response::{is_own, response};
use crate::boundary::{AfterHead, Exchange, Followed, PassThrough, SecureErrorBody, SecureErrorLayer};
use crate::request::ledger::Mark;
use crate::request::unwind::contained;
use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http_body::Body as _;
use http_body_util::combinators::BoxBody;
use poem::{Body, Endpoint, IntoResponse, Middleware, PathPattern, Request, Response};
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

/// An endpoint behind a [`SecureErrorLayer`].
#[derive(Clone)]
pub struct SecureErrorEndpoint<E> {
    endpoint: E,
    layer: SecureErrorLayer,
}

/// ```
/// # use secure_error::{Fault, SecureErrorLayer, problem};
/// use poem::{Endpoint, EndpointExt, Route, get, handler};
///
/// #[handler]
/// async fn account() -> Result<&'static str, Fault> {
///     Err(Fault::problem(&problem::NOT_FOUND))
/// }
///
/// fn app() -> impl Endpoint {
///     Route::new().at("/account", get(account)).with(SecureErrorLayer::new())
/// }
/// # drop(app());
/// ```
impl<E: Endpoint> Middleware<E> for SecureErrorLayer {
    type Output = SecureErrorEndpoint<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        SecureErrorEndpoint {
            endpoint,
            layer: self.clone(),
        }
    }
}

impl<E: Endpoint> Endpoint for SecureErrorEndpoint<E> {
    type Output = Response;

    /// An error of poem ends here: the outcome is always a response.
    async fn call(&self, mut request: Request) -> poem::Result<Self::Output> {
        let exchange = Exchange::open(&self.layer, request.method(), request.uri().path(), request.headers());
        note_route(request.data(), &exchange);
        exchange.name_headers(request.headers_mut());
        exchange.name_extensions(request.extensions_mut());
        // The response is created in there too: `Display` and `Serialize` are application code.
        let work = exchange.run(|| async {
            match self.endpoint.call(request).await {
                Ok(output) => {
                    let response = output.into_response();
                    note_route(response.data(), &exchange);
                    response
                }
                Err(error) => {
                    note_route(error.data(), &exchange);
                    response_of(error, &exchange)
                }
            }
        });
        let sent = match work.await {
            Ok(response) => {
                let mut response =
                    http::Response::<BoxBody<Bytes, io::Error>>::from(response).map(SecureErrorBody::new);
                recognise(&mut response, &exchange);
                exchange.respond(response)
            }
            Err(panic) => exchange.panicked(&panic),
        };
        let (head, body) = sent.into_parts();
        let body = body
            .into_parts()
            .map_or_else(Body::from_vec, |body| followed(body, &exchange));
        Ok(response(head, body))
    }
}

/// A body of known length cannot be followed without a cost for every response.
fn followed(body: BoxBody<Bytes, io::Error>, exchange: &Exchange) -> Body {
    match AfterHead::of(exchange).filter(|_| body.size_hint().exact().is_none()) {
        Some(request) => Body::from(BoxBody::new(Followed::new(body, request))),
        None => Body::from(body),
    }
}

/// poem puts the pattern of the innermost route into responses and errors, and a route puts its own into the request.
fn note_route(pattern: Option<&PathPattern>, exchange: &Exchange) {
    if let Some(PathPattern(pattern)) = pattern {
        exchange.scope().target().set_route(Arc::clone(pattern));
    }
}

/// The response that poem creates from an error.
///
/// A foreign error is entered with its causes, because the response has less text. One that was created from a response has
/// only a status, and the text of that response is the record instead.
fn response_of(error: poem::Error, exchange: &Exchange) -> Response {
    if error.is_from_response() || error.data::<PassThrough>().is_some() || is_own(&error) {
        return error.into_response();
    }
    let said = error.status();
    let status = if Exchange::is_failure(said.as_u16()) {
        said
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    if !said.is_redirection() {
        exchange.foreign(status, &error, error.source());
    }
    // If it panics now, it is entered already.
    let mut response = contained(|| error.into_response()).unwrap_or_else(|| status.into_response());
    if response.status().is_redirection() {
        without_body(&mut response);
    } else if !Exchange::is_failure(response.status().as_u16()) {
        // Whatever the status, the body is the text of an error.
        response.set_status(status);
    }
    response
}

/// An error may redirect. Nothing else of it is sent.
fn without_body(response: &mut Response) {
    let body = response.take_body();
    contained(|| drop(body));
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING] {
        response.headers_mut().remove(name);
    }
}

/// Restores the mark that poem has dropped, and removes the header that replaced it.
fn recognise<B>(response: &mut http::Response<B>, exchange: &Exchange) {
    let mark = response.headers_mut().remove(&header_mark::NAME);
    if Mark::of(response.extensions()).is_some() {
        return;
    }
    let entry = mark.and_then(|mark| header_mark::find(exchange.ledger()?, mark.to_str().ok()?));
    if let Some(entry) = entry {
        response.extensions_mut().insert(Mark(entry));
    }
}

impl<E: fmt::Debug> fmt::Debug for SecureErrorEndpoint<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorEndpoint")
            .field("endpoint", &self.endpoint)
            .field("layer", &self.layer)
            .finish()
    }
}
