//! The future of a reported task: what surrounds it, and what becomes of each outcome.

use super::output::{TaskFailed, TaskOutput};
use crate::context::{self, RequestContext};
use crate::fault::Fault;
use crate::internal::field::FieldText;
use crate::panics::caught;
use crate::unwind::contained;
#[cfg(feature = "tracing")]
use crate::unwind::{Catcher, contained_by};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

pin_project! {
    pub(super) struct ReportedFuture<F> {
        // `None` as soon as there is an outcome.
        #[pin]
        inner: Option<F>,
        task: &'static str,
        scene: Scene,
    }

    impl<F> PinnedDrop for ReportedFuture<F> {
        // A task that is cancelled may still panic, and it is not for tokio to tell.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let (task, scene) = (*this.task, &*this.scene);
            scene.within(|| finish(this.inner, task));
        }
    }
}

impl<F> ReportedFuture<F> {
    pub(super) fn new(task: &'static str, future: F) -> Self {
        Self {
            inner: Some(future),
            task,
            scene: Scene::here(),
        }
    }
}

impl<F: Future<Output: TaskOutput>> Future for ReportedFuture<F> {
    type Output = Result<<F::Output as TaskOutput>::Value, TaskFailed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (task, scene) = (*this.task, &*this.scene);
        scene.within(|| {
            let polled = this.inner.as_mut().as_pin_mut().map(|inner| {
                // Also what makes a fault of an error is code of the application.
                caught(|| inner.poll(cx).map(TaskOutput::__outcome))
            });
            if let Some(Ok(Poll::Pending)) = polled {
                return Poll::Pending;
            }
            finish(this.inner, task);
            Poll::Ready(match polled {
                Some(Ok(Poll::Ready(Ok(value)))) => Ok(value),
                Some(Ok(Poll::Ready(Err(fault)))) => {
                    log(fault, task);
                    Err(TaskFailed { task })
                }
                Some(Err(panic)) => {
                    panic.log_with(Some(named(task)));
                    Err(TaskFailed { task })
                }
                Some(Ok(Poll::Pending)) | None => Err(TaskFailed { task }),
            })
        })
    }
}

/// Drops what is left of the work, which may panic.
fn finish<F>(mut inner: Pin<&mut Option<F>>, task: &'static str) {
    if let Err(panic) = caught(|| inner.set(None)) {
        panic.log_with(Some(named(task)));
    }
}

/// The error may panic while it makes its report, or when it is dropped.
fn log(fault: Fault, task: &'static str) {
    match caught(|| fault.report()) {
        Ok(report) => {
            let (name, text) = named(task);
            report.with_field(name, text).log();
        }
        Err(panic) => panic.log_with(Some(named(task))),
    }
    contained(|| drop(fault));
}

/// The name of the task, as a field of a record.
fn named(task: &'static str) -> (&'static str, FieldText<'static>) {
    ("task", FieldText::new(move |f| f.write_str(task)))
}

/// What the task belongs to.
struct Scene {
    context: Option<Arc<RequestContext>>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Scene {
    fn here() -> Self {
        Self {
            context: context::current().map(|request| Arc::new(request.apart())),
            #[cfg(feature = "tracing")]
            span: contained_by(Catcher::Log, tracing::Span::current).unwrap_or_else(tracing::Span::none),
        }
    }

    /// What runs must not panic.
    fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        // A subscriber that panics when a span is entered or left costs the task its span, and no more.
        #[cfg(feature = "tracing")]
        let entered = contained_by(Catcher::Log, || self.span.enter());
        let result = context::within_any(self.context.as_ref(), run);
        #[cfg(feature = "tracing")]
        contained_by(Catcher::Log, || drop(entered));
        result
    }
}
