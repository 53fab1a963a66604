//! Conversion between `http` 1 and the types of actix-web, whose `http` is 0.2. Both accept the same statuses, names and
//! values; what one of them rejected would be omitted.

use crate::boundary::Exchange;
use crate::request::ledger::{Entry, Mark};
use actix_web::HttpResponse;
use actix_web::dev::RequestHead;
use actix_web::http::StatusCode as NativeStatus;
use actix_web::http::header::{HeaderMap as NativeHeaders, HeaderName as NativeName, HeaderValue as NativeValue};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use std::sync::Arc;

/// How many headers of a response are kept. One of `http` holds little more, and panics if it shall; those of ours must fit.
const MOST: usize = 20_000;

pub(super) fn native_status(status: StatusCode) -> NativeStatus {
    NativeStatus::from_u16(status.as_u16()).unwrap_or(NativeStatus::INTERNAL_SERVER_ERROR)
}

pub(super) fn status(status: NativeStatus) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) fn native_headers(headers: &HeaderMap) -> NativeHeaders {
    let mut native = NativeHeaders::with_capacity(headers.keys_len());
    for (name, value) in headers {
        let name = NativeName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, NativeValue::from_bytes(value.as_bytes())) {
            native.append(name, value);
        }
    }
    native
}

pub(super) fn headers(native: &NativeHeaders) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(native.len_keys().min(MOST));
    for (name, value) in native.iter().take(MOST) {
        append(&mut headers, name, value);
    }
    headers
}

/// The parts of a request that a boundary needs: its method, and the headers that it reads.
pub(super) fn request(head: &RequestHead) -> (Method, HeaderMap) {
    let method = Method::from_bytes(head.method.as_str().as_bytes()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for name in Exchange::READS {
        let name = NativeName::from_static(name);
        for value in head.headers.get_all(&name) {
            append(&mut headers, &name, value);
        }
    }
    (method, headers)
}

fn append(headers: &mut HeaderMap, name: &NativeName, value: &NativeValue) {
    let name = HeaderName::from_bytes(name.as_str().as_bytes());
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
        // It fails only if there are more than 30,000 headers.
        let _ = headers.try_append(name, value);
    }
}

/// The extensions of an `http::Response`, in those of actix-web: a boundary looks for its own things there.
struct Carried(Extensions);

pub(super) fn carry<B>(native: &mut HttpResponse<B>, extensions: Extensions) {
    if !extensions.is_empty() {
        native.extensions_mut().insert(Carried(extensions));
    }
}

pub(super) fn take_carried<B>(native: &mut HttpResponse<B>) -> Extensions {
    let carried = native.extensions_mut().remove::<Carried>();
    carried.map_or_else(Extensions::new, |carried| carried.0)
}

/// The entry of a response.
pub(super) fn entry<B>(native: &HttpResponse<B>) -> Option<Arc<Entry>> {
    Mark::of(&native.extensions().get::<Carried>()?.0)
}
