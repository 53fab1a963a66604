//! Responses that the boundary recognises: rocket keeps headers but no extensions.

use super::convert;
use crate::boundary::{Exchange, PassThrough, PassThroughLayer};
use crate::frameworks::http::header_mark;
use crate::request::ledger::{Entry, Issued, Kind, Ledger, Mark, Record};
use http::Extensions;
use rocket::Response;
use std::sync::Arc;

/// An issued response as one of rocket.
pub(super) fn marked(response: http::Response<Vec<u8>>, exchange: &Exchange) -> Response<'static> {
    let entry = Mark::of(response.extensions());
    let mut made = convert::rocket(response);
    if let Some(entry) = entry {
        mark(&mut made, &entry, exchange);
    }
    made
}

/// Lets a response pass that the application has approved; `record`, unless it shall be the usual one.
pub(super) fn pass_through(response: &mut Response<'_>, exchange: &Exchange, record: Option<Arc<dyn Record>>) {
    let nothing = Issued::nothing(convert::status(response.status()));
    let entry = Entry::new(Kind::Foreign, exchange.request_id(), nothing, record);
    mark(response, &exchange.enter(entry), exchange);
}

/// Lets a response pass if the layer vouches for it, and it is not one of ours.
pub(super) fn vouch(response: &mut Response<'_>, exchange: &Exchange, layer: PassThroughLayer) {
    let is_marked = response.headers().contains(header_mark::NAME.as_str());
    let has_panicked = exchange.ledger().is_some_and(Ledger::has_panic);
    let status = convert::status(response.status());
    if !is_marked && !has_panicked && layer.vouches_for(status, &convert::headers(response)) {
        let record = layer.is_quiet().then(|| exchange.passed_on(status, true));
        pass_through(response, exchange, record);
    }
}

/// Only for a boundary, which removes it.
fn mark(response: &mut Response<'_>, entry: &Entry, exchange: &Exchange) {
    if exchange.ledger().is_some() {
        response.set_raw_header(header_mark::NAME.as_str(), header_mark::of(entry));
    }
}

/// The meaning of the mark, which is removed.
pub(super) fn removed(response: &mut Response<'_>, exchange: &Exchange) -> Extensions {
    let mut extensions = Extensions::new();
    let name = header_mark::NAME.as_str();
    let mark = response.headers().get_one(name).map(str::to_owned);
    let Some(mark) = mark else { return extensions };
    response.remove_header(name);
    match exchange.ledger().and_then(|ledger| header_mark::find(ledger, &mark)) {
        Some(entry) if entry.kind() == Kind::Foreign => drop(extensions.insert(PassThrough)),
        Some(entry) => drop(extensions.insert(Mark(entry))),
        None => {}
    }
    extensions
}
