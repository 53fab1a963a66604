//! Responses that the boundary recognises: rocket keeps headers but no extensions.

use super::convert;
use crate::boundary::{Exchange, PassThrough};
use crate::frameworks::http::header_mark;
use crate::request::ledger::{Entry, Issued, Kind, Mark};
use http::Extensions;
use rocket::Response;

/// An issued response as one of rocket.
pub(super) fn marked(response: http::Response<Vec<u8>>, exchange: &Exchange) -> Response<'static> {
    let entry = Mark::of(response.extensions());
    let mut made = convert::rocket(response);
    if let Some(entry) = entry {
        mark(&mut made, &entry, exchange);
    }
    made
}

/// Lets a response pass that the application has approved.
pub(super) fn pass_through(response: &mut Response<'_>, exchange: &Exchange) {
    let nothing = Issued::nothing(convert::status(response.status()));
    let entry = Entry::new(Kind::Foreign, exchange.request_id(), nothing, None);
    mark(response, &exchange.enter(entry), exchange);
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
