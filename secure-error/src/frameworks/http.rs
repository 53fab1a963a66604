//! Plain `http` responses: for hyper, and for every framework that takes them.

use ::http::Response;

use crate::error::AsSecure;
use crate::fault::Fault;
use crate::render;
use crate::request_id::RequestId;

/// The answer to a client, with a new request id, after the report went to the log under the same id.
///
/// `B` is the body type of the server, such as `http_body_util::Full<Bytes>`, or `Vec<u8>`. The error may be a
/// [`SecureError`](crate::SecureError) or a [`Fault`].
///
/// ```
/// # use secure_error::{Fault, problem};
/// let answer: http::Response<Vec<u8>> = secure_error::answer(&Fault::problem(&problem::NOT_FOUND));
/// assert_eq!(answer.status(), 404);
/// ```
#[must_use]
pub fn answer<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized)) -> Response<B> {
    let error = error.as_secure();
    let id = RequestId::generate();
    error.report().with_request_id(&id).log();
    render::respond(&error.public(), &id)
}

impl<B: From<Vec<u8>>> From<Fault> for Response<B> {
    fn from(fault: Fault) -> Self {
        answer(&fault)
    }
}
