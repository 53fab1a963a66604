//! The future of an answer: the context around every poll, and what becomes of each outcome.

use super::{failure, incoming, outgoing, panic};
use crate::context::{self, RequestContext};
use crate::panics::{CaughtFuture, Panic};
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`SecureErrorService`](crate::SecureErrorService).
    pub struct SecureErrorFuture<F> {
        #[pin]
        work: CaughtFuture<F>,
        context: Arc<RequestContext>,
        is_head: bool,
    }

    impl<F> PinnedDrop for SecureErrorFuture<F> {
        // If the client is gone, what is left of the work belongs to the request still.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            context::within(this.context, || this.work.end(Panic::log));
        }
    }
}

impl<F> SecureErrorFuture<F> {
    pub(super) const fn new(work: CaughtFuture<F>, context: Arc<RequestContext>, is_head: bool) -> Self {
        Self { work, context, is_head }
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
        let this = self.project();
        let (context, is_head) = (&*this.context, *this.is_head);
        context::within(context, || {
            // What is left of the work may panic too, and belongs to the request.
            let outcome = ready!(this.work.poll(cx, Panic::log));
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
