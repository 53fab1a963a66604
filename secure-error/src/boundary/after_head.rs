//! What is sent after the head of a response: its request goes on in each poll, and a failure that ends it has a record.

#[cfg(any(feature = "actix-web", feature = "axum", feature = "poem"))]
use super::exchange::Exchange;
use crate::internal::log::Pending;
use crate::panics::caught;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::task::Poll;

/// The request of a body or a stream.
#[derive(Debug)]
pub(crate) struct AfterHead {
    request: Option<Arc<RequestScope>>,
    /// The same without a boundary that waits for failures, once a piece was asked for.
    detached: Option<Arc<RequestScope>>,
}

impl AfterHead {
    /// That of the current request.
    pub(super) fn current() -> Self {
        Self {
            request: scope::current(),
            detached: None,
        }
    }

    /// That of an exchange, unless a boundary around it follows its body.
    #[cfg(any(feature = "actix-web", feature = "axum", feature = "poem"))]
    pub(crate) fn of(exchange: &Exchange) -> Option<Self> {
        (!exchange.scope().is_inner()).then(|| exchange.within(Self::current))
    }

    /// Polls for the next piece. A failure is recorded, unless the application has done so meanwhile; so is a panic, which
    /// goes on. Before the head was sent, that is up to the code that polls.
    pub(crate) fn poll<T, E>(
        &mut self,
        poll: impl FnOnce() -> Poll<Option<Result<T, E>>>,
        record: impl FnOnce(Option<&RequestId>, &E) -> Pending,
    ) -> Poll<Option<Result<T, E>>> {
        let around = scope::current();
        if let Some(request) = self.request.take_if(|_| around.is_none()) {
            self.detached = Some(Arc::new(request.detached()));
        }
        // A stream in a body that is followed belongs to the scope of that, which learns of its records.
        let shared = around.as_ref().or(self.detached.as_ref());
        let scope = shared.map(Arc::as_ref);
        if scope.is_some_and(|scope| scope.ledger().is_some()) {
            return poll();
        }
        let was_reported = || scope.is_some_and(RequestScope::take_report);
        // Another item of the same body.
        let mut is_known = was_reported();
        let polled = scope::within_any(shared, || {
            let polled = caught(poll);
            match &polled {
                Ok(Poll::Ready(Some(Err(error)))) => {
                    is_known = true;
                    if !was_reported() {
                        let id = scope.map(RequestScope::request_id);
                        record(id.as_ref(), error).write_alone();
                    }
                }
                Ok(_) => {}
                Err(panic) => panic.log(),
            }
            polled
        });
        // The body around it ends with the same error.
        if let Some(around) = around.filter(|_| is_known) {
            around.note_report();
        }
        // The connection must not end as if the body were complete.
        polled.unwrap_or_else(|panic| resume_unwind(Box::new(panic)))
    }
}
