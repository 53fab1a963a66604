//! Converts an error into a response of actix-web.

use super::convert;
use crate::error::AsSecure;
use crate::error::Fault;
use crate::request::unwind::contained;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpResponse, ResponseError};
use http::Response;

/// Converts an error into the response to a client, as problem details. Its record has the same request ID.
///
/// `ResponseError::error_response` of a type with `#[secure_error(actix_web)]` is this function. Behind a `SecureErrorLayer`
/// the record is that of the response that is sent; without one, each call writes a record.
#[must_use]
pub fn answer(error: &impl AsSecure) -> HttpResponse {
    response(crate::frameworks::http::respond(error))
}

/// Converts a response of another function, such as [`respond_with`](crate::respond_with), into one of actix-web. The
/// boundary recognises it.
///
/// ```
/// use actix_web::HttpResponse;
/// use secure_error::{Fault, respond_with, frameworks::actix_web::response, problem, render::Envelope};
///
/// let not_found: HttpResponse = response(respond_with(&Fault::problem(&problem::NOT_FOUND), &Envelope));
/// assert_eq!(not_found.status(), 404);
/// ```
#[must_use]
pub fn response(response: Response<Vec<u8>>) -> HttpResponse {
    let (head, body) = response.into_parts();
    let mut native = HttpResponse::new(convert::native_status(head.status));
    *native.headers_mut() = convert::native_headers(&head.headers);
    // The server counts by itself.
    native.headers_mut().remove(CONTENT_LENGTH);
    convert::carry(&mut native, head.extensions);
    native.set_body(actix_web::body::BoxBody::new(body))
}

/// The status of the response. For the impls that the derive writes.
#[doc(hidden)]
#[must_use]
pub fn status(error: &impl AsSecure) -> StatusCode {
    let status = contained(|| error.as_secure().public().status());
    status.map_or(StatusCode::INTERNAL_SERVER_ERROR, convert::native_status)
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        status(self)
    }

    fn error_response(&self) -> HttpResponse {
        answer(self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> ResponseError for crate::work::transaction::TransactionError<E> {
    fn status_code(&self) -> StatusCode {
        status(self)
    }

    fn error_response(&self) -> HttpResponse {
        answer(self)
    }
}
