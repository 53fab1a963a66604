//! How a response is sent: issued again, passed through or sealed.

use super::exchange::Exchange;
use super::foreign_text;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
use super::foreign_text::End;
use super::grpc::is_grpc;
use super::pass_through::{PassThrough, PassThroughLayer, Vouched};
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
use http::{Extensions, HeaderMap, HeaderValue, Response, StatusCode};
use http_body::Body;
use std::sync::Arc;

/// The first status that is an error.
const FIRST_ERROR: u16 = 400;

impl Exchange {
    /// Whether a response with this status is more than [named](Self::request_id) by [`respond`](Self::respond).
    #[cfg(any(
        feature = "actix-web",
        feature = "poem",
        feature = "rmcp",
        feature = "rocket",
        feature = "salvo"
    ))]
    pub(crate) const fn is_failure(status: u16) -> bool {
        status >= FIRST_ERROR
    }

    /// What the client gets: the response with its name, issued again or sealed if it is an error.
    pub(crate) fn respond<B: Body + From<Vec<u8>>>(&self, response: Response<B>) -> Response<B> {
        self.within(|| self::response(response, self))
    }

    /// The record of a response that passes, at level `DEBUG` if it is routine.
    pub(crate) fn passed_on(&self, status: StatusCode, is_quiet: bool) -> Arc<dyn Record> {
        let (id, earlier) = (self.request_id(), self.earlier());
        Arc::new(record::of_passed_on(&id, status, is_quiet, earlier.as_ref()))
    }

    /// The constant response to a panic, which is its record.
    pub(crate) fn panicked<B: From<Vec<u8>>>(&self, panic: &Arc<Panic>) -> Response<B> {
        self.within(|| self::panicked(panic, self))
    }
}

/// In the extensions of a response: the id of the failure inside it, which was made where the request was not known, as on
/// another thread. The response has that name too.
#[cfg(feature = "jsonrpsee")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct CarriedId(pub(crate) RequestId);

/// Names the response. An error of ours is issued again from its entry; one without a mark that vouches for it is sealed.
fn response<B: Body + From<Vec<u8>>>(response: Response<B>, exchange: &Exchange) -> Response<B> {
    let mut response = response;
    let id = if response.status().as_u16() < FIRST_ERROR {
        #[cfg(feature = "leptos")]
        send_in_redirect(&response, exchange);
        carried_id(response.extensions()).unwrap_or_else(|| exchange.request_id())
    } else if let Some(entry) = Mark::of(response.extensions()) {
        let entry = as_meant(entry, response.status(), exchange);
        return send(response, &entry, exchange);
    } else if is_passed_on(&response, exchange) {
        passed_on(&response, exchange)
    } else {
        let entry = sealed(&mut response, exchange);
        return send(response, &entry, exchange);
    };
    exchange.tell_panics();
    incoming::name_response(&mut response, &id);
    response
}

#[cfg(feature = "jsonrpsee")]
fn carried_id(extensions: &Extensions) -> Option<RequestId> {
    extensions.get().map(|CarriedId(id)| *id)
}

/// Without the feature there is none.
#[cfg(not(feature = "jsonrpsee"))]
const fn carried_id(_: &Extensions) -> Option<RequestId> {
    None
}

