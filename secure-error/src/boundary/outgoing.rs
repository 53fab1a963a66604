//! How a response is sent: issued again, passed through or sealed.

use super::exchange::Exchange;
use super::foreign_text;
use super::grpc::is_grpc;
use super::pass_through::PassThrough;
use super::{headers, incoming, record};
use crate::internal::report::Field;
use crate::panics::Panic;
use crate::public::status::problem_of;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Kind, Ledger, Mark, Record};
use crate::request::unwind::contained;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body::Body;
use std::sync::Arc;

/// The first status that is an error.
pub(super) const FIRST_ERROR: u16 = 400;

/// Sets the request ID of the response. An error with an entry is issued again from it; any other error is sealed.
pub(super) fn response<B: Body + From<Vec<u8>>>(response: Response<B>, exchange: &Exchange) -> Response<B> {
    let mut response = response;
    let id = if response.status().as_u16() < FIRST_ERROR {
        exchange.request_id()
    } else if let Some(entry) = Mark::of(response.extensions()) {
        let entry = as_meant(entry, response.status(), exchange);
        return send(response, &entry, exchange);
    } else if is_passed_on(&response) {
        passed_on(&response, exchange)
    } else {
        let entry = sealed(&mut response, exchange);
        return send(response, &entry, exchange);
    };
    if let Some(ledger) = exchange.ledger() {
        ledger.tell_panics(exchange.scope());
    }
    incoming::name_response(&mut response, &id);
    response
}

/// A panic becomes a response like any other failure.
pub(super) fn panicked<B: From<Vec<u8>>>(panic: &Arc<Panic>, exchange: &Exchange) -> Response<B> {
    let earlier = exchange.ledger().and_then(Ledger::earlier);
    let record = panic.record(earlier.as_ref().map(|codes| Field::new("earlier", codes)));
    let entry = of_constant(&PublicError::constant(&problem::INTERNAL_ERROR), record, exchange);
    send(Response::new(B::from(Vec::new())), &entry, exchange)
}

/// A middleware that replaces the status of an error intends to hide it (a 404 instead of a 403): the client gets the
/// constant response for the new status, and the log has the error.
fn as_meant(entry: Arc<Entry>, status: StatusCode, exchange: &Exchange) -> Arc<Entry> {
    match entry.take_unless(status) {
        Some(record) => of_constant(&PublicError::constant(problem_of(status)), record, exchange),
        None => entry,
    }
}

/// Replaces a response that does not come from a `SecureError` by the constant one for its status. `Allow`,
/// `WWW-Authenticate`, `Retry-After`, CORS and all other headers that do not describe the old body stay; the text of that
/// body is internal.
fn sealed<B: Body + From<Vec<u8>>>(response: &mut Response<B>, exchange: &Exchange) -> Arc<Entry> {
    let status = response.status();
    let body = std::mem::replace(response.body_mut(), B::from(Vec::new()));
    let record = match exchange.ledger().and_then(|ledger| ledger.take(status)) {
        // It had an entry, and middleware has rebuilt it.
        Some(record) => {
            contained(|| drop(body));
            record
        }
        None => {
            let text = foreign_text::read(response.headers(), body);
            foreign(exchange, status, "ForeignResponse", &text)
        }
    };
    of_constant(&PublicError::constant(problem_of(status)), record, exchange)
}

fn of_constant(public: &PublicError<'_>, record: Arc<dyn Record>, exchange: &Exchange) -> Arc<Entry> {
    let id = exchange.request_id();
    let (issued, source) = render::with_details(public, &*record, |public| render::issue(public, &id));
    exchange.enter(Entry::of(Kind::Sealed, id, issued.status, source, Some(record)))
}

fn foreign(exchange: &Exchange, status: StatusCode, what: &'static str, text: &str) -> Arc<dyn Record> {
    let earlier = exchange.ledger().and_then(Ledger::earlier);
    Arc::new(record::of_status(
        &exchange.request_id(),
        status,
        what,
        text,
        earlier.as_ref(),
    ))
}

/// Issues a response again from its entry. Headers that inner middleware has added stay, unless they describe a body.
fn send<B: From<Vec<u8>>>(response: Response<B>, entry: &Arc<Entry>, exchange: &Exchange) -> Response<B> {
    let id = sent(entry, exchange);
    let issued = entry.issued(&id);
    let (mut head, body) = response.into_parts();
    contained(|| drop(body));
    // A server may send extensions (hyper's `ReasonPhrase`), and types of other crates cannot be removed one by one.
    contained(|| head.extensions.clear());
    head.extensions.insert(Mark(Arc::clone(entry)));
    head.status = issued.status;
    headers::replace(
        &mut head.headers,
        &issued.headers,
        issued.status,
        entry.kind() == Kind::Response,
    );
    let body = if exchange.is_head() {
        set_length(&mut head.headers, issued.body.len());
        Vec::new()
    } else {
        issued.into_owned().body
    };
    let mut response = Response::from_parts(head, B::from(body));
    incoming::name_response(&mut response, &id);
    response
}

/// Writes the record, unless an outer boundary does.
fn sent(entry: &Arc<Entry>, exchange: &Exchange) -> RequestId {
    let scope = exchange.scope();
    if scope.is_inner() {
        return scope.request_id();
    }
    let ledger = exchange.ledger();
    let id = entry.send(scope);
    if entry.record().is_none() {
        let was_reported = ledger.is_some_and(Ledger::has_report);
        let remark = match entry.issued(&id).failed_format {
            Some(reason) => Some(("FormatError", reason)),
            None => (!was_reported).then_some(("RenderedResponse", "rendered without a report")),
        };
        if let Some((what, message)) = remark {
            let record = foreign(exchange, entry.status(), what, message);
            Entry::of_record(id, entry.status(), record).send(scope);
        }
    }
    if let Some(ledger) = ledger {
        ledger.tell_panics(scope);
    }
    id
}

/// The response to HEAD has no body, but may have its `Content-Length` (RFC 9110 section 9.3.2).
fn set_length(headers: &mut HeaderMap, length: usize) {
    // It fails only if there are more than 30,000 headers.
    let _ = headers.try_insert(CONTENT_LENGTH, HeaderValue::from(length));
}

/// Whether the body passes: gRPC has its own errors, and the application may approve a response.
fn is_passed_on<B>(response: &Response<B>) -> bool {
    is_grpc(response.headers()) || response.extensions().get::<PassThrough>().is_some()
}

fn passed_on<B>(response: &Response<B>, exchange: &Exchange) -> RequestId {
    let (id, status) = (exchange.request_id(), response.status());
    let Some(ledger) = exchange.ledger() else { return id };
    let record = ledger
        .take(status)
        .unwrap_or_else(|| foreign(exchange, status, "PassedThrough", "an error was passed on as it is"));
    let entry = exchange.enter(Entry::of_record(id, status, record));
    if !exchange.scope().is_inner() {
        entry.send(exchange.scope());
    }
    id
}
