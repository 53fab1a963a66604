//! One request and its response, in any framework.
//!
//! The boundary of a framework [opens](Exchange::open) an exchange, passes the [request ID](Exchange::request_id) to the
//! inner services, runs them [within](Exchange::run) the request scope, and sends the response of
//! [`respond`](Exchange::respond), [`panicked`](Exchange::panicked) or [`failed`](Exchange::failed).

use super::{SecureErrorLayer, incoming, record};
use crate::panics::{CaughtFuture, Panic};
use crate::render::Preference;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Kind, Ledger, Record};
use crate::request::scope::{self, RequestScope};
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
use crate::request::target::Rpc;
use crate::request::target::Target;
use http::{Extensions, HeaderMap, Method, Request, StatusCode};
use pin_project_lite::pin_project;
#[cfg(any(feature = "poem", feature = "salvo"))]
use std::error::Error;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// One request and its response. Clones refer to the same exchange.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    scope: Arc<RequestScope>,
    is_head: bool,
}

impl Exchange {
    /// The headers of a request that [`open`](Self::open) reads, for frameworks with headers of their own.
    #[cfg(any(feature = "actix-web", feature = "rocket"))]
    pub(crate) const READS: [&'static str; 3] = ["x-request-id", "traceparent", "accept"];

    /// For the head of a request: its method and its path without the query, its ids, and the formats that its client
    /// prefers.
    #[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo"))]
    pub(crate) fn open(layer: &SecureErrorLayer, method: &Method, path: &str, headers: &HeaderMap) -> Self {
        Self::open_with(layer, method, path, headers, |_| ())
    }

    /// The same; `prepare` adds extensions to the request scope.
    pub(crate) fn open_with(
        layer: &SecureErrorLayer,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        prepare: impl FnOnce(&mut Extensions),
    ) -> Self {
        Self::open_named(layer, method, path, headers, RequestId::generate, prepare)
    }

    /// The same for a server that generates request IDs itself: `name` is its ID for this request. A trusted ID of the
    /// client takes precedence.
    pub(crate) fn open_named(
        layer: &SecureErrorLayer,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        name: impl FnOnce() -> RequestId,
        prepare: impl FnOnce(&mut Extensions),
    ) -> Self {
        let target = || Target::new(method, if layer.omit_url_path { "" } else { path });
        Self {
            is_head: method == Method::HEAD,
            ..Self::opened(layer, headers, name, target, prepare)
        }
    }

    /// For something that is asked for without HTTP, or no longer with it: only headers may be known.
    #[cfg(any(feature = "jsonrpsee", feature = "lambda-http", feature = "rmcp"))]
    pub(crate) fn open_event(layer: &SecureErrorLayer, headers: &HeaderMap, name: impl FnOnce() -> RequestId) -> Self {
        Self::opened(layer, headers, name, Target::default, |_| ())
    }

    fn opened(
        layer: &SecureErrorLayer,
        headers: &HeaderMap,
        name: impl FnOnce() -> RequestId,
        target: impl FnOnce() -> Target,
        prepare: impl FnOnce(&mut Extensions),
    ) -> Self {
        let mut scope = incoming::scope(headers, layer.trust_incoming_request_id, name, target);
        if let Some(formats) = &layer.formats {
            scope.extensions_mut().insert(Preference::of(formats, headers));
        }
        prepare(scope.extensions_mut());
        Self {
            scope: Arc::new(scope),
            is_head: false,
        }
    }

    /// For a request of which a boundary around this one knows the head, or that has none.
    #[cfg(any(
        feature = "async-graphql",
        feature = "jsonrpsee",
        feature = "juniper",
        feature = "rmcp"
    ))]
    pub(crate) const fn in_scope(scope: Arc<RequestScope>) -> Self {
        Self { scope, is_head: false }
    }

    /// The same request inside of this boundary: what fails there is entered, and sent by this one.
    #[cfg(feature = "rocket")]
    pub(crate) fn inside(&self) -> Self {
        let scope = Arc::new(RequestScope::inside(&self.scope));
        Self { scope, ..self.clone() }
    }

    /// The same request without a boundary: failures are recorded at once.
    #[cfg(feature = "rocket")]
    pub(crate) fn detached(&self) -> Self {
        let scope = Arc::new(self.scope.detached());
        Self { scope, ..self.clone() }
    }

    /// A call in this request, with a ledger of its own: a response may have several, and what follows it has others.
    #[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
    pub(crate) fn calling(&self, rpc: Rpc) -> Self {
        Self::in_scope(Arc::new(self.scope.continued().calling(rpc)))
    }

    /// The name of the request, for the inner services.
    pub(crate) fn request_id(&self) -> RequestId {
        self.scope.request_id()
    }

    /// The request scope.
    pub(crate) fn scope(&self) -> &RequestScope {
        &self.scope
    }

    /// The ledger of the request.
    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        self.scope.ledger()
    }

    /// The codes of its failures that were not sent.
    pub(crate) fn earlier(&self) -> Option<String> {
        self.ledger().and_then(Ledger::earlier)
    }

    pub(super) const fn is_head(&self) -> bool {
        self.is_head
    }

    /// Passes that id, and no other, to the inner services.
    #[cfg(any(feature = "poem", feature = "salvo", feature = "tonic"))]
    pub(crate) fn name_headers(&self, headers: &mut HeaderMap) {
        incoming::name_headers(headers, &self.request_id());
    }

    /// The same where other middleware looks for it.
    #[cfg(any(feature = "poem", feature = "salvo", feature = "tonic"))]
    pub(crate) fn name_extensions(&self, extensions: &mut Extensions) {
        incoming::name_extensions(extensions, &self.request_id());
    }

    /// Sets both for the inner services.
    pub(crate) fn name_request<B>(&self, request: &mut Request<B>) {
        incoming::name_request(request, &self.request_id());
    }

    /// Stores the request scope for code that responds on another thread.
    #[cfg(feature = "dioxus")]
    pub(super) fn go_along(&self, extensions: &mut Extensions) {
        extensions.insert(self.clone());
    }

    /// Runs code in the request scope: failures in it are entered for this request.
    pub(crate) fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        scope::within(&self.scope, run)
    }

    /// The future of the inner services, created and polled [within](Self::within) the request scope.
    pub(crate) fn run<F>(&self, make: impl FnOnce() -> F) -> ExchangeFuture<F> {
        ExchangeFuture {
            work: self.within(|| CaughtFuture::new(make)),
            exchange: self.clone(),
            is_done: false,
        }
    }

    /// The same for a future that was never created, because something before it has panicked.
    pub(crate) fn run_failed<F>(&self, panic: Arc<Panic>) -> ExchangeFuture<F> {
        ExchangeFuture {
            work: CaughtFuture::failed(panic),
            exchange: self.clone(),
            is_done: false,
        }
    }

    /// Enters the text and the causes of an error of another crate that becomes a response with this status. Where an inner
    /// layer may have made it from a panic, the panic is what has failed.
    #[cfg(any(feature = "poem", feature = "salvo"))]
    pub(crate) fn foreign(&self, status: StatusCode, text: &dyn Display, cause: Option<&(dyn Error + 'static)>) {
        let ledger = self.ledger();
        if status == StatusCode::INTERNAL_SERVER_ERROR && ledger.is_some_and(Ledger::has_panic) {
            return;
        }
        self.within(|| {
            let id = self.request_id();
            let record = record::of_foreign(&id, status, text, cause, self.earlier().as_ref());
            self.enter(Entry::of_record(id, status, Arc::new(record)));
        });
    }

    /// Enters the error of a service that has no response. The error is returned unchanged. It may pass another boundary,
    /// possibly with another type, but with the same text.
    pub(crate) fn failed<E: Display + 'static>(&self, error: &E) {
        self.within(|| {
            let id = self.request_id();
            let record = record::of_service_error(&id, error, self.earlier().as_ref());
            let known = self
                .ledger()
                .and_then(|ledger| ledger.take_service_error(record.message()));
            let record = known.unwrap_or_else(|| Arc::new(record));
            let issued = Issued::nothing(StatusCode::INTERNAL_SERVER_ERROR);
            let entry = self.enter(Entry::new(Kind::ServiceError, id, issued, Some(record)));
            self.send(&entry);
            self.tell_panics();
        });
    }

    /// Writes the records of panics that the application caught, unless a boundary around this one does.
    pub(crate) fn tell_panics(&self) {
        if let Some(ledger) = self.ledger().filter(|_| !self.scope.is_inner()) {
            ledger.tell_panics(self.scope.names());
        }
    }

    pub(crate) fn enter(&self, entry: Entry) -> Arc<Entry> {
        let entry = Arc::new(entry);
        if let Some(ledger) = self.ledger() {
            ledger.enter(Arc::clone(&entry));
        }
        entry
    }

    /// Sends an entry, unless a boundary around this one does. Returns the id that the client gets.
    pub(crate) fn send(&self, entry: &Entry) -> RequestId {
        if self.scope.is_inner() {
            self.request_id()
        } else {
            entry.send(self.scope.names())
        }
    }
}

