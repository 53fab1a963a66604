//! Plain `http` responses: for hyper, and for every framework that takes them.

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub(crate) mod axum;
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

/// The answer to a client as problem details, after the report went to the log under the same request id.
///
/// Behind a `SecureErrorLayer` (feature `tower`) that is the id of the request, otherwise a new one. A layer may offer
/// other formats, of which the client then chooses.
///
/// `B` is the body type of the server, such as `http_body_util::Full<Bytes>`, or `Vec<u8>`. The error may be a
/// [`SecureError`](crate::SecureError) or a [`Fault`]. It never panics, whatever the error does.
///
/// ```
/// # use secure_error::{Fault, problem};
/// let answer: http::Response<Vec<u8>> = secure_error::respond(&Fault::problem(&problem::NOT_FOUND));
/// assert_eq!(answer.status(), 404);
/// ```
#[must_use]
pub fn respond<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized)) -> Response<B> {
    respond_in(error.as_secure(), render::issue)
}

/// The same in another [`Format`], whatever the client prefers. If the format fails, the client gets a plain 500 and the
/// record says why.
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
