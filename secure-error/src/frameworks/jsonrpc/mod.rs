//! JSON-RPC 2.0, whatever carries it: what a public face is as an error object, and what becomes of one on its way out.
//!
//! The specification (section 5.1) predefines five codes, and leaves -32000 to -32099 to servers. Of those, MCP 2026-07-28
//! leaves -32000 to -32019, EIP-1474 uses -32000 to -32006 and jsonrpsee -32000 to -32011. Those of [`code_of`] mean nothing
//! else in any of them.

#[cfg(feature = "jsonrpsee")]
pub mod jsonrpsee;
#[cfg(feature = "rmcp")]
pub mod rmcp;

use super::by_bytes;
use super::issue::issue;
use crate::boundary::{Exchange, ExchangeFuture, SecureErrorLayer};
use crate::error::AsSecure;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::panics::Panic;
use crate::public::{ProblemType, PublicError, problem};
use crate::render::write_view;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Kind, Record, Source};
use crate::request::scope;
use crate::request::target::Rpc;
use http::{HeaderMap, StatusCode};
use std::sync::Arc;

pub(super) const PARSE_ERROR: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const INTERNAL_ERROR: i32 = -32603;

/// Ours.
pub(super) const NOT_FOUND: i32 = -32014;

/// The code of a status.
pub(super) fn code_of(status: StatusCode) -> i32 {
    match status.as_u16() {
        400 | 422 => INVALID_PARAMS,
        401 | 407 => -32012,
        403 | 451 => -32013,
        404 | 410 => NOT_FOUND,
        409 | 412 | 428 => -32015,
        429 => -32016,
        401..=499 => -32019,
        _ => INTERNAL_ERROR,
    }
}

/// An error object in pieces.
pub(super) struct RpcError {
    pub(super) code: i32,
    pub(super) message: String,
    /// A JSON object.
    pub(super) data: String,
}

impl RpcError {
    /// A public face.
    pub(super) fn of(public: &PublicError<'_>, id: &RequestId) -> Self {
        let mut data = Vec::new();
        write_view(public, id, &mut data);
        Self {
            code: code_of(public.status()),
            message: public.message().to_owned(),
            data: String::from_utf8(data).unwrap_or_default(),
        }
    }

    /// What is said instead of an error object of others.
    pub(super) fn instead(sealed: &Sealed, id: &RequestId) -> Self {
        let error = Self::of(&PublicError::constant(sealed.problem), id);
        match sealed.named {
            Some((code, message)) => Self {
                code,
                message: message.to_owned(),
                ..error
            },
            None => error,
        }
    }
}

/// What the code of a foreign error alone says.
#[derive(Clone, Copy)]
pub(super) struct Sealed {
    /// For status and code in `data`.
    pub(super) problem: &'static ProblemType,
    /// The code that stays, and what it means. Without it that of the status is sent.
    pub(super) named: Option<(i32, &'static str)>,
}

impl Sealed {
    /// As if an error of the application had no public face.
    pub(super) const INTERNAL: Self = Self {
        problem: &problem::INTERNAL_ERROR,
        named: None,
    };

    pub(super) const fn named(problem: &'static ProblemType, code: i32, meaning: &'static str) -> Self {
        Self {
            problem,
            named: Some((code, meaning)),
        }
    }

