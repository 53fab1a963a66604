//! A panic is an answer like any other failure.

use super::finish::finished;
use super::record::failed_format;
use crate::panics::Panic;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::scope::RequestScope;
use http::Response;

/// Logs a panic, and answers with a constant.
pub(super) fn answer<B: From<Vec<u8>>>(panic: &Panic, context: &RequestScope, is_head: bool) -> Response<B> {
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let (answer, failure) = render::respond_as_preferred(&public, &context.request_id());
    panic.log_with(failed_format(failure.as_ref()));
    context.note_answer_logged();
    finished(answer, context, is_head)
}
