//! The future of a reported task, and how each outcome is handled.

use super::failure::TaskFailed;
use super::output::TaskOutput;
use super::scene::Scene;
use crate::internal::report::Field;
use crate::panics::{CaughtFuture, caught};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    pub(super) struct ReportedFuture<F> {
        #[pin]
        work: CaughtFuture<F>,
        scene: Scene,
    }

    impl<F> PinnedDrop for ReportedFuture<F> {
        // A cancelled task may still panic, which tokio must not print.
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let task = this.scene.task;
            this.scene.within(|| this.work.end(|panic| panic.log_with(Some(named(task)))));
        }
    }
}

impl<F> ReportedFuture<F> {
    pub(super) fn new(task: &'static str, future: F) -> Self {
        Self {
            work: CaughtFuture::new(|| future),
            scene: Scene::here(task, false),
        }
    }
}

impl<F: Future<Output: TaskOutput>> Future for ReportedFuture<F> {
    type Output = Result<<F::Output as TaskOutput>::Value, TaskFailed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let task = this.scene.task;
        this.scene.within(|| {
            let outcome = ready!(this.work.poll(cx, |panic| panic.log_with(Some(named(task)))));
            // Converting an error into a fault runs application code too.
            let outcome = outcome.and_then(|output| caught(|| output.__outcome()));
            Poll::Ready(this.scene.ended(outcome))
        })
    }
}

pub(super) fn named(task: &'static str) -> Field<'static> {
    Field::new("task", task)
}
