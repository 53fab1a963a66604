//! What the errors of GraphQL have in common, in any library: the members of `extensions`, and the public message for a
//! request that cannot be executed.

#[cfg(feature = "async-graphql")]
pub mod async_graphql;
#[cfg(feature = "juniper")]
pub mod juniper;

use crate::boundary::Exchange;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field};
use crate::panics::caught;
use crate::public::error::PublicBuilder;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError};
use crate::request::RequestId;
use crate::request::ledger::{Entry, Ledger, Record};
use crate::request::scope::{self, RequestScope};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The query is not valid GraphQL, or exceeds a limit.
pub(super) static PARSE_FAILED: ProblemType =
    ProblemType::new(400, "GRAPHQL_PARSE_FAILED", "The query could not be read");
/// The schema does not have what is asked for, or the query is too large. Which of them is not disclosed: texts
/// about that suggest the names of fields.
pub(super) static VALIDATION_FAILED: ProblemType =
    ProblemType::new(400, "GRAPHQL_VALIDATION_FAILED", "The query is not valid");
/// It is ambiguous or unknown which operation of the query is meant.
pub(super) static UNKNOWN_OPERATION: ProblemType =
    ProblemType::new(400, "OPERATION_RESOLUTION_FAILURE", "The query has no such operation");

/// Which texts about a request are sent to clients.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Disclosed {
    /// About the query, and about values that the scalars and validators of the library refuse.
    pub(super) query_errors: bool,
    /// Of scalars and validators of the application.
    pub(super) scalar_errors: bool,
}

/// The public form of a text that is disclosed: on one line, because a message may have no more. Where a parser draws the
/// place, which is in the locations as well, the reason alone.
pub(super) fn disclosed(problem: &'static ProblemType, text: &str) -> PublicError<'static> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let reason = lines.clone().find_map(|line| line.strip_prefix("= "));
    let text = reason.map_or_else(|| lines.by_ref().collect::<Vec<_>>().join(" "), str::to_owned);
    PublicBuilder::new(problem).message(format_args!("{text}")).build()
}

/// In the extensions of a scope: an execution sends what is entered there.
#[derive(Clone)]
struct IsSent;

/// One execution, which has one id: that of the request around it, or a new one. Its errors are parts of a response that
/// succeeds as a whole, so it has a ledger of its own, and sends them itself.
pub(super) fn begin() -> Exchange {
    let mut scope = scope::current().map_or_else(
        || RequestScope::new(RequestId::generate(), None, None),
        |outer| outer.continued(),
    );
    scope.extensions_mut().insert(IsSent);
    Exchange::in_scope(Arc::new(scope))
}

/// Enters something. Without an execution no boundary sees that it is sent, and it is recorded at once.
pub(super) fn entering<R>(enter: impl FnOnce() -> R) -> R {
    match scope::current().filter(|scope| scope.extensions().get::<IsSent>().is_none()) {
        Some(scope) => scope::within(&Arc::new(scope.detached()), enter),
        None => enter(),
    }
}

/// A response was made, and its errors were sent. What else has failed was handled.
pub(super) fn end(exchange: &Exchange) {
    if let Some(ledger) = exchange.ledger() {
        ledger.tell_panics(exchange.scope().names());
        ledger.clear();
    }
}

/// The events of a subscription, until one panics.
pub(super) struct Events<S>(pub(super) Option<S>, pub(super) Exchange);

impl<S> Events<S> {
    /// A stream that has panicked is not polled again. Dropping it still belongs to the request: a panic then is not an outcome
    /// any more, and is logged.
    fn end(&mut self) {
        let events = self.0.take();
        self.1.within(|| {
            if let Err(panic) = caught(|| drop(events)) {
                panic.log();
            }
        });
    }
}

impl<S> Drop for Events<S> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Calls `set` with everything that `extensions` say of an error, under the names of problem details. What is set last
/// stays, so that no parameter replaces a member.
pub(super) fn members<'a>(
    public: &'a PublicError<'_>,
    id: &'a RequestId,
    mut set: impl FnMut(&'static str, Value<'a>),
) {
    for (name, value) in public.values() {
        set(name, value.clone());
    }
    if let Some(violations) = public.violations() {
        set("errors", Value::Violations(violations));
        if violations.omitted() > 0 {
            set("errors_omitted", Value::Uint(violations.omitted() as u128));
        }
    }
    if let Some(seconds) = public.retry_after() {
        set("retry_after", Value::Uint(seconds.into()));
    }
    set("code", Value::Text(public.code()));
    set("status", Value::Uint(public.status().as_u16().into()));
    set("request_id", Value::Text(id.as_str()));
}

/// Where in the response the failed field is. The names in it are the client's.
pub(super) fn path_field(path: &(impl fmt::Display + ?Sized)) -> Field<'_> {
    Field::new("graphql_path", path)
}

/// An error of which the text is left, and maybe a cause.
pub(super) struct Foreign<'a> {
    pub(super) text: &'a str,
    pub(super) source: Option<&'a (dyn Error + 'static)>,
}

impl fmt::Display for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Foreign(..)")
    }
}

impl Error for Foreign<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
    }
}

impl Foreign<'_> {
    /// Enters it: clients receive `problem`. A failure of the same status that waits in the ledger `before` is what it was made
    /// of, and any other came before it.
    pub(super) fn enter<'f>(
        &'f self,
        name: &'static str,
        problem: &'static ProblemType,
        fields: impl IntoIterator<Item = Field<'f>>,
        before: Option<&Ledger>,
    ) -> Arc<Entry> {
        let id = scope::id_of(scope::current().as_deref());
        let record = before.and_then(|ledger| ledger.take(problem.status()));
        let record = record.unwrap_or_else(|| self.record(name, problem, &id, fields, before));
        scope::enter(Entry::of_record(id, problem.status(), record))
    }

    fn record<'f>(
        &'f self,
        name: &'static str,
        problem: &'static ProblemType,
        id: &RequestId,
        fields: impl IntoIterator<Item = Field<'f>>,
        before: Option<&Ledger>,
    ) -> Arc<dyn Record> {
        let earlier = before.and_then(Ledger::earlier);
        let report = ReportBuilder::new(Origin::of_type(name), PublicError::constant(problem))
            .foreign()
            .about(Cause::plain(Some(name), self))
            .build()
            .with_request_id(id)
            .with_fields(fields)
            .with_fields(Field::earlier(earlier.as_ref()));
        Arc::new(Pending::of(&report))
    }
}