pin_project! {
    /// The future of [`Exchange::run`]. Its output is that of the work, or its panic.
    pub(crate) struct ExchangeFuture<F> {
        #[pin]
        work: CaughtFuture<F>,
        exchange: Exchange,
        // There is an outcome.
        is_done: bool,
    }

    impl<F> PinnedDrop for ExchangeFuture<F> {
        // If the client is gone, dropping the work still belongs to the request.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.exchange.within(|| this.work.end(Panic::log));
            let exchange = &*this.exchange;
            if let Some(ledger) = exchange.ledger().filter(|_| !*this.is_done && !exchange.scope.is_inner()) {
                exchange.within(|| ledger.write_open(exchange.scope.names()));
            }
        }
    }
}

impl<F> ExchangeFuture<F> {
    /// The request to which it belongs.
    pub(crate) const fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Drops the work, because there is another outcome.
    #[cfg(feature = "tonic")]
    pub(crate) fn give_up(self: Pin<&mut Self>) {
        *self.project().is_done = true;
    }
}

impl<F: Future> Future for ExchangeFuture<F> {
    type Output = Result<F::Output, Arc<Panic>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // Dropping the work may panic too, and belongs to the request.
        let outcome = this.exchange.within(|| this.work.poll(cx, Panic::log));
        *this.is_done |= outcome.is_ready();
        outcome
    }
}

impl<F> fmt::Debug for ExchangeFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeFuture").finish_non_exhaustive()
    }
}
