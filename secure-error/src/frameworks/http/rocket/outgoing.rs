//! How a response is sent.

use super::local::Local;
use super::{convert, mark};
use crate::boundary::Exchange;
use crate::render::X_REQUEST_ID;
use rocket::Response;

/// Sets the request ID of the response. An error with an entry is issued again from it; any other error is sealed.
pub(super) fn finish(response: &mut Response<'_>, local: &Local) {
    let exchange = local.end();
    let extensions = mark::removed(response, &exchange);
    if Exchange::is_failure(response.status().code) {
        let sent = exchange.respond(convert::http(response, extensions));
        convert::replace(response, sent);
        return;
    }
    // The body stays in place: it may be a stream, or the offer of an upgrade.
    response.set_raw_header(X_REQUEST_ID.as_str(), exchange.request_id().to_string());
    if let Some(ledger) = exchange.ledger() {
        ledger.tell_panics(exchange.scope().names());
    }
}
