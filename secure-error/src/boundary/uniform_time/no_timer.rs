//! The response if no response can be delayed.

use crate::boundary::record;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::ledger::{Entry, Kind};
use crate::request::scope;
use http::Response;
use std::sync::Arc;

const MESSAGE: &str = "no tokio timer: SecureTimingLayer must run in a tokio runtime with `enable_time`";

/// A constant response, whose record states the cause.
pub(super) fn response<B: From<Vec<u8>>>() -> Response<B> {
    let id = scope::id_of(scope::current().as_deref());
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    let (issued, source) = render::issue(&public, &id);
    let record = record::of_status(&id, issued.status, "SecureTimingLayer", MESSAGE, None);
    let entry = Entry::of(Kind::Response, id, issued.status, source, Some(Arc::new(record)));
    render::mark(render::response(issued), &scope::enter(entry))
}