/// A panic is a response like any other failure.
fn panicked<B: From<Vec<u8>>>(panic: &Arc<Panic>, exchange: &Exchange) -> Response<B> {
    let record = panic.record(Field::earlier(exchange.earlier().as_ref()));
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

/// Replaces a response that does not come from a `SecureError` by the constant one for its status. The text of its body is
/// internal.
fn sealed<B: Body + From<Vec<u8>>>(response: &mut Response<B>, exchange: &Exchange) -> Arc<Entry> {
    let status = response.status();
    let body = std::mem::replace(response.body_mut(), B::from(Vec::new()));
    #[cfg(any(feature = "dioxus", feature = "leptos"))]
    let body = match known_by_bytes(body, exchange) {
        // leptos has one status for all errors.
        Ok(entry) if status == StatusCode::INTERNAL_SERVER_ERROR => return entry,
        Ok(entry) => return as_meant(entry, status, exchange),
        Err(body) => body,
    };
    let record = if let Some(record) = exchange.ledger().and_then(|ledger| ledger.take(status)) {
        // It had an entry, and middleware has rebuilt it.
        contained(|| drop(body));
        record
    } else {
        let text = foreign_text::read(response.headers(), body);
        foreign(exchange, status, "ForeignResponse", &text)
    };
    of_constant(&PublicError::constant(problem_of(status)), record, exchange)
}

/// A response of which the framework has kept only the bytes, if this is its body. If not, as much of that as is there.
#[cfg(any(feature = "dioxus", feature = "leptos"))]
fn known_by_bytes<B: Body + From<Vec<u8>>>(body: B, exchange: &Exchange) -> Result<Arc<Entry>, B> {
    let Some(ledger) = exchange.ledger() else {
        return Err(body);
    };
    let Some(longest) = ledger.longest_bytes() else {
        return Err(body);
    };
    // One more, so that a body that goes on is another one.
    let most = foreign_text::READ.max(longest).saturating_add(1);
    match contained(|| foreign_text::available(body, most)) {
        Some((taken, End::Over)) => ledger.find_bytes(|bytes| bytes == taken).ok_or_else(|| B::from(taken)),
        Some((taken, _)) => Err(B::from(taken)),
        None => Err(B::from(Vec::new())),
    }
}

/// leptos puts the error of a plain form into the URL of a redirect.
#[cfg(feature = "leptos")]
fn send_in_redirect<B>(response: &Response<B>, exchange: &Exchange) {
    let is_failure = response.headers().contains_key("serverfnerror");
    let ledger = exchange.ledger().filter(|_| is_failure && !exchange.scope().is_inner());
    if let Some(entry) = ledger.and_then(|ledger| ledger.find_bytes(|_| true)) {
        entry.send(exchange.scope().names());
    }
}

fn of_constant(public: &PublicError<'_>, record: Arc<dyn Record>, exchange: &Exchange) -> Arc<Entry> {
    let id = exchange.request_id();
    let (issued, source) = render::with_details(public, &*record, |public| render::issue(public, &id));
    exchange.enter(Entry::of(Kind::Sealed, id, issued.status, source, Some(record)))
}

fn foreign(exchange: &Exchange, status: StatusCode, what: &'static str, text: &str) -> Arc<dyn Record> {
    let (id, earlier) = (exchange.request_id(), exchange.earlier());
    Arc::new(record::of_status(&id, status, what, text, earlier.as_ref()))
}

/// Issues a response again from its entry. `headers` says which headers of the inner response stay.
fn send<B: From<Vec<u8>>>(response: Response<B>, entry: &Arc<Entry>, exchange: &Exchange) -> Response<B> {
    let id = sent(entry, exchange);
    let issued = entry.issued(&id).into_owned();
    let (mut head, body) = response.into_parts();
    contained(|| drop(body));
    // A server may send extensions (hyper's `ReasonPhrase`), and types of other crates cannot be removed one by one.
    contained(|| head.extensions.clear());
    head.extensions.insert(Mark(Arc::clone(entry)));
    head.status = issued.status;
    headers::replace(&mut head.headers, issued.headers, issued.status);
    let body = if exchange.is_head() {
        set_length(&mut head.headers, issued.body.len());
        Vec::new()
    } else {
        issued.body
    };
    let mut response = Response::from_parts(head, B::from(body));
    incoming::name_response(&mut response, &id);
    response
}

/// Writes the record, unless an outer boundary does.
fn sent(entry: &Arc<Entry>, exchange: &Exchange) -> RequestId {
    let scope = exchange.scope();
    let id = exchange.send(entry);
    if scope.is_inner() {
        return id;
    }
    exchange.tell_panics();
    if entry.record().is_none() {
        let was_reported = exchange.ledger().is_some_and(Ledger::has_report);
        let remark = match entry.issued(&id).failed_format {
            Some(reason) => Some(("FormatError", reason)),
            None => (!was_reported).then_some(("RenderedResponse", "rendered without a report")),
        };
        if let Some((what, message)) = remark {
            let record = foreign(exchange, entry.status(), what, message);
            Entry::of_record(id, entry.status(), record).send(scope.names());
        }
    }
    id
}

/// The response to HEAD has no body, but may have its `Content-Length` (RFC 9110 section 9.3.2).
fn set_length(headers: &mut HeaderMap, length: usize) {
    // It fails only if there are more than 30,000 headers.
    let _ = headers.try_insert(CONTENT_LENGTH, HeaderValue::from(length));
}

/// Whether the body passes: gRPC has its own errors, and the application may approve a response, or the responses of a route
/// that did not panic.
fn is_passed_on<B>(response: &Response<B>, exchange: &Exchange) -> bool {
    is_grpc(response.headers())
        || response.extensions().get::<PassThrough>().is_some()
        || vouched(response).is_some() && !exchange.ledger().is_some_and(Ledger::has_panic)
}

/// The layer that vouches for the response as it is now.
fn vouched<B>(response: &Response<B>) -> Option<PassThroughLayer> {
    let Vouched(layer) = *response.extensions().get()?;
    layer
        .vouches_for(response.status(), response.headers())
        .then_some(layer)
}

fn passed_on<B>(response: &Response<B>, exchange: &Exchange) -> RequestId {
    let (id, status) = (exchange.request_id(), response.status());
    let Some(ledger) = exchange.ledger() else { return id };
    let record = ledger
        .take(status)
        .unwrap_or_else(|| exchange.passed_on(status, vouched(response).is_some_and(PassThroughLayer::is_quiet)));
    exchange.send(&exchange.enter(Entry::of_record(id, status, record)));
    id
}
