//! Puts the last report of a request into its answer.

use super::body;
use super::details::Open;
use super::refusal::Refusal;
use crate::boundary::body_headers::DESCRIBES_THE_BODY;
use crate::internal::development::Slot;
use crate::request::mark::Mark;
use crate::request::scope::RequestScope;
use crate::request::unwind::contained;
use http::header::{CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response};

/// On every answer that shows a report, so that nobody takes it for what clients see.
static MARKER: HeaderName = HeaderName::from_static("x-secure-error-development");

/// The answer with its details, or as it is where a lock is shut or there is nothing to show.
pub(in crate::boundary) fn add<B: From<Vec<u8>>>(mut answer: Response<B>, context: &RequestScope) -> Response<B> {
    let extensions = context.extensions();
    let Some(Open(refusals)) = extensions.get() else {
        return answer;
    };
    let Some(report) = extensions.get().and_then(Slot::last) else {
        return answer;
    };
    // There is no body if another boundary has added its details.
    let Some(mut mark) = Mark::of(&answer) else {
        return answer;
    };
    let Some(old) = &mark.body else { return answer };

    let added = if answer.headers().contains_key(CONTENT_ENCODING) {
        None
    } else {
        contained(|| body::with_details(answer.headers_mut(), old, &report)).flatten()
    };
    let Some(new) = added else {
        refusals.note(Refusal::Body);
        return answer;
    };

    let described = DESCRIBES_THE_BODY.iter();
    for name in described.filter(|name| **name != CONTENT_TYPE && **name != CONTENT_LANGUAGE) {
        answer.headers_mut().remove(name);
    }
    // It fails only if there are more than 30,000 headers.
    let _ = answer.headers_mut().try_insert(&MARKER, HeaderValue::from_static("1"));
    mark.length = new.len();
    mark.body = None;
    answer.extensions_mut().insert(mark);
    let (head, old) = answer.into_parts();
    contained(|| drop(old));
    Response::from_parts(head, B::from(new))
}