    /// For the codes that the specification predefines; nothing for all others.
    pub(super) const fn predefined(code: i32) -> Option<Self> {
        Some(match code {
            PARSE_ERROR => Self::named(&problem::BAD_REQUEST, code, "Parse error"),
            INVALID_REQUEST => Self::named(&problem::BAD_REQUEST, code, "Invalid request"),
            METHOD_NOT_FOUND => Self::named(&problem::NOT_FOUND, code, "Method not found"),
            INVALID_PARAMS => Self::named(&problem::BAD_REQUEST, code, "Invalid params"),
            INTERNAL_ERROR => Self::INTERNAL,
            _ => return None,
        })
    }
}

/// Enters an error for the call that this thread is serving. `make` returns what it becomes, and the bytes by which that is
/// found again: an error object has no place for a mark that would not be sent.
pub(super) fn entered<T>(error: &(impl AsSecure + ?Sized), make: impl FnOnce(RpcError) -> (T, Option<Vec<u8>>)) -> T {
    let (it, entry) = issue(error.as_secure(), |public, id| {
        let (it, body) = make(RpcError::of(public, id));
        let status = public.status();
        (it, status, Source::Copy(with_body(status, body)))
    });
    by_bytes::remember(&entry);
    it
}

/// The application vouches for an error with these bytes. There is nothing to tell until it is sent.
pub(super) fn vouched(body: Option<Vec<u8>>) {
    let id = scope::id_of(scope::current().as_deref());
    let issued = with_body(StatusCode::INTERNAL_SERVER_ERROR, body);
    by_bytes::remember(&scope::enter(Entry::new(Kind::Foreign, id, issued, None)));
}

fn with_body(status: StatusCode, body: Option<Vec<u8>>) -> Issued {
    Issued {
        body: body.unwrap_or_default(),
        ..Issued::nothing(status)
    }
}

/// A call, or what else may fail by itself: an entry of a batch, a notification, a message of a subscription.
#[derive(Debug, Clone)]
pub(super) struct Call {
    exchange: Exchange,
}

/// What becomes of an error on its way out. Its record is written.
pub(super) enum Outgoing {
    /// It goes on as it is.
    AsItIs,
    /// It is ours, and was made for another call. These are its bytes under the id of this one.
    Again(Vec<u8>),
    /// This is sent instead.
    Instead(RpcError),
}

impl Call {
    /// In the HTTP request that this thread is serving, if there is one. Each call has a ledger of its own: what fails in
    /// one call of a batch has nothing to do with the others.
    pub(super) fn open(headers: &HeaderMap, method: impl Into<Arc<str>>) -> Self {
        let exchange = Exchange::open_event(&SecureErrorLayer::new(), headers, RequestId::generate);
        let method = method.into();
        Self {
            exchange: exchange.calling(Rpc { service: None, method }),
        }
    }

    pub(super) fn request_id(&self) -> RequestId {
        self.exchange.request_id()
    }

    pub(super) fn run<F>(&self, make: impl FnOnce() -> F) -> ExchangeFuture<F> {
        self.exchange.run(make)
    }

    #[cfg(feature = "jsonrpsee")]
    pub(super) fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        self.exchange.within(run)
    }

    /// Makes what is sent of the outcome.
    pub(super) fn end<R>(&self, make: impl FnOnce() -> R) -> R {
        self.exchange.within(|| {
            let response = make();
            if let Some(ledger) = self.exchange.ledger() {
                ledger.tell_panics(self.exchange.scope().names());
            }
            response
        })
    }

    /// Sends an error with these bytes and this code: one of ours under the id of the call, one that is vouched for as it is,
    /// and any other as `sealed` says. Returns the entry of what was sent.
    pub(super) fn send(
        &self,
        body: Option<&[u8]>,
        code: i32,
        sealed: &Sealed,
        text: impl FnOnce() -> String,
    ) -> (Outgoing, Arc<Entry>) {
        let Some((body, entry)) = body.and_then(|body| Some((body, self.find(body)?))) else {
            let entry = self.foreign("ForeignResponse", code, sealed, &text());
            return (Outgoing::Instead(self.instead(sealed)), entry);
        };
        if entry.record().is_none() {
            return (Outgoing::AsItIs, self.foreign("PassedThrough", code, sealed, &text()));
        }
        let id = entry.send(self.exchange.scope().names());
        let issued = entry.issued(&id);
        if issued.body == body {
            (Outgoing::AsItIs, entry)
        } else {
            (Outgoing::Again(issued.into_owned().body), entry)
        }
    }

    /// Whose error this is, if it is ours or vouched for.
    pub(super) fn find(&self, body: &[u8]) -> Option<Arc<Entry>> {
        by_bytes::find(self.exchange.ledger(), body)
    }

