//! One request on its way through a boundary, whatever its framework.
//!
//! A boundary of any framework does four things: it [opens](Passage::open) a passage, tells the inner services the
//! [id](Passage::request_id), runs them [within](Passage::run), and sends what [`answer`](Passage::answer),
//! [`panicked`](Passage::panicked) or [`failed`](Passage::failed) make of the outcome.

use super::{SecureErrorLayer, failure, incoming, outgoing, panic, record};
use crate::panics::{CaughtFuture, Panic};
use crate::render::Preference;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use http::{Extensions, HeaderMap, Method, Request, Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;
use std::error::Error;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// One request on its way through a boundary. Clones are the same request.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    context: Arc<RequestScope>,
    is_head: bool,
}

impl Passage {
    /// The headers of a request that [`open`](Self::open) reads, for frameworks with headers of their own.
    #[allow(dead_code, reason = "only for those")]
    pub(crate) const READS: [&'static str; 3] = ["x-request-id", "traceparent", "accept"];

    /// Whether an answer with this status is more than [named](Self::request_id) by [`answer`](Self::answer).
    #[allow(dead_code, reason = "only for frameworks with answers of their own")]
    pub(crate) const fn is_failure(status: u16) -> bool {
        status >= outgoing::FIRST_ERROR
    }

    /// For the head of a request: its ids, and the formats that its client prefers.
    #[allow(dead_code, reason = "only frameworks without tower open one themselves")]
    pub(crate) fn open(layer: &SecureErrorLayer, method: &Method, headers: &HeaderMap) -> Self {
        Self::open_with(layer, method, headers, |_| ())
    }

    /// The same; `prepare` leaves something for those who answer.
    pub(crate) fn open_with(
        layer: &SecureErrorLayer,
        method: &Method,
        headers: &HeaderMap,
        prepare: impl FnOnce(&mut Extensions),
    ) -> Self {
        Self::open_named(layer, method, headers, RequestId::generate, prepare)
    }

    /// The same for a server that gives requests ids by itself: `name` is its id for this one. That of a client whom the
    /// application trusts comes first.
    pub(crate) fn open_named(
        layer: &SecureErrorLayer,
        method: &Method,
        headers: &HeaderMap,
        name: impl FnOnce() -> RequestId,
        prepare: impl FnOnce(&mut Extensions),
    ) -> Self {
        let mut context = incoming::context(headers, layer.trust_incoming_request_id, name);
        if let Some(formats) = &layer.formats {
            context.extensions_mut().insert(Preference::of(formats, headers));
        }
        #[cfg(any(feature = "dioxus", feature = "leptos"))]
        context.extensions_mut().get_or_insert_default::<super::Written>();
        prepare(context.extensions_mut());
        Self {
            context: Arc::new(context),
            is_head: method == Method::HEAD,
        }
    }

    /// For a request of which a boundary around this one knows the head, or that has none.
    #[cfg_attr(
        not(any(feature = "async-graphql", feature = "juniper")),
        allow(dead_code, reason = "only these are no HTTP")
    )]
    pub(crate) const fn within_context(context: Arc<RequestScope>) -> Self {
        Self {
            context,
            is_head: false,
        }
    }

    /// The same request, when its answer goes on after it was answered: notes about the answer have no part in it.
    #[cfg_attr(
        not(feature = "async-graphql"),
        allow(dead_code, reason = "only subscriptions go on")
    )]
    pub(crate) fn apart(&self) -> Self {
        Self::within_context(Arc::new(self.context.apart()))
    }

    /// The name of the request, for the inner services.
    pub(crate) fn request_id(&self) -> RequestId {
        self.context.request_id()
    }

    /// What is known of the request, and noted about it.
    #[allow(dead_code, reason = "only for answers that are not of HTTP")]
    pub(crate) fn context(&self) -> &RequestScope {
        &self.context
    }

    /// Tells the inner services that name, and no other.
    #[allow(dead_code, reason = "a boundary of tower has a whole request")]
    pub(crate) fn name_headers(&self, headers: &mut HeaderMap) {
        incoming::name_headers(headers, &self.request_id());
    }

    /// The same where other middleware looks for it.
    #[allow(dead_code, reason = "a boundary of tower has a whole request")]
    pub(crate) fn name_extensions(&self, extensions: &mut Extensions) {
        incoming::name_extensions(extensions, &self.request_id());
    }

    /// Tells the inner services, whatever the request was called before.
    pub(crate) fn name_request<B>(&self, request: &mut Request<B>) {
        incoming::name_request(request, &self.request_id());
    }

    /// Leaves the request for those who answer it on another thread.
    #[cfg(feature = "dioxus")]
    pub(super) fn go_along(&self, extensions: &mut Extensions) {
        extensions.insert(self.clone());
    }

    /// Runs something for the request: what fails meanwhile is logged under its id.
    pub(crate) fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        scope::within(&self.context, run)
    }

    /// The work of the inner services, made and polled [within](Self::within) the request.
    pub(crate) fn run<F>(&self, make: impl FnOnce() -> F) -> PassageFuture<F> {
        PassageFuture {
            work: self.within(|| CaughtFuture::new(make)),
            passage: self.clone(),
        }
    }

    /// The same for work that was never made, because something before it has panicked.
    pub(crate) fn run_failed<F>(&self, panic: Arc<Panic>) -> PassageFuture<F> {
        PassageFuture {
            work: CaughtFuture::failed(panic),
            passage: self.clone(),
        }
    }

    /// What the client gets: the answer with its name, sealed if it is an error that nobody vouches for.
    pub(crate) fn answer<B: Body + From<Vec<u8>>>(&self, answer: Response<B>) -> Response<B> {
        self.within(|| outgoing::answer(answer, &self.context, self.is_head))
    }

    /// Logs what an error of others says that becomes an answer of this status, and its causes. The answer itself, which
    /// says less, is not logged again.
    #[allow(dead_code, reason = "a boundary of tower sees no error that becomes an answer")]
    pub(crate) fn foreign(&self, status: StatusCode, text: &dyn Display, cause: Option<&(dyn Error + 'static)>) {
        self.within(|| record::log_error(&self.context, status, text, cause));
    }

    /// Logs a panic, and answers with a constant.
    pub(crate) fn panicked<B: From<Vec<u8>>>(&self, panic: &Panic) -> Response<B> {
        self.within(|| {
            let mut answer = panic::answer(panic, &self.context, self.is_head);
            incoming::name_answer(&mut answer, &self.request_id());
            answer
        })
    }

    /// Logs the error of a service that has no answer.
    pub(crate) fn failed<E: Display + 'static>(&self, error: &E) {
        self.within(|| failure::log(error, &self.context));
    }
}

pin_project! {
    /// What [`Passage::run`] makes. The outcome is that of the work, or its panic.
    pub(crate) struct PassageFuture<F> {
        #[pin]
        work: CaughtFuture<F>,
        passage: Passage,
    }

    impl<F> PinnedDrop for PassageFuture<F> {
        // If the client is gone, what is left of the work belongs to the request still.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.passage.within(|| this.work.end(Panic::log));
        }
    }
}

impl<F> PassageFuture<F> {
    /// The request that it belongs to.
    pub(crate) const fn passage(&self) -> &Passage {
        &self.passage
    }
}

impl<F: Future> Future for PassageFuture<F> {
    type Output = Result<F::Output, Arc<Panic>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // What is left of the work may panic too, and belongs to the request.
        this.passage.within(|| this.work.poll(cx, Panic::log))
    }
}

impl<F> fmt::Debug for PassageFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassageFuture").finish_non_exhaustive()
    }
}
