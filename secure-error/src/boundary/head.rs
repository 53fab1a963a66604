//! Answers to HEAD.

use crate::request::mark::Mark;
use crate::request::unwind::contained;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderValue, Response};

/// The answer to HEAD has no body, and may say how long it would be (RFC 9110 section 9.3.2). How long it would be when
/// it is compressed, nobody knows.
pub(super) fn head_only<B: From<Vec<u8>>>(answer: Response<B>) -> Response<B> {
    let is_encoded = answer.headers().contains_key(CONTENT_ENCODING);
    let mark = Mark::of(&answer).filter(|_| !is_encoded);
    let length = mark.map(|mark| HeaderValue::from(mark.length));
    let (mut head, body) = answer.into_parts();
    contained(|| drop(body));
    if let Some(length) = length {
        // It fails only if there are more than 30,000 headers.
        if let Ok(entry) = head.headers.try_entry(CONTENT_LENGTH) {
            entry.or_insert(length);
        }
    }
    Response::from_parts(head, B::from(Vec::new()))
}