    /// Writes the record of an error that is not ours: that of one of ours with the same code or status which was not sent,
    /// because other code has rebuilt it, or a new one.
    pub(super) fn foreign(&self, what: &'static str, code: i32, sealed: &Sealed, text: &str) -> Arc<Entry> {
        let (id, status) = (self.request_id(), sealed.problem.status());
        let rebuilt = self.exchange.ledger().and_then(|ledger| {
            let has_code = |entry: &Entry| entry.record().is_some() && code_of(entry.status()) == code;
            let same_code = ledger.find(has_code).and_then(|own| ledger.take(own.status()));
            same_code.or_else(|| ledger.take(status))
        });
        let record = rebuilt.unwrap_or_else(|| self.record_of_foreign(what, sealed.problem, text));
        self.sent(Entry::of_record(id, status, record))
    }

    pub(super) fn record_of_foreign(
        &self,
        what: &'static str,
        problem: &'static ProblemType,
        text: &str,
    ) -> Arc<dyn Record> {
        let id = self.request_id();
        let earlier = self.exchange.earlier();
        let report = ReportBuilder::new(Origin::of_type(what), PublicError::constant(problem))
            .foreign()
            .message(|f| f.write_str(text))
            .build()
            .with_request_id(&id)
            .with_fields(Field::earlier(earlier.as_ref()));
        Arc::new(Pending::of(&report))
    }

    /// A panic in a part of the call that goes on: what is returned instead. Its record waits for what is sent.
    #[cfg(feature = "jsonrpsee")]
    pub(super) fn caught(&self, panic: &Arc<Panic>) -> RpcError {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        self.exchange.enter(Entry::new(
            Kind::Panic { must_be_told: true },
            self.request_id(),
            Issued::nothing(status),
            Some(panic.record(None)),
        ));
        self.instead(&Sealed::INTERNAL)
    }

    /// A panic that ended the call: what is sent instead, after its record was written.
    pub(super) fn panicked(&self, panic: &Arc<Panic>) -> (RpcError, Arc<Entry>) {
        let entry = Entry::of_record(self.request_id(), StatusCode::INTERNAL_SERVER_ERROR, panic.record(None));
        (self.instead(&Sealed::INTERNAL), self.sent(entry))
    }

    /// What is sent instead of an error of others.
    pub(super) fn instead(&self, sealed: &Sealed) -> RpcError {
        RpcError::instead(sealed, &self.request_id())
    }

    fn sent(&self, entry: Entry) -> Arc<Entry> {
        entry.send(self.exchange.scope().names());
        Arc::new(entry)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_code_that_no_other_protocol_uses() {
        for status in 400..=599 {
            let code = code_of(StatusCode::from_u16(status).unwrap());
            let is_ours = (-32019..=-32012).contains(&code);
            assert!(is_ours || code == INVALID_PARAMS || code == INTERNAL_ERROR, "{status}");
            assert_eq!(code == INTERNAL_ERROR, status >= 500, "{status}");
            assert_eq!(code == INVALID_PARAMS, [400, 422].contains(&status), "{status}");
        }
    }

    #[test]
    fn the_codes_do_not_change() {
        let codes = [401, 403, 404, 405, 409, 429].map(|status| code_of(StatusCode::from_u16(status).unwrap()));
        assert_eq!(codes, [-32012, -32013, -32014, -32019, -32015, -32016]);
    }

    #[test]
    fn what_an_internal_error_is_replaced_by_is_what_a_fault_says() {
        let id = RequestId::parse("id-1").unwrap();
        let fault = crate::Fault::internal("secret");
        let [own, sealed] = [
            RpcError::of(&fault.public(), &id),
            RpcError::instead(&Sealed::predefined(INTERNAL_ERROR).unwrap(), &id),
        ];
        assert_eq!(
            (own.code, &own.message, &own.data),
            (sealed.code, &sealed.message, &sealed.data)
        );
    }
}
