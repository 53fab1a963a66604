//! Plain `http` responses: for hyper, and for every framework that accepts them.

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(all(feature = "axum", not(feature = "input")))]
pub(crate) mod axum;
#[cfg(all(feature = "axum", feature = "input"))]
pub mod axum;
#[cfg(feature = "dropshot")]
pub mod dropshot;
#[cfg(any(feature = "poem", feature = "rocket"))]
mod header_mark;
#[cfg(feature = "lambda-http")]
pub mod lambda_http;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(feature = "warp")]
pub mod warp;

use ::http::Response;

use super::issue::issue;
use crate::error::Fault;
use crate::error::{AsSecure, SecureError};
use crate::public::PublicError;
use crate::render::{self, Format};
use crate::request::RequestId;
use crate::request::ledger::{Issued, Source};

/// Converts an error into a response to the client, as RFC 9457 problem details.
///
/// Behind a `SecureErrorLayer` (feature `tower`) the response has the ID of the request, the layer may offer other formats,
/// and the layer writes the record when the response is sent. Elsewhere the response has a new ID, under which the record
/// is written at once.
///
/// `B` is the body type of the server, such as `http_body_util::Full<Bytes>`, or `Vec<u8>`. The error may be a
/// [`SecureError`](crate::SecureError) or a [`Fault`]. It never panics, whatever the error does.
///
/// ```
/// # use secure_error::{Fault, problem};
/// let response: http::Response<Vec<u8>> = secure_error::respond(&Fault::problem(&problem::NOT_FOUND));
/// assert_eq!(response.status(), 404);
/// ```
#[must_use]
pub fn respond<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized)) -> Response<B> {
    respond_in(error.as_secure(), render::issue)
}

/// Like [`respond`], in the given [`Format`], whatever the client prefers. If the format fails, the client gets a constant
/// 500 and the record states the cause.
#[must_use]
pub fn respond_with<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized), format: &dyn Format) -> Response<B> {
    respond_in(error.as_secure(), |public, id| {
        let issued = render::issue_in(public, id, format);
        let source = render::copy(&issued);
        (issued, source)
    })
}

fn respond_in<B: From<Vec<u8>>>(
    error: &dyn SecureError,
    make: impl FnOnce(&PublicError<'_>, &RequestId) -> (Issued, Source),
) -> Response<B> {
    let (response, entry) = issue(error, |public, id| {
        let (issued, source) = make(public, id);
        let status = issued.status;
        (render::response(issued), status, source)
    });
    if cfg!(feature = "tower") {
        render::mark(response, &entry)
    } else {
        response
    }
}

impl<B: From<Vec<u8>>> From<Fault> for Response<B> {
    fn from(fault: Fault) -> Self {
        respond(&fault)
    }
}
