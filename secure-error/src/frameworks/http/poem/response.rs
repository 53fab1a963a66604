//! Errors of ours as errors of poem, and as its responses.

use super::super::header_mark;
use crate::error::AsSecure;
use crate::error::Fault;
use crate::public::problem;
use crate::request::ledger::Mark;
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use http::{HeaderValue, StatusCode};
use poem::error::ResponseError;
use poem::{Body, Response, ResponseParts};
use std::cell::Cell;
use std::error::Error;
use std::fmt;

thread_local! {
    static WAS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// The response of an error. For the impls that the derive writes.
///
/// poem keeps the headers of an error's response, and not its extensions, so its mark is a header; only a boundary removes
/// that.
#[must_use]
pub fn answer(error: &impl AsSecure) -> Response {
    let (mut head, body) = super::super::respond::<Vec<u8>>(error).into_parts();
    let has_boundary = scope::current().as_deref().and_then(RequestScope::ledger).is_some();
    let entry = Mark::of(&head.extensions).filter(|_| has_boundary);
    if let Some(mark) = entry.and_then(|entry| HeaderValue::try_from(header_mark::of(&entry)).ok()) {
        // It fails only if there are more than 30,000 headers.
        let _ = head.headers.try_insert(&header_mark::NAME, mark);
    }
    response(head, Body::from_vec(body))
}

/// The same response, for poem.
pub(super) fn response(head: http::response::Parts, body: Body) -> Response {
    let parts = ResponseParts {
        status: head.status,
        version: head.version,
        headers: head.headers,
        extensions: head.extensions,
    };
    Response::from_parts(parts, body)
}

/// The status of that response, which middleware asks for. For the impls that the derive writes.
#[must_use]
pub fn status(error: &impl AsSecure) -> StatusCode {
    WAS_ASKED.set(true);
    contained(|| error.as_secure().status()).unwrap_or(problem::INTERNAL_ERROR.status())
}

/// Whether an error of ours makes the response of this error of poem: only that is asked for its status.
pub(super) fn is_own(error: &poem::Error) -> bool {
    WAS_ASKED.set(false);
    let _ = error.status();
    WAS_ASKED.get()
}

/// Logged when its response is sent, as every error of ours.
impl From<Fault> for poem::Error {
    fn from(fault: Fault) -> Self {
        Raised(fault).into()
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> ResponseError for crate::work::transaction::TransactionError<E> {
    fn status(&self) -> StatusCode {
        status(self)
    }

    fn as_response(&self) -> Response {
        answer(self)
    }
}

/// poem wants an [`Error`], which a [`Fault`] is not.
struct Raised(Fault);

impl ResponseError for Raised {
    fn status(&self) -> StatusCode {
        status(&self.0)
    }

    fn as_response(&self) -> Response {
        answer(&self.0)
    }
}

impl Error for Raised {}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
