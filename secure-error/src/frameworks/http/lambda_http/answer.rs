//! Errors as HTTP responses, and as diagnostics that the runtime posts for a failed function.

use crate::boundary::Exchange;
use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::issue::{issue, issue_with};
use crate::internal::report::Field;
use crate::panics::caught;
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Kind, Record, Source};
use crate::request::scope;
use crate::request::unwind::contained;
use http::{Response, StatusCode};
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::{Body, Error, IntoResponse};
use std::any::Any;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

/// What `lambda_http::IntoResponse` returns; the alias of that crate has no name outside of it.
pub type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// In the scope of an HTTP event: a failure has a response there, and elsewhere a diagnostic.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverHttp;

/// The response. For the impls that the derive writes.
#[must_use]
pub fn answer(error: &impl AsSecure) -> Answer {
    let response = super::super::respond(error).map(body);
    Box::pin(std::future::ready(response))
}

/// Text if it is valid text: the runtime sends bytes in base64, and not every gateway accepts them.
pub(super) fn body(bytes: Vec<u8>) -> Body {
    String::from_utf8(bytes).map_or_else(|error| Body::Binary(error.into_bytes()), Body::Text)
}

/// The code and the message for clients. For the impls that the derive writes.
#[must_use]
pub fn diagnostic(error: &impl AsSecure) -> Diagnostic {
    let made = issue(error.as_secure(), |public, id| {
        let (status, source) = issued(public, id);
        (of_public(public), status, source)
    });
    made.0
}

fn of_public(public: &PublicError<'_>) -> Diagnostic {
    Diagnostic {
        error_type: public.code().to_owned(),
        error_message: public.message().to_owned(),
    }
}

/// The output for a failure: in a boundary for HTTP its response, elsewhere two lines, the code and the message.
fn issued(public: &PublicError<'_>, id: &RequestId) -> (StatusCode, Source) {
    let is_over_http = |scope: &scope::RequestScope| scope.extensions().get::<OverHttp>().is_some();
    if scope::current().as_deref().is_some_and(is_over_http) {
        let (issued, source) = render::issue(public, id);
        return (issued.status, source);
    }
    let mut issued = Issued::nothing(public.status());
    issued.body = format!("{}\n{}", public.code(), public.message()).into_bytes();
    (issued.status, Source::Copy(issued))
}

/// The diagnostic of an entry that is sent under this id.
pub(super) fn sent(entry: &Entry, id: &RequestId) -> Diagnostic {
    let issued = entry.issued(id);
    let text = std::str::from_utf8(&issued.body).ok();
    match text.and_then(|text| text.split_once('\n')) {
        Some((code, message)) => Diagnostic {
            error_type: code.to_owned(),
            error_message: message.to_owned(),
        },
        None => of_public(&PublicError::constant(&problem::INTERNAL_ERROR)),
    }
}

/// Enters what a handler returned instead of a response. Its panics are in the ledger by then.
pub(super) fn failed<E: Into<Diagnostic> + Debug + 'static>(error: E, exchange: &Exchange) -> Arc<Entry> {
    exchange.within(|| {
        let entered = caught(|| entered(error, exchange));
        entered.unwrap_or_else(|panic| internal(exchange, panic.record(None)))
    })
}

/// An error of another crate is an internal one.
fn entered<E: Into<Diagnostic> + Debug + 'static>(error: E, exchange: &Exchange) -> Arc<Entry> {
    let text = match source(error) {
        Ok((text, error)) => {
            let diagnostic = error.into();
            let is_it = |entry: &Entry| {
                let code = entry.record().map(|record| record.code());
                entry.kind() == Kind::Response && code == Some(diagnostic.error_type.as_str())
            };
            if let Some(entry) = exchange.ledger().and_then(|ledger| ledger.find(is_it)) {
                return entry;
            }
            Error::from(text)
        }
        Err(source) => source,
    };
    let ledger = exchange.ledger();
    if let Some(record) = ledger.and_then(|ledger| ledger.take(StatusCode::INTERNAL_SERVER_ERROR)) {
        // It had an entry, or was a panic, and the handler has converted it.
        return internal(exchange, record);
    }
    let earlier = exchange.earlier();
    let earlier = Field::earlier(earlier.as_ref());
    let made = issue_with(Fault::internal(text).as_secure(), earlier, |public, id| {
        let (status, source) = issued(public, id);
        ((), status, source)
    });
    made.1
}

/// Enters the response of a failure that has none of its own.
pub(super) fn internal(exchange: &Exchange, record: Arc<dyn Record>) -> Arc<Entry> {
    let id = exchange.request_id();
    let (status, source) = exchange.within(|| issued(&PublicError::constant(&problem::INTERNAL_ERROR), &id));
    exchange.enter(Entry::of(Kind::Sealed, id, status, source, Some(record)))
}

/// Of a boxed error the error, because it knows its causes; of any other its `Debug`, in which `anyhow` and others name
/// theirs. The runtime would have logged that.
fn source<E: Debug + 'static>(error: E) -> Result<(String, E), Error> {
    let mut error = Some(error);
    if let Some(boxed) = (&mut error as &mut dyn Any).downcast_mut::<Option<Error>>() {
        return Err(boxed.take().unwrap_or_else(|| Error::from("no error")));
    }
    match error {
        Some(error) => {
            let text = contained(|| format!("{error:?}")).unwrap_or_else(|| "the error panicked".to_owned());
            Ok((text, error))
        }
        None => Err(Error::from("no error")),
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Answer {
        answer(&self)
    }
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        diagnostic(&fault)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> IntoResponse for crate::work::transaction::TransactionError<E> {
    fn into_response(self) -> Answer {
        answer(&self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> From<crate::work::transaction::TransactionError<E>> for Diagnostic {
    fn from(error: crate::work::transaction::TransactionError<E>) -> Self {
        diagnostic(&error)
    }
}
