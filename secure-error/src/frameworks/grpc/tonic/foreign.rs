//! Failures that no error of the application stands for: what is sent instead, and their records.

use super::issued::{code_of, code_of_http};
use super::sealed::{problem_of, status_of};
use super::status::Face;
use super::told::Told;
use super::{refused, upstream};
use crate::boundary::{Exchange, foreign_text};
use crate::internal::Level;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field};
use crate::panics::Panic;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::ledger::{Entry, Kind, Ledger, Record, Sent};
use crate::request::scope::{self, RequestScope};
use ::tonic::{Code, Status};
use http::HeaderMap;
use http::response::Parts;
use http_body::Body;
use std::error::Error;
use std::sync::Arc;

const NO_MESSAGE: &str = "<no message>";

/// What is sent instead of a status that was not issued here, of which these headers are left, and maybe the status itself.
pub(super) fn status(exchange: &Exchange, headers: &HeaderMap, status: Option<&Status>) -> Arc<Entry> {
    let told = Told::of(headers, status, &exchange.request_id());
    let source = status.and_then(Error::source);
    if upstream::is_origin(&told, status) {
        let problem = problem_of(upstream::code_instead(told.code));
        let code = Field::new("upstream_code", problem_of(told.code).grpc().as_str());
        let report = of_status("UpstreamStatus", problem, &told).own_source(source);
        let record = pending(exchange, report, told.fields().chain([code]));
        return sealed(exchange, problem, Arc::new(record));
    }
    let problem = refused::of(&told, status.is_some()).unwrap_or(problem_of(told.code));
    let record = taken(exchange, told.code).unwrap_or_else(|| {
        let report = of_status("ForeignStatus", problem, &told).own_source(source);
        Arc::new(pending(exchange, report, told.fields()))
    });
    sealed(exchange, problem, record)
}

/// What is sent instead of a response of HTTP.
pub(super) fn response<B: Body>(exchange: &Exchange, head: &Parts, body: B) -> Arc<Entry> {
    let code = code_of_http(head.status);
    let text = foreign_text(&head.headers, body);
    let record = taken(exchange, code).unwrap_or_else(|| {
        let report = saying("ForeignResponse", problem_of(code), &text);
        Arc::new(pending(exchange, report, []))
    });
    sealed(exchange, problem_of(code), record)
}

/// What is sent for a failure of the call that has no status of its own.
pub(super) fn failed(exchange: &Exchange, what: &'static str, code: Code, message: &str) -> Arc<Entry> {
    let record = pending(exchange, saying(what, problem_of(code), message), []);
    sealed(exchange, problem_of(code), Arc::new(record))
}

/// The same for a panic.
pub(super) fn panicked(exchange: &Exchange, panic: &Arc<Panic>) -> Arc<Entry> {
    sealed(exchange, &problem::INTERNAL_ERROR, panic.record(None))
}

/// The same for an error of another crate.
pub(super) fn thrown(exchange: &Exchange, what: &'static str, error: &(dyn Error + 'static)) -> Arc<Entry> {
    let report = builder(what, &problem::INTERNAL_ERROR).about(Cause::plain(None, error));
    let record = pending(exchange, report, []);
    // A boundary of HTTP inside may have noted it.
    let ledger = exchange.ledger();
    let noted = ledger.and_then(|ledger| ledger.take_service_error(record.message()));
    let record = noted.unwrap_or_else(|| Arc::new(record));
    sealed(exchange, &problem::INTERNAL_ERROR, record)
}

/// What goes to the client as it is.
pub(super) fn passed_on(exchange: &Exchange, headers: &HeaderMap, status: Option<&Status>) -> Arc<Entry> {
    let told = Told::of(headers, status, &exchange.request_id());
    let status = status_of(told.code);
    let record = taken(exchange, told.code).unwrap_or_else(|| Arc::new(PassedThrough(told)));
    exchange.enter(Entry::of_record(exchange.request_id(), status, record))
}

/// The record that a status goes to the client as it is.
pub(super) struct PassedThrough(pub(super) Told);

impl Record for PassedThrough {
    fn write(&self, sent: &Sent<'_>) {
        let scope = scope::current();
        let ledger = scope.as_deref().and_then(RequestScope::ledger);
        let earlier = ledger.and_then(Ledger::earlier);
        let report = of_status("PassedThrough", problem_of(self.0.code), &self.0).build();
        let report = report
            .with_request_id(&sent.id)
            .with_fields(self.0.fields())
            .with_fields(Field::earlier(earlier.as_ref()));
        Record::write(&Pending::of(&report), sent);
    }

    fn code(&self) -> &'static str {
        problem_of(self.0.code).code()
    }
}

/// A constant status, with a record.
fn sealed(exchange: &Exchange, problem: &'static ProblemType, record: Arc<dyn Record>) -> Arc<Entry> {
    let public = PublicError::constant(problem);
    let (id, status) = (exchange.request_id(), public.status());
    let source = Face::of(&public).into_source();
    exchange.enter(Entry::of(Kind::Sealed, id, status, source, Some(record)))
}

/// The record of the newest failure with this code that was not sent: its status has been rebuilt.
fn taken(exchange: &Exchange, code: Code) -> Option<Arc<dyn Record>> {
    exchange.ledger()?.take_by(|entry| code_of(entry) == code)
}

/// A record, which says which failures of the call came before.
fn pending<'a>(exchange: &Exchange, report: ReportBuilder<'a>, fields: impl IntoIterator<Item = Field<'a>>) -> Pending {
    let report = report
        .build()
        .with_request_id(&exchange.request_id())
        .with_fields(fields);
    Pending::of(&report.with_fields(Field::earlier(exchange.earlier().as_ref())))
}

fn of_status<'a>(what: &'static str, problem: &'static ProblemType, told: &'a Told) -> ReportBuilder<'a> {
    saying(what, problem, &told.message)
}

fn saying<'a>(what: &'static str, problem: &'static ProblemType, message: &'a str) -> ReportBuilder<'a> {
    let message = if message.is_empty() { NO_MESSAGE } else { message };
    builder(what, problem).message(move |f| f.write_str(message))
}

fn builder<'a>(what: &'static str, problem: &'static ProblemType) -> ReportBuilder<'a> {
    let origin = Origin {
        level: refused::is_of_the_client(problem).then_some(Level::Info),
        ..Origin::of_type(what)
    };
    ReportBuilder::new(origin, PublicError::constant(problem)).foreign()
}
