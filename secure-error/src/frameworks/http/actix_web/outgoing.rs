//! What the boundary makes of an answer of actix-web.

use super::body::{NativeBody, Omitted};
use super::convert;
use crate::boundary::{PassThrough, Passage, SecureErrorBody};
use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use actix_web::HttpResponse;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::Response as NativeResponse;
use actix_web::http::header::{
    CONTENT_LENGTH, HeaderMap as NativeHeaders, HeaderName as NativeName, HeaderValue as NativeValue,
};
use http::Response;
use http::response::Parts;
use std::fmt::Display;

/// The answer with its name, sealed if it is an error that nobody vouches for. `error` is what it was made of, if the answer
/// does not know that itself.
pub(super) fn answer<B: MessageBody + 'static>(
    passage: &Passage,
    answer: HttpResponse<B>,
    error: Option<&dyn Display>,
) -> HttpResponse<EitherBody<B>> {
    let (mut native, body) = answer.into_parts();
    if !Passage::is_failure(native.status().as_u16()) {
        name(native.headers_mut(), &passage.request_id());
        return native.set_body(EitherBody::left(body));
    }
    let mut extensions = convert::take_carried(&mut native);
    if native.extensions().contains::<PassThrough>() {
        extensions.insert(PassThrough);
    }
    let error = error.or_else(|| native.error().map(|error| error as &dyn Display));
    let mut answer = Response::new(SecureErrorBody::new(NativeBody::new(body, error)));
    *answer.status_mut() = convert::status(native.status());
    *answer.headers_mut() = convert::headers(native.headers());
    *answer.extensions_mut() = extensions;
    let (head, body) = passage.answer(answer).into_parts();
    match body.into_parts() {
        Ok(body) => {
            *native.headers_mut() = convert::native_headers(&head.headers);
            convert::carry(&mut native, head.extensions);
            native.set_body(EitherBody::left(body.body))
        }
        Err(bytes) => replaced(native.into(), head, bytes).map_body(|_, body| EitherBody::right(body)),
    }
}

/// The answer to a panic.
pub(super) fn panicked(answer: Response<Vec<u8>>) -> HttpResponse {
    let (head, bytes) = answer.into_parts();
    replaced(
        NativeResponse::new(convert::native_status(head.status)).drop_body(),
        head,
        bytes,
    )
}

/// What stays of the old answer is how it is sent. The error that it was made of goes, because middleware around this may
/// print it, and so do its extensions and its reason phrase, which is sent.
fn replaced(mut native: NativeResponse<()>, head: Parts, bytes: Vec<u8>) -> HttpResponse {
    native.head_mut().status = convert::native_status(head.status);
    native.head_mut().reason = None;
    native.extensions_mut().clear();
    *native.headers_mut() = convert::native_headers(&head.headers);
    // Only an answer to HEAD says how long it would be, and here a body must say it.
    let mut lengths = native.headers_mut().remove(CONTENT_LENGTH);
    let omitted = lengths.next().and_then(|length| length.to_str().ok()?.parse().ok());
    drop(lengths);
    let body = match omitted {
        Some(length) if bytes.is_empty() => BoxBody::new(Omitted(length)),
        _ => BoxBody::new(bytes),
    };
    let mut answer = HttpResponse::from(native.set_body(body));
    convert::carry(&mut answer, head.extensions);
    answer
}

/// Gives a request or an answer its name. Whatever name was there is gone.
pub(super) fn name(headers: &mut NativeHeaders, id: &RequestId) {
    let name = NativeName::from_static(X_REQUEST_ID.as_str());
    match NativeValue::from_bytes(id.as_bytes()) {
        Ok(value) => drop(headers.insert(name, value)),
        Err(_) => drop(headers.remove(name)),
    }
}
