//! How a response is sent. All of it runs in the request scope.

use super::body::SecureStatusBody;
use super::foreign;
use super::issued::STATUS;
use super::layer::is_inner;
use super::sent::{self, BoxError};
use crate::boundary::grpc::{GRPC, is_grpc, is_type_of_grpc};
use crate::boundary::{Exchange, PassThrough, SecureErrorBody};
use crate::panics::Panic;
use crate::request::ledger::{Entry, Mark};
use crate::request::unwind::contained;
use ::tonic::Code;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http_body::Body;
use std::fmt::Display;
use std::sync::Arc;

/// Where the status is in the body, and no trailers follow.
fn is_grpc_web(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    let rest = media_type.get(GRPC.len()..).unwrap_or_default();
    rest.get(..4).is_some_and(|rest| rest.eq_ignore_ascii_case(b"-web"))
}

/// The response to a call, or to a request that is not gRPC.
pub(super) fn respond<B>(exchange: &Exchange, is_call: bool, response: Response<B>) -> Response<SecureStatusBody<B>>
where
    B: Body<Error: Display + 'static>,
    B::Data: From<Vec<u8>>,
{
    let is_grpc = is_grpc(response.headers());
    let is_success = response.status().is_success();
    let passes = response.extensions().get::<PassThrough>().is_some();
    if (is_grpc || is_call) && response.headers().contains_key(&STATUS[0]) {
        of_status(exchange, response, passes)
    } else if (is_grpc || is_call) && is_success {
        let must_end = is_grpc && !is_grpc_web(response.headers());
        watched(exchange, response, passes, must_end)
    } else if is_call && !is_success && !passes {
        of_http(exchange, response)
    } else {
        exchange
            .respond(exchange.within(|| response.map(SecureErrorBody::new)))
            .map(SecureStatusBody::plain)
    }
}

/// One whose trailers may be an error. If it `must_end`, it has a status there.
fn watched<B>(
    exchange: &Exchange,
    response: Response<B>,
    passes: bool,
    must_end: bool,
) -> Response<SecureStatusBody<B>> {
    let response = response.map(|body| SecureStatusBody::watched(body, exchange, passes, must_end));
    named(exchange, response)
}

/// A response that is nothing but a status, or pretends to be.
fn of_status<B: Body>(exchange: &Exchange, response: Response<B>, passes: bool) -> Response<SecureStatusBody<B>> {
    let (mut head, body) = response.into_parts();
    if let Some(entry) = sent::judged(exchange, &mut head.headers, &head.extensions, passes) {
        contained(|| drop(body));
        of_entry(exchange, &entry, head.headers)
    } else if contained(|| body.is_end_stream()).unwrap_or_default() {
        sent::ended(exchange);
        let response = Response::from_parts(head, SecureErrorBody::new(body));
        named(exchange, response.map(SecureStatusBody::plain))
    } else {
        watched(exchange, Response::from_parts(head, body), passes, false)
    }
}

/// A response of HTTP to a call of gRPC: that of a router, of a layer, of a boundary of HTTP.
fn of_http<B: Body>(exchange: &Exchange, response: Response<B>) -> Response<SecureStatusBody<B>> {
    let (head, body) = response.into_parts();
    let entry = match Mark::of(&head.extensions).filter(|entry| entry.record().is_some()) {
        Some(entry) => {
            contained(|| drop(body));
            entry
        }
        None => foreign::response(exchange, &head, body),
    };
    of_entry(exchange, &entry, HeaderMap::new())
}

/// The response to a call whose service failed without one.
pub(super) fn of_error<B>(exchange: &Exchange, error: impl Into<BoxError>) -> Response<SecureStatusBody<B>> {
    let (entry, headers) = sent::thrown(exchange, "ServiceError", error);
    of_entry(exchange, &entry, headers)
}

/// The response to a call whose service panicked.
pub(super) fn of_panic<B>(exchange: &Exchange, panic: &Arc<Panic>) -> Response<SecureStatusBody<B>> {
    of_entry(exchange, &foreign::panicked(exchange, panic), HeaderMap::new())
}

/// The response to a call that took too long.
pub(super) fn of_deadline<B>(exchange: &Exchange) -> Response<SecureStatusBody<B>> {
    of_entry(exchange, &missed_deadline(exchange), HeaderMap::new())
}

/// Records the same for a client that has given up, unless a layer like this one is around and does.
pub(super) fn given_up_at_deadline(exchange: &Exchange) {
    if !is_inner(exchange.scope()) {
        missed_deadline(exchange).send(exchange.scope().names());
        sent::ended(exchange);
    }
}

fn missed_deadline(exchange: &Exchange) -> Arc<Entry> {
    let text = "there was no response before the deadline of the client or the server";
    foreign::failed(exchange, "Deadline", Code::DeadlineExceeded, text)
}

/// A status alone: a head and no body, which gRPC calls `Trailers-Only`.
fn of_entry<B>(exchange: &Exchange, entry: &Arc<Entry>, old: HeaderMap) -> Response<SecureStatusBody<B>> {
    let content_type = old.get(CONTENT_TYPE).filter(|value| is_type_of_grpc(value)).cloned();
    let content_type = content_type.unwrap_or(const { HeaderValue::from_static("application/grpc") });
    let mut response = Response::new(SecureStatusBody::ended());
    *response.headers_mut() = sent::send(exchange, entry, old);
    sent::ended(exchange);
    // It fails only if the application vouches for more than 20,000 entries of metadata.
    let _ = response.headers_mut().try_insert(CONTENT_TYPE, content_type);
    exchange.name_extensions(response.extensions_mut());
    response.extensions_mut().insert(Mark(Arc::clone(entry)));
    response
}

/// Sets the request ID.
fn named<B>(exchange: &Exchange, mut response: Response<B>) -> Response<B> {
    exchange.name_headers(response.headers_mut());
    exchange.name_extensions(response.extensions_mut());
    response
}
