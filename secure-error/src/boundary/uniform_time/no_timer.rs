//! The answer where no answer can be held.

use crate::boundary::record;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::scope;
use http::Response;

const MESSAGE: &str = "no tokio timer: SecureTimingLayer must run in a tokio runtime with `enable_time`";

/// Logs that, and answers with a constant.
pub(super) fn answer<B: From<Vec<u8>>>() -> Response<B> {
    let context = scope::current();
    let id = scope::id_of(context.as_deref());
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let (answer, failure) = render::respond_as_preferred(&public, &id);
    record::log(&id, public.status(), "SecureTimingLayer", MESSAGE, failure.as_ref());
    if let Some(context) = context {
        context.note_answer_logged();
    }
    answer
}
