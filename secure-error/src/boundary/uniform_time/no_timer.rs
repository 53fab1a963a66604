//! The answer where no answer can be held.

use crate::boundary::record::failed_format;
use crate::context::{self, RequestContext};
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request_id::RequestId;
use http::Response;

const MESSAGE: &str = "no tokio timer: UniformTime must run in a tokio runtime with `enable_time`";

/// Logs that, and answers with a constant.
pub(super) fn answer<B: From<Vec<u8>>>() -> Response<B> {
    let context = context::current();
    let id = context
        .as_deref()
        .map_or_else(RequestId::generate, RequestContext::request_id);
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let (answer, failure) = render::respond_as_preferred(&public, &id);
    ReportBuilder::new(Origin::of_type("UniformTime"), public.clone())
        .message(|f| f.write_str(MESSAGE))
        .build()
        .with_request_id(&id)
        .with_fields(failed_format(failure.as_ref()))
        .log();
    if let Some(context) = context {
        context.note_answer_logged();
    }
    answer
}
