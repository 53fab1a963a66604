//! Answers to HEAD.

use crate::mark::Mark;
use crate::unwind::contained;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Response};

/// The answer to HEAD has no body, and may say how long it would be (RFC 9110 section 9.3.2).
pub(super) fn head_only<B: From<Vec<u8>>>(answer: Response<B>) -> Response<B> {
    let length = Mark::of(&answer).map(|mark| HeaderValue::from(mark.length));
    let (mut head, body) = answer.into_parts();
    contained(|| drop(body));
    if let Some(length) = length {
        head.headers.entry(CONTENT_LENGTH).or_insert(length);
    }
    Response::from_parts(head, B::from(Vec::new()))
}
