//! Work whose outcome is held until its moment has come.

use super::held_panic::{HeldPanic, caught};
use super::quantum::Quantum;
use crate::internal::notice::notice;
use crate::unwind::contained;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

pin_project! {
    /// A future that does what another does, and is ready at a whole multiple of the quantum after the arrival.
    ///
    /// A panic of that other is held as well, and goes on when the moment has come.
    pub(super) struct Padded<F: Future> {
        arrival: Instant,
        quantum: Quantum,
        // What is left of these two is nothing as soon as there is an outcome.
        #[pin]
        work: Option<F>,
        panicked: Option<HeldPanic>,
        outcome: Option<Outcome<F::Output>>,
        #[pin]
        timer: Option<Sleep>,
    }
}

enum Outcome<T> {
    Output(T),
    Panic(HeldPanic),
}

/// Nothing here can wait: the work was dropped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoTimer;

impl<F: Future> Padded<F> {
    /// Work that arrives now, and is begun by this closure. Nothing is waited for before the future is polled.
    pub(super) fn new(quantum: Quantum, begin: impl FnOnce() -> F) -> Self {
        let arrival = Instant::now();
        let (work, panicked) = match caught(begin) {
            Ok(work) => (Some(work), None),
            Err(panic) => (None, Some(panic)),
        };
        Self {
            arrival,
            quantum,
            work,
            panicked,
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
                dropped(|| this.work.set(None));
                *this.panicked = None;
                return Poll::Ready(Err(NoTimer));
            };
            this.timer.set(Some(timer));
        }
        if this.outcome.is_none() {
            let outcome = match (this.work.as_mut().as_pin_mut(), this.panicked.take()) {
                (Some(work), _) => match caught(|| work.poll(cx)) {
                    Ok(Poll::Pending) => return Poll::Pending,
                    Ok(Poll::Ready(output)) => Outcome::Output(output),
                    Err(panic) => Outcome::Panic(panic),
                },
                (None, Some(panic)) => Outcome::Panic(panic),
                // Polled after its end.
                (None, None) => return Poll::Pending,
            };
            // What is left of the work may take its time, and may panic.
            dropped(|| this.work.set(None));
            *this.outcome = Some(outcome);
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
                Some(Outcome::Output(output)) => Poll::Ready(Ok(output)),
                Some(Outcome::Panic(panic)) => panic.resume(),
                None => Poll::Pending,
            },
            None => {
                dropped(|| *this.outcome = None);
                Poll::Ready(Err(NoTimer))
            }
        }
    }
}

/// Drops something that may panic. That is no outcome any more, and logged.
fn dropped(drop: impl FnOnce()) {
    if let Err(panic) = caught(drop) {
        panic.log();
    }
}

/// When work that has an outcome now may show it. Work that took too long is remarked upon first, so that the time which
/// that takes is held back too.
fn leaves(arrival: Instant, quantum: Quantum) -> Option<Instant> {
    let elapsed = arrival.elapsed();
    if elapsed > quantum.get() {
        notice!(
            "an answer took longer than its quantum of time",
            "quantum_ms" = millis(quantum.get()),
            "elapsed_ms" = millis(elapsed),
        );
    }
    let now = Instant::now();
    now.checked_add(quantum.missing(now.saturating_duration_since(arrival)))
}

/// Nothing outside of a tokio runtime, and in one without timers.
fn timer(at: Instant) -> Option<Sleep> {
    Handle::try_current().ok()?;
    contained(|| sleep_until(at))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
