//! A library that answers axum by itself, and has turned on no feature of `secure-error` for that. It must compile the same,
//! whatever others in the graph turn on.

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404, code = "BOOK_NOT_FOUND", message = "Book not found")]
pub struct BookNotFound;

/// An impl that the derive must not write a second time.
impl IntoResponse for BookNotFound {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status().as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, "by hand").into_response()
    }
}
