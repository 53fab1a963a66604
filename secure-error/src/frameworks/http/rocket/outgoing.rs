//! How a response is sent.

use super::local::Local;
use super::{convert, mark};
use crate::boundary::Exchange;
use crate::render::X_REQUEST_ID;
use rocket::{Request, Response};

/// Sets the request ID of the response. An error with an entry is issued again from it; any other error is sealed.
pub(super) fn finish(request: &Request<'_>, response: &mut Response<'_>, local: &Local) {
    let exchange = local.end();
    if let Some(route) = request.route().filter(|_| Exchange::is_failure(response.status().code)) {
        exchange.scope().target().set_route(route.uri.path());
    }
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
