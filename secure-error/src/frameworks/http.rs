//! Plain `http` responses: for hyper, and for every framework that takes them.

use ::http::Response;

use crate::context::{self, RequestContext};
use crate::error::{AsSecure, SecureError};
use crate::fault::Fault;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::public::{PublicError, problem};
use crate::render::{self, Format, FormatError};
use crate::request_id::RequestId;
use crate::unwind::contained;

/// The answer to a client as problem details, after the report went to the log under the same request id.
///
/// Behind a `SecureErrorLayer` (feature `tower`) that is the id of the request, otherwise a new one. A layer may offer
/// other formats, of which the client then chooses.
///
/// `B` is the body type of the server, such as `http_body_util::Full<Bytes>`, or `Vec<u8>`. The error may be a
/// [`SecureError`] or a [`Fault`]. It never panics, whatever the error does.
///
/// ```
/// # use secure_error::{Fault, problem};
/// let answer: http::Response<Vec<u8>> = secure_error::answer(&Fault::problem(&problem::NOT_FOUND));
/// assert_eq!(answer.status(), 404);
/// ```
#[must_use]
pub fn answer<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized)) -> Response<B> {
    answer_by(error.as_secure(), render::respond_as_preferred)
}

/// The same in another [`Format`], whatever the client prefers. If the format fails, the client gets a plain 500 and the
/// record says why.
#[must_use]
pub fn answer_with<B: From<Vec<u8>>>(error: &(impl AsSecure + ?Sized), format: &dyn Format) -> Response<B> {
    answer_by(error.as_secure(), |public, id| render::respond_in(public, id, format))
}

fn answer_by<B>(
    error: &dyn SecureError,
    respond: impl FnOnce(&PublicError<'_>, &RequestId) -> (Response<B>, Option<FormatError>),
) -> Response<B> {
    let context = context::current();
    let id = context
        .as_deref()
        .map_or_else(RequestId::generate, RequestContext::request_id);
    let public = contained(|| error.public()).unwrap_or(PublicError::constant(&problem::INTERNAL_ERROR));
    let (answer, failure) = respond(&public, &id);
    log(error, &public, &id, failure.as_ref());
    if let Some(context) = context {
        context.note_answer_logged();
    }
    answer
}

/// Logs the report. If the error panics while it makes one (a source may be behind a `Deref` that does), what the client
/// saw is logged instead.
fn log(error: &dyn SecureError, public: &PublicError<'_>, id: &RequestId, failure: Option<&FormatError>) {
    let report = contained(|| error.report()).unwrap_or_else(|| {
        ReportBuilder::new(Origin::of_type("SecureError"), public.clone())
            .message(|f| f.write_str("the error panicked while it made its report"))
            .build()
    });
    let failure = failure.map(|failure| Field::new("format", failure));
    report.with_request_id(id).with_fields(failure).log();
}

impl<B: From<Vec<u8>>> From<Fault> for Response<B> {
    fn from(fault: Fault) -> Self {
        answer(&fault)
    }
}
