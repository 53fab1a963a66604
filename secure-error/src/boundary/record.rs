//! The records that the boundary itself writes, about answers that no error of the application made.

use crate::context::RequestContext;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::public::PublicError;
use crate::public::status::problem_of;
use http::StatusCode;

/// One record for a request whose failure nobody has logged yet.
pub(super) fn log(context: &RequestContext, status: StatusCode, what: &'static str, message: &str) {
    if !context.answer_is_logged() {
        report(status, what, message);
        context.note_answer_logged();
    }
}

/// One record, whatever was logged before.
pub(super) fn report(status: StatusCode, what: &'static str, message: &str) {
    let public = PublicError::constant(problem_of(status));
    ReportBuilder::new(Origin::of_type(what), public)
        .message(|f| f.write_str(message))
        .build()
        .log();
}
