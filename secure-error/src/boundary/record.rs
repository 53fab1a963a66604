//! The records that the boundary itself writes, about answers that no error of the application made.

use crate::context::RequestContext;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::public::PublicError;
use crate::public::status::problem_of;
use crate::render::FormatError;
use http::StatusCode;

/// One record for a request whose failure nobody has logged yet.
pub(super) fn log_once(
    context: &RequestContext,
    status: StatusCode,
    what: &'static str,
    message: &str,
    failure: Option<&FormatError>,
) {
    if !context.answer_is_logged() {
        log(status, what, message, failure);
        context.note_answer_logged();
    }
}

/// One record for a format that failed, where that of the failure that it should have shown is written already.
pub(super) fn log_failed_format(status: StatusCode, failure: &FormatError) {
    log(status, "FormatError", &failure.to_string(), None);
}

/// A format that failed, in the record of the failure that it should have shown.
pub(super) fn failed_format(failure: Option<&FormatError>) -> Option<Field<'_>> {
    failure.map(|failure| Field::new("format", failure))
}

fn log(status: StatusCode, what: &'static str, message: &str, failure: Option<&FormatError>) {
    let public = PublicError::constant(problem_of(status));
    ReportBuilder::new(Origin::of_type(what), public)
        .message(|f| f.write_str(message))
        .build()
        .with_fields(failed_format(failure))
        .log();
}
