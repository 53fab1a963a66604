//! A response without a request.

use super::response::response;
use super::{convert, outgoing};
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::Entry;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// Middleware that failed, or anything that panicked, has taken its request along. Without that there is no
/// `ServiceResponse`, only an error, whose response is ready.
pub(super) struct Responded {
    status: StatusCode,
    id: RequestId,
    /// `None` if the response was passed through.
    entry: Option<Arc<Entry>>,
    /// For the first caller. There is only one, unless the application inspects errors on their way out.
    response: RefCell<Option<HttpResponse>>,
}

impl Responded {
    pub(super) fn new(response: HttpResponse, id: RequestId) -> Self {
        Self {
            status: response.status(),
            id,
            entry: convert::entry(&response),
            response: RefCell::new(Some(response)),
        }
    }

    /// The issued response; only the status of one that was passed through.
    fn again(&self) -> HttpResponse {
        let mut again = match &self.entry {
            Some(entry) => {
                let issued = entry.issued(&self.id).into_owned();
                response(render::mark(render::response(issued), entry))
            }
            None => HttpResponse::new(self.status),
        };
        outgoing::name(again.headers_mut(), &self.id);
        again
    }
}

impl ResponseError for Responded {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut first = self.response.try_borrow_mut().ok();
        let first = first.as_mut().and_then(|response| response.take());
        first.unwrap_or_else(|| self.again())
    }
}

/// For applications that print errors on their way out: the failure itself is in the log.
impl fmt::Display for Responded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response to request {} is {}", self.id, self.status.as_u16())
    }
}

impl fmt::Debug for Responded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
