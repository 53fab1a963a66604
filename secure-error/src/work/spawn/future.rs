//! The future of a reported task, and how each outcome is handled.

use super::output::{TaskFailed, TaskOutput};
use crate::error::Fault;
use crate::internal::report::Field;
use crate::panics::{CaughtFuture, caught};
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
#[cfg(feature = "tracing")]
use crate::request::unwind::{Catcher, contained_by};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pin_project! {
    pub(super) struct ReportedFuture<F> {
        #[pin]
        work: CaughtFuture<F>,
        task: &'static str,
        scene: Scene,
    }

    impl<F> PinnedDrop for ReportedFuture<F> {
        // A cancelled task may still panic, which tokio must not print.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let task = *this.task;
            this.scene.within(|| this.work.end(|panic| panic.log_with(Some(named(task)))));
        }
    }
}

impl<F> ReportedFuture<F> {
    pub(super) fn new(task: &'static str, future: F) -> Self {
        Self {
            work: CaughtFuture::new(|| future),
            task,
            scene: Scene::here(),
        }
    }
}

impl<F: Future<Output: TaskOutput>> Future for ReportedFuture<F> {
    type Output = Result<<F::Output as TaskOutput>::Value, TaskFailed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let task = *this.task;
        this.scene.within(|| {
            let outcome = ready!(this.work.poll(cx, |panic| panic.log_with(Some(named(task)))));
            // Converting an error into a fault runs application code too.
            let outcome = outcome.and_then(|output| caught(|| output.__outcome()));
            Poll::Ready(match outcome {
                Ok(Ok(value)) => Ok(value),
                Ok(Err(fault)) => {
                    log(fault, task);
                    Err(TaskFailed { task })
                }
                Err(panic) => {
                    panic.log_with(Some(named(task)));
                    Err(TaskFailed { task })
                }
            })
        })
    }
}

/// The error may panic while it creates its report, or when it is dropped.
fn log(fault: Fault, task: &'static str) {
    match caught(|| fault.report()) {
        Ok(report) => report.with_fields(Some(named(task))).log(),
        Err(panic) => panic.log_with(Some(named(task))),
    }
    contained(|| drop(fault));
}

fn named(task: &'static str) -> Field<'static> {
    Field::new("task", task)
}

/// What the task belongs to.
struct Scene {
    context: Option<Arc<RequestScope>>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Scene {
    fn here() -> Self {
        Self {
            context: scope::current().map(|request| Arc::new(request.detached())),
            #[cfg(feature = "tracing")]
            span: contained_by(Catcher::Log, tracing::Span::current).unwrap_or_else(tracing::Span::none),
        }
    }

    /// What runs must not panic.
    fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        // A subscriber that panics when a span is entered or left costs the task its span, and no more.
        #[cfg(feature = "tracing")]
        let entered = contained_by(Catcher::Log, || self.span.enter());
        let result = scope::within_any(self.context.as_ref(), run);
        #[cfg(feature = "tracing")]
        contained_by(Catcher::Log, || drop(entered));
        result
    }
}
