//! The records that the boundary itself writes, about answers that no error of the application made.

use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::public::PublicError;
use crate::public::status::problem_of;
use crate::render::FormatError;
use crate::request::RequestId;
use crate::request::scope::RequestScope;
use http::StatusCode;
use std::error::Error;
use std::fmt::Display;

/// One record for a request whose failure nobody has logged yet.
pub(super) fn log_once(
    context: &RequestScope,
    status: StatusCode,
    what: &'static str,
    message: &str,
    failure: Option<&FormatError>,
) {
    if !context.answer_is_logged() {
        log(&context.request_id(), status, what, message, failure);
        context.note_answer_logged();
    }
}

/// The same for an error of others, of which the answer was made: its text and its causes.
///
/// What was logged before is taken to be the same failure, told in other words, unless this one is of the server: whoever
/// sees that looks for its reason in the log.
pub(super) fn log_error(
    context: &RequestScope,
    status: StatusCode,
    text: &dyn Display,
    cause: Option<&(dyn Error + 'static)>,
) {
    if !context.answer_is_logged() || status.is_server_error() {
        let public = PublicError::constant(problem_of(status));
        ReportBuilder::new(Origin::of_type("ForeignAnswer"), public)
            .message(|f| text.fmt(f))
            .own_source(cause)
            .build()
            .with_request_id(&context.request_id())
            .log();
        context.note_answer_logged();
    }
}

/// A format that failed, in the record of the failure that it should have shown.
pub(super) fn failed_format(failure: Option<&FormatError>) -> Option<Field<'_>> {
    failure.map(|failure| Field::new("format", failure))
}

/// One record, whatever was logged before, under the id that the client has.
pub(super) fn log(
    id: &RequestId,
    status: StatusCode,
    what: &'static str,
    message: &str,
    failure: Option<&FormatError>,
) {
    let public = PublicError::constant(problem_of(status));
    ReportBuilder::new(Origin::of_type(what), public)
        .message(|f| f.write_str(message))
        .build()
        .with_request_id(id)
        .with_fields(failed_format(failure))
        .log();
}

/// One record for an answer that was sent before, to another request, under the id that is in its body.
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub(super) fn log_copy(id: &RequestId, status: StatusCode) {
    log(id, status, COPIED.0, COPIED.1, None);
}

/// What such a record says.
pub(super) const COPIED: (&str, &str) = ("CopiedAnswer", "a copy of an earlier answer");
