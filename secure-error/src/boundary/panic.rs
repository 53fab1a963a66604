//! A panic is an answer like any other failure.

use super::finish::finished;
use crate::context::RequestContext;
use crate::internal::field::FieldText;
use crate::panics::Panic;
use crate::public::{PublicError, problem};
use crate::render::{self, FormatError};
use http::Response;

/// Logs a panic, and answers with a constant.
pub(super) fn answer<B: From<Vec<u8>>>(panic: &Panic, context: &RequestContext, is_head: bool) -> Response<B> {
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let mut answer = render::respond_as_preferred(&public, &context.request_id());
    let failure = answer.extensions_mut().remove::<FormatError>();
    let failure = failure.as_ref();
    panic.log_with(failure.map(|failure| ("format", FieldText::new(move |f| write!(f, "{failure}")))));
    context.note_answer_logged();
    finished(answer, context, is_head)
}
