//! What becomes of each outcome of a handler.

use super::answer::{Answer, body, failed};
use crate::boundary::{Passage, PassageFuture};
use crate::frameworks::http::held::Held;
use crate::panics::Panic;
use crate::public::problem;
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
        work: PassageFuture<Answering<F>>,
    }
}

pin_project! {
    /// The future of a [`SecureLambdaService`](super::SecureLambdaService) for events of any other kind.
    pub struct SecureLambdaEventFuture<F> {
        #[pin]
        work: PassageFuture<Working<F>>,
    }
}

impl<F> SecureLambdaHttpFuture<F> {
    pub(super) fn new(passage: &Passage, held: Held, make: impl FnOnce() -> F) -> Self {
        let work = passage.run(|| Answering::Working { work: make(), held });
        Self { work }
    }

    pub(super) fn panicked(passage: &Passage, panic: Arc<Panic>) -> Self {
        let work = passage.run_failed(panic);
        Self { work }
    }
}

impl<F> SecureLambdaEventFuture<F> {
    pub(super) fn new(passage: &Passage, held: Held, make: impl FnOnce() -> F) -> Self {
        let work = passage.run(|| Working { work: make(), held });
        Self { work }
    }

    pub(super) fn panicked(passage: &Passage, panic: Arc<Panic>) -> Self {
        let work = passage.run_failed(panic);
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
        let passage = work.passage();
        Poll::Ready(Ok(match outcome {
            Ok(answer) => passage.answer(answer),
            Err(panic) => passage.panicked(&panic),
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
        let passage = work.passage();
        Poll::Ready(outcome.unwrap_or_else(|panic| {
            passage.within(|| panic.log());
            Err(internal())
        }))
    }
}

/// What the invoker is told of a panic, whose record is written.
fn internal() -> Diagnostic {
    Diagnostic {
        error_type: problem::INTERNAL_ERROR.code().to_owned(),
        error_message: problem::INTERNAL_ERROR.message().to_owned(),
    }
}

pin_project! {
    /// A handler at work; its error is a diagnostic that tells nothing.
    struct Working<F> {
        #[pin]
        work: F,
        held: Held,
    }
}

impl<F, R, E> Future for Working<F>
where
    F: Future<Output = Result<R, E>>,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Output = Result<R, Diagnostic>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let outcome = ready!(this.work.poll(cx));
        Poll::Ready(outcome.map_err(|error| failed(error, this.held).0))
    }
}

pin_project! {
    /// A handler at work, then what it returned while it becomes an answer.
    #[project = AnsweringStep]
    enum Answering<F> {
        Working {
            #[pin]
            work: F,
            held: Held,
        },
        Converting {
            answer: Answer,
        },
    }
}

impl<F, R, E> Future for Answering<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
    E: Into<Diagnostic> + Debug + 'static,
{
    type Output = Response<Body>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let answer = match self.as_mut().project() {
                AnsweringStep::Converting { answer } => return answer.as_mut().poll(cx),
                AnsweringStep::Working { work, held } => match ready!(work.poll(cx)) {
                    Ok(returned) => returned.into_response(),
                    Err(error) => return Poll::Ready(failed(error, held).1.map(body)),
                },
            };
            self.set(Self::Converting { answer });
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
