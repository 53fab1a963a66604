//! A panic is an answer like any other failure.

use super::head::head_only;
use crate::context::RequestContext;
use crate::panics::Panic;
use crate::public::{PublicError, problem};
use crate::render;
use http::Response;

/// Logs a panic, and answers with a constant.
pub(super) fn answer<B: From<Vec<u8>>>(panic: &Panic, context: &RequestContext, is_head: bool) -> Response<B> {
    panic.log();
    context.note_answer_logged();
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let answer = render::respond_marked(&public, &context.request_id());
    if is_head { head_only(answer) } else { answer }
}
