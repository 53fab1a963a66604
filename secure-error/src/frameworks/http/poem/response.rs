//! Errors of ours as errors of poem, and as its answers.

use super::rendered::Rendered;
use crate::error::AsSecure;
use crate::error::Fault;
use crate::public::problem;
use crate::request::unwind::contained;
use http::StatusCode;
use poem::error::ResponseError;
use poem::{Body, Response, ResponseParts};
use std::error::Error;
use std::fmt;

/// Answers, and logs the report under the id of the answer. For the impls that the derive writes.
#[must_use]
pub fn answer(error: &impl AsSecure) -> Response {
    let (head, body) = super::super::respond::<Vec<u8>>(error).into_parts();
    Rendered::note_answer(&head.extensions);
    response(head, Body::from_vec(body))
}

/// The same answer, for poem.
pub(super) fn response(head: http::response::Parts, body: Body) -> Response {
    let parts = ResponseParts {
        status: head.status,
        version: head.version,
        headers: head.headers,
        extensions: head.extensions,
    };
    Response::from_parts(parts, body)
}

/// The status of that answer, which middleware asks for. For the impls that the derive writes.
#[must_use]
pub fn status(error: &impl AsSecure) -> StatusCode {
    Rendered::note_status();
    contained(|| error.as_secure().status()).unwrap_or(problem::INTERNAL_ERROR.status())
}

/// Logged when it becomes an answer, as every error of ours.
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
