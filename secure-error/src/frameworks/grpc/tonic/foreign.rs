//! Failures that no error of the application stands for: what is sent instead, and their records.

use super::issued::{STATUS, code, code_of, code_of_http};
use super::sealed::{problem_of, status_of};
use super::status::Face;
use crate::boundary::{Exchange, foreign_text};
use crate::internal::Level;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field};
use crate::panics::Panic;
use crate::public::PublicError;
use crate::request::ledger::{Entry, Kind, Ledger, Record, Sent};
use crate::request::scope::{self, RequestScope};
use ::tonic::metadata::{KeyRef, MetadataMap};
use ::tonic::{Code, Status};
use http::HeaderMap;
use http::response::Parts;
use http_body::Body;
use std::error::Error;
use std::sync::Arc;

const NO_MESSAGE: &str = "<no message>";

/// How many names of metadata are told.
const MOST_NAMES: usize = 16;

/// What is sent instead of a status that was not issued here, of which these headers are left, and maybe the status itself.
pub(super) fn status(exchange: &Exchange, headers: &HeaderMap, status: Option<&Status>) -> Arc<Entry> {
    let code = code(headers).unwrap_or(Code::Internal);
    let record = taken(exchange, code).unwrap_or_else(|| of_status(exchange, code, headers, status));
    sealed(exchange, code, record)
}

/// What is sent instead of a response of HTTP.
pub(super) fn response<B: Body>(exchange: &Exchange, head: &Parts, body: B) -> Arc<Entry> {
    let code = code_of_http(head.status);
    let text = foreign_text(&head.headers, body);
    let record = taken(exchange, code).unwrap_or_else(|| {
        let report = saying("ForeignResponse", code, &text);
        Arc::new(pending(exchange, report, []))
    });
    sealed(exchange, code, record)
}

/// What is sent for a failure of the call that has no status of its own.
pub(super) fn failed(exchange: &Exchange, what: &'static str, code: Code, message: &str) -> Arc<Entry> {
    let record = pending(exchange, saying(what, code, message), []);
    sealed(exchange, code, Arc::new(record))
}

/// The same for a panic.
pub(super) fn panicked(exchange: &Exchange, panic: &Arc<Panic>) -> Arc<Entry> {
    sealed(exchange, Code::Internal, panic.record(None))
}

/// The same for an error of another crate.
pub(super) fn thrown(exchange: &Exchange, what: &'static str, error: &(dyn Error + 'static)) -> Arc<Entry> {
    let report = builder(what, Code::Internal).about(Cause::plain(None, error));
    let record = pending(exchange, report, []);
    // A boundary of HTTP inside may have noted it.
    let ledger = exchange.ledger();
    let noted = ledger.and_then(|ledger| ledger.take_service_error(record.message()));
    sealed(exchange, Code::Internal, noted.unwrap_or_else(|| Arc::new(record)))
}

/// What goes to the client as it is.
pub(super) fn passed_on(exchange: &Exchange, code: Code) -> Arc<Entry> {
    let record = taken(exchange, code).unwrap_or_else(|| Arc::new(PassedThrough(code)));
    exchange.enter(Entry::of_record(exchange.request_id(), status_of(code), record))
}

/// The record that a status goes to the client as it is.
pub(super) struct PassedThrough(pub(super) Code);

impl Record for PassedThrough {
    fn write(&self, sent: &Sent<'_>) {
        let scope = scope::current();
        let ledger = scope.as_deref().and_then(RequestScope::ledger);
        let earlier = ledger.and_then(Ledger::earlier);
        let report = saying("PassedThrough", self.0, "a status was passed on as it is").build();
        let report = report
            .with_request_id(&sent.id)
            .with_fields(Field::earlier(earlier.as_ref()));
        Record::write(&Pending::of(&report), sent);
    }

    fn code(&self) -> &'static str {
        problem_of(self.0).code()
    }
}

/// The status that this code alone makes, with a record.
fn sealed(exchange: &Exchange, code: Code, record: Arc<dyn Record>) -> Arc<Entry> {
    let (id, status) = (exchange.request_id(), status_of(code));
    let source = Face::of_code(code).into_source();
    exchange.enter(Entry::of(Kind::Sealed, id, status, source, Some(record)))
}

/// The record of the newest failure with this code that was not sent: its status has been rebuilt.
fn taken(exchange: &Exchange, code: Code) -> Option<Arc<dyn Record>> {
    exchange.ledger()?.take_by(|entry| code_of(entry) == code)
}

/// The record of a status as far as it is legible: its text, its causes if tonic still has them, how long its details are,
/// and the names of its metadata. Their values may be anything.
fn of_status(exchange: &Exchange, code: Code, headers: &HeaderMap, status: Option<&Status>) -> Arc<dyn Record> {
    // Whatever else is in the headers, tonic must not be asked to decode it: it panics if it cannot.
    let mut legible = HeaderMap::new();
    for name in STATUS.iter().take(2) {
        if let Some(value) = headers.get(name) {
            legible.insert(name, value.clone());
        }
    }
    let read = Status::from_header_map(&legible);
    let message = status.or(read.as_ref()).map_or("", Status::message);
    let details = headers.get(&STATUS[2]).map(|value| {
        let base64 = value.as_bytes().len();
        format!("{} bytes", base64 / 4 * 3 + base64 % 4 * 3 / 4)
    });
    let metadata = names(headers);
    let fields = [
        details.as_ref().map(|details| Field::new("details", details)),
        metadata.as_ref().map(|names| Field::new("metadata", names)),
    ];
    let report = saying("ForeignStatus", code, message).own_source(status.and_then(Error::source));
    Arc::new(pending(exchange, report, fields.into_iter().flatten()))
}

/// A record, which says which failures of the call came before.
fn pending<'a>(exchange: &Exchange, report: ReportBuilder<'a>, fields: impl IntoIterator<Item = Field<'a>>) -> Pending {
    let report = report
        .build()
        .with_request_id(&exchange.request_id())
        .with_fields(fields);
    Pending::of(&report.with_fields(Field::earlier(exchange.earlier().as_ref())))
}

fn saying<'a>(what: &'static str, code: Code, message: &'a str) -> ReportBuilder<'a> {
    let message = if message.is_empty() { NO_MESSAGE } else { message };
    builder(what, code).message(move |f| f.write_str(message))
}

/// A method that is not there is the doing of clients, though HTTP calls it 501.
fn builder<'a>(what: &'static str, code: Code) -> ReportBuilder<'a> {
    let origin = Origin {
        level: (code == Code::Unimplemented).then_some(Level::Info),
        ..Origin::of_type(what)
    };
    ReportBuilder::new(origin, PublicError::constant(problem_of(code)))
}

/// The names of the application's metadata.
fn names(headers: &HeaderMap) -> Option<String> {
    let metadata = MetadataMap::from_headers(headers.clone());
    let names = metadata.keys().map(|key| match key {
        KeyRef::Ascii(key) => key.as_str().to_owned(),
        KeyRef::Binary(key) => key.as_str().to_owned(),
    });
    let names = names.filter(|name| !name.starts_with("grpc-") && name != "content-type");
    let names: Vec<_> = names.take(MOST_NAMES).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
