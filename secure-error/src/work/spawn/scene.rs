//! What a task belongs to.

use super::failure::TaskFailed;
use crate::error::Fault;
use crate::panics::{Panic, caught};
use crate::request::scope::{self, RequestScope};
#[cfg(feature = "tracing")]
use crate::request::unwind::{Catcher, contained_by};
use std::sync::{Arc, Weak};

/// Where a task was started, and its name.
pub(super) struct Scene {
    pub(super) task: &'static str,
    /// The request waits for the task, as far as is known.
    is_awaited: bool,
    /// The request as long as it waits for its response.
    request: Option<Weak<RequestScope>>,
    context: Option<Arc<RequestScope>>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Scene {
    pub(super) fn here(task: &'static str, is_awaited: bool) -> Self {
        let request = scope::current();
        Self {
            task,
            is_awaited,
            request: request.as_ref().map(Arc::downgrade),
            context: request.map(|request| Arc::new(request.detached())),
            #[cfg(feature = "tracing")]
            span: contained_by(Catcher::Log, tracing::Span::current).unwrap_or_else(tracing::Span::none),
        }
    }

    /// What runs must not panic.
    pub(super) fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        // A subscriber that panics when a span is entered or left costs the task its span, and no more.
        #[cfg(feature = "tracing")]
        let entered = contained_by(Catcher::Log, || self.span.enter());
        let result = scope::within_any(self.context.as_ref(), run);
        #[cfg(feature = "tracing")]
        contained_by(Catcher::Log, || drop(entered));
        result
    }

    /// Records a failure. Runs [within](Self::within) the scene.
    pub(super) fn ended<T>(&self, outcome: Result<Result<T, Fault>, Arc<Panic>>) -> Result<T, TaskFailed> {
        let failed = match outcome {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(fault)) => TaskFailed::by_error(self.task, fault),
            Err(panic) => TaskFailed::by_panic(self.task, panic),
        };
        let request = self.request.as_ref().and_then(Weak::upgrade);
        // Ending a request may run code of the application.
        let recorded = caught(|| failed.record(request.as_deref(), self.is_awaited));
        if let Err(panic) = recorded {
            panic.log();
        }
        Err(failed)
    }
}
