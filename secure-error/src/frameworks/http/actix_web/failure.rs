//! An answer without a request.

use super::answer::response;
use super::{convert, outgoing};
use crate::public::PublicError;
use crate::public::status::problem_of;
use crate::render;
use crate::request::RequestId;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::cell::RefCell;
use std::fmt;

/// Middleware that failed, or anything that panicked, has taken its request along. Without that there is no
/// `ServiceResponse`, only an error, whose answer is ready.
pub(super) struct Answered {
    status: StatusCode,
    id: RequestId,
    /// For the first who asks. There is no other, unless the application looks at errors on their way out.
    answer: RefCell<Option<HttpResponse>>,
}

impl Answered {
    pub(super) fn new(answer: HttpResponse, id: RequestId) -> Self {
        Self {
            status: answer.status(),
            id,
            answer: RefCell::new(Some(answer)),
        }
    }
}

impl ResponseError for Answered {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let first = self.answer.try_borrow_mut().ok().and_then(|mut answer| answer.take());
        first.unwrap_or_else(|| {
            let public = PublicError::constant(problem_of(convert::status(self.status)));
            let mut again = response(render::respond(&public, &self.id));
            outgoing::name(again.headers_mut(), &self.id);
            again
        })
    }
}

/// For those who print errors on their way out: what happened is in the log.
impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "request {} was answered with {}", self.id, self.status.as_u16())
    }
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
