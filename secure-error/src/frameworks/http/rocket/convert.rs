//! Conversion between responses of rocket and of `http`.

use super::body::RocketBody;
use crate::boundary::SecureErrorBody;
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use rocket::Response;
use rocket::http::Status;
use std::io::Cursor;
use std::str;

type HttpResponse<'r> = http::Response<SecureErrorBody<RocketBody<'r>>>;

/// An invalid status is a failure.
pub(super) fn status(status: Status) -> StatusCode {
    StatusCode::from_u16(status.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Headers that hyper would reject, and with them the whole response, are omitted.
pub(super) fn headers(response: &Response<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for header in response.headers().iter() {
        let name = HeaderName::from_bytes(header.name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(header.value.as_bytes())) {
            // It fails only if there are more than 30,000 headers.
            let _ = headers.try_append(name, value);
        }
    }
    headers
}

pub(super) fn http<'r>(response: &mut Response<'r>, extensions: Extensions) -> HttpResponse<'r> {
    let headers = headers(response);
    let status = status(response.status());
    let mut response = http::Response::new(SecureErrorBody::new(RocketBody(response.body_mut().take())));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    *response.extensions_mut() = extensions;
    response
}

/// Everything but the upgrades that the old response has offered.
pub(super) fn replace<'r>(old: &mut Response<'r>, new: HttpResponse<'r>) {
    let (head, body) = new.into_parts();
    old.set_status(Status::new(head.status.as_u16()));
    let names: Vec<String> = old.headers().iter().map(|header| header.name.to_string()).collect();
    for name in names {
        old.remove_header(&name);
    }
    for (name, value) in &head.headers {
        if let Ok(value) = str::from_utf8(value.as_bytes()) {
            old.adjoin_raw_header(name.as_str().to_owned(), value.to_owned());
        }
    }
    match body.into_parts() {
        Ok(RocketBody(body)) => *old.body_mut() = body,
        Err(bytes) => {
            // rocket writes this over the header, which says for HEAD how long the body would be.
            let length = head.headers.get(CONTENT_LENGTH).filter(|_| bytes.is_empty());
            let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
            old.set_sized_body(length.unwrap_or(bytes.len()), Cursor::new(bytes));
        }
    }
}

/// An issued response.
pub(super) fn rocket(response: http::Response<Vec<u8>>) -> Response<'static> {
    let mut made = Response::new();
    replace(&mut made, response.map(SecureErrorBody::from));
    made
}
