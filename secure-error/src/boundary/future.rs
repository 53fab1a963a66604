//! The future of an answer: the context around every poll, and what becomes of each outcome.

use super::{failure, incoming, outgoing, panic};
use crate::context::{self, RequestContext};
use crate::panics::{Panic, caught};
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

pin_project! {
    /// The future of [`SecureErrorService`](crate::SecureErrorService).
    pub struct SecureErrorFuture<F> {
        // `None` as soon as there is an outcome: what has panicked must not be polled again.
        #[pin]
        inner: Option<F>,
        panic: Option<Arc<Panic>>,
        context: Arc<RequestContext>,
        is_head: bool,
    }

    impl<F> PinnedDrop for SecureErrorFuture<F> {
        // The client is gone. What has panicked, or panics now, nobody else will tell.
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            context::within(this.context, || {
                if let Some(panic) = this.panic.take() {
                    panic.log();
                }
                finish(&mut this.inner);
            });
        }
    }
}

/// Drops what is left of the work, which may panic too, and belongs to the request.
fn finish<F>(inner: &mut Pin<&mut Option<F>>) {
    if inner.is_some() {
        if let Err(panic) = caught(|| inner.set(None)) {
            panic.log();
        }
    }
}

impl<F> SecureErrorFuture<F> {
    pub(super) fn new(started: Result<F, Arc<Panic>>, context: Arc<RequestContext>, is_head: bool) -> Self {
        let (inner, panic) = match started {
            Ok(inner) => (Some(inner), None),
            Err(panic) => (None, Some(panic)),
        };
        Self {
            inner,
            panic,
            context,
            is_head,
        }
    }
}

impl<F, B, E> Future for SecureErrorFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body + From<Vec<u8>>,
    E: Display + 'static,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (context, is_head) = (&*this.context, *this.is_head);
        context::within(context, || {
            let outcome = match this.inner.as_mut().as_pin_mut() {
                Some(inner) => match caught(|| inner.poll(cx)) {
                    Ok(Poll::Pending) => return Poll::Pending,
                    Ok(Poll::Ready(outcome)) => Ok(outcome),
                    Err(panic) => Err(panic),
                },
                None => match this.panic.take() {
                    Some(panic) => Err(panic),
                    // Polled after its end.
                    None => return Poll::Pending,
                },
            };
            finish(&mut this.inner);
            Poll::Ready(match outcome {
                Ok(Ok(answer)) => Ok(outgoing::answer(answer, context, is_head)),
                Ok(Err(error)) => {
                    failure::log(&error, context);
                    Err(error)
                }
                Err(panic) => {
                    let mut answer = panic::answer(&panic, context, is_head);
                    incoming::name_answer(&mut answer, &context.request_id());
                    Ok(answer)
                }
            })
        })
    }
}

impl<F> fmt::Debug for SecureErrorFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorFuture").finish_non_exhaustive()
    }
}
