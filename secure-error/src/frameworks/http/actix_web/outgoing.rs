//! How the boundary sends a response of actix-web.

use super::body::{FollowedBody, NativeBody, Omitted};
use super::convert;
use crate::boundary::{AfterHead, Exchange, PassThrough, SecureErrorBody};
use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use crate::request::unwind::contained;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::Response as NativeResponse;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap as NativeHeaders, HeaderName as NativeName,
    HeaderValue as NativeValue, TRANSFER_ENCODING,
};
use actix_web::{Error, HttpResponse};
use http::response::Parts;
use http::{Response, StatusCode};

/// The response with its request ID, issued again or sealed if it is a failure. `error` is the error that it was created
/// from, if the response does not have that itself.
pub(super) fn respond<B: MessageBody + 'static>(
    exchange: &Exchange,
    response: HttpResponse<B>,
    error: Option<&Error>,
) -> HttpResponse<EitherBody<B>> {
    let (mut native, body) = response.into_parts();
    let is_vouched_for = native.extensions().contains::<PassThrough>();
    let error = error.or_else(|| native.error());
    let mut status = convert::status(native.status());
    if !Exchange::is_failure(status.as_u16()) {
        if error.is_none() || is_vouched_for {
            succeeded(exchange, &mut native);
            return native.set_body(followed(body, exchange));
        }
        if status.is_redirection() {
            succeeded(exchange, &mut native);
            return redirecting(native, body).map_body(|_, body| EitherBody::right(body));
        }
        // Whatever the status says, the body is the text of an error.
        status = StatusCode::INTERNAL_SERVER_ERROR;
    }
    let mut response = Response::new(SecureErrorBody::new(NativeBody::new(body, error, status)));
    *response.extensions_mut() = convert::take_carried(&mut native);
    if is_vouched_for {
        response.extensions_mut().insert(PassThrough);
    }
    *response.status_mut() = status;
    *response.headers_mut() = convert::headers(native.headers());
    let (head, body) = exchange.respond(response).into_parts();
    match body.into_parts() {
        Ok(body) => {
            *native.headers_mut() = convert::native_headers(&head.headers);
            convert::carry(&mut native, head.extensions);
            native.set_body(followed(body.body, exchange))
        }
        Err(bytes) => {
            // The error of the old response goes, whose `drop` may panic.
            let native = contained(|| NativeResponse::from(native)).unwrap_or_else(nothing);
            replaced(native, head, bytes).map_body(|_, body| EitherBody::right(body))
        }
    }
}

fn followed<B: MessageBody + 'static>(body: B, exchange: &Exchange) -> EitherBody<B> {
    match AfterHead::of(exchange).filter(|_| body.size() == BodySize::Stream) {
        Some(request) => EitherBody::right(BoxBody::new(FollowedBody::new(body, request))),
        None => EitherBody::left(body),
    }
}

/// The response to a panic.
pub(super) fn panicked(response: Response<Vec<u8>>) -> HttpResponse {
    let (head, bytes) = response.into_parts();
    replaced(nothing(), head, bytes)
}

fn nothing() -> NativeResponse<()> {
    NativeResponse::internal_server_error().drop_body()
}

/// A success is not converted only to set its request ID.
fn succeeded(exchange: &Exchange, native: &mut HttpResponse<()>) {
    exchange.within(|| exchange.tell_panics());
    name(native.headers_mut(), &exchange.request_id());
}

/// An error may redirect. Nothing else of it is sent.
fn redirecting<B>(mut native: HttpResponse<()>, body: B) -> HttpResponse {
    contained(|| drop(body));
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING] {
        drop(native.headers_mut().remove(name));
    }
    native.set_body(BoxBody::new(()))
}

/// Only the connection settings of the old response stay. Its error is dropped, because outer middleware may print it, and so
/// are its extensions and its reason phrase, which is sent.
fn replaced(mut native: NativeResponse<()>, head: Parts, bytes: Vec<u8>) -> HttpResponse {
    native.head_mut().status = convert::native_status(head.status);
    native.head_mut().reason = None;
    contained(|| native.extensions_mut().clear());
    *native.headers_mut() = convert::native_headers(&head.headers);
    // Only a response to HEAD has the length of a body without the body, and here a body must provide it.
    let mut lengths = native.headers_mut().remove(CONTENT_LENGTH);
    let omitted = lengths.next().and_then(|length| length.to_str().ok()?.parse().ok());
    drop(lengths);
    let body = match omitted {
        Some(length) if bytes.is_empty() => BoxBody::new(Omitted(length)),
        _ => BoxBody::new(bytes),
    };
    let mut response = HttpResponse::from(native.set_body(body));
    convert::carry(&mut response, head.extensions);
    response
}

/// Sets the request ID of a request or a response, replacing any other.
pub(super) fn name(headers: &mut NativeHeaders, id: &RequestId) {
    let name = NativeName::from_static(X_REQUEST_ID.as_str());
    match NativeValue::from_bytes(id.as_bytes()) {
        Ok(value) => drop(headers.insert(name, value)),
        Err(_) => drop(headers.remove(name)),
    }
}
