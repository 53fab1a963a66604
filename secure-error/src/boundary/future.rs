//! The future of a response, and how each outcome is handled.

use super::body::ErrorBody;
use super::exchange::ExchangeFuture;
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`SecureErrorService`](crate::layers::SecureErrorService).
    pub struct SecureErrorFuture<F> {
        #[pin]
        work: ExchangeFuture<F>,
    }
}

impl<F> SecureErrorFuture<F> {
    pub(super) const fn new(work: ExchangeFuture<F>) -> Self {
        Self { work }
    }
}

impl<F, B, E> Future for SecureErrorFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body + ErrorBody + 'static,
    E: Display + 'static,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut work = self.project().work;
        let outcome = ready!(work.as_mut().poll(cx));
        let exchange = work.exchange();
        Poll::Ready(match outcome {
            Ok(Ok(response)) => {
                let response = exchange.respond(response);
                #[cfg(feature = "axum")]
                let response = super::followed::follow(response, exchange);
                Ok(response)
            }
            Ok(Err(error)) => {
                exchange.failed(&error);
                Err(error)
            }
            Err(panic) => Ok(exchange.panicked(&panic)),
        })
    }
}

impl<F> fmt::Debug for SecureErrorFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorFuture").finish_non_exhaustive()
    }
}
