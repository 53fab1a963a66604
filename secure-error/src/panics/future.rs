//! A future whose panic is an outcome.

use super::catch::caught;
use super::panic::Panic;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

pin_project! {
    /// A future that may panic when it is created, in each poll, and when the rest of it is dropped.
    ///
    /// A panic in the drop is not an outcome. It is logged by the code that polls, which may know more, or when this is
    /// dropped.
    pub(crate) struct CaughtFuture<F> {
        // `None` as soon as there is an outcome: what has panicked must not be polled again.
        #[pin]
        work: Option<F>,
        // Of work that could not be made.
        panic: Option<Arc<Panic>>,
    }

    impl<F> PinnedDrop for CaughtFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            this.end(Panic::log);
        }
    }
}

impl<F> CaughtFuture<F> {
    pub(crate) fn new(make: impl FnOnce() -> F) -> Self {
        match caught(make) {
            Ok(work) => Self {
                work: Some(work),
                panic: None,
            },
            Err(panic) => Self::failed(panic),
        }
    }

    /// Work that was never made, because something before it has panicked.
    pub(crate) const fn failed(panic: Arc<Panic>) -> Self {
        Self {
            work: None,
            panic: Some(panic),
        }
    }

    /// Drops the rest of the work. `log` gets a panic of the drop, and one that was not taken.
    pub(crate) fn end(self: Pin<&mut Self>, log: impl FnOnce(&Panic)) {
        let mut this = self.project();
        let dropped = if this.work.is_some() {
            caught(|| this.work.set(None)).err()
        } else {
            None
        };
        if let Some(panic) = this.panic.take().or(dropped) {
            log(&panic);
        }
    }
}

impl<F: Future> CaughtFuture<F> {
    /// The outcome, once. After that it is pending for ever.
    pub(crate) fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        log: impl FnOnce(&Panic),
    ) -> Poll<Result<F::Output, Arc<Panic>>> {
        let this = self.as_mut().project();
        let outcome = match (this.panic.take(), this.work.as_pin_mut()) {
            (Some(panic), _) => Err(panic),
            (None, Some(work)) => match caught(|| work.poll(cx)) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(output)) => Ok(output),
                Err(panic) => Err(panic),
            },
            (None, None) => return Poll::Pending,
        };
        self.end(log);
        Poll::Ready(outcome)
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::{pending, ready};
    use std::pin::pin;
    use std::task::Waker;

    /// What it says, polled twice, and how many panics were not an outcome.
    fn polled<F: Future<Output = u8>>(make: impl FnOnce() -> F) -> ([Option<Result<u8, ()>>; 2], u32) {
        let logged = Cell::new(0);
        let mut future = pin!(CaughtFuture::new(make));
        let mut poll = || {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()), |_| {
                logged.set(logged.get() + 1);
            });
            match polled {
                Poll::Pending => None,
                Poll::Ready(outcome) => Some(outcome.map_err(drop)),
            }
        };
        let outcomes = [poll(), poll()];
        future.end(|_| logged.set(logged.get() + 1));
        (outcomes, logged.get())
    }

    struct PanicsInDrop;

    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    #[test]
    fn an_outcome_is_told_once_be_it_a_panic_or_not() {
        assert_eq!(polled(|| ready(1)), ([Some(Ok(1)), None], 0));
        assert_eq!(polled(|| async { panic!("in a poll") }), ([Some(Err(())), None], 0));
        assert_eq!(
            polled(|| -> std::future::Ready<u8> { panic!("before") }),
            ([Some(Err(())), None], 0)
        );
        assert_eq!(polled(pending), ([None, None], 0));
    }

    #[test]
    fn a_panic_of_what_is_left_is_no_outcome_and_is_told_beside_it() {
        let leaves = |outcome: Poll<u8>| {
            let left = PanicsInDrop;
            std::future::poll_fn(move |_| {
                let _ = &left;
                outcome
            })
        };
        assert_eq!(polled(|| leaves(Poll::Ready(1))), ([Some(Ok(1)), None], 1));
        assert_eq!(polled(|| leaves(Poll::Pending)), ([None, None], 1));
    }

    #[test]
    fn a_panic_that_nobody_has_asked_for_is_told_at_the_end() {
        let logged = Cell::new(0);
        pin!(CaughtFuture::new(|| -> std::future::Ready<u8> { panic!("before") })).end(|_| logged.set(1));
        assert_eq!(logged.get(), 1);
    }
}
