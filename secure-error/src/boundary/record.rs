//! The records that the boundary itself writes, about answers that no error of the application made.

use crate::context::RequestContext;
use crate::internal::builder::ReportBuilder;
use crate::internal::field::FieldText;
use crate::internal::origin::Origin;
use crate::internal::report::Report;
use crate::public::PublicError;
use crate::public::status::problem_of;
use crate::render::FormatError;
use crate::request_id::RequestId;
use http::StatusCode;

/// One record for a request whose failure nobody has logged yet.
pub(super) fn log(
    context: &RequestContext,
    status: StatusCode,
    what: &'static str,
    message: &str,
    failure: Option<&FormatError>,
) {
    if !context.answer_is_logged() {
        report(&context.request_id(), status, what, message, failure);
        context.note_answer_logged();
    }
}

/// One record, whatever was logged before, under the id that the client has.
pub(super) fn report(
    id: &RequestId,
    status: StatusCode,
    what: &'static str,
    message: &str,
    failure: Option<&FormatError>,
) {
    let public = PublicError::constant(problem_of(status));
    let report = ReportBuilder::new(Origin::of_type(what), public)
        .message(|f| f.write_str(message))
        .build()
        .with_request_id(id);
    with_failure(report, failure).log();
}

/// A format that failed is in the record of the failure that it should have shown.
pub(super) fn with_failure<'a>(report: Report<'a>, failure: Option<&'a FormatError>) -> Report<'a> {
    match failure {
        None => report,
        Some(failure) => report.with_field("format", FieldText::new(move |f| write!(f, "{failure}"))),
    }
}
