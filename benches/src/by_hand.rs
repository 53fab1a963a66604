//! One constant answer, written for this case by hand: the body is one allocation of the right size and three copies,
//! the headers are one map of the right size and constants.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

const BEFORE_ID: &[u8] = br#"{"type":"about:blank","title":"Not Found","status":404,"detail":"Account not found","code":"ACCOUNT_NOT_FOUND","request_id":""#;
const AFTER_ID: &[u8] = br#""}"#;

static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Status, headers and body. An id that is no header value is left out of the headers.
pub fn answer<B: From<Vec<u8>>>(id: &str) -> Response<B> {
    let mut body = Vec::with_capacity(BEFORE_ID.len() + id.len() + AFTER_ID.len());
    body.extend_from_slice(BEFORE_ID);
    body.extend_from_slice(id.as_bytes());
    body.extend_from_slice(AFTER_ID);

    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(&X_REQUEST_ID, id);
    }

    let mut response = Response::new(B::from(body));
    *response.status_mut() = StatusCode::NOT_FOUND;
    *response.headers_mut() = headers;
    response
}
