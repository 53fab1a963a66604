//! How each outcome of a handler is handled.

use super::answer::{Answer, body, failed, internal, sent};
use crate::boundary::{Exchange, ExchangeFuture};
use crate::panics::Panic;
use crate::render;
use crate::request::ledger::Entry;
use http::Response;
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::{Body, IntoResponse};
use pin_project_lite::pin_project;
use std::fmt::{self, Debug};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of a [`SecureLambdaService`](super::SecureLambdaService) for events of HTTP.
    pub struct SecureLambdaHttpFuture<F> {
        #[pin]
        work: ExchangeFuture<Responding<F>>,
    }
}

pin_project! {
    /// The future of a [`SecureLambdaService`](super::SecureLambdaService) for events of any other kind.
    pub struct SecureLambdaEventFuture<F> {
        #[pin]
        work: ExchangeFuture<F>,
    }
}

impl<F> SecureLambdaHttpFuture<F> {
    pub(super) fn new(exchange: &Exchange, make: impl FnOnce() -> F) -> Self {
        let work = exchange.run(|| Responding::Working { work: make() });
        Self { work }
    }

    pub(super) fn panicked(exchange: &Exchange, panic: Arc<Panic>) -> Self {
        let work = exchange.run_failed(panic);
        Self { work }
    }
}

impl<F> SecureLambdaEventFuture<F> {
    pub(super) fn new(exchange: &Exchange, make: impl FnOnce() -> F) -> Self {
        let work = exchange.run(make);
        Self { work }
    }

    pub(super) fn panicked(exchange: &Exchange, panic: Arc<Panic>) -> Self {
        let work = exchange.run_failed(panic);
        Self { work }
    }
}

impl<F, R, E> Future for SecureLambdaHttpFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Output = Result<Response<Body>, Diagnostic>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut work = self.project().work;
        let outcome = ready!(work.as_mut().poll(cx));
        let exchange = work.exchange();
        Poll::Ready(Ok(match outcome {
            Ok(Ok(response)) => exchange.respond(response),
            Ok(Err(error)) => exchange.respond(render::marked(&failed(error, exchange)).map(body)),
            Err(panic) => exchange.panicked(&panic),
        }))
    }
}

impl<F, R, E> Future for SecureLambdaEventFuture<F>
where
    F: Future<Output = Result<R, E>>,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Output = Result<R, Diagnostic>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut work = self.project().work;
        let outcome = ready!(work.as_mut().poll(cx));
        let exchange = work.exchange();
        let outcome = match outcome {
            Ok(outcome) => outcome.map_err(|error| failed(error, exchange)),
            Err(panic) => Err(internal(exchange, panic.record(None))),
        };
        let sent = outcome.map_err(|entry| send(&entry, exchange));
        if let Some(ledger) = exchange.ledger() {
            ledger.tell_panics(exchange.scope().names());
        }
        Poll::Ready(sent)
    }
}

/// The output of a failure for the invoker. Its record is written, unless an outer boundary does.
pub(super) fn send(entry: &Entry, exchange: &Exchange) -> Diagnostic {
    sent(entry, &exchange.send(entry))
}

pin_project! {
    /// A handler at work, then what it returned while it becomes a response.
    #[project = RespondingStep]
    enum Responding<F> {
        Working {
            #[pin]
            work: F,
        },
        Converting {
            response: Answer,
        },
    }
}

impl<F, R, E> Future for Responding<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response<Body>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let response = match self.as_mut().project() {
                RespondingStep::Converting { response } => return response.as_mut().poll(cx).map(Ok),
                RespondingStep::Working { work } => match ready!(work.poll(cx)) {
                    Ok(returned) => returned.into_response(),
                    Err(error) => return Poll::Ready(Err(error)),
                },
            };
            self.set(Self::Converting { response });
        }
    }
}

impl<F> fmt::Debug for SecureLambdaHttpFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureLambdaHttpFuture").finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for SecureLambdaEventFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureLambdaEventFuture").finish_non_exhaustive()
    }
}
