//! Work whose outcome is held until the next multiple of the quantum.

use super::held_panic::HeldPanic;
use super::quantum::Quantum;
use crate::internal::log::TARGET;
use crate::internal::notice::notice;
use crate::panics::{CaughtFuture, Panic};
use crate::request::unwind::contained;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

pin_project! {
    /// A future that wraps another and is ready at a whole multiple of the quantum after the arrival.
    ///
    /// A panic of the inner future is held as well, and resumed at that time.
    pub(super) struct Padded<F: Future> {
        arrival: Instant,
        quantum: Quantum,
        #[pin]
        work: CaughtFuture<F>,
        outcome: Option<Result<F::Output, HeldPanic>>,
        #[pin]
        timer: Option<Sleep>,
    }
}

/// There is no timer: the work was dropped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoTimer;

impl<F: Future> Padded<F> {
    /// Work that arrives now, and is started by this closure. Nothing waits before the future is polled.
    pub(super) fn new(quantum: Quantum, begin: impl FnOnce() -> F) -> Self {
        Self {
            // Before the work begins.
            arrival: Instant::now(),
            quantum,
            work: CaughtFuture::new(begin),
            outcome: None,
            timer: None,
        }
    }
}

impl<F: Future> Future for Padded<F> {
    type Output = Result<F::Output, NoTimer>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if this.timer.is_none() {
            // Before the work: what cannot be held must not be done.
            let Some(timer) = timer(*this.arrival) else {
                this.work.end(Panic::log);
                return Poll::Ready(Err(NoTimer));
            };
            this.timer.set(Some(timer));
        }
        if this.outcome.is_none() {
            // It drops the rest of the work, which may take time.
            let outcome = ready!(this.work.poll(cx, Panic::log));
            *this.outcome = Some(outcome.map_err(HeldPanic::new));
            this.timer.set(leaves(*this.arrival, *this.quantum).and_then(timer));
        }
        let waited = match this.timer.as_mut().as_pin_mut() {
            // It panics in a runtime that shuts down.
            Some(timer) => contained(|| timer.poll(cx)),
            None => None,
        };
        match waited {
            Some(Poll::Pending) => Poll::Pending,
            Some(Poll::Ready(())) => match this.outcome.take() {
                Some(Ok(output)) => Poll::Ready(Ok(output)),
                Some(Err(panic)) => panic.resume(),
                None => Poll::Pending,
            },
            None => {
                contained(|| *this.outcome = None);
                Poll::Ready(Err(NoTimer))
            }
        }
    }
}

/// When work that has an outcome now may show it. An overrun is logged first, so that the time of logging is padded too.
fn leaves(arrival: Instant, quantum: Quantum) -> Option<Instant> {
    let elapsed = arrival.elapsed();
    if elapsed > quantum.get() {
        notice!(
            target: TARGET,
            "a response took longer than its timing quantum",
            "quantum_ms" = millis(quantum.get()),
            "elapsed_ms" = millis(elapsed),
        );
    }
    let now = Instant::now();
    now.checked_add(quantum.missing(now.saturating_duration_since(arrival)))
}

/// Returns `None` outside a tokio runtime, and in one without timers.
fn timer(at: Instant) -> Option<Sleep> {
    Handle::try_current().ok()?;
    contained(|| sleep_until(at))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
